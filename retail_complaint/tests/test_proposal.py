from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestProposal(ComplaintCommon):
    sales_ahead = 1

    def test_approver_is_asked(self):
        """Who is asked finds the proposal among their activities until somebody decided."""
        proposal = self._to_state(self._propose(self._investigated()), "submitted")
        self.assertEqual(proposal.ticket_id.activity_ids.user_id, self.duty)
        proposal.with_user(self.manager2).action_approve()
        self.assertFalse(proposal.ticket_id.activity_ids)

    def test_sent_back(self):
        """A proposal sent back is a draft again, with the reason on record."""
        proposal = self._to_state(self._propose(self._investigated()), "submitted")
        proposal.with_user(self.manager).action_reject("Two pieces, not five")
        self.assertEqual(proposal.state, "draft")
        self.assertEqual(proposal.approval_ids.decision, "rejected")
        self.assertEqual(proposal.approval_ids.reason, "Two pieces, not five")

    def test_approval_is_for_one_content(self):
        """An approval does not cover lines that changed after it."""
        proposal = self._to_state(self._propose(self._investigated()), "approved")
        proposal.action_draft()
        proposal.compensation_ids.quantity = 5
        proposal.action_submit()
        with self.assertRaisesRegex(UserError, "this step comes at another time"):
            proposal.action_offer()
        # The row below is changed under the product's feet.
        proposal.with_user(self.manager).action_approve()
        self.env.cr.execute(
            "UPDATE complaint_compensation SET amount = amount + 1 WHERE proposal_id = %s",
            [proposal.id],
        )
        proposal.compensation_ids.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "changed after its approval"):
            proposal.action_offer()

    def test_consent(self):
        """The customer's answer is on record: how, when and by whom; a refusal frees the money."""
        line = self._sell()
        proposal = self._to_state(self._propose(self._investigated(line)), "offered")
        with self.assertRaisesRegex(UserError, "how the customer answered"):
            proposal.action_refuse()
        proposal.write({"consent_channel": "wechat", "consent_note": "Wants all back"})
        proposal.action_refuse()
        self.assertEqual(proposal.consent_user_id, self.agent)
        self.assertTrue(proposal.consent_at)
        self.assertEqual(self._ledger(line).reserved_amount, 0)
        second = self._propose(proposal.ticket_id, quantity=2)
        self._to_state(second, "accepted")
        self.assertEqual(second.ticket_id.complaint_phase, "execution")

    def test_steps_in_order(self):
        """No step can be taken before its time."""
        proposal = self._propose(self._investigated())
        for action in ("action_approve", "action_offer", "action_accept", "action_execute"):
            with (
                self.subTest(action=action),
                self.assertRaisesRegex(UserError, "this step comes at another time"),
            ):
                getattr(proposal.with_user(self.manager), action)()

    def test_not_before_the_finding(self):
        """Nothing is offered before the investigation has a finding."""
        ticket = self._register()
        self._add_purchase(ticket, self._sell())
        with self.assertRaisesRegex(UserError, "proposal phase"):
            self._propose(ticket).action_submit()

    def test_cancel(self):
        """A withdrawn proposal gives back what it reserved; an executed one cannot be withdrawn."""
        line = self._sell()
        proposal = self._to_state(self._propose(self._investigated(line)), "accepted")
        proposal.action_cancel()
        self.assertEqual(self._ledger(line).reserved_amount, 0)
        executed = self._settled()
        with self.assertRaisesRegex(UserError, "this step comes at another time"):
            executed.action_cancel()
        self.assertEqual(executed.state, "executed")

    def test_two_currencies(self):
        """Purchases in two currencies need a proposal each."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["product.pricelist"].search([]).action_archive()
        ticket = self._investigated()
        self._add_purchase(ticket, invoice_line_id=self._foreign_invoice(euro).id, quantity=1)
        proposal = self._propose(ticket)
        proposal.compensation_ids.create(
            {"proposal_id": proposal.id, "line_id": ticket.complaint_line_ids[1].id}
        )
        with self.assertRaisesRegex(UserError, "several currencies"):
            proposal.action_submit()

    def _foreign_invoice(self, currency):
        line = self._invoice(post=False)
        line.move_id.currency_id = currency
        line.move_id.action_post()
        return line
