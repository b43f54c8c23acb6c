from odoo import api, fields, models
from odoo.orm.models import NO_ACCESS


class HelpdeskTicket(models.Model):
    """The token of the portal's page: whoever has it is the customer, so it is nobody else's."""

    _inherit = "helpdesk.ticket"

    access_token = fields.Char(groups=NO_ACCESS)

    def _portal_ensure_token(self):
        # For what the server writes to customers; users get it by no door.
        return super(HelpdeskTicket, self.sudo())._portal_ensure_token()

    def _sign_token(self, pid):
        return super(HelpdeskTicket, self.sudo())._sign_token(pid)

    @api.private
    def get_portal_url(self, *args, **kwargs):
        return super().get_portal_url(*args, **kwargs)

    def _get_share_url(self, redirect=False, signup_partner=False, pid=None, share_token=True):
        """Share a complaint by its address alone: it opens for who may read it, with a login."""
        if self.is_complaint:
            pid, share_token = None, False
        return super()._get_share_url(redirect, signup_partner, pid, share_token)
