from odoo import models


class SaleOrder(models.Model):
    """An order by which a case gives something: a service once more, or other goods."""

    _inherit = "sale.order"

    def _has_complaint_moved(self):
        """Whether something of these orders was delivered, or invoiced for good."""
        is_out = any(line.qty_delivered for line in self.order_line)
        return is_out or "posted" in self.invoice_ids.mapped("state")

    def _cancel_undelivered(self):
        """Cancel these orders and their drafted invoices; what was delivered stays."""
        for order in self:
            if not any(line.qty_delivered for line in order.order_line):
                order.invoice_ids.filtered(lambda move: move.state == "draft").button_cancel()
                order._action_cancel()
