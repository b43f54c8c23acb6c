from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_confirm(self):
        """Keep what each reward reached, since programs are edited afterwards."""
        result = super().action_confirm()
        for line in self.order_line.filtered("reward_id"):
            # Whoever sells need not have the right to edit what the server keeps.
            line.sudo().complaint_reach = line._get_complaint_reach()
        return result
