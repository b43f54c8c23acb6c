from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestAuthority(ComplaintCommon):
    sales_ahead = 2

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.duty_limit = cls.env.ref("retail_complaint.complaint_authority_duty_manager")

    def _limit(self, **vals):
        return self.env["complaint.authority"].create(vals)

    def _submitted(self, **vals):
        """Return a submitted refund of 2 x 12.50 and 13 % tax: 28.25."""
        return self._to_state(self._propose(self._investigated(), **vals), "submitted")

    @proves("SOL-4", "A duty manager approves within his limit and not a cent above")
    def test_limit_per_case(self):
        """The limit is per case: what the case was promised before counts too."""
        self.duty_limit.case_amount = 28.24
        proposal = self._submitted()
        with self.assertRaisesRegex(AccessError, "per case"):
            proposal.with_user(self.duty).action_approve()
        self.duty_limit.case_amount = 28.25
        proposal.with_user(self.duty).action_approve()
        self.assertEqual(proposal.approval_ids.limit_amount, 28.25)
        proposal.action_offer()
        second = self._propose(proposal.ticket_id, quantity=1)
        second.action_submit()
        with self.assertRaisesRegex(AccessError, "per case"):
            second.with_user(self.duty).action_approve()

    @proves("SOL-4", "An agent without authority approves nothing; with a limit, his own at once")
    def test_own_within_limit(self):
        """Within the submitter's own limit it is approved as they submit it; above, it waits."""
        proposal = self._submitted()
        with self.assertRaisesRegex(AccessError, "no authority"):
            proposal.action_approve()
        self._limit(user_id=self.agent.id, case_amount=30)
        self.assertEqual(self._submitted().state, "approved")
        above = self._submitted(quantity=3)
        self.assertEqual(above.state, "submitted")
        with self.assertRaisesRegex(AccessError, "30"):
            above.action_approve()

    def test_closest_row_counts(self):
        """A row for the user counts before their role, one for the store before all stores."""
        self._limit(group_id=self.duty_limit.group_id.id, store_id=self.store_a.id, case_amount=10)
        with self.assertRaisesRegex(AccessError, "10"):
            self._submitted().with_user(self.duty).action_approve()
        self._limit(user_id=self.duty.id, case_amount=100)
        proposal = self._submitted()
        proposal.with_user(self.duty).action_approve()
        self.assertEqual(proposal.state, "approved")

    def test_kind(self):
        """A limit may be for one kind only: money for goodwill, none for damages."""
        self._limit(user_id=self.agent.id, kind="goodwill", case_amount=20)
        ticket = self._investigated()
        goodwill = self._propose(ticket, kind="goodwill", requested_amount=20, line_id=False)
        damages = self._propose(ticket, kind="damages", requested_amount=1, line_id=False)
        (goodwill | damages).action_submit()
        self.assertEqual((goodwill.state, damages.state), ("approved", "submitted"))

    @proves("SOL-4", "A limit per customer counts what all cases gave him in the months named")
    def test_limit_per_customer(self):
        """Splitting over cases does not help: the customer's limit counts over all of them."""
        self._limit(user_id=self.agent.id, case_amount=100, customer_amount=60)
        for _number in range(2):
            self._to_state(self._propose(self._investigated()), "executed")
        third = self._submitted()
        self.assertEqual(third.state, "submitted")
        with self.assertRaisesRegex(AccessError, "per customer"):
            third.action_approve()
        other = self.env["res.partner"].create({"name": "Li"})
        line = self._sell(partner=other)
        free = self._propose(self._investigated(line, partner_id=other.id))
        free.action_submit()
        self.assertEqual(free.state, "approved")

    def test_limit_per_store(self):
        """A limit per store and month counts every customer's."""
        self._limit(user_id=self.agent.id, case_amount=100, store_amount=30)
        self._to_state(self._propose(self._investigated()), "executed")
        with self.assertRaisesRegex(AccessError, "per store and month"):
            self._submitted().action_approve()

    def test_parallel_approvals(self):
        """Two cases approved under one limit: the second execution finds the limit used up."""
        self._limit(user_id=self.agent.id, case_amount=100, customer_amount=30)
        first = self._to_state_own(self._propose(self._investigated()))
        second = self._to_state_own(self._propose(self._investigated()))
        first.action_execute()
        with self.assertRaisesRegex(UserError, "used it since the approval"):
            second.action_execute()
        self.assertFalse(second.sudo().compensation_ids.move_id)

    def _to_state_own(self, proposal):
        proposal.action_submit()
        proposal.action_offer()
        proposal.consent_channel = "phone"
        proposal.action_accept()
        return proposal

    def test_limit_over_kinds(self):
        """Limits of customer and store count all kinds of a proposal together."""
        for kind in ("goodwill", "damages"):
            self._limit(
                user_id=self.agent.id,
                kind=kind,
                case_amount=50,
                customer_amount=60,
                store_amount=70,
            )
        ticket = self._investigated(False)
        both = [
            Command.create({"kind": kind, "requested_amount": 40})
            for kind in ("goodwill", "damages")
        ]
        proposal = ticket.env["complaint.proposal"].create(
            {"ticket_id": ticket.id, "compensation_ids": both}
        )
        proposal.grounds = "Fair"
        proposal.action_submit()
        self.assertEqual(proposal.state, "submitted")
        with self.assertRaisesRegex(AccessError, "per customer; this makes .*80"):
            proposal.action_approve()

    @proves("SOL-4", "Merging two contacts of a customer gives them no second limit")
    def test_limit_over_merged_contacts(self):
        """What either was given counts for the one that is left."""
        self._limit(user_id=self.agent.id, case_amount=100, customer_amount=60)
        twin = self.env["res.partner"].create({"name": "Wang Xiaoming (2)"})
        for partner in (self.customer, twin):
            line = self._sell(partner=partner)
            self._to_state(
                self._propose(self._investigated(line, partner_id=partner.id)), "executed"
            )
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((twin | self.customer).ids, self.customer)
        use = self.env["complaint.authority.use"].search([("scope", "=", "customer")])
        self.assertEqual((use.scope_id, use.amount), (self.customer.id, 56.5))
        with self.assertRaisesRegex(AccessError, "per customer"):
            self._submitted().action_approve()

    def test_month_ends_at_the_store(self):
        """At the last evening of the month in Shanghai it is still morning elsewhere."""
        calendar = self.env["resource.calendar"].create({"name": "Store", "tz": "Asia/Shanghai"})
        self.store_a.calendar_id = calendar
        proposal = self._submitted()
        for moment, month in (("2026-01-31 15:59:00", 1), ("2026-01-31 16:01:00", 2)):
            day = proposal._get_day_at_store(fields.Datetime.to_datetime(moment))
            self.assertEqual(day.month, month)

    def test_use_is_given_back(self):
        """A credit note cancelled in accounting gives the use of the month back."""
        proposal = self._settled()
        use = self.env["complaint.authority.use"].search([("scope", "=", "customer")])
        self.assertEqual(use.amount, 28.25)
        proposal.sudo().compensation_ids.move_id.button_cancel()
        use.invalidate_recordset()
        self.assertEqual(use.amount, 0)

    @proves(
        "ORG-5", "What exceeds a manager's limit goes to the nearest person whose limit covers it"
    )
    def test_routing(self):
        """The nearest person whose limits cover it is asked; who is away is skipped."""
        self.store_a.manager_id = self.manager2
        self.assertEqual(self._submitted().ticket_id.activity_ids.user_id, self.duty)
        self.duty_limit.case_amount = 1
        self.assertEqual(self._submitted().ticket_id.activity_ids.user_id, self.manager2)
        resource = self.env["resource.resource"].create(
            {"name": "manager2", "user_id": self.manager2.id}
        )
        now = fields.Datetime.now()
        self.env["resource.calendar.leaves"].create(
            {
                "resource_id": resource.id,
                "date_from": now - timedelta(days=1),
                "date_to": now + timedelta(days=1),
            }
        )
        self.assertEqual(self._submitted().ticket_id.activity_ids.user_id, self.manager)

    def test_setup_errors(self):
        """A limit belongs to a role or to a user, and is no negative amount."""
        with self.assertRaisesRegex(ValidationError, "choose one"):
            self._limit(case_amount=1)
        with self.assertRaisesRegex(ValidationError, "choose one"):
            self._limit(user_id=self.agent.id, group_id=self.duty_limit.group_id.id)
        with self.assertRaises(AccessError):
            self.env["complaint.authority"].with_user(self.duty).create(
                {"user_id": self.duty.id, "case_amount": 9999}
            )

    # Who sets limits -------------------------------------------------------------------------

    @proves("ORG-5", "Nobody sets what they themselves may grant, by whatever row")
    def test_own_limit(self):
        """Each way in which a manager could widen their own limit, and what they may set."""
        duty, agents = self.duty_limit.group_id, self.env.ref("retail_complaint.group_agent")
        intake = self.env.ref("retail_complaint.group_intake")
        region = self.env.ref("retail_complaint.group_region_manager")
        leading = self.env.ref("retail_complaint.group_manager")
        own = self.env.ref("retail_complaint.complaint_authority_manager")
        own.write({"is_unlimited": False, "case_amount": 100})
        limits = self.env["complaint.authority"].with_user(self.manager)
        wide = {"is_unlimited": True, "store_id": self.store_a.id, "kind": "goodwill"}
        for name, step in {
            "by name": lambda: limits.create({"user_id": self.manager.id, **wide}),
            "by role": lambda: limits.create({"group_id": leading.id, **wide}),
            "the row itself": lambda: own.with_user(self.manager).write({"case_amount": 9999}),
            "without the row": lambda: own.with_user(self.manager).unlink(),
            "archived": lambda: own.with_user(self.manager).write({"active": False}),
            "another's row": lambda: limits.create(
                {"user_id": self.duty.id, "case_amount": 9}
            ).write({"user_id": self.manager.id}),
            "a role's row": lambda: limits.create({"group_id": agents.id, **wide}).write(
                {"group_id": leading.id}
            ),
        }.items():
            with self.subTest(name), self.undone(), self.assertRaises(AccessError):
                step()
        for group in (intake, agents, duty, region):
            limits.create({"group_id": group.id, **wide})
            found = limits._get_for(self.manager, self.store_a, "goodwill", self.company)
            self.assertEqual(found, own)
        self.assertTrue(
            limits._get_for(self.duty, self.store_a, "goodwill", self.company).is_unlimited
        )
        # Where no row of their own counts, those of lower roles would.
        own.write({"store_id": self.store_b.id})
        with self.assertRaises(AccessError):
            limits.create({"group_id": region.id, **wide})

    def test_highest_role_counts(self):
        """What agents may grant says nothing about managers, who are agents as well."""
        limits = self.env["complaint.authority"]
        agents = self.env.ref("retail_complaint.group_agent")
        row = self._limit(group_id=agents.id, store_id=self.store_a.id, case_amount=9999)
        asked = (self.store_a, "refund", self.company)
        self.assertEqual(limits._get_for(self.agent, *asked), row)
        self.assertEqual(limits._get_for(self.duty, *asked), self.duty_limit)
        self.duty_limit.kind = "goodwill"
        self.assertEqual(limits._get_for(self.duty, *asked), row)

    def test_given_back_as_counted(self):
        """What was counted is given back, though prices and rates are others by then."""
        proposal = self._settled()
        line = proposal.sudo().compensation_ids.filtered("move_id")
        self.assertEqual(line.counted_amount, 28.25)
        line._as_server().write({"counted_amount": 20})
        line.move_id.button_cancel()
        use = self.env["complaint.authority.use"].search([("scope", "=", "customer")])
        self.assertEqual((use.amount, line.counted_amount), (8.25, 0))
