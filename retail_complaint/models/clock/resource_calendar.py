from datetime import date, timedelta

from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools.date_utils import localized

from ...tools.clock import Span
from ...tools.clock_calendar import (
    DAY,
    UTC,
    Interval,
    hour_spans,
    local_date,
    merge,
    midnight,
    working_day_spans,
)

#: Days that are read from a calendar at once.
WINDOW_DAYS = 64
#: A clock that needs more windows than these has a calendar that hardly ever works.
HORIZON = 18


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _replan_complaint_clocks(self):
        if self:
            self.env["complaint.clock"]._ask_replan([("calendar_id", "in", self.ids)])

    def write(self, vals):
        result = super().write(vals)
        if {"tz", "two_weeks_calendar"} & set(vals):
            self._replan_complaint_clocks()
        if "tz" in vals:
            # Calendar days begin at the midnight of this zone.
            self.env["complaint.clock"]._ask_replan([("unit", "=", "days")])
        return result

    def _ensure_complaint_hours(self, user):
        """:raises ValidationError: naming ``user``, who would count by a calendar without hours"""
        if not self.attendance_ids:
            raise ValidationError(
                self.env._(
                    "%(user)s would count by the calendar %(calendar)s, which has no hours. Give "
                    "it hours, or choose another.",
                    user=user,
                    calendar=self.name or self.env._("(none)"),
                )
            )

    def _get_complaint_intervals(self, start: date, stop: date) -> list[Interval]:
        """Return the working time from the day ``start`` to before ``stop``, in naive UTC.

        Public holidays are left out; the dated exceptions of complaints win over both.
        """
        self.ensure_one()
        low, high = (localized(midnight(day, self.tz)) for day in (start, stop))
        leaves = [
            ("time_type", "=", "leave"),
            ("company_id", "in", [False, self.company_id.id]),
        ]
        intervals = self._to_naive(self._work_intervals_batch(low, high, domain=leaves)[False])
        days = self.env["complaint.calendar.day"].search(
            [
                ("calendar_id", "in", [False, self.id]),
                ("company_id", "=", (self.company_id or self.env.company).id),
                ("date", ">=", start),
                ("date", "<", stop),
            ],
            # An entry of this very calendar wins over the company's.
            order="calendar_id nulls first, id",
        )
        for day in days:
            intervals = [i for i in intervals if local_date(i[0], self.tz) != day.date]
            if day.kind == "working":
                intervals += self._get_hours_like(day)
        return merge(intervals)

    def _get_hours_like(self, day):
        """Return the hours of an extra working day: those of its weekday in the same week."""
        pattern = day.date + timedelta(days=int(day.weekday) - day.date.weekday())
        low, high = (localized(midnight(d, self.tz)) for d in (pattern, pattern + DAY))
        shift = midnight(day.date, self.tz) - midnight(pattern, self.tz)
        attendances = self._attendance_intervals_batch(low, high)[False]
        return [(a + shift, b + shift) for a, b in self._to_naive(attendances)]

    def _to_naive(self, intervals):
        return [
            tuple(moment.astimezone(UTC).replace(tzinfo=None) for moment in (start, stop))
            for start, stop, _attendance in intervals
        ]


class CalendarSpans:
    """The ``tools.clock.Spans`` of one working calendar, read as far as somebody asks."""

    def __init__(self, calendar, unit):
        self.calendar = calendar
        self.unit = unit
        self._windows: dict[int, list[Span]] = {}

    def __call__(self, since):
        first = local_date(since, self.calendar.tz).toordinal() // WINDOW_DAYS
        for index in range(first, first + HORIZON):
            yield from (span for span in self._get_window(index) if span.stop > since)

    def _get_window(self, index):
        if index not in self._windows:
            start = date.fromordinal(index * WINDOW_DAYS)
            intervals = self.calendar._get_complaint_intervals(
                start, start + timedelta(days=WINDOW_DAYS)
            )
            if self.unit == "hours":
                spans = hour_spans(intervals)
            else:
                spans = working_day_spans(intervals, self.calendar.tz)
            self._windows[index] = list(spans)
        return self._windows[index]
