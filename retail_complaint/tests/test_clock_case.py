"""What starts, pauses, resumes and stops the clocks of a case."""

from datetime import datetime
from fractions import Fraction
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.clock import Event, Span, only, read
from .clock_common import MONDAY, ClockCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestClockCase(ClockCommon):
    @proves("RSP-1", "The first response runs from receipt to the first words of a person")
    def test_first_response(self):
        """Neither an automatic acknowledgement nor words that did not arrive are a response."""
        ticket = self._register_at()
        clock = self._clock(ticket, "first_response")
        self.assertEqual(clock.due_at, self._later(hours=8))
        with freeze_time(self._later(hours=1)):
            self.env["complaint.contact.log"]._log_written(
                ticket, "email", "acknowledge", "We received it.", self.env["mail.message"], True
            )
            self._tell(ticket, "acknowledge", is_delivered=False)
        self.assertEqual(clock.state, "running")
        with freeze_time(self._later(hours=2)):
            self._tell(ticket, "acknowledge")
        self.assertEqual((clock.state, clock.result), ("stopped", "met"))
        self.assertEqual(clock.stopped_at, self._later(hours=2))
        self.assertEqual(ticket.complaint_first_response_at, self._later(hours=2))

    @proves("RSP-1", "Taking a complaint face to face or by telephone is itself the response")
    def test_direct_intake(self):
        """A call is answered at the moment of its receipt."""
        phone = self.env.ref("retail_complaint.helpdesk_ticket_channel_phone")
        ticket = self._register_at(channel_id=phone.id)
        clock = self._clock(ticket, "first_response")
        self.assertEqual((clock.result, clock.stopped_at), ("met", MONDAY))
        self.assertEqual(ticket.complaint_first_response_due, self._later(hours=8))

    def test_late_response(self):
        """A response after the due time is on record as too late."""
        ticket = self._register_at()
        with freeze_time(self._later(hours=9)):
            self._tell(ticket, "acknowledge")
        self.assertEqual(self._clock(ticket, "first_response").result, "missed")

    @proves("RSP-3", "The preliminary investigation runs 24 hours from receipt to its result")
    def test_preliminary(self):
        """A preliminary result stops the clock; a finding is one too."""
        ticket = self._register_at()
        clock = self._clock(ticket, "preliminary")
        self.assertEqual(clock.due_at, self._later(hours=24))
        with freeze_time(self._later(hours=20)):
            ticket.complaint_preliminary_result = "The lot is known."
        self.assertEqual((clock.result, clock.stopped_at), ("met", self._later(hours=20)))
        other = self._register_at()
        with freeze_time(self._later(hours=25)):
            other.complaint_finding = "justified"
        self.assertEqual(self._clock(other, "preliminary").result, "missed")

    @proves("RSP-8", "The time until a proposal is offered is a clock")
    def test_proposal_resolution_followup(self):
        """Offering stops its clock, execution starts the follow-up, resolving stops the rest."""
        with freeze_time(MONDAY):
            sale_line = self._sell()
            ticket = self._investigated(
                sale_line, channel_id=self.email.id, complaint_severity_id=self.ordinary.id
            )
            proposal = self._to_state(self._propose(ticket), "approved")
        with freeze_time(self._later(hours=3)):
            proposal.action_offer()
        clock = self._clock(ticket, "proposal")
        self.assertEqual((clock.result, clock.stopped_at), ("met", self._later(hours=3)))
        with freeze_time(self._later(hours=5)):
            proposal.consent_channel = "phone"
            proposal.action_accept()
            proposal.action_execute()
        followup = self._clock(ticket, "followup")
        self.assertEqual(followup.due_at, self._later(days=7, hours=5))
        with freeze_time(self._later(hours=6)):
            move = proposal.sudo().compensation_ids.move_id
            move.action_post()
            self._pay(move)
            self._tell(ticket)
            ticket.action_complaint_next()
        self.assertEqual(self._clock(ticket, "resolution").result, "met")
        self.assertEqual(ticket.complaint_next_clock_id, followup)
        with freeze_time(self._later(days=2)):
            ticket.complaint_satisfaction = "4"
            ticket.action_complaint_next()
        self.assertEqual(followup.result, "met")
        self.assertFalse(ticket.complaint_next_due or ticket.complaint_clock_state)

    def test_explained(self):
        """An explained case owes no proposal; another finding wants one again."""
        ticket = self._register_at()
        with freeze_time(self._later(hours=1)):
            ticket.complaint_finding = "misunderstanding"
        self.assertEqual(self._clock(ticket, "proposal").result, "cancelled")
        with freeze_time(self._later(hours=2)):
            ticket.complaint_finding = "justified"
        again = self._clock(ticket, "proposal")
        self.assertEqual((again.state, again.due_at), ("running", self._later(days=2)))

    def test_withdrawn_and_reopened(self):
        """A withdrawn case owes nothing; reopened it owes again, from that day."""
        ticket = self._register_at().with_user(self.manager)
        with freeze_time(self._later(hours=1)):
            ticket._end("withdrawn", "He found the receipt.")
        self.assertEqual(set(ticket.complaint_clock_ids.mapped("result")), {"cancelled"})
        with freeze_time(self._later(days=10)):
            ticket._reopen("It was another receipt.")
        clock = self._clock(ticket, "resolution")
        self.assertEqual(clock.due_at, self._later(days=15))
        self.assertEqual(ticket.complaint_clock_state, "running")

    @proves("RSP-7", "A clock pauses while the customer is awaited; his reply resumes it at once")
    def test_pause_until_reply(self):
        """While paused nothing is due; by e-mail, portal or an answer to a proposal it runs on."""
        ticket = self._register_at()
        clock = self._clock(ticket, "resolution")
        with freeze_time(self._later(hours=1)):
            self._tell(ticket, "progress")
            ticket.complaint_preliminary_result = "x"
            ticket.action_complaint_pause("customer")
        self.assertEqual((clock.state, clock.due_at), ("paused", False))
        self.assertEqual(ticket.complaint_clock_state, "paused")
        self.assertAlmostEqual(clock.consumed, 1 / 24, 5)
        with freeze_time(self._later(hours=2)):
            ticket.message_post(body="He will send a photo", message_type="comment")
        self.assertEqual(clock.state, "paused")
        with freeze_time(self._later(hours=4)):
            self.env["helpdesk.ticket"].message_process(
                "helpdesk.ticket",
                "From: Wang <wang@shop.example>\nTo: x@y.example\nSubject: photo\n"
                "Message-Id: <1@shop.example>\nDate: Mon, 2 Mar 2026 06:00:00 +0000\n\nhere",
                thread_id=ticket.id,
            )
        self.assertEqual(clock.state, "running")
        self.assertEqual(clock.due_at, self._later(days=5, hours=3))
        self.assertFalse(ticket.complaint_pause_reason)

    def test_reply_does_not_bring_the_goods(self):
        """A pause for goods or a test goes on when the customer writes."""
        ticket = self._register_at()
        with freeze_time(self._later(hours=1)):
            ticket.action_complaint_pause("test")
            ticket.sudo().message_post(body="Any news?", author_id=self.customer.id)
        self.assertEqual(ticket.complaint_pause_reason, "test")

    def test_consent_is_a_reply(self):
        """The answer to a proposal is a reply, through whichever channel it came."""
        with freeze_time(MONDAY):
            ticket = self._investigated()
            proposal = self._to_state(self._propose(ticket), "offered")
            ticket.action_complaint_pause("customer")
        with freeze_time(self._later(hours=1)):
            proposal.consent_channel = "wechat"
            proposal.action_refuse()
        self.assertFalse(ticket.complaint_pause_reason)

    def test_statutory_clocks_do_not_pause(self):
        """A clock that may not pause runs on, and other staff cannot pause at all."""
        ticket = self._register_at()
        with freeze_time(self._later(hours=1)):
            ticket.action_complaint_pause("customer")
        clock = self._clock(ticket, "first_response")
        self.assertEqual((clock.state, clock.due_at), ("running", self._later(hours=8)))
        with self.assertRaisesRegex(UserError, "what the case waits for"):
            ticket.action_complaint_pause("holidays")
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent_b).action_complaint_pause("customer")

    @proves("RSP-2", "A date told to the customer is a clock of its own")
    def test_promise(self):
        """Telling what was promised keeps it; a new one in time replaces it; late, it broke."""
        ticket = self._register_at()
        with freeze_time(MONDAY):
            self._tell(ticket, "progress", promised_at=self._later(days=1), promised_for="proposal")
        first = self._clock(ticket, "promise")
        self.assertEqual(first.due_at, self._later(days=1))
        with freeze_time(self._later(hours=3)):
            self._tell(ticket, "progress")
        self.assertEqual(first.state, "running", "news are no proposal")
        with freeze_time(self._later(hours=4)):
            self._tell(ticket, "progress", promised_at=self._later(days=2), promised_for="proposal")
        self.assertEqual(first.result, "cancelled")
        second = self._clock(ticket, "promise")
        with freeze_time(self._later(days=1, hours=1)):
            self._tell(ticket, "proposal", promised_at=self._later(days=3), promised_for="result")
        self.assertEqual(second.result, "met")
        third = self._clock(ticket, "promise")
        with freeze_time(self._later(days=4)):
            self._tell(ticket, "result")
        self.assertEqual(third.result, "missed")
        with self.assertRaisesRegex(UserError, "A promise lies ahead"):
            self._tell(ticket, "progress", promised_at=MONDAY)

    def test_authority(self):
        """The outside body's deadline runs without pause and follows when it is moved."""
        ticket = self._register_at()
        deadline = self._later(days=9)
        with self._deadline_of(ticket, deadline), freeze_time(self._later(hours=1)):
            ticket._follow_authority()
            ticket._follow_authority()
            ticket.action_complaint_pause("customer")
        clock = self._clock(ticket, "authority")
        self.assertEqual((clock.state, clock.due_at), ("running", deadline))
        with self._deadline_of(ticket, self._later(days=3)), freeze_time(self._later(hours=2)):
            ticket._follow_authority()
        self.assertEqual(clock.result, "cancelled")
        self.assertEqual(self._clock(ticket, "authority").due_at, self._later(days=3))

    def _deadline_of(self, ticket, deadline):
        return patch.object(type(ticket), "_get_authority_deadline", lambda case: deadline)

    def test_converted_ticket(self):
        """An ordinary ticket that becomes a complaint is due from its receipt."""
        team = self.env["helpdesk.ticket.team"].create({"name": "IT"})
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "x", "description": "x", "team_id": team.id}
        )
        self.assertFalse(ticket.complaint_clock_ids)
        ticket.team_id = self.team
        self.assertEqual(
            set(ticket.complaint_clock_ids.mapped("kind")),
            {"first_response", "preliminary", "proposal", "resolution"},
        )

    def test_timeline(self):
        """Clocks, pauses, escalations, phases and words stand in one list, the newest first."""
        self._new_rule("registered", "activity", "owner", name="Report")
        ticket = self._register_at()
        self._run_scheduler(MONDAY)
        with freeze_time(self._later(hours=1)):
            ticket.action_complaint_pause("goods")
        with freeze_time(self._later(hours=2)):
            self._tell(ticket, "progress")
            ticket.action_complaint_next()
            # Tracking is written at the end of a transaction.
            self.env.cr.precommit.run()
        self.env.invalidate_all()
        rows = ticket.complaint_timeline_ids
        self.assertEqual(set(rows.mapped("source")), {"clock", "escalation", "told", "phase"})
        text = "\n".join(rows.mapped("description"))
        for part in ("Paused (Goods)", "Report: Activity for", "Progress or delay", "Assessment"):
            self.assertIn(part, text)
        self.assertEqual(rows.mapped("at"), sorted(rows.mapped("at"), reverse=True))
        self.assertFalse(rows.with_user(self.agent_b).search([("ticket_id", "=", ticket.id)]))

    def test_creating_costs_little(self):
        """Complaints with four clocks cost at most three statements more each than bare tickets."""
        team = self.env["helpdesk.ticket.team"].create({"name": "IT"})
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)

        def count(values, number=20):
            tickets.create(dict(values))
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            tickets.create([dict(values) for _number in range(number)])
            self.env.flush_all()
            return (self.env.cr.sql_log_count - before) / number

        bare = {"name": "x", "description": "x", "team_id": team.id}
        case = {**bare, "team_id": self.team.id, "complaint_severity_id": self.ordinary.id}
        self.assertLessEqual(count(case) - count(bare), 3)

    def test_stopped_clock_refuses(self):
        """Not even the program changes a clock that has stopped."""
        ticket = self._register_at()
        with freeze_time(self._later(hours=1)):
            self._tell(ticket, "acknowledge")
        with self.assertRaisesRegex(UserError, "never changes again"):
            self._clock(ticket, "first_response")._record("resume")

    @proves("RSP-1", "Every history in the database reads as what is stored")
    def test_replay(self):
        """Replaying each history gives what is stored of its clock."""
        ticket = self._register_at()
        with freeze_time(self._later(hours=2)):
            ticket.action_complaint_pause("customer")
        with freeze_time(self._later(hours=5)):
            ticket.action_complaint_resume()
            self._tell(ticket, "acknowledge", promised_at=self._later(days=3))
            ticket.complaint_severity_id = self.serious
        replayed = 0
        for clock in self.env["complaint.clock"].search([]):
            with self.subTest(clock=clock.id):
                reading = self._replay(clock)
                self.assertEqual(clock.state, reading.state)
                self.assertEqual(clock.stopped_at or None, reading.stopped)
                if clock.state == "stopped":
                    self.assertAlmostEqual(clock.consumed, float(reading.consumed), 5)
                else:
                    self.assertEqual(clock.due_at or None, reading.due)
            replayed += 1
        self.assertGreaterEqual(replayed, 5)

    def _replay(self, clock):
        """Read a clock from its history alone, with nothing of what is stored but kept spans."""
        clocks, spans = self.env["complaint.clock"], {}
        events = []
        for event in clock.event_ids:
            plan = clocks._make_plan(event.plan, spans) if event.plan else None
            if plan and clock.state == "stopped":
                kept = [
                    Span(datetime.fromisoformat(a), datetime.fromisoformat(b), Fraction(worth))
                    for a, b, worth in clock.worked
                ]
                plan = plan._replace(spans=only(kept))
            events.append(Event(event.at, event.kind, plan))
        return read(events, max(event.at for event in events))
