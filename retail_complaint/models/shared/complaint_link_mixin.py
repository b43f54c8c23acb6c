import hmac
import secrets

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.orm.models import NO_ACCESS
from odoo.tools import SQL

from ...tools.told import VEIL


def find_by_secret(records, name, secret, domain=Domain.TRUE):
    """Return the records whose field holds exactly this secret; for anybody who has it.

    Safe against guessing by the clock: an index of digests is searched (``sha256(field::bytea)``),
    and how long that takes tells something of a digest, which leads back to no secret. The secrets
    themselves are compared in constant time.

    :param records: of the model, with the rights to find them
    """
    if not secret:
        return records.browse()
    wanted = secret.encode(errors="replace")
    fits = Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "sha256(%s::bytea) = sha256(%s)", model._field_to_sql(alias, name, query), wanted
        )
    )
    found = records.search(fits & domain)
    return found.filtered(lambda record: hmac.compare_digest(record[name].encode(), wanted))


class ComplaintLinkMixin(models.AbstractModel):
    """Records that a secret link opens for somebody who has no account here.

    A link is the path of the page and a token, which is made for one record and is all that the
    page asks for. Who takes this mixin names the path, sets the token when there is something to
    show (:meth:`_new_token`), and says what a link opens (:meth:`_get_link_domain`).

    A link of the customer is the customer's alone. Fields, letters, log and messages hold it
    veiled, and what leaves for the customer gets the token (``helpdesk.ticket._reveal_links``).
    """

    _name = "complaint.link.mixin"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Opened by a secret link"
    #: The address of the page, before the token.
    _link_path = ""
    #: Random bytes of a token.
    _token_bytes = 32
    #: Staff may read the link, to hand it on.
    _is_link_open = False

    token = fields.Char(readonly=True, copy=False, groups=NO_ACCESS, guarded=True)
    link = fields.Char(compute="_compute_link", groups="retail_complaint.group_agent")

    _token_unique = models.UniqueIndex("(sha256(token::bytea)) WHERE token IS NOT NULL")

    @api.depends("token")
    def _compute_link(self):
        for record in self:
            is_open = record._is_link_open
            path = record._get_link_path() if is_open else record._get_veiled_path()
            record.link = record._is_link_shown() and f"{record.get_base_url()}{path}"

    def _is_link_shown(self):
        """Return whether the link is of use to whoever handles the record.

        Who asks for other fields adds them to the ``@api.depends`` of ``_compute_link``.
        """
        self.ensure_one()
        return bool(self.sudo().token)

    def _get_link_path(self):
        """Return the address of the record's page on this server, with its secret."""
        self.ensure_one()
        return f"{self._link_path}/{self.sudo().token}"

    def _get_veiled_path(self):
        """Return what stands for the address in all that staff reads."""
        self.ensure_one()
        return f"{self._link_path}/{self.id}{VEIL}"

    def _get_veils(self):
        """Return ``{veiled path: path}`` of the records whose page is open to somebody."""
        shown = self.filtered(lambda record: record._is_link_shown())
        return {record._get_veiled_path(): record._get_link_path() for record in shown}

    @api.model
    def _new_token(self):
        """Return a token that nobody can guess, in characters that an address takes."""
        return secrets.token_urlsafe(self._token_bytes)

    @api.model
    def _get_link_domain(self):
        """Return the domain of the records that links open now."""
        return Domain.TRUE

    @api.model
    def _find_by_token(self, token):
        """Return the record that a link opens, with the server's rights; empty for any other."""
        # Whoever has the link has no account: it is the only right asked for.
        return find_by_secret(self.sudo(), "token", token, self._get_link_domain())
