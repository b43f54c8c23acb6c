from odoo import models


class ComplaintProposal(models.Model):
    _inherit = "complaint.proposal"

    def _after_execution(self):
        result = super()._after_execution()
        self.env["complaint.chargeback"]._propose(self.compensation_ids)
        return result
