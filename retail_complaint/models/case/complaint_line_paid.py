from odoo import models


class ComplaintLine(models.Model):
    """What was really paid for what is complained about: the base of standards and of laws."""

    _inherit = "complaint.line"

    def _get_paid_amount(self):
        """Return what the customer paid for the pieces complained about.

        Tax included, in the currency of the purchase. Coupons, points and other discounts that
        stand on lines of their own are taken off, each line bearing its share; a gift was free.
        """
        self.ensure_one()
        if not self.is_proven or not self.purchased_qty:
            return 0.0
        return self.currency_id.round(self._get_paid_total() * self.quantity / self.purchased_qty)

    def _get_paid_total(self):
        """Return what all of the purchase line cost: as invoiced, else as ordered.

        Read with the server's rights: agents have none on sales and accounting.
        """
        line = self.sudo()
        invoiced = line.sale_line_id.invoice_lines or line.invoice_line_id
        charged = invoiced.filtered(
            lambda row: row.parent_state == "posted" and row.move_id.move_type == "out_invoice"
        )
        if charged and sum(charged.mapped("quantity")) >= line.purchased_qty:
            return sum(row._get_complaint_charged() for row in charged)
        ordered = line.sale_line_id.order_id.order_line.filtered(
            lambda row: not row.display_type and not row.is_downpayment
        )
        sold = sum(total for total in ordered.mapped("price_total") if total > 0)
        taken_off = sum(total for total in ordered.mapped("price_total") if total < 0)
        return self.price_total + (taken_off * self.price_total / sold if sold else 0.0)
