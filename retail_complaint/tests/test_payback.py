from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestPayback(ComplaintCommon):
    """What is given back is paid back as it was paid, to whom had paid it, and once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store_a.cash_journal_id = cls.env["account.journal"].create(
            {"name": "Till A", "code": "TILLA", "type": "cash"}
        )
        cls.env["complaint.authority"].create({"user_id": cls.agent.id, "case_amount": 1000})

    def _refund(self, line, state="executed", **vals):
        case = self._investigated(False)
        origin = "sale_line_id" if line._name == "sale.order.line" else "invoice_line_id"
        self._add_purchase(case, **{origin: line.id}, quantity=vals.get("quantity", 1))
        return self._to_state(self._propose(case, **vals), state)

    def _credit(self, proposal):
        return proposal.sudo().compensation_ids.move_id

    @proves("SOL-8", "Credit notes posted in one go are set off against their own invoices only")
    def test_posted_together(self):
        """Two on the first invoice, one on the second: nobody pays for somebody else."""
        anna, bert = self._sell(pay=False), self._sell(pay=False)
        moves = self.env["account.move"]
        for line, amount in ((anna, 10), (anna, 20), (bert, 30)):
            proposal = self._refund(line, mode="amount", requested_amount=amount)
            moves |= self._credit(proposal)
        moves.with_user(self.accountant).action_post()
        self.assertEqual(set(moves.mapped("amount_residual")), {0})
        open_on = [line.invoice_lines.move_id.amount_residual for line in (anna, bert)]
        self.assertEqual(open_on, [40.63, 40.63])

    @proves("SOL-8", "What a part of a proposal gave is not given again by taking it back to draft")
    def test_executed_for_good(self):
        """A part is taken back and withdrawn: the other stays and counts, a new one goes on."""
        line = self._sell(5)
        case = self._investigated(line)
        proposal = self._propose(case, mode="amount", requested_amount=10)
        proposal.compensation_ids = [Command.create({"kind": "goodwill", "requested_amount": 5})]
        self._to_state(proposal, "executed")
        refund = proposal.compensation_ids.filtered(lambda row: row.kind == "refund")
        goodwill = proposal.compensation_ids.filtered(lambda row: row.kind == "goodwill")
        refund.sudo().move_id.action_post()
        goodwill.action_take_back()
        proposal.action_cancel()
        self.assertEqual((refund.state, goodwill.state), ("executed", "draft"))
        with self.assertRaisesRegex(UserError, "Settle what remains by a new proposal"):
            proposal.action_draft()
        again = self._propose(case, kind="goodwill", line_id=False, requested_amount=5)
        self.assertIn(refund.sudo(), again._get_case_compensations())
        self._to_state(again, "executed")
        self.assertEqual(self._ledger(line).refunded_amount, 10)

    @proves("SOL-11", "The desk says what is to be paid out, as it was booked: nothing if unpaid")
    def test_desk_says_what_was_booked(self):
        """Paid, paid in part and not paid at all: 70.63, 40.00 and nothing are handed out."""
        for paid, said in ((70.63, "Pay out .*70.63 now"), (40, "Pay out .*40.00 now.*30.63 less")):
            with self.subTest(paid=paid):
                line = self._sell(pay=False)
                self._pay_part(line.invoice_lines.move_id, paid)
                self.assertRegex(self._pay_at_desk(line), said)
        line = self._sell(pay=False)
        self.assertRegex(self._pay_at_desk(line), "Nothing is to be paid out.*70.63 less is owed")

    def _pay_at_desk(self, line):
        proposal = self._refund(line, quantity=5)
        return proposal._get_paid_text(proposal._pay_at_desk())

    def _pay_part(self, invoice, amount):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create({"amount": amount})._create_payments()

    @proves("SOL-8", "Nothing is paid out while another invoice of the same order is unpaid")
    def test_other_invoice_unpaid(self):
        """Two invoices of an order, one paid: what is credited there reduces what is owed here."""
        line = self._sell(5)
        line.product_uom_qty = 8
        second = line.order_id._create_invoices()
        second.action_post()
        move = self._credit(self._refund(line, quantity=2))
        self.assertNotEqual(move.reversed_entry_id, second)
        move.action_post()
        self.assertEqual((move.amount_residual, second.amount_residual), (0, 14.13))

    @proves("SOL-8", "A refund that was paid out is not booked back while the money is out")
    def test_not_booked_back_while_paid(self):
        """Set back to draft it would be paid again; without the payment it may be."""
        line = self._sell()
        proposal = self._refund(line, quantity=2)
        payment = proposal._pay_at_desk()
        move = self._credit(proposal).with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "was paid out by.*Cancel the payment first"):
            move.button_draft()
        payment.action_draft()
        payment.action_cancel()
        move.button_draft()
        move.button_cancel()
        self.assertEqual(proposal.state, "accepted")
        proposal.action_execute()
        again = proposal._pay_at_desk()
        self.assertEqual((payment.state, again.amount), ("canceled", 28.25))

    def test_sold_by_weight(self):
        """What was delivered and invoiced counts, be it more than was ordered."""
        line = self._sell(5)
        line.invoice_lines.move_id.button_draft()
        line.qty_delivered = 5.4
        line.invoice_lines.quantity = 5.4
        line.invoice_lines.move_id.action_post()
        proposal = self._refund(line, quantity=5.4)
        self.assertEqual(self._credit(proposal).amount_total, 76.28)
