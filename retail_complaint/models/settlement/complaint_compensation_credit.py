from odoo import fields, models
from odoo.fields import Command

from ...tools.charge_part import load


class ComplaintCompensation(models.Model):
    """Money for what was delivered and is not invoiced yet: a credit line on the order.

    The next invoice takes it in, so that the customer owes less; nothing is paid out.
    """

    _inherit = "complaint.compensation"

    credit_line_id = fields.Many2one(
        "sale.order.line",
        string="Credit on the order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        guarded=True,
    )

    def _can_be_credited(self, row):
        """Whether money can be given back on a charge: on its invoice, else on the order.

        What is not delivered yet is changed on the order itself; what a card paid goes back by the
        credit note of its invoice.
        """
        ledger = self._get_ledger()
        if ledger._get_invoice(row):
            return True
        line = ledger._get_charge_line(row.key)
        waiting = line.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        return line.qty_delivered > 0 and not waiting and not row.cards

    def _is_credited_on_order(self):
        """Whether the part of this line is of an order that is not invoiced yet."""
        part = self.charge_part
        return bool(part) and part["key"].startswith("sale.order.line,")

    def _is_charged_as_delivered(self):
        """Whether the order charges what was kept, so that goods that come back need no credit."""
        purchase = self.line_id.sudo()._get_purchase_line()
        return self._get_kind().comes_back and purchase.product_id.invoice_policy == "delivery"

    def _create_order_credit(self):
        """Put the part of this line on its order, as a line of its own, and return that."""
        part = load(self.charge_part)
        # Who executes needs the right on the case, not on sales.
        purchase = self._get_ledger()._get_charge_line(part.key)
        if self._is_charged_as_delivered():
            return purchase.browse()
        taxes = purchase.tax_ids.flatten_taxes_hierarchy()
        price = taxes._prepare_complaint_price_vals(purchase, -part.amount, 0.0, purchase.order_id)
        vals = {
            "order_id": purchase.order_id.id,
            "product_id": self.env.ref("retail_complaint.product_product_credit").id,
            "name": self.env._(
                "Credit for %(product)s (%(case)s)", product=purchase.name, case=self.case_number
            ),
            "product_uom_qty": price.pop("quantity"),
            "tax_ids": [Command.set(purchase.tax_ids.ids)],
            "analytic_distribution": self._get_analytic_distribution(
                purchase.analytic_distribution
            ),
            "complaint_credit_of_id": purchase.id,
        }
        return purchase.with_company(self.company_id).create(vals | price)

    def _is_credit_invoiced(self):
        """Whether an invoice has taken the credit in for good."""
        invoices = self.sudo().credit_line_id.invoice_lines.move_id
        return "posted" in invoices.mapped("state")

    def _drop_order_credit(self):
        """Take the credit off the order; a line of a confirmed order stays, of no pieces."""
        line = self.sudo().credit_line_id
        if not line or self._is_credit_invoiced():
            return
        order, was_locked = line.order_id, line.order_id.locked
        line.invoice_lines.move_id.filtered(lambda move: move.state == "draft").button_cancel()
        order.locked = False
        line.product_uom_qty = 0
        order.locked = was_locked
        self._as_server().write({"credit_line_id": False})
