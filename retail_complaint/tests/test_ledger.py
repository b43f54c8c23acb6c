from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestLedger(ComplaintCommon):
    sales_ahead = 1

    def _assert_row(self, line, **expected):
        row = self._ledger(line)
        self.assertEqual(len(row), 1)
        found = {name: round(row[name], 2) for name in expected}
        self.assertEqual(found, expected)

    def test_life_of_a_refund(self):
        """Reserved at the offer, given back at execution, free again when the document is gone."""
        line = self._sell()  # 5 x 12.50 + 13 % = 70.63
        proposal = self._to_state(self._propose(self._investigated(line)), "approved")
        self._assert_row(line, reserved_qty=0, reserved_amount=0)
        proposal.action_offer()
        self._assert_row(line, charged_amount=70.63, reserved_qty=2, reserved_amount=28.25)
        self._to_state_from_offered(proposal)
        self._assert_row(line, reserved_qty=0, refunded_qty=2, refunded_amount=28.25)
        proposal.sudo().compensation_ids.move_id.button_cancel()
        self.assertEqual(proposal.state, "accepted")
        self._assert_row(line, reserved_qty=2, refunded_qty=0, left_qty=3)
        proposal.action_execute()
        self._assert_row(line, refunded_qty=2, left_qty=3)

    def _to_state_from_offered(self, proposal):
        proposal.consent_channel = "phone"
        proposal.action_accept()
        proposal.action_execute()

    def test_deleted_draft(self):
        """A deleted draft credit note frees the ledger and reopens the proposal."""
        line = self._sell()
        proposal = self._to_state(self._propose(self._investigated(line)), "executed")
        proposal.sudo().compensation_ids.move_id.unlink()
        self.assertEqual(proposal.state, "accepted")
        self._assert_row(line, refunded_qty=0, reserved_qty=2)

    @proves("SOL-8", "Two cases about one purchase cannot give it back twice")
    def test_two_cases_one_purchase(self):
        """What one case offered, another cannot offer again, whoever found it how."""
        line = self._sell()
        first = self._propose(self._investigated(line), quantity=4)
        self._to_state(first, "offered")
        case = self._investigated(False)
        # The same purchase, found by its invoice this time.
        self._add_purchase(case, invoice_line_id=line.invoice_lines.id)
        second = self._propose(case, quantity=2)
        with self.assertRaisesRegex(UserError, "are left to give back"):
            second.action_submit()
        self._assert_row(line, reserved_qty=4)
        self.assertEqual(second.state, "draft")

    def test_two_cases_approved(self):
        """Both were approved while there was enough: what the first offers, the second cannot."""
        line = self._sell()
        first, second = (
            self._to_state(self._propose(self._investigated(line), quantity=3), "approved")
            for _number in range(2)
        )
        first.action_offer()
        with self.assertRaisesRegex(UserError, "are left to give back"):
            second.action_offer()
        self._assert_row(line, reserved_qty=3)
        self.assertEqual(second.state, "approved")

    @proves("SOL-8", "A credit note made outside a case reduces what is left, and alarms when over")
    def test_outside(self):
        """A credit note outside the case reduces what is left; one too many raises the alarm."""
        line = self._sell()
        proposal = self._to_state(self._propose(self._investigated(line)), "executed")
        invoice = line.invoice_lines.move_id.filtered(lambda m: m.move_type == "out_invoice")
        self._reverse(invoice, 1)
        self._assert_row(line, outside_qty=1, left_qty=2, is_over=False)
        self._reverse(invoice, 3)
        self._assert_row(line, outside_qty=4, left_qty=-1, is_over=True)
        activity = proposal.ticket_id.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("more was given back than charged", activity.note)

    def test_outside_before_execution(self):
        """An accepted offer is not executed when credit notes outside used the purchase up."""
        line = self._sell()
        proposal = self._to_state(self._propose(self._investigated(line), quantity=3), "accepted")
        self._reverse(line.invoice_lines.move_id, 3)
        with self.assertRaisesRegex(UserError, "is too much"):
            proposal.action_execute()
        self.assertFalse(proposal.sudo().compensation_ids.move_id)

    def test_outside_before_the_first_case(self):
        """A credit note from before the complaint counts too."""
        line = self._sell()
        self._reverse(line.invoice_lines.move_id, 4)
        proposal = self._propose(self._investigated(line))
        with self.assertRaisesRegex(UserError, "are left"):
            proposal.action_submit()

    def test_outside_undone(self):
        """A credit note outside that goes back to draft gives its room back."""
        line = self._sell()
        self._to_state(self._propose(self._investigated(line)), "offered")
        outside = self._reverse(line.invoice_lines.move_id, 3)
        self._assert_row(line, outside_qty=3, left_qty=0)
        outside.button_draft()
        self._assert_row(line, outside_qty=0, left_qty=3)

    def test_invoice_without_order(self):
        """A purchase without an order has its row on the invoice line."""
        line = self._invoice()
        case = self._investigated(False)
        self._add_purchase(case, invoice_line_id=line.id)
        self._to_state(self._propose(case), "executed")
        self._assert_row(line, charged_qty=5, refunded_qty=2)
        self._reverse(line.move_id, 4)
        self._assert_row(line, outside_qty=4, is_over=True)

    @proves("SOL-8", "What accounting credits by another product is not given back once more")
    def test_outside_by_another_product(self):
        """40 are credited as a rebate: of 70.63 a case can give back 30.63, and then nothing."""
        line = self._sell()
        invoice = line.invoice_lines.move_id
        rebate = self._new_product("Rebate", 40, taxes_id=False)
        credit = self._reverse_draft(invoice)
        credit.invoice_line_ids = [
            Command.clear(),
            Command.create({"product_id": rebate.id, "price_unit": 40, "tax_ids": False}),
        ]
        credit.action_post()
        proposal = self._to_state(self._propose(self._investigated(line), quantity=5), "executed")
        self.assertEqual(proposal.amount, 30.63)
        move = proposal.sudo().compensation_ids.move_id
        move.action_post()
        self.assertEqual(move.amount_total + credit.amount_total, invoice.amount_total)
        self._assert_row(line, left_qty=0, left_amount=0, is_over=False)

    def test_cancelled_invoice(self):
        """Accounting can cancel an invoice that was given back; the alarm is raised."""
        line = self._sell(pay=False)
        self._to_state(self._propose(self._investigated(line)), "executed")
        invoice = line.invoice_lines.move_id
        invoice.button_draft()
        invoice.button_cancel()
        self._assert_row(line, refunded_qty=2, is_over=True)

    @mute_logger("odoo.sql_db")
    def test_database_guard(self):
        """The database itself refuses to give back more than was charged."""
        line = self._sell()
        self._to_state(self._propose(self._investigated(line)), "offered")
        for sql in (
            "UPDATE complaint_ledger SET reserved_amount = charged_amount + 0.01",
            "UPDATE complaint_ledger SET refunded_qty = charged_qty",
            "UPDATE complaint_ledger SET reserved_qty = -1",
        ):
            with self.assertRaises(CheckViolation), self.cr.savepoint():
                self.cr.execute(sql)
