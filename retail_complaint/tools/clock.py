"""When a clock falls due and how much of its time is gone: pure functions of its history.

A history is a set of events. Its plan says how long the clock runs and which spans of time count:
a span is worth some of the unit of the length (hours or days), spread evenly over it. So working
hours, calendar days over a change of daylight-saving time, and working days with a lunch break are
counted by the same few lines. All times are naive UTC, all sums exact fractions.

A clock of eight hours that runs round the clock, paused for two of them:

>>> from datetime import datetime
>>> at = lambda hour: datetime(2026, 3, 2, hour)
>>> plan = Plan(Fraction(8), always)
>>> history = [Event(at(9), "start", plan), Event(at(10), "pause"), Event(at(12), "resume")]
>>> reading = read(history, at(13))
>>> reading.state, reading.due, float(reading.consumed), float(reading.remaining)
('running', datetime.datetime(2026, 3, 2, 19, 0), 2.0, 6.0)

While it is paused nobody knows when it falls due:

>>> read(history[:2], at(11)).due is None
True

A new plan holds from the start on, and no pause is lost:

>>> read([*history, Event(at(13), "replan", Plan(Fraction(1), always))], at(13)).due
datetime.datetime(2026, 3, 2, 10, 0)
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal, NamedTuple

EventKind = Literal["start", "replan", "resume", "pause", "stop"]
#: Events of equal time happen in this order.
ORDER: tuple[EventKind, ...] = ("start", "replan", "resume", "pause", "stop")

HOUR = timedelta(hours=1)
FOREVER = datetime(9999, 1, 1)


class Span(NamedTuple):
    """A stretch of time that counts, and what all of it is worth in the unit of the length."""

    start: datetime
    stop: datetime
    worth: Fraction


#: Return the spans that end after a moment: sorted, disjoint, lazily, perhaps without end.
Spans = Callable[[datetime], Iterator[Span]]


class Plan(NamedTuple):
    """How long a clock runs, over which spans, and whether a pause stops it."""

    length: Fraction
    spans: Spans
    can_pause: bool = True


class Event(NamedTuple):
    """Something that happened to a clock; a start and a re-plan bring a plan."""

    at: datetime
    kind: EventKind
    plan: Plan | None = None


class Period(NamedTuple):
    """A time in which a clock ran; without end while it runs."""

    start: datetime
    stop: datetime | None


class Reading(NamedTuple):
    """What a history says: due is None while paused or when the spans never reach the length.

    ``worked`` are the spans that counted, clipped; they are kept of a stopped clock.
    """

    state: Literal["running", "paused", "stopped"]
    due: datetime | None
    consumed: Fraction
    remaining: Fraction
    stopped: datetime | None = None
    worked: tuple[Span, ...] = ()

    @property
    def is_late(self) -> bool:
        """Whether a stopped clock was stopped after it fell due."""
        return self.stopped is not None and self.due is not None and self.stopped > self.due


def always(since: datetime) -> Iterator[Span]:
    """Every hour of every day counts.

    >>> next(always(datetime(2026, 3, 2))).start
    datetime.datetime(2026, 3, 2, 0, 0)
    """
    yield Span(since, FOREVER, _ratio(FOREVER - since, HOUR))


def only(spans: Iterable[Span]) -> Spans:
    """Only these spans count.

    >>> morning = Span(datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 12), Fraction(4))
    >>> list(only([morning])(datetime(2026, 3, 2, 12)))
    []
    """
    kept = tuple(spans)

    def since(moment: datetime) -> Iterator[Span]:
        return (span for span in kept if span.stop > moment)

    return since


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return the events in their canonical order; what comes after the first stop never counts."""
    ordered = sorted(events, key=lambda event: (event.at, ORDER.index(event.kind)))
    for index, event in enumerate(ordered):
        if event.kind == "stop":
            return ordered[: index + 1]
    return ordered


def get_plan(ordered: Iterable[Event]) -> Plan:
    """Return the plan in force: the last one holds for all of the history.

    :raises ValueError: when no event brings one
    """
    plans = [event.plan for event in ordered if event.plan is not None]
    if not plans:
        raise ValueError("A clock starts with a plan.")
    return plans[-1]


