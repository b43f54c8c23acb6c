from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestGrant(ComplaintCommon):
    """Goodwill, damages, price reductions; the cash desk; offers that lapse."""

    sales_ahead = 1

    def _grant(self, kind="goodwill", amount=20, ticket=None, **vals):
        proposal = self._propose(
            ticket or self._investigated(False),
            kind=kind,
            requested_amount=amount,
            line_id=False,
            **vals,
        )
        return proposal

    @proves("SOL-8", "Goodwill and damages are booked beside the purchase, without tax")
    def test_goodwill(self):
        """Goodwill has its own product and account, no tax, and no place in the ledger."""
        line = self._sell()
        for kind in ("goodwill", "damages"):
            proposal = self._to_state(self._grant(kind), "executed")
            move = proposal.sudo().compensation_ids.move_id
            self.assertEqual((move.move_type, move.amount_total), ("out_refund", 20))
            self.assertEqual(
                move.invoice_line_ids.product_id, self.company[f"complaint_{kind}_product_id"]
            )
            self.assertFalse(move.invoice_line_ids.tax_ids or move.reversed_entry_id)
            move.with_user(self.accountant).action_post()
            self._pay(move, self.accountant)
            self.assertTrue(proposal.compensation_ids.filtered("amount")._is_done())
        self.assertFalse(self._ledger(line))

    def test_vendor_bill(self):
        """A house may book goodwill as a vendor bill instead."""
        self.company.complaint_grant_move_type = "in_invoice"
        move = self._to_state(self._grant(), "executed").sudo().compensation_ids.move_id
        self.assertEqual(move.move_type, "in_invoice")
        move.action_post()
        self.assertEqual(move.amount_residual, 20)

    def test_no_product(self):
        """Without a product to book it on, the error says where to set one; nothing is made."""
        self.company.complaint_goodwill_product_id = False
        proposal = self._to_state(self._grant(), "accepted")
        with self.assertRaisesRegex(UserError, "Set one under"):
            proposal.action_execute()
        self.assertEqual(proposal.state, "accepted")

    def test_walk_in(self):
        """A nameless customer's money goes over the walk-in partner; the case stays nameless."""
        ticket = self._investigated(False, partner_id=False, complaint_is_anonymous=True)
        proposal = self._to_state(self._grant(ticket=ticket), "accepted")
        with self.assertRaisesRegex(UserError, "walk-in"):
            proposal.action_execute()
        walk_in = self.env["res.partner"].create({"name": "Walk-in"})
        self.company.complaint_walkin_partner_id = walk_in
        proposal.action_execute()
        self.assertEqual(proposal.sudo().compensation_ids.move_id.partner_id, walk_in)
        self.assertFalse(ticket.partner_id)

    def test_price_reduction(self):
        """A price reduction is a credit by amount on the purchase, within what was charged."""
        line = self._sell()
        proposal = self._propose(
            self._investigated(line), kind="price_reduction", requested_amount=10
        )
        self.assertEqual(proposal.compensation_ids.mode, "amount")
        self._to_state(proposal, "executed")
        row = self._ledger(line)
        self.assertEqual((row.refunded_amount, row.refunded_qty), (10, 0))

    def test_store_analytic(self):
        """What a complaint costs is booked on the store's analytic account."""
        plan = self.env["account.analytic.plan"].create({"name": "Stores"})
        account = self.env["account.analytic.account"].create(
            {"name": "Store A", "plan_id": plan.id}
        )
        self.store_a.analytic_account_id = account
        for proposal in (self._settled(), self._to_state(self._grant(), "executed")):
            line = proposal.sudo().compensation_ids.move_id.invoice_line_ids
            self.assertEqual(line.analytic_distribution, {str(account.id): 100})

    @proves("SOL-8", "A credit note reversed in accounting frees the purchase again")
    def test_reversed(self):
        """A credit note that accounting reverses gives nothing back; it is executed again."""
        proposal = self._settled()
        move = proposal.sudo().compensation_ids.move_id
        move.action_post()
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id})
        )
        move._reverse_moves([wizard._prepare_default_reversal(move)]).action_post()
        self.assertEqual(proposal.state, "accepted")
        proposal.action_execute()
        self.assertNotEqual(proposal.sudo().compensation_ids.move_id, move)

    @proves("SOL-11", "A small refund is posted, paid from the cash desk and reconciled at once")
    def test_paid_at_the_desk(self):
        """Within their limit agents pay from the store's cash desk; above it they cannot."""
        proposal = self._settled()
        with self.assertRaisesRegex(UserError, "no cash desk"):
            proposal.action_pay_at_desk()
        self.store_a.cash_journal_id = self.env["account.journal"].create(
            {"name": "Till A", "code": "TILLA", "type": "cash"}
        )
        with self.assertRaisesRegex(UserError, "no authority"):
            proposal.action_pay_at_desk()
        self.env["complaint.authority"].create({"user_id": self.agent.id, "case_amount": 30})
        self.assertTrue(proposal.can_pay_at_desk)
        proposal.action_pay_at_desk()
        move = proposal.sudo().compensation_ids.move_id
        self.assertIn(move.payment_state, ("paid", "in_payment"))
        self.assertEqual(move.complaint_payout_route, "cash")
        self.assertEqual(move.matched_payment_ids.journal_id, self.store_a.cash_journal_id)
        with self.assertRaisesRegex(UserError, "has been paid"):
            proposal.action_pay_at_desk()
        with self.assertRaises(AccessError):
            proposal.with_user(self.agent_b).action_pay_at_desk()

    @proves("SOL-10", "The payout route and the tax invoice taken back are on record")
    def test_payout_on_record(self):
        """Accounting notes how it was paid out and what became of the tax invoice."""
        move = self._settled().sudo().compensation_ids.move_id.with_user(self.accountant)
        noted = {
            "complaint_payout_route": "wechat",
            "complaint_payout_reference": "4200001",
            "complaint_fapiao": "red_letter",
            "complaint_fapiao_number": "25952000001",
        }
        move.write(noted)
        move.action_post()
        self.env.invalidate_all()
        self.assertEqual({name: move[name] for name in noted}, noted)

    def _run_cron(self, day):
        """Run the scheduled action on another day; tests do not commit."""
        with (
            freeze_time(day),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=0),
        ):
            self.env["complaint.proposal"]._cron_lapse_offers()
        return self.env["complaint.proposal"].search([], limit=1, order="id desc").state

    @proves("SOL-5", "An offer that nobody answers lapses and frees what it reserved")
    def test_lapsed(self):
        """The day after its last, an offer is taken back and the purchase is free again."""
        line = self._sell()
        proposal = self._propose(self._investigated(line))
        proposal.valid_until = fields.Date.today() + timedelta(days=3)
        self._to_state(proposal, "offered")
        self.assertEqual(self._run_cron(fields.Date.today() + timedelta(days=3)), "offered")
        self._run_cron(fields.Date.today() + timedelta(days=4))
        self.assertEqual(proposal.state, "cancelled")
        self.assertEqual(self._ledger(line).reserved_amount, 0)
