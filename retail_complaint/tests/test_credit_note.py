from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestCreditNote(ComplaintCommon):
    sales_ahead = 1

    @proves("SOL-8", "A credit note takes the invoice's own price, discount, tax and currency")
    def test_from_the_invoice_line(self):
        """The credit note is made from the invoice's own line, for the pieces agreed."""
        line = self._sell(discount=10)
        invoice = line.invoice_lines.move_id
        self.tax.amount = 6
        self.product.list_price = 99
        proposal = self._to_state(self._propose(self._investigated(line)), "executed")
        move = proposal.sudo().compensation_ids.move_id
        credited = move.invoice_line_ids
        self.assertEqual(move.state, "draft")
        self.assertEqual(move.reversed_entry_id, invoice)
        self.assertEqual(move.partner_id, invoice.partner_id)
        self.assertEqual(move.ref, proposal.ticket_id.number)
        self.assertEqual((credited.quantity, credited.price_unit, credited.discount), (2, 12.5, 10))
        self.assertEqual(credited.account_id, invoice.invoice_line_ids.account_id)
        self.assertEqual(credited.tax_ids, self.tax)
        self.assertEqual(move.amount_untaxed, 22.5)

    @proves("SOL-8", "A refund is executed once; executing again changes nothing")
    def test_executed_once(self):
        """Executing again makes no second document."""
        proposal = self._settled()
        move = proposal.sudo().compensation_ids.move_id
        proposal.action_execute()
        self.assertEqual(proposal.sudo().compensation_ids.move_id, move)
        self.assertEqual(
            self.env["account.move"].search_count([("ref", "=", proposal.ticket_id.number)]), 1
        )

    @proves("SOL-8", "A drafted refund that is taken back is not left for accounting to post")
    def test_taken_back(self):
        """No draft stays that would give the money a second time."""
        compensation = self._settled().compensation_ids.filtered("amount")
        move = compensation.sudo().move_id
        compensation.action_take_back()
        self.assertEqual((compensation.proposal_id.state, move.state), ("accepted", "cancel"))
        compensation.proposal_id.action_execute()
        self.assertNotEqual(compensation.sudo().move_id, move)

    @proves("SOL-8", "Paid out, the credit note is reconciled and the case knows it")
    def test_posted_and_paid(self):
        """Accounting posts and pays without any right on the case."""
        proposal = self._settled()
        compensation = proposal.compensation_ids.filtered("amount")
        move = proposal.sudo().compensation_ids.move_id.with_user(self.accountant)
        self.assertFalse(compensation._is_done())
        move.action_post()
        self._pay(move, self.accountant)
        self.assertIn(move.payment_state, ("paid", "in_payment"))
        self.assertTrue(compensation._is_done())
        self.assertFalse(self.env["helpdesk.ticket"].with_user(self.accountant).search_count([]))

    def test_unpaid_invoice(self):
        """On an unpaid invoice the credit note reduces what is owed; nothing is paid out."""
        line = self._sell(pay=False)
        proposal = self._to_state(self._propose(self._investigated(line)), "executed")
        move = proposal.sudo().compensation_ids.move_id
        move.action_post()
        invoice = move.reversed_entry_id
        self.assertAlmostEqual(invoice.amount_residual, invoice.amount_total - move.amount_total)
        self.assertTrue(proposal.compensation_ids.filtered("amount")._is_done())

    def test_order_is_not_invoiced_again(self):
        """A refund without goods leaves the order's quantities: nothing is to invoice again."""
        line = self._sell()
        proposal = self._to_state(self._propose(self._investigated(line)), "executed")
        proposal.sudo().compensation_ids.move_id.action_post()
        self.assertEqual((line.qty_invoiced, line.qty_to_invoice), (5, 0))
        self.assertEqual(line.order_id.invoice_status, "invoiced")

    def test_by_amount(self):
        """A refund by amount gives that amount, tax included, with the line's own taxes."""
        line = self._sell()
        ticket = self._investigated(line)
        for wanted, given in ((10, 10), (5, 5), (0.01, 0.01), (33.33, 33.33), (70.63, 70.63)):
            with self.subTest(wanted=wanted):
                proposal = self._propose(ticket, mode="amount", requested_amount=wanted)
                self.assertAlmostEqual(proposal.amount, given)
                proposal.unlink()
        proposal = self._propose(ticket, mode="amount", requested_amount=10)
        self._to_state(proposal, "executed")
        move = proposal.sudo().compensation_ids.move_id
        self.assertEqual(move.amount_total, 10)
        self.assertEqual(move.amount_untaxed, 8.85)
        self.assertEqual(self._ledger(line).refunded_amount, 10)
        self.assertEqual(self._ledger(line).refunded_qty, 0)

    def test_by_amount_with_a_fee(self):
        """A tax that does not follow the price cannot be given back by amount, only by quantity."""
        fee = self.tax.copy({"name": "Deposit", "amount_type": "fixed", "amount": 1})
        line = self._sell(product=self._new_product("Bottle", 3, taxes_id=[(6, 0, fee.ids)]))
        ticket = self._investigated(line)
        with self.assertRaisesRegex(UserError, "Refund it by quantity"):
            self._propose(ticket, mode="amount", requested_amount=2).action_submit()
        self.assertEqual(self._propose(ticket, quantity=2).amount, 8)

    def test_price_with_tax(self):
        """A price that includes its tax is given back as it was paid."""
        self.tax.price_include_override = "tax_included"
        line = self._sell_now()
        proposal = self._to_state(self._propose(self._investigated(line)), "executed")
        move = proposal.sudo().compensation_ids.move_id
        self.assertEqual(move.amount_total, 25)

    def test_foreign_currency(self):
        """A foreign currency is credited in that currency at the invoice's rate, not today's."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        today = fields.Date.today()
        rates = self.env["res.currency.rate"]
        rates.search([("currency_id", "=", euro.id)]).unlink()
        for day, rate in ((today - timedelta(days=10), 0.5), (today, 0.25)):
            rates.create({"currency_id": euro.id, "name": day, "rate": rate})
        line = self._invoice(post=False)
        line.move_id.write({"currency_id": euro.id, "invoice_date": today - timedelta(days=5)})
        line.move_id.action_post()
        case = self._investigated(False)
        self._add_purchase(case, invoice_line_id=line.id)
        proposal = self._to_state(self._propose(case), "executed")
        move = proposal.sudo().compensation_ids.move_id
        move.with_user(self.accountant).invoice_date = today - timedelta(days=1)
        move.with_user(self.accountant).action_post()
        self.assertEqual(move.currency_id, euro)
        self.assertEqual(proposal.currency_id, euro)
        self.assertEqual(move.invoice_currency_rate, line.move_id.invoice_currency_rate)
        credited = move.invoice_line_ids
        self.assertAlmostEqual(credited.amount_currency / credited.balance, 0.5)

    def test_drafted_is_fixed(self):
        """The drafted credit note keeps what was approved; date and journal stay open."""
        move = self._settled().sudo().compensation_ids.move_id.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "Only its date and journal"):
            move.write({"invoice_line_ids": [Command.clear()]})
        with self.assertRaisesRegex(UserError, "Only its date and journal"):
            move.partner_id = self.env["res.partner"].create({"name": "Thief"})
        move.invoice_date = fields.Date.today()

    def test_changed_below_is_not_posted(self):
        """A line changed by another door is found when posting."""
        move = self._settled().sudo().compensation_ids.move_id
        move.with_user(self.accountant).invoice_line_ids.quantity = 5
        with self.assertRaisesRegex(UserError, "was changed after it was drafted"):
            move.with_user(self.accountant).action_post()

    def test_several_invoices(self):
        """A line invoiced in parts is credited on the invoice that has room."""
        line = self._sell(5)
        line.product_uom_qty = 8
        line.order_id._create_invoices().action_post()
        first, second = line.invoice_lines.sorted("id")
        ticket = self._investigated(line)
        one = self._to_state(self._propose(ticket, quantity=4), "executed")
        self.assertEqual(one.sudo().compensation_ids.move_id.reversed_entry_id, first.move_id)
        two = self._to_state(self._propose(ticket, quantity=3), "executed")
        self.assertEqual(two.sudo().compensation_ids.move_id.reversed_entry_id, second.move_id)
        three = self._to_state(self._propose(ticket, quantity=1), "executed")
        self.assertEqual(three.sudo().compensation_ids.move_id.reversed_entry_id, first.move_id)

    @proves("REC-3", "A refund of a case is hidden from the sales staff of other stores")
    def test_seen_with_the_case(self):
        """Who may not see the case sees neither its credit note nor what stands in it."""
        move = self._settled().sudo().compensation_ids.move_id
        order = move.reversed_entry_id.line_ids.sale_line_ids.order_id
        sales = "sales_team.group_sale_salesman_all_leads"
        seller = self._new_login("rc_seller", sales)
        self.agent.group_ids |= self.env.ref(sales)
        self.agent_b.group_ids |= self.env.ref(sales)
        self.auditor.group_ids |= self.env.ref("account.group_account_readonly")
        for record in (move, move.invoice_line_ids):
            for user in (seller, self.agent_b):
                self.assertFalse(record.with_user(user).has_access("read"))
                self.assertFalse(record.with_user(user).search_count([("id", "in", record.ids)]))
            for user in (self.agent, self.accountant, self.auditor):
                self.assertTrue(record.with_user(user).has_access("read"))
        # The order that it credits opens as before, and so does the invoice.
        self.env.invalidate_all()
        self.assertEqual(Form(order.with_user(seller)).name, order.name)
        self.assertEqual(order.with_user(seller).invoice_count, 1)
        invoice = move.reversed_entry_id.with_user(seller)
        self.assertEqual(invoice.read(["name", "amount_residual"])[0]["amount_residual"], 0)
        move.invoice_user_id = seller
        self.assertTrue(move.with_user(seller).has_access("read"))