def get_periods(ordered: list[Event], can_pause: bool = True) -> list[Period]:
    """Return when the clock ran.

    Pauses and resumes of one instant cancel each other, so a pause of zero length changes nothing
    and a pause renewed at the instant of its end goes on.

    >>> noon = datetime(2026, 3, 2, 12)
    >>> get_periods([Event(noon, "start"), Event(noon, "resume"), Event(noon, "pause")])
    [Period(start=datetime.datetime(2026, 3, 2, 12, 0), stop=None)]
    """
    periods: list[Period] = []
    since: datetime | None = None
    started = False
    for at in sorted({event.at for event in ordered}):
        kinds = [event.kind for event in ordered if event.at == at]
        if not started:
            started = "start" in kinds
            since = at if started else None
        net = kinds.count("pause") - kinds.count("resume") if can_pause else 0
        ends = "stop" in kinds or net > 0
        if started and since is not None and ends:
            if at > since:
                periods.append(Period(since, at))
            since = None
        elif started and since is None and net < 0:
            since = at
        if "stop" in kinds:
            return periods
    if since is not None:
        periods.append(Period(since, None))
    return periods


def get_worked(
    periods: Iterable[Period], spans: Spans, until: datetime | None = None
) -> Iterator[Span]:
    """Yield what counts of the periods, up to ``until``; endless when both are."""
    for period in periods:
        stop = min(filter(None, (period.stop, until)), default=None)
        if stop is not None and stop <= period.start:
            continue
        for span in spans(period.start):
            if stop is not None and span.start >= stop:
                break
            yield _clip(span, period.start, stop)


def _clip(span: Span, start: datetime, stop: datetime | None) -> Span:
    low = max(span.start, start)
    high = span.stop if stop is None else min(span.stop, stop)
    if (low, high) == (span.start, span.stop):
        return span
    return Span(low, high, span.worth * _ratio(high - low, span.stop - span.start))


def _ratio(part: timedelta, whole: timedelta) -> Fraction:
    microsecond = timedelta(microseconds=1)
    return Fraction(part // microsecond, whole // microsecond)


def get_moment(periods: Iterable[Period], spans: Spans, amount: Fraction) -> datetime | None:
    """Return when so much of the clock is gone, at a whole second and never too early.

    None: never, as the history stands.
    """
    gone = Fraction(0)
    for span in get_worked(periods, spans):
        if gone + span.worth >= amount:
            share = (amount - gone) / span.worth if span.worth else Fraction(0)
            return span.start + _ceil_seconds(span.stop - span.start, share)
        gone += span.worth
    return None


def _ceil_seconds(whole: timedelta, share: Fraction) -> timedelta:
    seconds = Fraction(whole // timedelta(microseconds=1), 1_000_000) * share
    return timedelta(seconds=-(-seconds.numerator // seconds.denominator))


def read(events: Iterable[Event], now: datetime) -> Reading:
    """Return the state of a clock at ``now``, which lies at or after its last event.

    :raises ValueError: when the history has no start with a plan
    """
    ordered = in_order(events)
    plan = get_plan(ordered)
    periods = get_periods(ordered, plan.can_pause)
    stopped = ordered[-1].at if ordered[-1].kind == "stop" else None
    worked = tuple(get_worked(periods, plan.spans, stopped or now))
    consumed = sum((span.worth for span in worked), Fraction(0))
    if stopped is not None:
        due = _get_due_of_stopped(periods, plan, stopped)
        return Reading(
            "stopped", due, consumed, max(plan.length - consumed, Fraction(0)), stopped, worked
        )
    is_running = bool(periods) and periods[-1].stop is None
    return Reading(
        "running" if is_running else "paused",
        get_moment(periods, plan.spans, plan.length),
        consumed,
        plan.length - consumed,
        worked=worked,
    )


def _get_due_of_stopped(periods: list[Period], plan: Plan, stopped: datetime) -> datetime | None:
    """When a stopped clock fell due, or would have, had it run on from where it was stopped."""
    if periods and periods[-1].stop == stopped:
        periods = [*periods[:-1], Period(periods[-1].start, None)]
    elif not periods:
        periods = [Period(stopped, None)]
    return get_moment(periods, plan.spans, plan.length)
