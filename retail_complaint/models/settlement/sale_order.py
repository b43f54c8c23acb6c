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

    def _get_invoiceable_lines(self, final=False):
        """An invoice takes in credits of complaints up to what it charges; the rest waits.

        Alone, or larger than the invoice, they would make a document that pays money out.
        """
        lines = super()._get_invoiceable_lines(final)
        credits = lines.filtered("complaint_credit_of_id")
        if not credits:
            return lines
        charged = sum(
            line.price_total * line.qty_to_invoice / line.product_uom_qty
            for line in lines - credits
            if line.product_uom_qty
        )
        for credit in credits:
            charged += credit.price_total
            if self.currency_id.compare_amounts(charged, 0) < 0:
                charged -= credit.price_total
                lines -= credit
        return lines
