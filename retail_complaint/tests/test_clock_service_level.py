"""Which service level holds, by which calendar, and what is refused at configuration."""

from datetime import datetime

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .clock_common import MONDAY, ClockCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestServiceLevel(ClockCommon):
    @proves("CLS-2", "The severity decides the deadlines, the closest service level wins")
    def test_closest_wins(self):
        """A level that names the severity wins, and among those the one that names most."""
        self._new_level("resolution", 3, unit="days", severity_id=self.serious.id)
        at_store = self._new_level(
            "resolution", 2, unit="days", severity_id=self.serious.id, store_id=self.store_a.id
        )
        self._new_level("resolution", 1, unit="days", store_id=self.store_b.id)
        clock = self._clock(self._register_at(complaint_severity_id=self.serious.id), "resolution")
        self.assertEqual(clock.level_id, at_store)
        self.assertEqual(clock.due_at, self._later(days=2))
        self.assertIn("Store A", clock.level_reason)
        self.assertIn("Serious", clock.level_reason)

    @proves("CLS-2", "A change of severity re-plans the running clocks from the same history")
    def test_severity_replans(self):
        """Raised after a day with a pause, the new length holds from receipt, the pause too."""
        self._new_level("resolution", 3, unit="days", severity_id=self.serious.id)
        ticket = self._register_at()
        with freeze_time(self._later(hours=4)):
            ticket.action_complaint_pause("goods")
        with freeze_time(self._later(hours=6)):
            ticket.action_complaint_resume()
        with freeze_time(self._later(days=1)):
            ticket.complaint_severity_id = self.serious
        clock = self._clock(ticket, "resolution")
        self.assertEqual(clock.due_at, self._later(days=3, hours=2))
        self.assertEqual(ticket.complaint_resolution_due, clock.due_at)
        self.assertEqual(clock.event_ids.mapped("kind"), ["start", "pause", "resume", "replan"])

    def test_category_tree(self):
        """A level of a category holds for the categories below it; the nearer one wins."""
        parent = self.env["helpdesk.ticket.category"].create({"name": "Food"})
        child = parent.create({"name": "Fish", "parent_id": parent.id})
        self._new_level("resolution", 4, unit="days", category_id=parent.id)
        ticket = self._register_at(category_id=child.id)
        self.assertEqual(self._clock(ticket, "resolution").due_at, self._later(days=4))
        nearer = self._new_level("resolution", 1, unit="days", category_id=child.id)
        ticket = self._register_at(category_id=child.id)
        self.assertEqual(self._clock(ticket, "resolution").level_id, nearer)

    @proves("INT-6", "24x7 and working-hour clocks of one case count differently")
    def test_working_hours_of_the_store(self):
        """Taken in the evening, hours round the clock run; working hours wait for the morning."""
        self._new_level("preliminary", 2, severity_id=self.ordinary.id, counts="working")
        ticket = self._register_at(datetime(2026, 3, 2, 14))  # 22:00 in Shanghai
        self.assertEqual(self._clock(ticket, "first_response").due_at, datetime(2026, 3, 2, 22))
        clock = self._clock(ticket, "preliminary")
        self.assertEqual(clock.due_at, datetime(2026, 3, 3, 3))  # 11:00
        self.assertEqual(clock.calendar_id, self.calendar)

    def test_order_of_calendars(self):
        """The hours are those of the store, else of the team, else of the company."""
        ticket = self._register_at()
        self.assertEqual(ticket._get_complaint_calendar(), self.calendar)
        self.store_a.calendar_id = False
        of_team = self.calendar.copy()
        self.team.complaint_calendar_id = of_team
        self.assertEqual(ticket._get_complaint_calendar(), of_team)
        self.team.complaint_calendar_id = False
        self.assertEqual(ticket._get_complaint_calendar(), self.company.resource_calendar_id)

    def test_holidays_and_make_up_days(self):
        """Closed days and holidays do not count; a worked Saturday does, with Monday's hours."""
        self._new_level(
            "resolution",
            2,
            unit="working_days",
            counts="working",
            severity_id=self.ordinary.id,
        )
        friday = datetime(2026, 3, 6, 1)  # 9:00 in Shanghai
        ticket = self._register_at(friday)
        clock = self._clock(ticket, "resolution")
        self.assertEqual(clock.due_at, datetime(2026, 3, 9, 10))  # Monday 18:00
        days = self.env["complaint.calendar.day"]
        days.create({"name": "Make-up", "date": "2026-03-07", "weekday": "0"})
        self._run_scheduler(friday)
        self.assertEqual(clock.due_at, datetime(2026, 3, 7, 10))  # Saturday 18:00
        days.create({"name": "Stock-taking", "date": "2026-03-06", "kind": "closed"})
        self._run_scheduler(friday)
        self.assertEqual(clock.due_at, datetime(2026, 3, 9, 10))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": "2026-03-08 16:00:00",
                "date_to": "2026-03-09 15:59:59",
            }
        )
        self._run_scheduler(friday)
        self.assertEqual(clock.due_at, datetime(2026, 3, 10, 10))
        self.assertFalse(clock.needs_replan)

    def test_stopped_clock_keeps_its_calendar(self):
        """A holiday that is entered later changes no clock that has stopped."""
        self._new_level("preliminary", 8, severity_id=self.ordinary.id, counts="working")
        ticket = self._register_at()
        with freeze_time(self._later(hours=5)):
            ticket.complaint_preliminary_result = "The cold chain broke."
        clock = self._clock(ticket, "preliminary")
        before = clock.read(["due_at", "consumed", "worked", "result", "stopped_at"])
        self.assertEqual(clock.consumed, 4)
        self.env["complaint.calendar.day"].create(
            {"name": "Closed", "date": "2026-03-02", "kind": "closed"}
        )
        self._run_scheduler(self._later(hours=6))
        self.assertEqual(
            clock.read(["due_at", "consumed", "worked", "result", "stopped_at"]), before
        )

    @proves("INT-7", "Suggestions and inquiries start only the clocks that name them")
    def test_suggestions(self):
        """A suggestion starts no complaint clock; an inquiry has what a level gives it."""
        self._new_level("first_response", 48, kind="inquiry")
        self.assertFalse(self._register_at(complaint_kind="suggestion").complaint_clock_ids)
        inquiry = self._register_at(complaint_kind="inquiry")
        self.assertEqual(inquiry.complaint_clock_ids.mapped("kind"), ["first_response"])
        # A complaint after all: it gets its clocks from receipt.
        with freeze_time(self._later(hours=1)):
            inquiry.complaint_kind = "complaint"
        clock = self._clock(inquiry, "resolution")
        self.assertEqual(clock.due_at, self._later(days=5))
        with freeze_time(self._later(hours=2)):
            inquiry.complaint_kind = "suggestion"
        self.assertEqual(set(inquiry.complaint_clock_ids.mapped("result")), {"cancelled"})

    def test_bad_levels(self):
        """What cannot work is refused with what to do."""
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            self._new_level("resolution", 0, severity_id=self.serious.id)
        self.env.clear()
        with self.assertRaisesRegex(ValidationError, "Choose working days instead"):
            self._new_level("resolution", 1, unit="days", counts="working", kind="complaint")
        empty = self.calendar.copy()
        empty.name = "Never"
        empty.attendance_ids.unlink()
        with self.assertRaisesRegex(ValidationError, "Never, which has no hours. Give it hours"):
            self.store_b.calendar_id = empty
        with self.assertRaisesRegex(ValidationError, "Never, which has no hours"):
            self.team.complaint_calendar_id = empty
        (self.store_b | self.store_a).calendar_id = False
        self.company.resource_calendar_id = empty
        with self.assertRaisesRegex(ValidationError, "Never, which has no hours"):
            self._new_level("resolution", 1, counts="working", store_id=self.store_b.id)
        with self.assertRaisesRegex(ValidationError, "must have hours on it"):
            self.env["complaint.calendar.day"].create(
                {
                    "name": "Sunday as Sunday",
                    "date": "2026-03-08",
                    "weekday": "6",
                    "calendar_id": self.calendar.id,
                }
            )

    def test_calendar_that_never_works(self):
        """At run time the case is counted around the clock and reported, never dropped."""
        self._new_level("resolution", 8, counts="working", severity_id=self.ordinary.id)
        self.calendar.attendance_ids.unlink()
        ticket = self._register_at()
        clock = self._clock(ticket, "resolution")
        self.assertEqual(clock.due_at, self._later(hours=8))
        self.assertIn("Shop hours has no working hours ahead", clock.problem)
        activity = ticket.activity_ids.filtered(lambda a: "no working hours" in (a.note or ""))
        self.assertEqual(activity.user_id, self.manager)

    def test_nobody_writes_clocks(self):
        """Clocks, their history and escalations are written by the case alone."""
        ticket = self._register_at()
        clock = ticket.complaint_clock_ids[:1]
        for record in (clock, clock.event_ids[:1]):
            with self.assertRaises(AccessError):
                record.with_user(self.manager).unlink()
        with self.assertRaises(AccessError):
            clock.sudo().write({"due_at": MONDAY})
        with self.assertRaises(UserError):
            clock.event_ids.sudo().write({"at": MONDAY})
        with self.assertRaises(AccessError):
            ticket.complaint_next_due = MONDAY
