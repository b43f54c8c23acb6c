from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.charge import Line
from ...tools.charge_amount import units, value


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    complaint_is_free = fields.Boolean(
        string="Free repeat of a complaint", readonly=True, copy=False
    )

    complaint_credit_of_id = fields.Many2one(
        "sale.order.line",
        string="Credit of a complaint for",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The purchase that a case credits before it is invoiced.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("complaint_credit_of_id") for vals in vals_list):
            raise UserError(self.env._("Credits of a complaint are made by its proposal."))
        return super().create(vals_list)

    def write(self, vals):
        agreed = {"complaint_credit_of_id", *self._get_protected_fields()}
        credits = self.filtered("complaint_credit_of_id") or "complaint_credit_of_id" in vals
        if credits and agreed.intersection(vals) and not self.env.su:
            raise UserError(
                self.env._(
                    "This line credits what was agreed in a complaint. Take it back in the case to "
                    "change it."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_complaint_credit(self):
        if self.filtered("complaint_credit_of_id") and not self.env.su:
            raise UserError(self.env._("Take the credit back in the case that agreed on it."))

    def _prepare_invoice_line(self, **optional_values):
        """A credit is booked where its purchase is."""
        vals = super()._prepare_invoice_line(**optional_values)
        credited = self.complaint_credit_of_id
        if credited:
            product = credited.product_id.with_company(self.company_id)
            accounts = product.product_tmpl_id.get_product_accounts(
                self.order_id.fiscal_position_id
            )
            vals["account_id"] = accounts["income"].id or vals.get("account_id")
        return vals

    @api.depends("complaint_is_free")
    def _compute_qty_to_invoice(self):
        """A free repeat is never invoiced, not even at zero."""
        free = self.filtered("complaint_is_free")
        free.qty_to_invoice = 0
        return super(SaleOrderLine, self - free)._compute_qty_to_invoice()

    # The charge ------------------------------------------------------------------------------

    def _get_complaint_key(self):
        """Return the name of this line among those of a charge."""
        return f"{self._name},{self.id}"

    def _get_complaint_nature(self):
        """Return what this line is in a charge: kind, scope and targets of ``charge.Line``.

        Bridges know rewards, cards and delivery.
        """
        self.ensure_one()
        if self.is_downpayment:
            return {"kind": "deposit"}
        if self.product_uom_qty < 0:
            return {"kind": "payment"}
        if self.price_unit >= 0:
            return {"kind": "goods"}
        is_global = self.product_id and self.product_id == self.company_id.sale_discount_product_id
        return {"kind": "discount", "scope": "global" if is_global else "typed"}

    def _get_complaint_invoiced(self):
        """Return the pieces that posted invoices charged."""
        lines = self.invoice_lines._filter_complaint_charges()
        return sum(line._get_complaint_quantity() for line in lines)

    def _get_complaint_expected(self, invoiced):
        """Return the pieces that are charged in the end: what is here, and what is on its way."""
        self.ensure_one()
        outgoing = self._get_outgoing_incoming_moves()[0]
        if not outgoing:
            return max(invoiced, self.qty_delivered) or self.product_uom_qty
        waiting = outgoing.filtered(lambda move: move.state not in ("done", "cancel"))
        on_way = sum(
            move.product_uom._compute_quantity(
                move.product_uom_qty, self.product_uom_id, round=False
            )
            for move in waiting
        )
        # What goes out once more, as a replacement, is not charged once more.
        expected = min(self.qty_delivered + on_way, self.product_uom_qty)
        return max(invoiced, self.qty_delivered, expected)

    def _get_complaint_charge_lines(self):
        """Return what is still to be invoiced of these lines, as the charge is computed from it."""
        taxes, rows = self.env["account.tax"], []
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        for order, lines in self.grouped("order_id").items():
            left = {}
            for line in lines:
                if line.display_type or line.is_downpayment or line.complaint_credit_of_id:
                    continue
                invoiced = line._get_complaint_invoiced()
                quantity = units(line._get_complaint_expected(invoiced) - invoiced, 10**-digits)
                if quantity and not line.complaint_is_free:
                    left[line] = quantity
            base_lines = [
                line._prepare_base_line_for_taxes_computation(quantity=value(quantity, 10**-digits))
                for line, quantity in left.items()
            ]
            taxes._add_tax_details_in_base_lines(base_lines, order.company_id)
            taxes._round_base_lines_tax_details(base_lines, order.company_id)
            rows += [
                Line(
                    line._get_complaint_key(),
                    taxes._get_complaint_amount(base_line),
                    quantity,
                    purchase=line._get_complaint_key(),
                    group=line.tax_ids._get_complaint_group(),
                    order=str(order.id),
                    **line._get_complaint_nature(),
                )
                for (line, quantity), base_line in zip(left.items(), base_lines, strict=True)
            ]
        return rows
