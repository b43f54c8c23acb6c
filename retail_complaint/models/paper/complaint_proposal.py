from odoo import models
from odoo.exceptions import UserError

from ..settlement.complaint_proposal_offer import SHOWN_STATES


class ComplaintProposal(models.Model):
    _inherit = "complaint.proposal"

    def action_print_agreement(self):
        """Open the agreement in PDF, to be printed and signed."""
        self.ensure_one()
        self.ticket_id._ensure_can_handle()
        if self.state not in SHOWN_STATES:
            raise UserError(self.env._("Offer the proposal first: there is no agreement yet."))
        return self.env["complaint.paper"]._get_action("agreement", self)
