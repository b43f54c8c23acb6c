from odoo import models


class ComplaintProposal(models.Model):
    _inherit = "complaint.proposal"

    def action_offer(self):
        """Offer nothing beside a case that others mediate or another case settles (INT-10)."""
        for proposal in self:
            proposal.ticket_id._ensure_not_settled_outside()
        return super().action_offer()

    def action_execute(self):
        """Execute nothing that is settled outside meanwhile (INT-10)."""
        for proposal in self.filtered(lambda p: p.state == "accepted"):
            proposal.ticket_id._ensure_not_settled_outside()
        return super().action_execute()
