from odoo import models
from odoo.fields import Domain


class AccountMoveLine(models.Model):
    """What a line of an invoice really cost, and what was credited on it since."""

    _inherit = "account.move.line"

    def _filter_complaint_charges(self):
        """Return those of these lines by which a posted invoice charged something."""
        return self.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.move_id.move_type == "out_invoice"
                and line.display_type == "product"
            )
        )

    def _get_complaint_discounts(self):
        """Return what the document took off this line: {discount line: this line's share of it}.

        A discount, coupon or reward is a line of its own with a negative price. It belongs to the
        lines that have its taxes, or to all where none has, in proportion to their totals. A down
        payment taken off a final invoice is no discount: it was paid.
        """
        self.ensure_one()
        lines = self.move_id.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and not line.is_downpayment
        )
        sold = lines.filtered(lambda line: line.price_subtotal > 0)
        shares = {}
        for discount in lines.filtered(
            lambda line: line.price_unit < 0 and line.price_subtotal < 0
        ):
            base = sold.filtered(lambda line, taxes=discount.tax_ids: line.tax_ids == taxes) or sold
            if self in base:
                shares[discount] = self.price_subtotal / sum(base.mapped("price_subtotal"))
        return shares

    def _get_complaint_charged(self):
        """Return what the line cost, tax included, less its share of the document's discounts."""
        self.ensure_one()
        discounts = self._get_complaint_discounts()
        taken_off = sum(discount.price_total * share for discount, share in discounts.items())
        return self.currency_id.round(self.price_total + taken_off)

    def _get_complaint_outside_credits(self, purchase):
        """Return the posted credit note lines on these invoice lines that no case made.

        :param purchase: the purchase line that they charged, as
            :meth:`complaint.line._get_purchase_line` gives it
        """
        by_hand = Domain(
            [
                ("parent_state", "=", "posted"),
                ("move_id.move_type", "=", "out_refund"),
                ("move_id.complaint_compensation_ids", "=", False),
                ("display_type", "=", "product"),
            ]
        )
        on_invoices = self.search(
            by_hand
            & Domain("move_id.reversed_entry_id", "in", self.move_id.ids)
            & Domain("product_id", "=", purchase.product_id.id)
        )
        # A credit note that was reversed gives nothing back; with an order, what reverses it
        # charges the order line again and so counts by itself.
        on_invoices = on_invoices.filtered(
            lambda line: line.sale_line_ids or not line.move_id._is_complaint_reversed()
        )
        if purchase._name != "sale.order.line":
            return on_invoices
        # A credit note may name another line of the same order; one that names none counts here.
        linked = purchase.invoice_lines.filtered_domain(by_hand)
        return linked | on_invoices.filtered(lambda line: not line.sale_line_ids)
