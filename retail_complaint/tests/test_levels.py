"""To whom a case goes up, and that it is never about him."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

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
        """Who passes a case up follows it no longer, although he wrote why."""
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
