from odoo import models
from odoo.fields import Domain

from ...tools.charge import Line
from ...tools.charge_amount import units


class AccountMoveLine(models.Model):
    """What a line of an invoice charges or takes off, and what was credited on it since."""

    _inherit = "account.move.line"

    def _filter_complaint_charges(self):
        """Return those of these lines by which a posted invoice charged something."""
        return self.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.move_id.move_type == "out_invoice"
                and line.display_type == "product"
                # What a case credited before the invoice is a part given back already.
                and not line.sale_line_ids.complaint_credit_of_id
            )
        )

    def _get_complaint_purchase(self):
        """Return what this line stands for in the ledger: its order line, else itself."""
        return self.sale_line_ids[:1] or self

    def _get_complaint_quantity(self):
        """Return the pieces of this line in the unit of its purchase."""
        unit = self._get_complaint_purchase().product_uom_id
        if not (self.product_uom_id and unit):
            return self.quantity
        return self.product_uom_id._compute_quantity(self.quantity, unit, round=False)

    # The charge ------------------------------------------------------------------------------

    def _get_complaint_key(self):
        """Return the name of this line among those of a charge."""
        return f"{self._name},{self.id}"

    def _get_complaint_nature(self):
        """Return what this line is in a charge: its order line knows, else its sign says."""
        self.ensure_one()
        if self.sale_line_ids:
            return self.sale_line_ids[0]._get_complaint_nature()
        if self.quantity < 0:
            return {"kind": "payment"}
        return {"kind": "discount"} if self.price_unit < 0 else {"kind": "goods"}

    def _get_complaint_charge_lines(self):
        """Return these lines of invoices or credit notes as what the charge is computed from.

        With the amounts that were booked, which price and discount need not give again.
        """
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        booked = {}
        for move in self.move_id:
            booked |= move._get_complaint_booked()
        return [
            Line(
                line._get_complaint_key(),
                booked[line],
                units(line._get_complaint_quantity(), 10**-digits),
                purchase=line._get_complaint_purchase()._get_complaint_key(),
                group=line.tax_ids._get_complaint_group(),
                order=str(line.sale_line_ids.order_id[:1].id or ""),
                **line._get_complaint_nature(),
            )
            for line in self
        ]

    def _get_complaint_foreign_credits(self):
        """Return what credit notes on these invoices took off by goods that were not on them.

        It names no purchase, so it lowers what was charged for all, as a reduction that was typed.
        """
        invoices = self.move_id
        credits = self.search(
            [
                ("parent_state", "=", "posted"),
                ("move_id.move_type", "=", "out_refund"),
                ("move_id.complaint_compensation_ids", "=", False),
                ("move_id.reversed_entry_id", "in", invoices.ids),
                ("display_type", "=", "product"),
                ("product_id", "not in", invoices.invoice_line_ids.product_id.ids),
                ("sale_line_ids", "=", False),
                ("price_subtotal", ">", 0),
            ]
        ).filtered(lambda line: not line.move_id._is_complaint_reversed())
        return [
            row._replace(amount=-row.amount, quantity=1, kind="discount", scope="typed", order="")
            for row in credits._get_complaint_charge_lines()
        ]

    # Credited without a case -------------------------------------------------------------------

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
