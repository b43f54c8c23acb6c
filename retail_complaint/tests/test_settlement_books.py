from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestSettlementBooks(ComplaintCommon):
    """Order, invoice, credit note and ledger agree, however the sale was charged.

    A sale is 5 pieces at 12.50 and 13 % tax, 70.63 in all, unless a test says otherwise.
    """

    sales_ahead = 1

    def _refund(self, purchase, quantity=2, **vals):
        """Return the posted credit note of a refund of some pieces."""
        origin = "sale_line_id" if purchase._name == "sale.order.line" else "invoice_line_id"
        case = self._investigated(False)
        self._add_purchase(case, quantity=quantity, **{origin: purchase.id})
        proposal = self._to_state(self._propose(case, **vals), "executed")
        move = proposal.sudo().compensation_ids.move_id
        move.action_post()
        return move

    def _assert_order_untouched(self, line, invoiced=5):
        """No goods came back: nothing is to deliver or to invoice because of the refund."""
        line.invalidate_recordset()
        self.assertEqual((line.qty_invoiced, line.qty_to_invoice), (invoiced, 0))

    def _assert_ledger(self, line, **expected):
        row = self._ledger(line)
        self.assertEqual({name: round(row[name], 2) for name in expected}, expected)

    def _order(self, *lines, **vals):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": 5, **line})
                    for line in lines or ({},)
                ],
                **vals,
            }
        )
        order.action_confirm()
        return order

    def test_paid_but_not_invoiced(self):
        """Without an invoice there is nothing to credit; the refusal says what to do."""
        line = self._order().order_line
        case = self._investigated(False)
        self._add_purchase(case, line)
        with self.assertRaisesRegex(UserError, "no posted invoice.*Ask accounting"):
            self._propose(case).action_submit()

    def test_line_over_several_invoices(self):
        """A refund that no single invoice can take is refused when it is submitted, not later."""
        line = self._sell(5)
        line.product_uom_qty = 8
        line.order_id._create_invoices().action_post()
        case = self._investigated(line)
        with self.assertRaisesRegex(UserError, "Split it along the invoices"):
            self._propose(case, quantity=6).action_submit()
        first = self._refund(line, 5)
        second = self._refund(line, 3)
        self.assertEqual(first.amount_total, 70.63)
        self.assertNotEqual(first.reversed_entry_id, second.reversed_entry_id)
        self._assert_order_untouched(line, invoiced=8)
        self._assert_ledger(line, refunded_qty=8, left_qty=0)

    def test_invoice_over_several_orders(self):
        """One invoice over two orders: each order line is its own purchase."""
        orders = self._order() | self._order()
        invoice = orders._create_invoices()
        self.assertEqual(len(invoice), 1)
        invoice.action_post()
        first, second = orders.order_line
        credit = self._refund(second)
        self.assertEqual(credit.reversed_entry_id, invoice)
        self.assertEqual(credit.amount_total, 28.25)
        self._assert_ledger(second, refunded_qty=2, left_qty=3)
        self.assertFalse(self._ledger(first))

    def _advance(self, order, **vals):
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create(vals)
        )
        invoice = wizard._create_invoices(order)
        invoice.action_post()
        self._pay(invoice)
        return invoice

    def test_down_payment(self):
        """What was paid in advance was paid too: the piece is credited at its whole price."""
        order = self._order()
        line = order.order_line
        self._advance(order, advance_payment_method="percentage", amount=40)
        case = self._investigated(False)
        self._add_purchase(case, line)
        with self.assertRaisesRegex(UserError, "no posted invoice"):
            self._propose(case).action_submit()
        final = self._advance(order, advance_payment_method="delivered")
        self.assertAlmostEqual(final.amount_total, 70.63 * 0.6, delta=0.011)
        credit = self._refund(line, 5)
        self.assertEqual(credit.amount_total, 70.63)
        self._assert_order_untouched(line)
        advance_line = order.order_line.filtered(
            lambda row: row.is_downpayment and not row.display_type
        )
        with self.assertRaisesRegex(UserError, "Choose one that is"):
            self._add_purchase(self._investigated(False), advance_line, quantity=1)

    @proves("SOL-8", "A deposit is given back as a whole, as long as no invoice took it in")
    def test_deposit(self):
        """28.25 in advance: not in parts; then the last invoice is over the whole price."""
        order = self._order()
        self._advance(order, advance_payment_method="percentage", amount=40)
        deposit = order.order_line.filtered(lambda row: row.is_downpayment and not row.display_type)
        case = self._investigated(False)
        self._add_purchase(case, deposit, quantity=1)
        with self.assertRaisesRegex(UserError, "as a whole.*refund one piece"):
            self._propose(case, mode="amount", requested_amount=10).action_submit()
        credit = self._refund(deposit, 1)
        self.assertEqual(credit.amount_total, 28.25)
        final = self._advance(order, advance_payment_method="delivered")
        self.assertEqual(final.amount_total, 70.63)

    @proves("SOL-8", "A discount on a line of its own is taken off what is given back")
    def test_discount_line(self):
        """Ten percent off the whole order: each piece is given back at what it really cost."""
        order = self._order({}, {"product_id": self._new_product("Rice", 40).id})
        wizard = self.env["sale.order.discount"].create(
            {"sale_order_id": order.id, "discount_type": "so_discount", "discount_percentage": 0.1}
        )
        wizard.action_apply_discount()
        invoice = self._advance(order, advance_payment_method="delivered")
        line = order.order_line[0]
        credit = self._refund(line, 2)
        self.assertEqual(credit.amount_total, 25.43)  # 28.25 less 10 %
        self._assert_ledger(line, charged_amount=63.57, refunded_amount=25.43)
        rest = self._refund(line, 3) | self._refund(order.order_line[1], 5)
        self.assertAlmostEqual(sum((credit | rest).mapped("amount_total")), invoice.amount_total)
        self.assertAlmostEqual(self._ledger(line).left_amount, 0)

    @proves("SOL-8", "Given back piece by piece, an order comes to what was paid, to the cent")
    def test_piece_by_piece(self):
        """Three for 10.00, and prices that a discount on the order does not divide evenly."""
        for price, pieces, discount in ((20.74, 6, 0.1), (3.35, 3, 0.1), (10 / 3, 3, 0)):
            with self.subTest(price=price):
                order = self._order({"price_unit": price, "product_uom_qty": pieces})
                if discount:
                    wizard = self.env["sale.order.discount"].create(
                        {
                            "sale_order_id": order.id,
                            "discount_type": "so_discount",
                            "discount_percentage": discount,
                        }
                    )
                    wizard.action_apply_discount()
                invoice = self._advance(order, advance_payment_method="delivered")
                credits = self.env["account.move"]
                for _piece in range(pieces):
                    credits |= self._refund(order.order_line[0], 1)
                for name in ("amount_total", "amount_untaxed", "amount_tax"):
                    self.assertAlmostEqual(sum(credits.mapped(name)), invoice[name], msg=name)
                self._assert_ledger(order.order_line[0], left_qty=0, left_amount=0)

    @proves("SOL-8", "A discount counts over the order, whichever invoice it stands on")
    def test_discount_on_the_first_invoice(self):
        """Ten pieces less 10 %, invoiced two and eight: each piece is given back at nine tenths."""
        order = self._order({"product_uom_qty": 10, "price_unit": 10})
        line = order.order_line
        wizard = self.env["sale.order.discount"].create(
            {"sale_order_id": order.id, "discount_type": "so_discount", "discount_percentage": 0.1}
        )
        wizard.action_apply_discount()
        line.product_id.invoice_policy = "delivery"
        for delivered in (2, 10):
            line.qty_delivered = delivered
            order._create_invoices().action_post()
        self.assertEqual(sorted(order.invoice_ids.mapped("amount_total")), [11.3, 90.4])
        self.assertEqual(self._refund(line, 1).amount_total, 10.17)
        self.assertEqual(self._refund(line, 8).amount_total, 81.36)
        self.assertEqual(self._refund(line, 1).amount_total, 10.17)

    @proves(
        "SOL-8", "A proposal makes one credit note for each invoice, with a line for each thing"
    )
    def test_one_note_per_invoice(self):
        """Two things on one invoice and one on another: two credit notes, paid back in one go."""
        first = self._order({}, {"product_id": self._new_product("Rice", 40).id})
        second = self._order({})
        for order in (first, second):
            self._advance(order, advance_payment_method="delivered")
        case = self._investigated(False)
        for line in first.order_line | second.order_line:
            self._add_purchase(case, line, quantity=1)
        proposal = self._propose(case)
        proposal.compensation_ids = [
            Command.create({"line_id": line.id}) for line in case.complaint_line_ids[1:]
        ]
        self._to_state(proposal, "executed")
        moves = proposal.sudo().compensation_ids.move_id
        totals = {move.reversed_entry_id: move.amount_total for move in moves}
        self.assertEqual(totals, {first.invoice_ids[:1]: 59.33, second.invoice_ids[:1]: 14.13})
        moves.action_post()
        self.assertEqual(sum(moves.mapped("amount_residual")), 73.46)

    def test_section(self):
        """A heading of an order was not bought."""
        order = self._order()
        heading = self.env["sale.order.line"].create(
            {"order_id": order.id, "display_type": "line_section", "name": "Fish"}
        )
        with self.assertRaisesRegex(UserError, "Choose one that is"):
            self._add_purchase(self._investigated(False), heading, quantity=1)

    def test_fully_credited(self):
        """An invoice that was credited in full has nothing left to give back."""
        line = self._sell()
        self._reverse(line.invoice_lines.move_id)
        case = self._investigated(line)
        with self.assertRaisesRegex(UserError, "0.0 pieces. are left"):
            self._propose(case).action_submit()

    def test_locked_period(self):
        """A draft whose period was closed meanwhile is booked in the open one, as drafted."""
        line = self._sell()
        self.env.flush_all()
        proposal = self._to_state(self._propose(self._investigated(line)), "executed")
        move = proposal.sudo().compensation_ids.move_id
        today = fields.Date.today()
        move.invoice_date = today - timedelta(days=20)
        self.company.fiscalyear_lock_date = today
        with self.assertRaisesRegex(UserError, "Lock Date"), self.env.cr.savepoint():
            move.action_post()
        self.company.fiscalyear_lock_date = closed = today - timedelta(days=10)
        move.action_post()
        self.assertTrue(closed < move.date <= today)
        self.assertEqual(move.amount_total, 28.25)

    def test_cash_rounding(self):
        """What was rounded at the till is not given back with a piece."""
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "To 0.05",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "profit_account_id": self.company.income_currency_exchange_account_id.id,
                "loss_account_id": self.company.expense_currency_exchange_account_id.id,
                "rounding_method": "UP",
            }
        )
        line = self._invoice(post=False)
        line.move_id.invoice_cash_rounding_id = rounding
        self.assertEqual(line.move_id.amount_total, 70.65)
        line.move_id.action_post()
        credit = self._refund(line)
        self.assertEqual(credit.amount_total, 28.25)
        self.assertFalse(credit.invoice_cash_rounding_id)

    def test_fiscal_position(self):
        """Customers of another tax rule get back the tax that they were charged."""
        reduced = self.tax.copy({"name": "9 %", "amount": 9})
        position = self.env["account.fiscal.position"].create({"name": "Canteens"})
        reduced.write({"fiscal_position_ids": position.ids, "original_tax_ids": self.tax.ids})
        order = self._order(fiscal_position_id=position.id)
        invoice = self._advance(order, advance_payment_method="delivered")
        self.assertEqual(invoice.invoice_line_ids.tax_ids, reduced)
        credit = self._refund(order.order_line)
        self.assertEqual(credit.fiscal_position_id, position)
        self.assertEqual(credit.invoice_line_ids.tax_ids, reduced)
        self.assertEqual(credit.amount_total, 27.25)

    @proves("SOL-8", "What a complaint costs is booked by store and by root cause")
    def test_analytic(self):
        """Store and root cause join the account of the sale itself, one account for each plan."""
        accounts = {}
        for name in ("Projects", "Stores", "Causes"):
            plan = self.env["account.analytic.plan"].create({"name": name})
            accounts[name] = self.env["account.analytic.account"].create(
                {"name": name, "plan_id": plan.id}
            )
        cause = self.env["complaint.root.cause"].create(
            {"name": "Cold chain", "analytic_account_id": accounts["Causes"].id}
        )
        part = self.env["complaint.root.cause"].create(
            {"name": "Night delivery", "parent_id": cause.id}
        )
        self.store_a.analytic_account_id = accounts["Stores"]
        line = self._invoice(analytic_distribution={str(accounts["Projects"].id): 100})
        case = self._investigated(False, complaint_root_cause_id=part.id)
        self._add_purchase(case, invoice_line_id=line.id)
        proposal = self._to_state(self._propose(case), "executed")
        key = proposal.sudo().compensation_ids.move_id.invoice_line_ids.analytic_distribution
        self.assertEqual(list(key.values()), [100])
        self.assertEqual(
            {int(part) for part in next(iter(key)).split(",")},
            {account.id for account in accounts.values()},
        )

    def test_locked_order(self):
        """A locked order is refunded like any other: the refund touches no order."""
        line = self._sell()
        line.order_id.action_lock()
        self.assertEqual(self._refund(line).amount_total, 28.25)
        self._assert_order_untouched(line)

    def test_old_invoice(self):
        """A tax that was archived since is given back as it was charged."""
        line = self._invoice(post=False)
        line.move_id.invoice_date = fields.Date.today() - timedelta(days=400)
        line.move_id.action_post()
        self.tax.active = False
        self.assertEqual(self._refund(line).amount_total, 28.25)
