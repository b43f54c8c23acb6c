from odoo import api, fields, models
from odoo.fields import Domain


class RetailStore(models.Model):
    """The code on the counter: it opens the form for customers, of this store or area (INT-9)."""

    _name = "retail.store"
    _inherit = ["complaint.link.mixin", "retail.store"]
    _link_path = "/complaint/new"
    #: Fewer than elsewhere: what the code opens shows nothing, and it has to be easy to scan.
    _token_bytes = 16
    _is_link_open = True

    # It hangs on the counter, for everybody to see.
    token = fields.Char(groups=None)
    link = fields.Char(
        string="Form for customers",
        groups=None,
        help="What the QR code opens: a form for a telephone, without an account.",
    )

    def action_renew_qr(self):
        """Make a new code; printed ones of the old open nothing any more.

        A store makes the missing ones of its areas too.
        """
        self.check_access("write")
        for place in self | self.area_ids.filtered(lambda area: not area.token):
            place._as_server().write({"token": self._new_token()})

    @api.model
    def _get_link_domain(self):
        # No area of a store that is closed.
        is_open = Domain("parent_id", "=", False) | Domain("parent_id.active", "=", True)
        return super()._get_link_domain() & is_open
