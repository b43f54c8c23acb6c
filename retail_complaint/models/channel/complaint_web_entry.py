import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, hmac
from odoo.tools.misc import hash_sign, verify_hash_signed

from ...tools.web_form import visitor_network

LIMIT_PARAMETER = "retail_complaint.web_max_per_hour"
DEFAULT_LIMIT = 30
#: How long a page can lie open before its form is sent.
FORM_HOURS = 24
#: Rows outlive the forms that they remember.
RETENTION_DAYS = 3
GC_BATCH = 10000


class RateLimitError(UserError):
    """One visitor sends more than a person does."""


class ComplaintWebEntry(models.Model):
    """What came in by a public page: a row per form that was sent and per wrong code (INT-9).

    The rows of a visitor in the last hour are their rate: rows are appended and counted, so that
    no two requests wait for one counter. Their nonce makes one case of a form that is sent twice.
    """

    _name = "complaint.web.entry"
    _description = "Entry by a public page"

    kind = fields.Selection(
        [("form", "Complaint"), ("message", "Message"), ("code", "Wrong code")],
        required=True,
        readonly=True,
    )
    visitor = fields.Char(
        required=True, readonly=True, help="A digest: it tells visitors apart, and names none."
    )
    nonce = fields.Char(readonly=True)
    ticket_id = fields.Many2one(
        "helpdesk.ticket", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    _nonce_unique = models.UniqueIndex("(nonce) WHERE nonce IS NOT NULL")
    _visitor_index = models.Index("(visitor, kind, create_date)")
    _create_date_index = models.Index("(create_date)")

    # Forms -----------------------------------------------------------------------------------

    @api.model
    def _sign_form(self, scope, about):
        """Return the token of a form that is being shown: signed, dated, with a fresh nonce."""
        payload = [about, secrets.token_hex(16)]
        scope = f"retail_complaint.{scope}"
        return hash_sign(self.env(su=True), scope, payload, expiration_hours=FORM_HOURS)

    @api.model
    def _read_form(self, scope, about, token):
        """Return the nonce of a form that we showed, about the same; None for any other."""
        try:
            scope = f"retail_complaint.{scope}"
            payload = verify_hash_signed(self.env(su=True), scope, str(token or ""))
        except ValueError:
            return None
        return payload[1] if payload and payload[0] == about else None

    @api.model
    def _find_sent(self, nonce):
        """Return the case that a form has made already."""
        return self.search([("nonce", "=", nonce)]).ticket_id

    # Rate ------------------------------------------------------------------------------------

    @api.model
    def _enter(self, kind, address, nonce=None):
        """Append a row for something that a visitor sends, and return it.

        Of two requests with one nonce the later waits for the earlier; Odoo then runs it again,
        and it finds what the earlier has made.

        :raises RateLimitError: when the visitor has sent too much within an hour
        """
        if self._is_over_limit(kind, address):
            raise RateLimitError(
                self.env._("A lot was sent from here just now. Please try again in an hour.")
            )
        now = fields.Datetime.now()
        [row] = self.env.execute_query(
            SQL(
                """
                INSERT INTO complaint_web_entry
                    (kind, visitor, nonce, create_uid, create_date, write_uid, write_date)
                VALUES (%(kind)s, %(visitor)s, %(nonce)s, %(uid)s, %(now)s, %(uid)s, %(now)s)
                ON CONFLICT (nonce) WHERE nonce IS NOT NULL DO NOTHING
                RETURNING id
                """,
                kind=kind,
                visitor=self._get_visitor(address),
                nonce=nonce,
                uid=self.env.uid,
                now=now,
            )
        )
        return self.browse(row)

    @api.model
    def _is_over_limit(self, kind, address):
        limit = self._get_limit()
        since = fields.Datetime.now() - timedelta(hours=1)
        domain = [
            ("visitor", "=", self._get_visitor(address)),
            ("kind", "=", kind),
            ("create_date", ">", since),
        ]
        return self.search_count(domain, limit=limit) >= limit

    @api.model
    def _get_visitor(self, address):
        # With the secret of the database, so that nobody computes the digests of all addresses.
        return hmac(self.env(su=True), "complaint-visitor", visitor_network(address or ""))

    @api.model
    def _get_limit(self):
        value = self.env["ir.config_parameter"].sudo().get_param(LIMIT_PARAMETER)
        return int(value) if (value or "").isdecimal() else DEFAULT_LIMIT

    @api.autovacuum
    def _gc_entries(self):
        old = fields.Datetime.now() - timedelta(days=RETENTION_DAYS)
        entries = self.search([("create_date", "<", old)], limit=GC_BATCH)
        entries.unlink()
        return len(entries), len(entries) == GC_BATCH
