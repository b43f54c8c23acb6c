import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hash_sign, verify_hash_signed

#: How long a page can lie open before its form is sent.
FORM_HOURS = 24
#: Rows outlive the forms that they remember.
RETENTION_DAYS = 3
GC_BATCH = 10000


class ComplaintWebEntry(models.Model):
    """What came in by a public page: a row per form that was sent (INT-9).

    Its nonce makes one case of a form that is sent twice. How often somebody sends one is another
    matter: ``complaint.pace``.
    """

    _name = "complaint.web.entry"
    _description = "Entry by a public page"

    nonce = fields.Char(readonly=True)
    ticket_id = fields.Many2one(
        "helpdesk.ticket", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    _nonce_unique = models.UniqueIndex("(nonce) WHERE nonce IS NOT NULL")
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

    @api.model
    def _enter(self, nonce):
        """Append the row of a form that is being sent, and return it.

        Of two requests with one nonce the later waits for the earlier; Odoo then runs it again,
        and it finds what the earlier has made.
        """
        [row] = self.env.execute_query(
            SQL(
                """
                INSERT INTO complaint_web_entry
                    (nonce, create_uid, create_date, write_uid, write_date)
                VALUES (%(nonce)s, %(uid)s, %(now)s, %(uid)s, %(now)s)
                ON CONFLICT (nonce) WHERE nonce IS NOT NULL DO NOTHING
                RETURNING id
                """,
                nonce=nonce,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        return self.browse(row)

    @api.autovacuum
    def _gc_entries(self):
        old = fields.Datetime.now() - timedelta(days=RETENTION_DAYS)
        entries = self.search([("create_date", "<", old)], limit=GC_BATCH)
        entries.unlink()
        return len(entries), len(entries) == GC_BATCH
