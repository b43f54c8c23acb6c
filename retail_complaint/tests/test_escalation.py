"""What the rules do by themselves: when, to whom, once, and what happens when it cannot be done."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .clock_common import MONDAY, ClockCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestEscalation(ClockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.user_id = cls._new_user("leader", "agent", cls.store_a)
        cls.leader = cls.team.user_id

    @proves("RSP-6", "A missed deadline acts by itself, once, and is on record with what was done")
    def test_fires_once(self):
        """The rule acts when the clock is due, not before and not again."""
        rule = self._new_rule("after", "notify", "duty_manager", clock_kind="first_response")
        ticket = self._register_at()
        self._run_scheduler(self._later(hours=7, minutes=59))
        self.assertFalse(ticket.complaint_escalation_ids)
        self._run_scheduler(self._later(hours=8))
        self._run_scheduler(self._later(hours=9))
        fired = ticket.complaint_escalation_ids
        self.assertEqual((fired.rule_id, fired.state), (rule, "done"))
        self.assertEqual(fired.user_ids, self.duty)
        self.assertIn("duty", fired.outcome)
        self.assertFalse(self._clock(ticket, "first_response").next_at)

    @proves("RSP-6", "About to be missed: the warning point acts before the deadline")
    def test_before_and_warning(self):
        """Rules act at the warning point, so long before, and so long after, in their order."""
        for trigger, hours in (("warning", 0), ("before", 2), ("after", 3)):
            self._new_rule(
                trigger, "activity", "owner", hours=hours, clock_kind="resolution", name=trigger
            )
        ticket = self._register_at()
        clock = self._clock(ticket, "resolution")
        self.assertEqual(clock.next_at, self._later(days=4))
        self._run_scheduler(self._later(days=4))
        self.assertEqual(clock.next_at, self._later(days=4, hours=22))
        # Nobody ran the scheduler for a week: it catches up, in the order of the due times.
        self._run_scheduler(self._later(days=12))
        fired = ticket.complaint_escalation_ids.sorted("id")
        self.assertEqual(fired.rule_id.mapped("name"), ["warning", "before", "after"])
        self.assertEqual(
            fired.mapped("due_at"),
            [
                self._later(days=4),
                self._later(days=4, hours=22),
                self._later(days=5, hours=3),
            ],
        )
        self.assertEqual(set(ticket.activity_ids.mapped("user_id")), {self.agent})

    def test_stopped_or_paused_clocks_are_left_alone(self):
        """What was done in time, or waits, escalates nothing."""
        self._new_rule("after", "notify", clock_kind="first_response")
        self._new_rule("after", "notify", clock_kind="resolution")
        ticket = self._register_at()
        with freeze_time(self._later(hours=1)):
            self._tell(ticket, "acknowledge")
            ticket.action_complaint_pause("customer")
        self._run_scheduler(self._later(days=30))
        self.assertFalse(ticket.complaint_escalation_ids)

    def test_criteria(self):
        """A rule acts on its severities, categories and stores only."""
        other = self.env["helpdesk.ticket.category"].create({"name": "Checkout"})
        for field, value in (
            ("severity_ids", self.serious),
            ("category_ids", other),
            ("store_ids", self.store_b),
        ):
            self._new_rule("after", "notify", **{field: [(6, 0, value.ids)]})
        ticket = self._register_at()
        self._run_scheduler(self._later(days=30))
        self.assertFalse(ticket.complaint_escalation_ids)
        ticket = self._register_at(complaint_severity_id=self.serious.id)
        self._run_scheduler(self._later(days=30))
        self.assertEqual(ticket.complaint_escalation_ids.rule_id.severity_ids, self.serious)

    def test_new_rule_reaches_running_clocks(self):
        """A rule made later acts on the clocks that run already."""
        ticket = self._register_at()
        self._new_rule("after", "notify", clock_kind="first_response")
        self._run_scheduler(self._later(hours=8))
        self.assertEqual(len(ticket.complaint_escalation_ids), 1)

    @proves("RSP-4", "Every complaint is reported to the leading group at once, by severity")
    def test_registration(self):
        """A registered case is reported when its severity is among those of the rule."""
        self._new_rule("registered", "notify", severity_ids=[(6, 0, self.serious.ids)])
        self._register_at()
        ticket = self._register_at(complaint_severity_id=self.serious.id)
        self.assertEqual(ticket.complaint_escalation_ids.state, "pending")
        self._run_scheduler(MONDAY)
        fired = ticket.complaint_escalation_ids
        self.assertEqual((fired.state, fired.user_ids), ("done", self.manager | self.manager2))
        self.assertEqual(self.env["complaint.escalation"].search_count([]), 1)

    @proves("RSP-6", "A case goes up the levels of the team, one at a time")
    @proves("ORG-5", "What exceeds the authority is passed up at once")
    def test_ladder(self):
        """Owner, duty manager, team leader, store manager, leading group; then it is only told."""
        ticket = self._register_at().sudo()
        self.store_a.member_ids -= self.manager2
        seen = []
        for _step in range(4):
            ticket._hand_up("Late.")
            seen.append((ticket.complaint_rung, ticket.user_id))
        self.assertEqual(
            seen,
            [
                ("duty_manager", self.duty),
                ("team_leader", self.leader),
                ("store_manager", self.manager),
                ("store_manager", self.manager),
            ],
        )
        self.assertNotIn(self.leader.partner_id, ticket.message_partner_ids)
        # The leading group is the store manager alone: told, and the case stays.
        asked = ticket.activity_ids.filtered(lambda activity: "Late." in (activity.note or ""))
        self.assertEqual(asked.user_id, self.manager)

    @proves("ORG-5", "An agent passes a case up with a reason; another store's agent cannot")
    def test_pass_up_by_hand(self):
        """Passing up needs a reason and a case within reach."""
        ticket = self._register_at()
        with self.assertRaisesRegex(UserError, "Write the reason"):
            ticket.action_complaint_pass_up(" ")
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent_b).action_complaint_pass_up("I want it gone.")
        self.assertEqual(ticket.user_id, self.agent, "refused: nothing moved")
        ticket.action_complaint_pass_up("Above 500 yuan.")
        self.assertEqual((ticket.user_id, ticket.complaint_rung), (self.duty, "duty_manager"))
        handover = ticket.sudo().complaint_handover_ids
        self.assertEqual(handover.from_user_id, self.agent)
        self.assertEqual((handover.kind, handover.reason), ("escalation", "Above 500 yuan."))
        self.assertIn("Above 500 yuan.", ticket.message_ids[0].body + ticket.message_ids[1].body)

    def test_raise_severity(self):
        """Raising the severity plans the clocks anew, until there is no higher one."""
        rule = self._new_rule("after", "raise_severity", clock_kind="first_response")
        rule.role = False
        ticket = self._register_at()
        self._run_scheduler(self._later(hours=8))
        self.assertEqual(ticket.complaint_severity_id, self.serious)
        critical = self.env.ref("retail_complaint.complaint_severity_critical")
        ticket.complaint_severity_id = critical
        self.assertIn("highest already", ticket._raise_severity())

    @proves("RSP-5", "The customer hears of a delay before the deadline, in his language")
    def test_delay_notice_by_mail(self):
        """The notice goes out at the warning point; it is no response of a person."""
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("retail_complaint.mail_template_delay")
        template.with_context(lang="zh_CN").subject = "您的投诉 {{ object.number }} 需要更长时间"
        self.customer.lang = "zh_CN"
        self._new_rule(
            "warning", "tell_customer", False, clock_kind="resolution", template_id=template.id
        )
        ticket = self._register_at()
        self._run_scheduler(self._later(days=4))
        mail = self.env["mail.mail"].sudo().search([("res_id", "=", ticket.id)], limit=1)
        self.assertIn("需要更长时间", mail.subject)
        self.assertEqual(mail.recipient_ids, self.customer)
        log = ticket.complaint_contact_log_ids
        self.assertTrue(log.is_automatic and log.told_at < ticket.complaint_resolution_due)
        self.assertEqual(self._clock(ticket, "first_response").state, "running")

    @proves("RSP-5", "Without an e-mail address the notice becomes a call with the words to say")
    def test_delay_notice_by_call(self):
        """Who cannot be written to is to be called by the owner."""
        template = self.env.ref("retail_complaint.mail_template_delay")
        self._new_rule(
            "warning", "tell_customer", False, clock_kind="resolution", template_id=template.id
        )
        ticket = self._register_at(partner_id=False, complaint_phone="13800001234")
        self._run_scheduler(self._later(days=4))
        call = ticket.activity_ids
        self.assertEqual(call.user_id, self.agent)
        # The words are in the language of the company, where nobody knows the customer's.
        self.assertRegex(call.note, "it may take longer|可能需要更长时间")
        drill = self._register_at(complaint_is_drill=True)
        self._run_scheduler(self._later(days=4))
        self.assertIn("not told", drill.complaint_escalation_ids.outcome)

    @proves("RSP-2", "The customer is told number, process, expected date and how he hears of it")
    def test_acknowledgement(self):
        """At registration customers get what happens next; in person they were told already."""
        template = self.env.ref("retail_complaint.mail_template_acknowledge")
        self._new_rule("registered", "tell_customer", False, template_id=template.id)
        ticket = self._register_at()
        self._run_scheduler(MONDAY)
        words = ticket.complaint_contact_log_ids.words
        self.assertIn(ticket.number, words)
        self.assertIn("10:00:00", words, "the hour in the time zone of the shop")
        self.assertRegex(words, "by e-mail or telephone|通过电子邮件或电话")
        phone = self.env.ref("retail_complaint.helpdesk_ticket_channel_phone")
        ticket = self._register_at(partner_id=False, channel_id=phone.id)
        self._run_scheduler(MONDAY)
        self.assertIn("told in person", ticket.complaint_escalation_ids.outcome)

    def test_promise_broken(self):
        """A date that passes without word goes to the team leader."""
        self._new_rule("promise_broken", "activity", "team_leader")
        ticket = self._register_at()
        with freeze_time(MONDAY):
            self._tell(ticket, "progress", promised_at=self._later(hours=5))
        self._run_scheduler(self._later(hours=5))
        self.assertEqual(ticket.activity_ids.user_id, self.leader)

    def test_reopened(self):
        """Each reopening counts by itself."""
        self._new_rule("reopened", "activity", "store_manager")
        ticket = self._register_at().with_user(self.manager)
        for _time in range(2):
            ticket._end("withdrawn", "x")
            ticket._reopen("y")
            self._run_scheduler(MONDAY)
        self.assertEqual(
            sorted(ticket.complaint_escalation_ids.mapped("occasion")),
            ["reopened:1", "reopened:2"],
        )

    def test_task_force(self):
        """The store's duty managers are asked to work on it together."""
        self._new_rule("after", "task_force", "duty_manager", clock_kind="first_response")
        ticket = self._register_at()
        self._run_scheduler(self._later(hours=8))
        self.assertEqual(ticket.complaint_task_force_ids, self.duty)
        self.assertEqual(ticket.complaint_task_force_leader_id, self.duty)

    def test_nobody_in_the_role(self):
        """Where nobody fills the role, the leading group is told: nothing is dropped."""
        self._new_rule("after", "activity", "support_group", clock_kind="first_response")
        ticket = self._register_at()
        self._run_scheduler(self._later(hours=8))
        self.assertEqual(ticket.activity_ids.user_id, self.manager)

    def test_nobody_within_reach(self):
        """A case that nobody of the leading group may open becomes the first one's own."""
        self._new_rule("after", "activity", "leading_group", clock_kind="first_response")
        ticket = self._register_at()
        self.store_a.write({"member_ids": [(6, 0, self.agent.ids)], "manager_id": False})
        managers = self.env.ref("retail_complaint.group_manager").all_user_ids
        self._run_scheduler(self._later(hours=8))
        self.assertIn(ticket.sudo().user_id, managers)
        self.assertEqual(ticket.sudo().activity_ids.user_id, ticket.sudo().user_id)

    def test_failing_cases_are_set_aside(self):
        """One failing case stops no other; it is counted, shown, and can be tried again."""
        self._new_rule("after", "notify", clock_kind="first_response")
        bad, good = self._register_at(), self._register_at()
        escalation = type(self.env["complaint.escalation"])
        do_notify = escalation._do_notify

        def fail(row, ticket):
            if ticket == bad:
                raise ValueError("The printer is on fire.")
            return do_notify(row, ticket)

        with patch.object(escalation, "_do_notify", fail), mute_logger(escalation.__module__):
            self._run_scheduler(self._later(hours=8))
        aside = bad.complaint_escalation_ids
        self.assertEqual((aside.state, aside.outcome), ("failed", "The printer is on fire."))
        self.assertEqual(good.complaint_escalation_ids.state, "done")
        self.assertEqual(bad.activity_ids.user_id, self.manager)
        with self.assertRaises(AccessError):
            aside.with_user(self.agent).action_retry()
        aside.with_user(self.manager).action_retry()
        self._run_scheduler(self._later(hours=9))
        self.assertEqual(aside.state, "done")

    def test_failing_clocks_are_set_aside(self):
        """A clock that cannot be escalated stops no other and is shown with the reason."""
        self._new_rule("after", "notify", clock_kind="first_response")
        bad, good = self._register_at(), self._register_at()
        clocks = type(self.env["complaint.clock"])
        get_moments = clocks._get_moments

        def fail(model, clock, case, fired):
            if clock["state"] == "running" and getattr(clock, "ticket_id", None) == bad:
                raise ValueError("Nobody knows why.")
            return get_moments(model, clock, case, fired)

        with patch.object(clocks, "_get_moments", fail), mute_logger(clocks.__module__):
            self._run_scheduler(self._later(hours=8))
        aside = self._clock(bad, "first_response")
        self.assertEqual((aside.problem, aside.next_at), ("Nobody knows why.", False))
        self.assertEqual(bad.activity_ids.user_id, self.manager)
        self.assertEqual(good.complaint_escalation_ids.state, "done")
        with self.assertRaises(AccessError):
            aside.with_user(self.agent).action_retry()
        aside.with_user(self.manager).action_retry()
        self._run_scheduler(self._later(hours=9))
        self.assertFalse(aside.problem)
        self.assertEqual(bad.complaint_escalation_ids.state, "done")

    def test_bad_rules(self):
        """A rule that would turn to nobody, or to somebody without access, is refused."""
        with self.assertRaisesRegex(ValidationError, "choose the words"):
            self._new_rule("after", "tell_customer")
        with self.assertRaisesRegex(ValidationError, "turn to nobody. Choose whom"):
            self._new_rule("after", "notify", False)
        with self.assertRaisesRegex(ValidationError, "how many hours before"):
            self._new_rule("before", "notify")
        with self.assertRaisesRegex(ValidationError, "Clear the clock"):
            self._new_rule("registered", "notify", clock_kind="resolution")
        stores = [(6, 0, self.store_b.ids)]
        with self.assertRaisesRegex(ValidationError, "Store B has no manager"):
            self._new_rule("after", "notify", "store_manager", store_ids=stores)
        self.store_b.manager_id = self.accountant
        with self.assertRaisesRegex(ValidationError, "who may not see complaints"):
            self._new_rule("after", "activity", "store_manager", store_ids=stores)

    def test_what_is_due_costs_what_is_due(self):
        """A hundred clocks that are not due add nothing to a run of the scheduler."""
        self._new_rule("after", "raise_severity", clock_kind="first_response").role = False
        self._run_scheduler(MONDAY)

        def count():
            # With the tracking of the new tickets, which else the first savepoint would do.
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._run_scheduler(self._later(hours=1))
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = count()
        with freeze_time(MONDAY):
            self.env["helpdesk.ticket"].create(
                [
                    {"name": "x", "description": "x", "team_id": self.team.id}
                    for _number in range(100)
                ]
            )
        self.assertEqual(count(), few)
