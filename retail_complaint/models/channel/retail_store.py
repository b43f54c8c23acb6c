import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError


class RetailStore(models.Model):
    """The code on the counter: it opens the form for customers, of this store or area (INT-9)."""

    _name = "retail.store"
    _inherit = ["complaint.guarded.mixin", "retail.store"]

    public_token = fields.Char(readonly=True, copy=False, guarded=True)
    public_url = fields.Char(
        string="Form for customers",
        compute="_compute_public_url",
        help="What the QR code opens: a form for a telephone, without an account.",
    )

    _public_token_unique = models.UniqueIndex("(public_token) WHERE public_token IS NOT NULL")

    @api.depends("public_token")
    def _compute_public_url(self):
        for store in self:
            path = f"/complaint/new/{store.public_token}"
            store.public_url = store.public_token and f"{store.get_base_url()}{path}"

    def action_renew_qr(self):
        """Make a new code; printed ones of the old open nothing any more.

        A store makes the missing ones of its areas too.
        """
        self.check_access("write")
        for place in self | self.area_ids.filtered(lambda area: not area.public_token):
            place._as_server().write({"public_token": secrets.token_urlsafe(16)})

    def action_print_qr(self):
        """Print the sheets of a store and its areas, each with its code.

        :raises UserError: when there is no code yet
        """
        self.check_access("read")
        places = (self | self.area_ids).filtered("public_token")
        if not places:
            raise UserError(self.env._("There is no QR code yet. Make one first."))
        return self.env["complaint.form"]._get_action("store", places)

    @api.model
    def _find_by_public_token(self, token):
        """Return the store or area of a code, with the server's rights; empty for any other."""
        place = self.sudo().search([("public_token", "=", token or "")])
        return place if not place.parent_id or place.parent_id.active else place.browse()
