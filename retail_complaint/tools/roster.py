"""Who is on duty at a moment, from a weekly or dated roster (ORG-8).

No ORM here; moments are local to the store. A shift belongs to the day on which it begins, so a
night shift of Sunday reaches into Monday.

>>> from datetime import datetime, date
>>> day = Shift(1, WORKDAYS, 8, 20)
>>> night = Shift(2, DAILY, 20, 8)
>>> [on_duty([day, night], datetime(2026, 11, 23, hour)) for hour in (3, 8, 19, 20)]
[[2], [1], [1], [2]]
>>> on_duty([day, night], datetime(2026, 11, 22, 12))
[]
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

DAILY = frozenset(range(7))
WORKDAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})


class Shift(NamedTuple):
    """One row of a roster.

    ``start`` and ``end`` are hours of the day, 0 to 24; a shift that does not end after it starts
    ends on the next day. ``first`` and ``last`` limit it to a period.
    """

    key: int
    days: frozenset[int]
    start: float
    end: float
    first: date | None = None
    last: date | None = None


def on_duty(shifts: Iterable[Shift], moment: datetime) -> list[int]:
    """Return the keys of the shifts that run at a local moment, in the order given.

    What is limited to a period stands in for what is not: a dated row comes before the weekly
    ones, whatever its place.

    >>> weekly, holiday = Shift(1, DAILY, 0, 24), Shift(2, DAILY, 0, 24, date(2026, 10, 1))
    >>> on_duty([weekly, holiday], datetime(2026, 10, 2, 9))
    [2, 1]
    >>> on_duty([weekly, holiday], datetime(2026, 9, 30, 9))
    [1]
    """
    running = [shift for shift in shifts if _runs(shift, moment)]
    running.sort(key=lambda shift: not (shift.first or shift.last))
    return [shift.key for shift in running]


def _runs(shift: Shift, moment: datetime) -> bool:
    hour = moment.hour + moment.minute / 60 + moment.second / 3600
    today = moment.date()
    if shift.end > shift.start:
        return shift.start <= hour < shift.end and _is_worked(shift, today)
    if hour >= shift.start:
        return _is_worked(shift, today)
    return hour < shift.end and _is_worked(shift, today - timedelta(days=1))


def _is_worked(shift: Shift, day: date) -> bool:
    if (shift.first and day < shift.first) or (shift.last and day > shift.last):
        return False
    return day.weekday() in shift.days


def uncovered(shifts: Iterable[Shift], first: date) -> list[tuple[int, int]]:
    """Return the hours of the week from ``first`` at which nobody is on duty, as (weekday, hour).

    >>> uncovered([Shift(1, DAILY, 0, 23)], date(2026, 11, 23))[:2]
    [(0, 23), (1, 23)]
    >>> uncovered([Shift(1, DAILY, 7, 7)], date(2026, 11, 23))
    []
    """
    shifts = list(shifts)
    midnight = datetime(first.year, first.month, first.day)
    moments = [midnight + timedelta(hours=hour) for hour in range(7 * 24)]
    return [(m.weekday(), m.hour) for m in moments if not on_duty(shifts, m)]
