"""To whom a case goes up, that it is never about them, and that the levels are the house's own."""

import doctest

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import roles
from .clock_common import MONDAY, ClockCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestLevels(ClockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls._new_user("leader", "agent", cls.store_a)
        cls.colleague = cls._new_user("colleague", "agent", cls.store_a)
        cls.team.user_id = cls.leader

    def _about(self, ticket, *users):
        """Enter respondents, as somebody of the company who is none of them."""
        parties = self.env["complaint.party"].sudo()
        parties.create([{"ticket_id": ticket.id, "user_id": user.id} for user in users])

    @proves("RSP-6", "A case goes up from where its owner stands, never down to somebody below him")
    def test_up_from_the_owner(self):
        """The duty manager's own case goes to the team leader, the team leader's to the manager."""
        ticket = self._register_at().sudo()
        for owner, above in ((self.duty, self.leader), (self.leader, self.manager)):
            ticket._set_owner(owner)
            ticket._hand_up("Late.")
            self.assertEqual(ticket.user_id, above)

    def test_taken_over_begins_below(self):
        """Whoever accepts a case that had gone up is the first whose delay goes one level up."""
        ticket = self._register_at()
        ticket.sudo()._hand_up("Late.")
        self.assertEqual(ticket.complaint_rung, "duty_manager")
        duty = ticket.with_user(self.duty)
        duty._offer(self.colleague, "Yours").with_user(self.colleague).action_accept()
        self.assertEqual(ticket.complaint_rung, "owner")
        ticket.sudo()._hand_up("Late again.")
        self.assertEqual(ticket.user_id, self.duty)

    def test_passed_up_leaves_his_sight(self):
        """Who passes a case up follows it no longer, although they wrote why."""
        ticket = self._register_at()
        self.assertIn(self.agent.partner_id, ticket.message_partner_ids)
        ticket.action_complaint_pass_up("Above 500 yuan.")
        self.assertNotIn(self.agent.partner_id, ticket.sudo().message_partner_ids)

    def test_refused_twice_stands_with_the_leader(self):
        """What the team leader got because nobody wanted it goes to the store manager next."""
        ticket = self._register_at()
        for _time in range(2):
            ticket._offer(self.colleague, "Yours").with_user(self.colleague).action_refuse("No")
        self.assertEqual(ticket.user_id, self.leader)
        ticket.sudo()._hand_up("Late.")
        self.assertEqual(ticket.user_id, self.manager)

    @proves("ORG-4", "The last resort is never somebody whom the case is about")
    def test_last_resort_is_no_respondent(self):
        """The only member of the leading group is the respondent: another manager gets it."""
        self._new_rule("after", "activity", "leading_group", clock_kind="first_response")
        ticket = self._register_at()
        self.store_a.write({"member_ids": [Command.set(self.agent.ids)], "manager_id": False})
        managers = self.env.ref("retail_complaint.group_manager").all_user_ids
        (managers - self.manager - self.manager2).write({"active": False})
        self._about(ticket, self.manager)
        self._run_scheduler(self._later(hours=8))
        self.assertEqual(ticket.sudo().user_id, self.manager2)
        self._about(ticket, self.manager2)
        self.assertFalse(ticket.sudo().user_id & (self.manager | self.manager2), "rather nobody's")

    def test_nobody_left(self):
        """Where everybody of the leading group is concerned, it is set aside and shown."""
        self._new_rule("after", "activity", "leading_group", clock_kind="first_response")
        ticket = self._register_at()
        managers = self.env.ref("retail_complaint.group_manager").all_user_ids
        (managers - self.manager).write({"active": False})
        self._about(ticket, self.manager)
        self._run_scheduler(self._later(hours=8))
        fired = ticket.sudo().complaint_escalation_ids
        self.assertEqual(fired.state, "failed")
        self.assertIn("not about", fired.outcome)

    @proves("ORG-8", "The roster's first receiver does not get a complaint about himself")
    def test_first_receiver_is_no_respondent(self):
        """What comes in by itself goes to the next in line."""
        self.env["complaint.duty.shift"].create(
            [
                {"store_id": self.store_a.id, "user_id": user.id, "sequence": sequence}
                for sequence, user in enumerate((self.colleague, self.agent))
            ]
        )
        vals = {
            "name": "Rude",
            "description": "x",
            "team_id": self.team.id,
            "complaint_store_id": self.store_a.id,
        }
        gateway = self.env["helpdesk.ticket"].with_user(self.env.ref("base.user_root"))
        self.assertEqual(gateway.create(dict(vals)).user_id, self.colleague)
        party = Command.create({"user_id": self.colleague.id, "role": "respondent"})
        about = gateway.create(dict(vals, complaint_party_ids=[party]))
        self.assertEqual(about.user_id, self.agent)

    def test_roster_of_agents(self):
        """Somebody who could not take a case is not put on the roster."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._new_user("stranger", "agent", self.store_b)
        stranger.write({"company_ids": [Command.set(elsewhere.ids)], "company_id": elsewhere.id})
        for user in (self.intake, self.accountant, stranger):
            with self.assertRaisesRegex(ValidationError, "could not take a case"):
                self.env["complaint.duty.shift"].create(
                    {"store_id": self.store_a.id, "user_id": user.id}
                )

    def test_nothing_happens_to_what_is_over(self):
        """A case archived between the deadline and the scheduler is left alone."""
        self._new_rule("registered", "hand_up", False)
        ticket = self._register_at()
        ticket.with_user(self.manager)._end("withdrawn", "Found it.")
        self._run_scheduler(MONDAY)
        fired = ticket.complaint_escalation_ids
        self.assertEqual((fired.state, ticket.user_id), ("done", self.agent))
        self.assertIn("nothing was done", fired.outcome)

    def test_record_in_the_language_of_the_house(self):
        """What an escalation did is on record in the company's language, whoever runs it."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self._new_rule("after", "hand_up", False, clock_kind="first_response")
        self.company.partner_id.lang = "zh_CN"
        ticket = self._register_at()
        languages = []
        hand_up = type(ticket)._hand_up
        self.patch(
            type(ticket),
            "_hand_up",
            lambda case, reason: languages.append(case.env.lang) or hand_up(case, reason),
        )
        self._run_scheduler(self._later(hours=8))
        self.assertEqual(languages, ["zh_CN"])


@tagged("post_install", "-at_install")
class TestHouseLevels(ClockCommon):
    """The house changes the order of its levels and adds some; whoever asks in turn follows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls._new_user("leader", "agent", cls.store_a)
        cls.head = cls._new_user("head", "agent", cls.store_a)
        cls.team.user_id = cls.leader
        cls.department = cls.env["complaint.department"].create(
            {"name": "Fresh food", "manager_id": cls.head.id}
        )
        cls.spoiled = cls.env.ref("retail_complaint.helpdesk_ticket_category_spoiled")
        (cls.spoiled | cls.env.ref("retail_complaint.helpdesk_ticket_category_quality")).write(
            {"complaint_department_id": cls.department.id}
        )

    def _level(self, role):
        return self.env.ref(f"retail_complaint.complaint_level_{role}")

    def _put_first(self, role):
        """Make a shipped level the lowest."""
        self._level(role).with_user(self.manager).sequence = 1

    def _add_department(self, **vals):
        """Add a level below all others."""
        vals = {"name": "Head of department", "role": "department", "sequence": 0, **vals}
        return self.env["complaint.level"].with_user(self.manager).create(vals)

    def _arrive(self, **vals):
        """Return a case as the mail gateway registers it."""
        gateway = self.env["helpdesk.ticket"].with_user(self.env.ref("base.user_root"))
        vals = {"team_id": self.team.id, "complaint_store_id": self.store_a.id, **vals}
        return gateway.create({"name": "Soup", "description": "x", **vals})

    def test_pure_rules(self):
        """The examples in the documentation of the levels are true."""
        failed, tried = doctest.testmod(roles)
        self.assertTrue(tried)
        self.assertFalse(failed)

    def test_shipped(self):
        """The rows that every house begins with are those of the one table."""
        levels = self.env["complaint.level"]
        self.assertEqual(levels._get_table(), roles.LEVELS)
        self._level("team_leader").unlink()
        levels._load_shipped()
        self.assertEqual(len(levels._get_table()), 4, "a level that the house deleted stays so")
        levels.search([]).unlink()
        levels._load_shipped()
        self.assertEqual(levels._get_table(), roles.LEVELS)

    @proves("RSP-6", "The house orders the way up, and adds a level to it")
    def test_way_up(self):
        """The store manager before all others; then a department head below them."""
        self._put_first("store_manager")
        ticket = self._register_at().sudo()
        ticket._hand_up("Late.")
        self.assertEqual((ticket.complaint_rung, ticket.user_id), ("store_manager", self.manager))
        self._add_department()
        ticket = self._register_at().sudo()
        ticket._hand_up("Late.")
        self.assertEqual((ticket.complaint_rung, ticket.user_id), ("department", self.head))
        self.assertIn("(Head of department)", ticket.message_ids.mapped("body")[0])
        label = dict(ticket.fields_get(["complaint_rung"])["complaint_rung"]["selection"])
        self.assertEqual(label["department"], "Head of department")
        ticket._hand_up("Late again.")
        self.assertEqual(ticket.user_id, self.manager)

    def test_top(self):
        """A case is at the top where the house has put it; from there it is not passed up."""
        for role in ("store_manager", "region_manager", "leading_group"):
            self._level(role).active = False
        ticket = self._register_at().sudo()
        seen = []
        for _step in range(2):
            ticket._hand_up("Late.")
            seen.append((ticket.user_id, ticket.complaint_is_at_top))
        self.assertEqual(seen, [(self.duty, False), (self.leader, True)])
        told, words = ticket._hand_up("Late.")
        self.assertEqual((told, ticket.user_id), (self.manager | self.manager2, self.leader))
        self.assertIn("at the top", words)

    def test_level_that_is_no_more(self):
        """A case that stands on a level which the house gave up goes on from its owner."""
        ticket = self._register_at().sudo()
        ticket._hand_up("Late.")
        self._level("duty_manager").active = False
        self.assertEqual(ticket.complaint_rung, "duty_manager")
        ticket._hand_up("Late again.")
        self.assertEqual(ticket.user_id, self.leader)

    @proves("ORG-4", "Who gets what nobody takes is the house's own choice")
    def test_last_resort(self):
        """Refused twice: the lowest level that is marked, in the order of the house."""
        ticket = self._register_at().sudo()
        self.assertEqual(ticket._give_to_leader("Refused."), self.leader)
        self._put_first("store_manager")
        self.assertEqual(ticket._give_to_leader("Refused."), self.manager)
        department = self._add_department()
        self.assertEqual(ticket._give_to_leader("Refused."), self.leader, "not marked")
        department.is_last_resort = True
        self.assertEqual(ticket._give_to_leader("Refused."), self.head)

    @proves("ORG-5", "What exceeds somebody's authority is decided by the next level of the house")
    @proves("SOL-4", "The nearest level whose limits cover it is asked, in the order of the house")
    def test_approver(self):
        """Who approves is asked along the way up; who has no limit is passed over."""
        limits = self.env["complaint.authority"]
        ticket = self._investigated()
        proposal = self._propose(ticket)
        proposal.action_submit()
        self.assertEqual(proposal.approver_id, self.duty)
        # As a case goes up from the duty manager: the team leader, then the store manager.
        self.env.ref("retail_complaint.complaint_authority_duty_manager").case_amount = 1
        limits.create({"user_id": self.leader.id, "case_amount": 100})
        self.assertEqual(proposal._get_approver(), self.leader)
        self._put_first("store_manager")
        self.assertEqual(proposal._get_approver(), self.manager)
        self._add_department()
        self.assertEqual(proposal._get_approver(), self.manager, "no limit")
        limits.create({"user_id": self.head.id, "case_amount": 100})
        self.assertEqual(proposal._get_approver(), self.head)

    @proves("ORG-8", "Where the roster has a gap, the levels of the house receive in their order")
    def test_first_receiver(self):
        """What comes in by itself goes to the lowest level that is on the spot."""
        vals = {"category_id": self.spoiled.id}
        self.assertEqual(self._arrive(**vals).user_id, self.duty)
        self._put_first("store_manager")
        self.assertEqual(self._arrive(**vals).user_id, self.manager)
        department = self._add_department()
        self.assertEqual(self._arrive(**vals).user_id, self.manager, "not marked")
        department.is_receiver = True
        self.assertEqual(self._arrive(**vals).user_id, self.head)

    @proves("INV-4", "Suspect food is verified by the lowest level that is on the spot")
    def test_food_owner(self):
        """The duty manager as shipped; else whom the house puts there; else the case's owner."""

        def get_owner():
            ticket = self._register_at(category_id=self.spoiled.id)
            return ticket.sudo().complaint_measure_ids.user_id

        self.assertEqual(get_owner(), self.duty)
        self._put_first("store_manager")
        self.assertEqual(get_owner(), self.manager)
        department = self._add_department()
        self.assertEqual(get_owner(), self.manager, "not marked")
        department.is_receiver = True
        self.assertEqual(get_owner(), self.head)
        self.env["complaint.level"].search([]).is_receiver = False
        self.assertEqual(get_owner(), self.agent)

    def test_no_levels(self):
        """A house without levels still takes complaints: nobody is asked, the group is told."""
        self.env["complaint.level"].search([]).active = False
        arrived = self._arrive(category_id=self.spoiled.id)
        self.assertFalse(arrived.user_id)
        self.assertFalse(arrived._give_to_leader("Refused."))
        self.assertTrue(arrived.complaint_is_at_top)
        self.assertTrue(arrived.complaint_measure_ids.user_id)
        self.assertEqual(arrived._hand_up("Late.")[0], self.manager | self.manager2)

    @proves(
        "ORG-8", "The last resort has a role for complaints; the administrator as such has none"
    )
    def test_nobody_by_name(self):
        """Who is asked where nobody is named has the highest role of the company."""
        admin = self.env.ref("base.user_admin")
        self.env.ref("retail_complaint.group_manager").all_user_ids.write({"active": False})
        self.duty.active = False
        self.team.user_id = False
        admin.write({"active": True, "group_ids": [Command.unlink(g.id) for g in self._own(admin)]})
        ticket = self._arrive(category_id=self.spoiled.id)
        self.assertFalse(ticket.user_id)
        asked = ticket.complaint_measure_ids.user_id
        self.assertTrue(asked.has_group("retail_complaint.group_agent"))
        self.assertNotEqual(asked, admin)

    def _own(self, user):
        """Return the groups by which a user has a role for complaints."""
        intake = self.env.ref("retail_complaint.group_intake")
        return user.group_ids.filtered(lambda group: intake in group.all_implied_ids)

    def test_nobody_at_all(self):
        """A company in which nobody has a role takes the complaint, and says what is missing."""
        company = self.env["res.company"].create({"name": "Nobody Ltd"})
        vals = {"name": "Nobody's", "company_id": company.id, "user_id": False}
        team = self.team.copy(vals)
        ticket = self._arrive(
            team_id=team.id, complaint_store_id=False, category_id=self.spoiled.id
        )
        self.assertEqual(ticket.company_id, company)
        self.assertTrue(ticket.complaint_is_safety)
        self.assertFalse(ticket.user_id or ticket.complaint_measure_ids)
        self.assertIn("nobody of Nobody Ltd", "".join(ticket.message_ids.mapped("body")))

    def test_company(self):
        """A company's own level goes before the common one of the same people, for it alone."""
        levels = self.env["complaint.level"]
        other = self.env["res.company"].create({"name": "Elsewhere"})
        common = levels._get_roles(self.company)
        levels.create(
            {
                "name": "Boss",
                "role": "store_manager",
                "sequence": 1,
                "is_last_resort": True,
                "company_id": other.id,
            }
        )
        expected = (
            "store_manager",
            "duty_manager",
            "team_leader",
            "region_manager",
            "leading_group",
        )
        self.assertEqual(levels._get_roles(other), expected)
        self.assertEqual(levels._get_labels(other)["store_manager"], "Boss")
        self.assertEqual(levels._get_roles(self.company), common)
        self.assertEqual(levels._get_labels(self.company)["store_manager"], "Store manager")
        self.assertFalse(levels.with_user(self.agent).search([("name", "=", "Boss")]))

    @proves("ORG-8", "Who is asked in turn works for the company of the case")
    def test_role_of_the_company(self):
        """Nobody of another company fills a role, in whatever list they stand."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        region = self.env["complaint.region"].create(
            {"name": "East", "manager_ids": [Command.set(self.head.ids)]}
        )
        self.store_a.write({"manager_id": self.leader.id, "region_id": region.id})
        groups = self.env["complaint.group"].create(
            [
                {"kind": kind, "leader_id": self.head.id, "team_id": self.team.id}
                for kind in ("leading", "handling", "support")
            ]
        )
        self.env["complaint.duty.shift"].create(
            [
                {"store_id": self.store_a.id, "user_id": self.head.id, "duty": duty}
                for duty in ("first_receiver", "duty_manager")
            ]
        )
        ticket = self._register_at(user_id=self.agent.id).sudo()
        asked = [role for role, _label in roles.ROLES if role not in ("owner", "salesperson")]
        for role in asked:
            self.assertTrue(ticket._get_role_users(role) & (self.head | self.leader), role)
        (self.head | self.leader).write(
            {"company_id": other.id, "company_ids": [Command.set(other.ids)]}
        )
        for role in asked:
            self.assertFalse(ticket._get_role_users(role) & (self.head | self.leader), role)
        # The group of a team of all companies has nobody here: who has the role in the store.
        self.assertEqual(groups[0].leader_id, self.head)
        self.assertEqual(ticket._get_role_users("leading_group"), self.manager | self.manager2)

    def test_once_each(self):
        """The same people are no two levels of a company, nor is the owner one."""
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self._add_department(role="team_leader")
        with self.assertRaises(ValueError):
            self._add_department(role="owner")
        with self.assertRaises(AccessError):
            self._level("team_leader").with_user(self.duty).active = False
