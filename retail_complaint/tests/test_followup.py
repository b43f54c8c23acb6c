from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves


class FollowupCommon(ComplaintCommon):
    @classmethod
    def _explained(cls, user=None, **vals):
        """Return a case that was explained to its customer and is to be followed up."""
        ticket = cls._register(user, **vals)
        ticket.write(
            {
                "complaint_finding": "misunderstanding",
                "complaint_finding_basis": "store_rule",
                "complaint_finding_note": "The price on the shelf was that of the small pack.",
            }
        )
        cls._tell(ticket)
        ticket.action_complaint_advance("followup")
        return ticket

    @classmethod
    def _followup(cls, ticket):
        return ticket._get_followup().with_env(ticket.env)


@tagged("post_install", "-at_install")
class TestFollowup(FollowupCommon):
    @proves("EXE-4", "A settled complaint stands on the call list, due within a week")
    def test_call_list(self):
        """Settling puts customers on the list with what was done; their answer takes them off."""
        with freeze_time("2026-03-02 08:00:00"):
            ticket = self._explained()
        followup = self._followup(ticket)
        self.assertEqual(followup.state, "to_ask")
        self.assertEqual(followup.due_at, fields.Datetime.to_datetime("2026-03-09 08:00:00"))
        self.assertEqual(followup.phone, "13800001234")
        self.assertIn("small pack", followup.settlement)
        with freeze_time("2026-03-04 08:00:00"):
            followup.action_answer("4", "3", "Fine, but the shelf is still wrong.")
        self.assertEqual(
            followup.mapped(lambda f: (f.state, f.satisfaction_handling, f.satisfaction_result)),
            [("answered", "4", "3")],
        )
        self.assertEqual(followup.user_id, self.agent)
        self.assertEqual(ticket.complaint_satisfaction, "3")
        self.assertEqual(ticket.complaint_followup_note, "Fine, but the shelf is still wrong.")
        clock = ticket.complaint_clock_ids.filtered(lambda c: c.kind == "followup")
        self.assertEqual(clock.result, "met")
        told = ticket.complaint_contact_log_ids.filtered(lambda log: log.purpose == "followup")
        self.assertEqual((told.followup_outcome, told.user_id), ("reached", self.agent))
        ticket.action_complaint_next()
        self.assertEqual(ticket.complaint_phase, "archived")

    @proves("EXE-4", "After an after-sales service the customer is asked just the same")
    def test_after_sales(self):
        """An after-sales request is followed up; a suggestion is not."""
        line = self._sell()
        ticket = self._register(complaint_kind="after_sales")
        self._add_purchase(ticket, line)
        ticket.write({"complaint_finding": "not_justified", "complaint_finding_basis": "standard"})
        self._tell(ticket)
        ticket.action_complaint_advance("followup")
        self.assertEqual(self._followup(ticket).state, "to_ask")
        suggestion = self._register(complaint_kind="suggestion")
        self._tell(suggestion)
        suggestion.action_complaint_next()
        self.assertFalse(self._followup(suggestion))

    @proves("EXE-4", "After so many calls in vain, on two days, the case may be archived as it is")
    def test_unreachable(self):
        """Three calls in one morning are not enough; a second tap is the same call."""
        with freeze_time("2026-03-02 08:00:00"):
            ticket = self._explained()
            followup = self._followup(ticket)
        for at in ("2026-03-03 09:00:00", "2026-03-03 10:00:00", "2026-03-03 11:00:00"):
            with freeze_time(at):
                followup.action_no_answer()
                followup.action_no_answer()
        self.assertEqual((followup.state, followup.attempt_count), ("to_ask", 3))
        self.assertEqual(followup.call_at, fields.Datetime.to_datetime("2026-03-04 11:00:00"))
        with self.assertRaisesRegex(UserError, "follow-up"):
            ticket.action_complaint_next()
        with freeze_time("2026-03-04 09:00:00"):
            followup.action_no_answer()
        self.assertEqual(followup.state, "unreachable")
        self.assertEqual(ticket.complaint_satisfaction, "0")
        self.assertTrue(ticket.message_ids.filtered(lambda m: "not reached in 4" in m.body))
        ticket.action_complaint_next()
        self.assertEqual((ticket.complaint_phase, followup.asked), ("archived", 0))

    def test_attempts_setting(self):
        """The number of attempts is the company's."""
        self.company.complaint_followup_attempts = 1
        followup = self._followup(self._explained())
        followup.action_no_answer()
        self.assertEqual(followup.state, "unreachable")

    def test_later_and_refused(self):
        """Another time is kept, and must lie ahead; who does not want to is not asked again."""
        followup = self._followup(self._explained())
        now = fields.Datetime.now()
        with self.assertRaisesRegex(UserError, "time ahead"):
            followup.action_call_back(now - timedelta(hours=1))
        with self.assertRaisesRegex(UserError, "time ahead"):
            followup.action_call_back(False)
        later = (now + timedelta(days=2)).replace(microsecond=0)
        followup.action_call_back(fields.Datetime.to_string(later))
        self.assertEqual((followup.call_at, followup.state), (later, "to_ask"))
        followup.action_refused()
        self.assertEqual((followup.state, followup.asked, followup.answered), ("refused", 1, 0))
        for again in (
            followup.action_no_answer,
            followup.action_refused,
            lambda: followup.action_answer("5", "5"),
        ):
            with self.assertRaisesRegex(UserError, "nothing to ask"):
                again()
        followup.ticket_id.action_complaint_next()
        self.assertEqual(followup.ticket_id.complaint_phase, "archived")

    @proves("EXE-5", "An unsatisfied customer reopens his case, one level higher, once")
    def test_unsatisfied(self):
        """Below "neither" in either answer the case goes up; a second time the leaders decide."""
        ticket = self._explained()
        owner = ticket.user_id
        followup = self._followup(ticket)
        followup.action_answer("5", "2", "You were kind, but it rattles.")
        self.assertEqual((ticket.complaint_phase, ticket.complaint_reopen_count), ("assessment", 1))
        self.assertTrue(followup.has_reopened)
        self.assertFalse(ticket.complaint_satisfaction)
        self.env["complaint.escalation"]._execute_batch(10)
        self.assertEqual(ticket.sudo().complaint_rung, "duty_manager")
        self.assertNotEqual(ticket.sudo().user_id, owner)
        self.assertTrue(ticket.message_ids.filtered(lambda m: "it rattles" in m.body))
        # Settled again, asked again, and still not satisfied: no third round by itself.
        ticket = ticket.with_user(self.manager)
        self._tell(ticket)
        ticket.action_complaint_advance("followup")
        again = self._followup(ticket)
        self.assertNotEqual(again, followup)
        again.action_answer("1", "1", "It rattles still.")
        self.assertEqual((ticket.complaint_phase, ticket.complaint_reopen_count), ("followup", 1))
        self.assertTrue(
            ticket.activity_ids.filtered(lambda a: "It rattles still." in (a.note or ""))
        )
        self.assertEqual(followup.satisfaction_result, "2")

    def test_reopened_by_hand(self):
        """A case that is taken up again for another reason leaves the call list."""
        ticket = self._explained()
        followup = self._followup(ticket)
        ticket._reopen("The till was wrong after all")
        self.assertEqual(followup.state, "cancelled")

    @proves("EXE-6", "Nobody asks in a drill, nor our own staff, nor whom we cannot reach")
    def test_never_asked(self):
        """The case goes on, and no answer can be recorded for them, by no door."""
        for reason, vals in (
            ("drill", {"complaint_is_drill": True}),
            ("staff", {"partner_id": self.duty.partner_id.id}),
            ("contact", {"partner_id": False, "complaint_is_anonymous": True}),
        ):
            ticket = self._explained(**vals)
            followup = self._followup(ticket)
            self.assertEqual((followup.state, followup.skip_reason), ("skipped", reason))
            self.assertFalse(followup.link)
            self.assertFalse(followup._record_customer_satisfaction("5", "5", ""))
            with self.assertRaisesRegex(UserError, "nothing to ask"):
                followup.action_answer("5", "5")
            with self.assertRaisesRegex(UserError, "nothing to ask"):
                followup.action_ask_in_writing()
            ticket.action_complaint_next()

    def test_passed(self):
        """The leading group may archive without; that is noted as the reason."""
        ticket = self._explained()
        ticket.with_user(self.manager)._pass_gate("He moved abroad")
        followup = self._followup(ticket)
        self.assertEqual((followup.state, followup.skip_reason), ("skipped", "passed"))

    def test_bad_input(self):
        """A grade that is none, or none at all, saves nothing."""
        followup = self._followup(self._explained())
        for grades in (("6", "5"), ("5", False), (5, 5), ("0", "5"), ("", "")):
            with self.assertRaisesRegex(UserError, "five answers"):
                followup.action_answer(*grades)
            with self.assertRaisesRegex(UserError, "five answers"):
                followup._record_customer_satisfaction(*grades, "")
        self.assertFalse(followup.attempt_ids)
        self.assertEqual(followup.state, "to_ask")
        with self.assertRaisesRegex(UserError, "once his complaint is settled"):
            self._register().complaint_satisfaction = "5"

    @proves("EXE-4", "Who does not handle the case records no answer")
    def test_rights(self):
        """Intake, another store and an auditor are refused; nobody writes or deletes a row."""
        ticket = self._explained()
        followup = self._followup(ticket)
        for user in (self.intake, self.agent_b, self.auditor, self.accountant):
            theirs = followup.with_user(user)
            for door in (
                theirs.action_no_answer,
                theirs.action_refused,
                theirs.action_ask_in_writing,
                theirs.action_step,
                lambda theirs=theirs: theirs.action_answer("5", "5"),
                lambda theirs=theirs: theirs.action_call_back("2030-01-01 00:00:00"),
            ):
                with self.assertRaises(AccessError):
                    door()
        for user in (self.agent, self.manager):
            with self.assertRaises(AccessError):
                followup.with_user(user).write({"satisfaction_handling": "5"})
            with self.assertRaises(AccessError):
                followup.with_user(user).create({"ticket_id": ticket.id})
            with self.assertRaises(AccessError):
                followup.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self._tell(ticket.with_user(user), followup_id=followup.id)
        with self.assertRaisesRegex(UserError, "stays on record"):
            followup.sudo().unlink()

    def test_list_costs(self):
        """The call list of eight costs as many queries as that of two."""
        tickets = [self._explained() for _each in range(8)]
        specification = {name: {} for name in ("customer_name", "phone", "settlement", "call_at")}
        costs = []
        for some in (tickets[:2], tickets):
            domain = [("ticket_id", "in", [ticket.id for ticket in some])]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = (
                self.env["complaint.followup"]
                .with_user(self.agent)
                .web_search_read(domain, specification)
            )
            costs.append(self.cr.sql_log_count - before)
            self.assertEqual(len(rows["records"]), len(some))
        self.assertLessEqual(costs[1], costs[0])

    @proves("EXE-6", "Beside the grades stands who answered at all, by how they were asked")
    def test_response_rate(self):
        """Two of three who were called answered, none of those who were not asked counts."""
        answers = [self._followup(self._explained()) for _each in range(4)]
        answers[0].action_answer("5", "3")
        answers[1].action_answer("4", "4", channel="in_person")
        answers[2].action_refused()
        [found] = self.env["complaint.followup"]._read_group(
            [("id", "in", [answer.id for answer in answers])],
            [],
            [
                "asked:sum",
                "answered:sum",
                "response_rate:avg",
                "handling_score:avg",
                "result_score:avg",
            ],
        )
        self.assertEqual(found[:2], (3, 2))
        self.assertAlmostEqual(float(found[2]), 66.67, 2)
        self.assertEqual([float(mean) for mean in found[3:]], [4.5, 3.5])
        by_channel = self.env["complaint.followup"]._read_group(
            [("id", "in", [answer.id for answer in answers])],
            ["asked_channel"],
            ["response_rate:avg"],
        )
        self.assertEqual(
            {channel: rate and float(rate) for channel, rate in by_channel},
            {"phone": 50.0, "in_person": 100.0, False: False},
        )
