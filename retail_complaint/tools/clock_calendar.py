"""Spans of days: calendar days and working days, in the time zone in which people live.

>>> days = calendar_days("Europe/Berlin")(datetime(2026, 3, 28, 23))
>>> [str(span.stop - span.start) for span in (next(days), next(days))]
['23:00:00', '1 day, 0:00:00']
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import groupby
from zoneinfo import ZoneInfo

from .clock import HOUR, Span, Spans

UTC = ZoneInfo("UTC")
DAY = timedelta(days=1)
Interval = tuple[datetime, datetime]


def local_date(moment: datetime, zone: str) -> date:
    """Return the date that it is in ``zone`` at a moment in naive UTC.

    >>> local_date(datetime(2026, 3, 2, 18), "Asia/Shanghai")
    datetime.date(2026, 3, 3)
    """
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def midnight(day: date, zone: str) -> datetime:
    """Return when ``day`` begins in ``zone``, in naive UTC.

    >>> midnight(date(2026, 3, 3), "Asia/Shanghai")
    datetime.datetime(2026, 3, 2, 16, 0)
    """
    local = datetime.combine(day, time.min, ZoneInfo(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


def calendar_days(zone: str) -> Spans:
    """Every day counts as one, however many hours it has."""

    def since(moment: datetime) -> Iterator[Span]:
        day = local_date(moment, zone)
        while day < date.max - DAY:
            yield Span(midnight(day, zone), midnight(day + DAY, zone), Fraction(1))
            day += DAY

    return since


def hour_spans(intervals: Iterable[Interval]) -> Iterator[Span]:
    """Each interval is worth its hours.

    >>> [span.worth for span in hour_spans([(datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 12))])]
    [Fraction(4, 1)]
    """
    for start, stop in intervals:
        yield Span(start, stop, _hours(stop - start))


def working_day_spans(intervals: Iterable[Interval], zone: str) -> Iterator[Span]:
    """Each day with working time is worth one, spread over its intervals.

    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> [span.worth for span in working_day_spans([(at(8), at(12)), (at(13), at(17))], "UTC")]
    [Fraction(1, 2), Fraction(1, 2)]
    """
    # Of neighbours only: the intervals come in the order of time.
    days = groupby(intervals, lambda i: local_date(i[0], zone))  # pylint: disable=bad-builtin-groupby # no ORM here
    for _day, group in days:
        parts = list(group)
        whole = sum((_hours(stop - start) for start, stop in parts), Fraction(0))
        for start, stop in parts:
            yield Span(start, stop, _hours(stop - start) / whole)


def _hours(duration: timedelta) -> Fraction:
    return Fraction(duration // timedelta(seconds=1), HOUR // timedelta(seconds=1))


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the intervals sorted and disjoint, without empty ones.

    >>> at = lambda hour: datetime(2026, 3, 2, hour)
    >>> merge([(at(9), at(12)), (at(8), at(10)), (at(13), at(13))]) == [(at(8), at(12))]
    True
    """
    merged: list[Interval] = []
    for start, stop in sorted(intervals):
        if start >= stop:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged
