import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestPolicy(ComplaintCommon):
    sales_ahead = 1

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quality = cls.env.ref("retail_complaint.helpdesk_ticket_category_quality")
        cls.standard = cls._new_policy()

    @classmethod
    def _new_policy(cls, **vals):
        return cls.env["complaint.policy"].create(
            {
                "name": "Spoiled food",
                "kind": "price_reduction",
                "category_id": cls.quality.id,
                "finding": "justified",
                "value": 50,
                "basis": "Customer promise, section 2",
                **vals,
            }
        )

    def _open(self, ticket, user=None):
        """Return the form of a new proposal as the agent sees it."""
        action = ticket.with_user(user or self.agent).action_complaint_propose()
        proposals = self.env["complaint.proposal"].with_user(user or self.agent)
        return Form(proposals.with_context(**action["context"]))

    def _standard_proposal(self, ticket, user=None):
        return self._open(ticket, user).save()

    def _departing(self, amount=20, reason="He came back twice", user=None):
        """Return a proposal with another amount than the standard, and the reason for it."""
        form = self._open(self._investigated(), user)
        with form.compensation_ids.edit(0) as line:
            line.requested_amount = amount
        form.departure_reason = reason
        return form.save()

    @proves("SOL-3", "The form starts with the standard compensation and says why this number")
    def test_form_proposes(self):
        """Half of 2 pieces of 14.13 (13 % tax in it), with policy, price and basis in words."""
        proposal = self._standard_proposal(self._investigated())
        line = proposal.compensation_ids.filtered("amount")
        self.assertEqual((line.kind, line.amount), ("price_reduction", 14.13))
        self.assertEqual(line.policy_id, self.standard)
        for words in ("Spoiled food", "Customer promise, section 2", "50 %", "28.25", "14.13"):
            self.assertIn(words, line.why)
        self.assertFalse(proposal.departure_now)
        proposal.action_submit()
        proposal.with_user(self.duty).action_approve()
        self.assertEqual(proposal.state, "approved")

    def test_price_really_paid(self):
        """A coupon on the order lowers the base: an order of 5 came to 63.56, so 2 were 25.42."""
        sale_line = self._sell()
        coupon = self._new_product("Coupon", -6.25)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": 5}),
                    Command.create({"product_id": coupon.id, "price_unit": -6.25}),
                ],
            }
        )
        order.action_confirm()
        self.assertEqual(sale_line.price_total, order.order_line[0].price_total)
        line = self._add_purchase(self._register(), order.order_line[0])
        self.assertEqual((order.amount_total, line._get_paid_amount()), (63.56, 25.42))
        gift = self._sell(price_unit=0, pay=False)
        self.assertEqual(self._add_purchase(self._register(), gift)._get_paid_amount(), 0)

    def test_whole_refund_is_by_quantity(self):
        """A refund of the whole price is proposed by quantity and is no departure."""
        self.standard.write({"kind": "refund", "value": 100})
        proposal = self._standard_proposal(self._investigated())
        line = proposal.compensation_ids.filtered("amount")
        self.assertEqual((line.mode, line.quantity, line.amount), ("quantity", 2, 28.25))
        self.assertFalse(proposal.departure_now)

    def test_goodwill_is_rated_by_the_whole_case(self):
        """A kind without a purchase takes the price of all that the case proves, and a floor."""
        self.standard.write({"kind": "goodwill", "value": 10, "floor_amount": 5})
        proposal = self._standard_proposal(self._investigated())
        line = proposal.compensation_ids.filtered("amount")
        self.assertEqual(line.amount, 5)
        self.assertIn("At least", line.why)

    def test_typed_kind_gets_its_standard(self):
        """Whoever adds a line and chooses its kind gets the standard number with it."""
        ticket = self._investigated()
        proposal = self.env["complaint.proposal"].with_user(self.agent)
        form = Form(proposal.with_context(default_ticket_id=ticket.id))
        with form.compensation_ids.new() as line:
            line.kind = "price_reduction"
            line.line_id = ticket.complaint_line_ids
            self.assertEqual(line.requested_amount, 14.13)

    @proves("SOL-3", "A departure from the standard needs a written reason")
    def test_departure_needs_a_reason(self):
        """More, less, another kind, or nothing of it: none is submitted without a reason."""
        for change in (
            {"requested_amount": 20},
            {"requested_amount": 1},
            {"kind": "goodwill", "line_id": False, "requested_amount": 14.13},
        ):
            proposal = self._standard_proposal(self._investigated())
            proposal.compensation_ids.filtered("amount").write(change)
            with self.assertRaisesRegex(UserError, "standard"):
                proposal.action_submit()
            self.assertEqual(proposal.state, "draft")
        apology = self._propose(self._investigated(), kind="apology", line_id=False)
        with self.assertRaisesRegex(UserError, "is not given"):
            apology.action_submit()

    @proves("SOL-3", "A departure is decided by somebody above who submits it, never by himself")
    def test_departure_goes_up(self):
        """The agent's own limit does not cover it, nor does another agent's: the level above."""
        limits = self.env["complaint.authority"]
        other = self._new_user("agent2", "agent", self.store_a)
        for user in (self.agent, other):
            limits.create({"user_id": user.id, "case_amount": 1000})
        standard = self._standard_proposal(self._investigated())
        standard.action_submit()
        self.assertEqual(standard.state, "approved", "the standard is within his own limit")
        proposal = self._departing()
        proposal.action_submit()
        self.assertEqual(proposal.state, "submitted")
        self.assertEqual(proposal.approver_id, self.duty)
        for user in (self.agent, other):
            with self.assertRaisesRegex(AccessError, "somebody above"):
                proposal.with_user(user).action_approve()
        proposal.with_user(self.duty).action_approve()
        self.assertEqual(proposal.state, "approved")
        self.assertIn("20", proposal.departure)

    def test_departure_of_the_leading_group(self):
        """Nobody is above the leading group: another of its members decides."""
        proposal = self._departing(user=self.manager)
        proposal.action_submit()
        self.assertEqual(proposal.state, "submitted")
        with self.assertRaises(AccessError):
            proposal.action_approve()
        with self.assertRaises(AccessError):
            proposal.with_user(self.duty).action_approve()
        proposal.with_user(self.manager2).action_approve()
        self.assertEqual(proposal.state, "approved")

    def test_departure_above_the_limit(self):
        """Who stands above decides a departure within their limit only."""
        self.env.ref("retail_complaint.complaint_authority_duty_manager").case_amount = 19
        proposal = self._departing()
        proposal.action_submit()
        with self.assertRaisesRegex(AccessError, "per case"):
            proposal.with_user(self.duty).action_approve()
        proposal.with_user(self.manager).action_approve()

    @proves("SOL-3", "A departure and its reason belong to what was approved")
    def test_departure_is_part_of_the_approval(self):
        """No other reason slips in after the approval, through any door."""
        proposal = self._departing()
        proposal.action_submit()
        proposal.with_user(self.duty).action_approve()
        with self.assertRaisesRegex(UserError, "Take it back to draft"):
            proposal.departure_reason = "Because"
        with self.assertRaisesRegex(AccessError, "cannot be set by hand"):
            proposal.departure = False
        self.env.cr.execute(
            "UPDATE complaint_proposal SET departure_reason = 'Because' WHERE id = %s",
            [proposal.id],
        )
        proposal.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "changed after its approval"):
            proposal.action_offer()

    def test_forged_standard(self):
        """No client says what the standard was."""
        proposal = self._standard_proposal(self._investigated())
        line = proposal.compensation_ids.filtered("amount")
        for forged in ({"policy_amount": 20}, {"why": "Because"}, {"policy_id": False}):
            with self.assertRaises(AccessError):
                line.write(forged)

    @proves(
        "SOL-3", "A policy that changes later changes no proposal; the same facts give the same"
    )
    def test_later_policies(self):
        """A submitted proposal keeps its standard; a new case of the same day gets the new one."""
        first = self._standard_proposal(self._investigated())
        first.action_submit()
        self.standard.value = 10
        first.with_user(self.duty).action_approve()
        first.action_offer()
        self.assertEqual(first.compensation_ids.filtered("amount").policy_amount, 14.13)
        draft = self._standard_proposal(self._investigated())
        self.assertEqual(draft.compensation_ids.filtered("amount").amount, 2.83)
        self.standard.value = 20
        with self.assertRaisesRegex(UserError, "standard"):
            draft.action_submit()

    def test_dates_and_layers(self):
        """The day the case was received counts; a store's own policy comes before the general."""
        self._new_policy(store_id=self.store_a.id, value=10)
        case = self._investigated()
        self.assertEqual(self._open(case).compensation_ids.edit(0).__enter__().amount, 2.83)
        old = self._new_policy(value=30, store_id=self.store_b.id, valid_to="2026-01-31")
        policies = self.env["complaint.policy"]
        for day, expected in (("2026-01-31", old), ("2026-02-01", self.standard)):
            case = self._investigated(
                user=self.agent_b,
                complaint_store_id=self.store_b.id,
                complaint_received_at=f"{day} 10:00:00",
            )
            self.assertEqual(policies._get_standards(case)["price_reduction"], expected)

    def test_first_in_the_list(self):
        """Of two standards that are equally close the one further up in the list counts."""
        other = self._new_policy(value=30, sequence=self.standard.sequence + 1)
        case, policies = self._investigated(), self.env["complaint.policy"]
        self.assertEqual(policies._get_standards(case)["price_reduction"], self.standard)
        other.sequence = self.standard.sequence - 1
        self.assertEqual(policies._get_standards(case)["price_reduction"], other)

    def test_other_company(self):
        """The policy of another company is none of ours, to read or to apply."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.standard.company_id = company
        self.assertFalse(self.env["complaint.policy"]._get_standards(self._investigated()))
        with self.assertRaises(AccessError):
            self.standard.with_user(self.agent).read(["name"])

    def test_setup_errors(self):
        """A standard has bounds in order, and none for words or for the law."""
        with self.assertRaises(ValidationError):
            self._new_policy(kind="apology")
        for wrong in ({"floor_amount": 5, "cap_amount": 4}, {"value": 0}):
            with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error), self.cr.savepoint():
                self._new_policy(**wrong)
