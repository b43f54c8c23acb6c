from odoo import models


class ComplaintProposal(models.Model):
    _inherit = "complaint.proposal"

    def _get_desk_obstacle(self):
        obstacle = super()._get_desk_obstacle()
        if not obstacle and any(
            line.goods_back == "before" and line._is_awaiting_goods()
            for line in self.compensation_ids
        ):
            return self.env._("The goods have not come back yet.")
        return obstacle
