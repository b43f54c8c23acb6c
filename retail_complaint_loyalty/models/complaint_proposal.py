from odoo import models


class ComplaintProposal(models.Model):
    _inherit = "complaint.proposal"

    def _get_desk_obstacle(self):
        obstacle = super()._get_desk_obstacle()
        if not obstacle and all(
            line._get_program_type() for line in self.compensation_ids if line.sudo().move_id
        ):
            return self.env._("A voucher is not paid out.")
        return obstacle
