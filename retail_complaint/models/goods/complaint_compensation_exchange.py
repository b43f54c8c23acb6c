from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import float_round

from ...tools.charge_part import load
from ...tools.goods import Flow


class ComplaintCompensation(models.Model):
    """The exchange: what comes back is credited, what is given instead is sold by a new order.

    Two documents with right quantities and taxes, instead of one order that mixes both: the
    credit note on the invoice that charged the goods, and the invoice of the new order. When both
    are posted they are reconciled with each other; what is left is paid to or by the customer.
    """

    _inherit = "complaint.compensation"

    exchange_product_id = fields.Many2one(
        "product.product",
        string="Gets instead",
        domain="[('sale_ok', '=', True), ('type', '=', 'consu')]",
        compute="_compute_exchange_product_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Equal goods at the price that was paid; other goods at today's price.",
    )
    exchange_quantity = fields.Float(
        string="Pieces instead",
        digits="Product Unit",
        compute="_compute_exchange_quantity",
        store=True,
        readonly=False,
        precompute=True,
    )
    exchange_price_unit = fields.Float(
        digits="Product Price",
        compute="_compute_exchange_price",
        store=True,
        guarded=True,
    )
    exchange_amount = fields.Monetary(
        string="Price of the new goods",
        compute="_compute_exchange_price",
        store=True,
        help="Tax included.",
        guarded=True,
    )
    exchange_difference = fields.Monetary(
        string="Customer pays",
        compute="_compute_exchange_difference",
        help="The price of the new goods less what is credited; negative: the customer gets it.",
    )
    exchange_order_id = fields.Many2one(
        "sale.order",
        string="New order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        guarded=True,
    )

    _exchange_quantity_positive = models.Constraint(
        "CHECK (exchange_quantity >= 0)", "An exchange gives something: enter a positive quantity."
    )

    @api.depends("kind", "line_id")
    def _compute_exchange_product_id(self):
        for compensation in self:
            if not compensation._asks("exchange_product_id"):
                compensation.exchange_product_id = False
            elif not compensation.exchange_product_id:
                compensation.exchange_product_id = compensation.line_id.product_id

    @api.depends("kind", "quantity")
    def _compute_exchange_quantity(self):
        for compensation in self:
            is_asked = compensation._asks("exchange_product_id")
            compensation.exchange_quantity = compensation.quantity if is_asked else 0

    @api.depends("kind", "line_id", "exchange_product_id", "exchange_quantity", "amount")
    def _compute_exchange_price(self):
        digits = self.env["decimal.precision"].precision_get("Product Price")
        for compensation in self:
            is_asked = compensation._asks("exchange_product_id")
            if not (is_asked and compensation.line_id.is_proven):
                compensation.exchange_price_unit = compensation.exchange_amount = 0
                continue
            # Agents have no rights on sales; only the price is read.
            order = self.env["sale.order"].sudo().new(compensation._prepare_exchange_order_vals())
            line = order.order_line
            # As it will be stored, or the order would cost a cent more or less than was agreed.
            line.price_unit = float_round(line.price_unit, precision_digits=digits)
            compensation.exchange_price_unit = line.price_unit
            compensation.exchange_amount = line.price_total

    @api.depends("exchange_amount", "amount")
    def _compute_exchange_difference(self):
        for compensation in self:
            is_asked = compensation._asks("exchange_product_id")
            difference = compensation.exchange_amount - compensation.amount
            compensation.exchange_difference = difference if is_asked else 0

    def _prepare_exchange_order_vals(self):
        """Return the values of the order of the new goods, at the price of the moment."""
        purchase = self.line_id.sudo()._get_purchase_line()
        vals = self._prepare_complaint_order_vals(purchase)
        if purchase._name == "sale.order.line":
            vals["warehouse_id"] = self._get_goods_warehouse(purchase).id
        line = {
            "product_id": self.exchange_product_id.id or self.line_id.product_id.id,
            "product_uom_qty": self.exchange_quantity,
        }
        if self.exchange_product_id == self.line_id.product_id:
            line |= {
                "product_uom_id": purchase.product_uom_id.id,
                "price_unit": purchase.price_unit,
                "discount": purchase.discount,
                "tax_ids": [Command.set(purchase.tax_ids.ids)],
            }
            line |= self._prepare_equal_price_vals()
        return dict(vals, order_line=[Command.create(line)])

    def _prepare_equal_price_vals(self):
        """Return the price at which equal goods cost what is credited for those that come back.

        As many pieces cost the same to the cent, also where a coupon or a discount on the order
        had lowered what was paid.
        """
        ledger = self._get_ledger()
        if self.charge_part:
            part = load(self.charge_part)
        else:
            part = self._find_part(self._get_pieces(), None)
        if not part or self.exchange_quantity != self.quantity:
            return {}
        charged = ledger._get_charge_line(part.key)
        taxes = charged.tax_ids.flatten_taxes_hierarchy()
        document = ledger._get_invoice(part) or charged.order_id
        vals = taxes._prepare_complaint_price_vals(charged, part.amount, self.quantity, document)
        return {name: vals[name] for name in ("price_unit", "discount", "extra_tax_data")}

    # Checks and words ------------------------------------------------------------------------

    def _exchange_worth(self):
        """The new goods leave the house before anybody knows that their price is paid."""
        return max(self.amount, self.exchange_amount)

    def _exchange_check_movable(self, purchase):
        if self.goods_back == "no":
            raise UserError(self.env._("In an exchange the goods come back, first or later."))
        self._goods_check_movable(purchase)
        product = self.exchange_product_id
        if not product or product.type == "service" or not self.exchange_quantity:
            raise UserError(self.env._("Say which goods the customer gets instead."))

    def _exchange_digest_content(self):
        return dict(
            self._goods_digest_content(),
            exchange=[
                self.exchange_product_id.id,
                repr(self.exchange_quantity),
                repr(self.exchange_price_unit),
                repr(self.exchange_amount),
            ],
        )

    def _exchange_public_text(self):
        text = self._goods_public_text()
        goods = f"{self.exchange_quantity:g} x {self.exchange_product_id.display_name}"
        difference = self.exchange_difference
        money = self.currency_id.format(abs(difference))
        if self.currency_id.compare_amounts(difference, 0) > 0:
            return self.env._(
                "%(text)s, for %(goods)s; you pay %(money)s", text=text, goods=goods, money=money
            )
        if self.currency_id.compare_amounts(difference, 0) < 0:
            return self.env._(
                "%(text)s, for %(goods)s; you get %(money)s", text=text, goods=goods, money=money
            )
        return self.env._("%(text)s, for %(goods)s", text=text, goods=goods)

    # Execution -------------------------------------------------------------------------------

    def _exchange_make_rmas(self):
        self._goods_make_rmas()
        self._create_exchange_order()

    def _exchange_execute(self):
        vals = self._goods_execute()
        # Executed again after accounting cancelled a document, with the goods back already.
        if self.sudo().exchange_order_id.state == "cancel":
            self._create_exchange_order()
            if not self._is_awaiting_goods():
                self._exchange_on_all_arrived()
        return vals

    def _create_exchange_order(self):
        """Make the order of the new goods; it is confirmed at once or when the goods are back."""
        vals = self._prepare_exchange_order_vals()
        vals["order_line"][0][2]["price_unit"] = self.exchange_price_unit
        # Agents have no rights on sales; what is ordered is what was approved.
        order = self.env["sale.order"].sudo().with_company(self.company_id).create(vals)
        if order.currency_id.compare_amounts(order.amount_total, self.exchange_amount):
            raise UserError(
                self.env._(
                    "The new goods cost %(now)s now, but %(agreed)s was agreed. Take the proposal "
                    "back to draft: price or taxes changed.",
                    now=order.currency_id.format(order.amount_total),
                    agreed=order.currency_id.format(self.exchange_amount),
                )
            )
        if order.currency_id != self.currency_id:
            raise UserError(
                self.env._(
                    "%(number)s was charged in %(currency)s, which has no price list for the new "
                    "goods. Refund it, and sell the other goods anew.",
                    number=self.line_id.purchase_number,
                    currency=self.currency_id.name,
                )
            )
        self._as_server().write({"exchange_order_id": order.id})
        if self.goods_back == "after":
            self._confirm_exchange_order()

    def _confirm_exchange_order(self):
        order = self.sudo().exchange_order_id.with_context(mail_notify_force_send=False)
        order.action_confirm()
        if order.order_line.qty_to_invoice:
            order._create_invoices()

    def _exchange_on_all_arrived(self):
        self._goods_on_all_arrived()
        if self.sudo().exchange_order_id.state in ("draft", "sent"):
            self._confirm_exchange_order()

    def _get_exchange_invoices(self):
        invoices = self.sudo().exchange_order_id.invoice_ids
        return invoices.filtered(lambda m: m.move_type == "out_invoice" and m.state != "cancel")

    def _exchange_check_posting(self):
        """The credit is set off against the new goods, and not paid out in full before."""
        self._goods_check_posting()
        if not self._get_exchange_invoices():
            raise UserError(
                self.env._(
                    "The new goods of case %(number)s are not invoiced yet. Deliver and invoice "
                    "%(order)s first.",
                    number=self.case_number,
                    order=self.sudo().exchange_order_id.name,
                )
            )

    def _get_exchange_flows(self):
        order = self.sudo().exchange_order_id
        if order.state != "sale":
            return []
        is_out = order.delivery_status == "full"
        return [Flow(comes=False, goes=True, state="replaced" if is_out else "confirmed")]

    def _get_exchange_moves(self):
        moves = self.sudo().exchange_order_id.order_line.move_ids
        return moves.filtered(lambda move: move.state not in ("done", "cancel"))

    def _exchange_has_moved(self):
        return self._goods_has_moved() or self.sudo().exchange_order_id._has_complaint_moved()

    def _exchange_undo(self):
        self._goods_undo()
        self.sudo().exchange_order_id._cancel_undelivered()
