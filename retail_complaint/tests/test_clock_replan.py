"""What else plans the clocks anew: another calendar, a corrected time of receipt."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .clock_common import MONDAY, ClockCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestClockReplan(ClockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.long = cls.calendar.copy({"name": "Day and night"})
        cls.long.attendance_ids.filtered(lambda a: a.hour_to == 18).hour_to = 23
        cls.level = cls.env["complaint.service.level"].search([("clock_kind", "=", "resolution")])
        cls.level.write({"length": 12, "unit": "hours", "counts": "working", "warning": 0})

    def _due(self, ticket):
        return self._clock(ticket, "resolution").due_at

    @proves("CLS-2", "Another calendar of store, team or company moves the deadlines of open cases")
    def test_another_calendar(self):
        """Seven hours of work on Monday, five on Tuesday; in a longer day all on Monday."""
        tuesday, monday = self._later(days=1, hours=5), self._later(hours=13)
        self.company.resource_calendar_id = self.calendar
        self.team.complaint_calendar_id = self.calendar
        places = (
            (self.store_a, "calendar_id"),
            (self.team, "complaint_calendar_id"),
            (self.company, "resource_calendar_id"),
        )
        for place, name in places:
            with self.subTest(place=place._name):
                ticket = self._register_at()
                self.assertEqual(self._due(ticket), tuesday)
                with freeze_time(self._later(hours=1)):
                    place[name] = self.long
                self._run_scheduler(self._later(hours=1))
                self.assertEqual(self._due(ticket), monday)
                with freeze_time(self._later(hours=2)):
                    place[name] = self.calendar if place == self.company else False
                self._run_scheduler(self._later(hours=2))

    def test_time_zone(self):
        """Calendar days end at midnight of the zone, also after it was corrected."""
        self.level.write({"length": 1, "unit": "days", "counts": "always"})
        with freeze_time(MONDAY):
            ticket = self._register_at(MONDAY - timedelta(days=2))
        self.calendar.tz = "Europe/Berlin"
        self.assertTrue(self._clock(ticket, "resolution").needs_replan)
        self._run_scheduler(MONDAY)
        self.assertEqual(self._clock(ticket, "resolution").zone, "Europe/Berlin")

    def test_context_of_a_client(self):
        """A request that asks for archived records too does not bring archived levels back."""
        rules = self.env["complaint.escalation.rule"].with_context(active_test=False)
        archived = self._new_rule("after", "notify")
        archived.active = False
        self.env.registry.clear_cache()
        levels = self.env["complaint.service.level"].with_context(active_test=False)
        ids = {level.id for level in levels._get_table()}
        self.assertEqual(ids, set(self.env["complaint.service.level"].search([]).ids))
        self.assertNotIn(archived.id, {rule.id for rule in rules._get_table()})
        severities = self.env["complaint.severity"].with_context(active_test=False)
        old = severities.create({"name": "Old", "level": 99, "active": False})
        self.assertNotEqual(severities._get_top(self.company), old)

    @proves(
        "RSP-1", "Deadlines run from the time of receipt, also after it was corrected at intake"
    )
    def test_receipt_corrected(self):
        """The open clocks run anew from the corrected time; later it is fixed."""
        ticket = self._register_at(complaint_received_at=MONDAY)
        before = self._clock(ticket, "resolution")
        earlier = MONDAY - timedelta(days=3)  # a Friday
        with freeze_time(self._later(hours=1)):
            ticket.complaint_received_at = earlier
        self.assertEqual(before.result, "cancelled")
        after = self._clock(ticket, "resolution")
        self.assertEqual((after.state, after.started_at), ("running", earlier))
        self.assertEqual(after.due_at, self._later(hours=5))
        with freeze_time(self._later(hours=2)):
            ticket.write({"complaint_received_at": earlier, "name": "The same time"})
            with self.assertRaisesRegex(UserError, "Enter when"):
                ticket.complaint_received_at = False
            ticket.action_complaint_next()
            with self.assertRaisesRegex(UserError, "fixed after the intake"):
                ticket.complaint_received_at = MONDAY
        self.assertEqual(self._clock(ticket, "resolution"), after)

    def test_receipt_left_out(self):
        """A client that clears the time of receipt registers a case received now."""
        ticket = self._register_at(complaint_received_at=False)
        self.assertEqual(ticket.complaint_received_at, MONDAY)
        self.assertEqual(self._clock(ticket, "resolution").started_at, MONDAY)

    def test_blank_words(self):
        """Blanks are no preliminary result, and nobody was told them."""
        ticket = self._register_at()
        with freeze_time(self._later(hours=1)):
            ticket.complaint_preliminary_result = "  \n"
            with self.assertRaisesRegex(UserError, "what the customer was told"):
                self._tell(ticket, "acknowledge", words=" \n ")
        self.assertEqual(self._clock(ticket, "preliminary").state, "running")
        self.assertFalse(ticket.complaint_preliminary_at)
