from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestPayout(ComplaintCommon):
    """How money reaches the customer, and what is put on record with it."""

    sales_ahead = 1

    def _posted(self, count=1):
        """Return posted credit notes of complaints, as accounting sees them."""
        moves = self.env["account.move"].union(
            *(self._settled().sudo().compensation_ids.move_id for _number in range(count))
        )
        moves = moves.with_user(self.accountant)
        moves.action_post()
        return moves

    def _pay_form(self, moves):
        return Form(
            self.env["account.payment.register"]
            .with_user(self.accountant)
            .with_context(active_model="account.move", active_ids=moves.ids)
        )

    @proves("SOL-10", "Paying a refund puts route and reference on record, several in one go")
    def test_on_record(self):
        """The payment dialogue of accounting asks by which route the money went."""
        moves = self._posted(2)
        dialogue = self._pay_form(moves)
        dialogue.group_payment = False
        dialogue.complaint_payout_route = "wechat"
        dialogue.complaint_payout_reference = "4200001"
        dialogue.save()._create_payments()
        for move in moves:
            self.assertIn(move.payment_state, ("paid", "in_payment"))
            self.assertEqual(move.complaint_payout_route, "wechat")
            self.assertEqual(move.complaint_payout_reference, "4200001")
        compensations = moves.sudo().complaint_compensation_ids
        self.assertEqual(set(compensations.mapped("payout_route")), {"wechat"})

    def test_route_by_journal(self):
        """Cash and bank need no choice: the journal says it."""
        dialogue = self._pay_form(self._posted())
        for kind, route in (("cash", "cash"), ("bank", "bank"), ("credit", "card")):
            dialogue.journal_id = self.env["account.journal"].create(
                {"name": kind, "code": f"T{kind[:4]}".upper(), "type": kind}
            )
            self.assertEqual(dialogue.complaint_payout_route, route)

    def test_other_payments_ask_nothing(self):
        """Who pays what no complaint made sees nothing of it."""
        invoice = self._invoice().move_id
        dialogue = self._pay_form(invoice)
        self.assertFalse(dialogue.has_complaint)
        dialogue.save()._create_payments()
        self.assertFalse(invoice.complaint_payout_route)

    @proves("SOL-11", "The desk pays within its limit also where the customer's limit is just met")
    def test_desk_counts_once(self):
        """What was executed is in the use of the month; paying it does not count it again."""
        self.store_a.cash_journal_id = self.env["account.journal"].create(
            {"name": "Till A", "code": "TILLA", "type": "cash"}
        )
        self.env["complaint.authority"].create(
            {"user_id": self.agent.id, "case_amount": 30, "customer_amount": 28.25}
        )
        proposal = self._settled()
        proposal.action_pay_at_desk()
        self.assertEqual(proposal.sudo().compensation_ids.move_id.complaint_payout_route, "cash")

    @proves("SOL-4", "Nobody approves money in a case that is about himself")
    def test_respondent(self):
        """The respondent neither approves nor pays out, and is not asked to."""
        proposal = self._to_state(self._propose(self._investigated()), "submitted")
        self.assertEqual(proposal.approver_id, self.duty)
        second = self._propose(self._investigated())
        self.env["complaint.party"].create(
            {
                "ticket_id": second.ticket_id.id,
                "role": "respondent",
                "kind": "employee",
                "user_id": self.duty.id,
            }
        )
        second.action_submit()
        self.assertNotEqual(second.approver_id, self.duty)
        with self.assertRaises(AccessError):
            second.with_user(self.duty).action_approve()

    @proves("SOL-4", "A limit is not split over proposals: what was approved before counts")
    def test_split_over_proposals(self):
        """Two proposals within the limit, approved one by one: the second is not offered."""
        self.env["complaint.authority"].create({"user_id": self.agent.id, "case_amount": 30})
        ticket = self._investigated()
        first, second = (self._propose(ticket, quantity=2) for _number in range(2))
        (first | second).action_submit()
        self.assertEqual((first | second).mapped("state"), ["approved", "approved"])
        first.action_offer()
        with self.assertRaisesRegex(UserError, "used it since the approval"):
            second.action_offer()

    @proves(
        "SOL-8", "A refund withdrawn in accounting cannot be made valid again beside the new one"
    )
    def test_withdrawn_stays_withdrawn(self):
        """Cancelled or reversed, a credit note of a case is not revived; the case settles anew."""
        cancelled = self._settled().sudo().compensation_ids.move_id.with_user(self.accountant)
        cancelled.button_cancel()
        posted = self._posted()
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=posted.ids)
            .create({"journal_id": posted.journal_id.id})
        )
        reversal = posted.sudo()._reverse_moves([wizard._prepare_default_reversal(posted.sudo())])
        reversal.action_post()
        for move in (cancelled, posted, reversal.with_user(self.accountant)):
            with self.assertRaisesRegex(UserError, "that was withdrawn"):
                move.button_draft()
        with self.assertRaisesRegex(UserError, "follows from its documents"):
            cancelled.complaint_is_void = False

    def test_nameless_customer(self):
        """A limit per customer asks nothing of a case without one."""
        self.env["complaint.authority"].create(
            {"user_id": self.agent.id, "case_amount": 30, "customer_amount": 10}
        )
        ticket = self._investigated(False, partner_id=False, complaint_is_anonymous=True)
        proposal = self._propose(ticket, kind="goodwill", requested_amount=20, line_id=False)
        proposal.action_submit()
        self.assertEqual(proposal.state, "approved")

    @proves("SOL-1", "A proposal names its grounds; without them it is not submitted")
    def test_grounds(self):
        """The finding gives the first words, in the customer's language; nobody offers without."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.customer.lang = "zh_CN"
        proposal = self._propose(self._investigated())
        basis = self.env["helpdesk.ticket"].with_context(lang="zh_CN")
        label = dict(basis._fields["complaint_finding_basis"]._description_selection(basis.env))
        self.assertIn(label["law"], proposal.grounds)
        proposal.grounds = " "
        with self.assertRaisesRegex(UserError, "Write the grounds"):
            proposal.action_submit()

    @proves("SOL-1", "Several proposals may be offered; the customer chooses one")
    def test_several(self):
        """A refund or a goodwill: they take the second, the first is withdrawn and frees."""
        ticket = self._investigated()
        refund = self._to_state(self._propose(ticket), "offered")
        goodwill = self._propose(ticket, kind="goodwill", requested_amount=30, line_id=False)
        self._to_state(goodwill, "accepted")
        self.assertEqual(refund.state, "offered")
        refund.action_cancel()
        self.assertFalse(refund.compensation_ids.ledger_id)
        goodwill.action_execute()
        self.assertEqual(goodwill.state, "executed")
