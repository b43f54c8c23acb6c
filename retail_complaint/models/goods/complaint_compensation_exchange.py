from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import float_round

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
            if compensation.kind != "exchange":
                compensation.exchange_product_id = False
            elif not compensation.exchange_product_id:
                compensation.exchange_product_id = compensation.line_id.product_id

    @api.depends("kind", "quantity")
    def _compute_exchange_quantity(self):
        for compensation in self:
            is_exchange = compensation.kind == "exchange"
            compensation.exchange_quantity = compensation.quantity if is_exchange else 0

    @api.depends("kind", "line_id", "exchange_product_id", "exchange_quantity", "amount")
    def _compute_exchange_price(self):
        digits = self.env["decimal.precision"].precision_get("Product Price")
        for compensation in self:
            if compensation.kind != "exchange" or not compensation.line_id.is_proven:
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
            is_exchange = compensation.kind == "exchange"
            difference = compensation.exchange_amount - compensation.amount
            compensation.exchange_difference = difference if is_exchange else 0

    def _prepare_exchange_order_vals(self):
        """Return the values of the order of the new goods, at the price of the moment."""
        purchase = self.line_id.sudo()._get_purchase_line()
        order = purchase.order_id if purchase._name == "sale.order.line" else None
        vals = self._prepare_complaint_order_vals(order, purchase)
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
        return dict(vals, order_line=[Command.create(line)])

    def _prepare_complaint_order_vals(self, order, purchase):
        ticket = self.proposal_id.ticket_id.sudo()
        partner = order.partner_id if order else purchase.partner_id
        vals = {
            "partner_id": partner.id,
            "company_id": self.company_id.id,
            "origin": ticket.number,
            "client_order_ref": purchase.order_id.name if order else purchase.move_id.name,
        }
        if not order:
            return vals
        return vals | {
            "partner_invoice_id": order.partner_invoice_id.id,
            "partner_shipping_id": order.partner_shipping_id.id,
            "pricelist_id": order.pricelist_id.id,
            "fiscal_position_id": order.fiscal_position_id.id,
            "user_id": order.user_id.id,
            "team_id": order.team_id.id,
            "warehouse_id": self._get_goods_warehouse(purchase).id,
        }

    # Checks and words ------------------------------------------------------------------------

    def _check_goods(self):
        result = super()._check_goods()
        if self.kind == "exchange":
            product = self.exchange_product_id
            if not product or product.type == "service" or not self.exchange_quantity:
                raise UserError(self.env._("Say which goods the customer gets instead."))
        return result

    def _get_digest_content(self):
        content = super()._get_digest_content()
        if self.kind != "exchange":
            return content
        return dict(
            content,
            exchange=[
                self.exchange_product_id.id,
                repr(self.exchange_quantity),
                repr(self.exchange_price_unit),
                repr(self.exchange_amount),
            ],
        )

    def _get_public_text(self):
        text = super()._get_public_text()
        if self.kind != "exchange":
            return text
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

    def _execute_goods(self):
        result = super()._execute_goods()
        if self.kind == "exchange":
            self._create_exchange_order()
        return result

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

    def _on_all_arrived(self):
        result = super()._on_all_arrived()
        order = self.sudo().exchange_order_id
        if self.kind == "exchange" and order.state in ("draft", "sent"):
            self._confirm_exchange_order()
        return result

    def _get_exchange_invoices(self):
        invoices = self.sudo().exchange_order_id.invoice_ids
        return invoices.filtered(lambda m: m.move_type == "out_invoice" and m.state != "cancel")

    def _check_move_unchanged(self):
        """The credit is set off against the new goods, and not paid out in full before."""
        result = super()._check_move_unchanged()
        if self.kind == "exchange" and not self._get_exchange_invoices():
            raise UserError(
                self.env._(
                    "The new goods of case %(number)s are not invoiced yet. Deliver and invoice "
                    "%(order)s first.",
                    number=self.case_number,
                    order=self.sudo().exchange_order_id.name,
                )
            )
        return result

    def _get_goods_flows(self):
        flows = super()._get_goods_flows()
        order = self.sudo().exchange_order_id
        if order.state == "sale":
            is_out = order.delivery_status == "full"
            flows.append(Flow(comes=False, goes=True, state="replaced" if is_out else "confirmed"))
        return flows

    def _get_exchange_moves(self):
        moves = self.sudo().exchange_order_id.order_line.move_ids
        return super()._get_exchange_moves() | moves.filtered(
            lambda move: move.state not in ("done", "cancel")
        )

    def _has_moved(self):
        order = self.sudo().exchange_order_id
        is_out = any(line.qty_delivered for line in order.order_line)
        return super()._has_moved() or is_out or "posted" in order.invoice_ids.mapped("state")

    def _undo_goods(self):
        result = super()._undo_goods()
        order = self.sudo().exchange_order_id
        if order and not any(line.qty_delivered for line in order.order_line):
            order.invoice_ids.filtered(lambda move: move.state == "draft").button_cancel()
            order._action_cancel()
        return result

    def _execute_kind(self):
        vals = super()._execute_kind()
        # Executed again after accounting cancelled a document, with the goods back already.
        if self.kind == "exchange" and self.sudo().exchange_order_id.state == "cancel":
            self._create_exchange_order()
            if not self._is_awaiting_goods():
                self._on_all_arrived()
        return vals


class SaleOrder(models.Model):
    _inherit = "sale.order"

    complaint_compensation_ids = fields.One2many(
        "complaint.compensation",
        "exchange_order_id",
        groups="retail_complaint.group_intake,retail_complaint.group_auditor",
    )


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._net_complaint_exchanges()
        return posted

    def _net_complaint_exchanges(self):
        """Post the invoice of the new goods with the credit of an exchange, and set it off."""
        # Accounting has no rights on cases.
        moves = self.sudo()
        orders = moves.invoice_line_ids.sale_line_ids.order_id
        exchanges = moves.complaint_compensation_ids | orders.complaint_compensation_ids
        for compensation in exchanges.filtered(lambda line: line.kind == "exchange"):
            invoices = compensation._get_exchange_invoices()
            if compensation.move_id.state == "posted":
                invoices.filtered(lambda move: move.state == "draft").action_post()
            both = compensation.move_id | invoices
            lines = both.filtered(lambda move: move.state == "posted").line_ids.filtered(
                lambda line: (
                    line.account_id.account_type == "asset_receivable" and not line.reconciled
                )
            )
            for account in lines.account_id:
                of_account = lines.filtered(
                    lambda line, account=account: line.account_id == account
                )
                open_amounts = of_account.mapped("amount_residual")
                if any(amount > 0 for amount in open_amounts) and min(open_amounts) < 0:
                    of_account.reconcile()
