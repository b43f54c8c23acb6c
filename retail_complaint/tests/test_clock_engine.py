from datetime import date, datetime, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.clock import (
    Event,
    Plan,
    Span,
    always,
    get_periods,
    get_plan,
    get_worked,
    in_order,
    only,
    read,
)
from ..tools.clock_calendar import (
    calendar_days,
    hour_spans,
    merge,
    midnight,
    working_day_spans,
)
from .proves import proves

START = datetime(2026, 3, 2, 9)
LATER = START + timedelta(days=400)

moments = st.integers(0, 300 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
lengths = st.fractions(min_value=Fraction(1, 60), max_value=200, max_denominator=3600)


@st.composite
def working_spans(draw):
    """Office hours of some days, in a zone with two clock changes a year."""
    days = draw(st.lists(st.integers(0, 400), min_size=1, max_size=40, unique=True))
    intervals = []
    for offset in days:
        opening = midnight(date(2026, 3, 2) + timedelta(days=offset), "Europe/Berlin")
        hours = draw(st.sampled_from([(8, 12), (9, 17), (0, 24), (20, 23)]))
        intervals.append(tuple(opening + timedelta(hours=hour) for hour in hours))
    maker = draw(st.sampled_from([hour_spans, lambda i: working_day_spans(i, "Europe/Berlin")]))
    return only(maker(merge(intervals)))


plans = st.builds(
    Plan,
    lengths,
    st.one_of(st.just(always), st.just(calendar_days("Europe/Berlin")), working_spans()),
    st.booleans(),
)


@st.composite
def histories(draw, can_stop=True):
    """A start and what may follow, in any order of its making."""
    kinds = ["pause", "resume"] + ["stop"] * can_stop
    events = [
        Event(at, kind)
        for at, kind in draw(st.lists(st.tuples(moments, st.sampled_from(kinds)), max_size=8))
    ]
    events += [Event(draw(moments), "replan", draw(plans)) for _i in range(draw(st.integers(0, 2)))]
    return draw(st.permutations([Event(START, "start", draw(plans)), *events]))


# A day's work of examples is for `make soak`; these find what is wrong in seconds.
quick = settings(max_examples=30, database=None, derandomize=True)


@tagged("post_install", "-at_install")
class TestClockEngine(BaseCase):
    @proves("RSP-1", "The consumed time of a clock never falls as time goes on")
    @quick
    @given(histories(), moments, moments)
    def test_consumed_never_falls(self, history, one, other):
        """Whatever happened to a clock, later is never less."""
        early, late = sorted((LATER + (one - START), LATER + (other - START)))
        self.assertLessEqual(read(history, early).consumed, read(history, late).consumed)

    @proves("RSP-7", "A pause of zero length changes nothing")
    @quick
    @given(histories(), moments)
    def test_zero_pause(self, history, at):
        """Pausing and resuming at one instant leaves due and consumed time as they were."""
        twice = [*history, Event(at, "pause"), Event(at, "resume")]
        self.assertEqual(read(history, LATER), read(twice, LATER))

    @proves("CLS-2", "Re-planning twice with the same plan equals once")
    @quick
    @given(histories(can_stop=False), plans, moments, moments)
    def test_replan_twice(self, history, plan, one, other):
        """The same new plan again changes nothing."""
        first, second = sorted((one, other))
        history = [event for event in history if event.kind != "replan"]
        once = [*history, Event(first, "replan", plan)]
        self.assertEqual(read(once, LATER), read([*once, Event(second, "replan", plan)], LATER))

    @quick
    @given(histories(), st.randoms(use_true_random=False))
    def test_order_of_making_is_nothing(self, history, random):
        """Events of equal time sort in the canonical order, however they were recorded."""
        # Two plans at one instant have no canonical order: the later record is the newer plan.
        taken = set()
        unique = [
            event
            for event in history
            if event.kind != "replan" or not (event.at in taken or taken.add(event.at))
        ]
        shuffled = list(unique)
        random.shuffle(shuffled)
        self.assertEqual(read(unique, LATER), read(shuffled, LATER))

    @proves("RSP-1", "A stopped clock never changes again")
    @quick
    @given(histories(can_stop=False), moments, st.data())
    def test_stopped_never_changes(self, history, stop, data):
        """Whatever comes after the stop, even a new plan, the reading stays."""
        stopped = [*history, Event(stop, "stop")]
        before = [event for event in stopped if event.at <= stop]
        later = stop + timedelta(minutes=data.draw(st.integers(1, 10_000)))
        more = Event(later, data.draw(st.sampled_from(["pause", "resume", "stop"])))
        replan = Event(later, "replan", data.draw(plans))
        reading = read(before, LATER)
        self.assertEqual(reading, read([*before, more, replan], LATER + timedelta(days=90)))
        self.assertEqual(reading.state, "stopped")

    @quick
    @given(histories())
    def test_kept_spans_tell_the_same(self, history):
        """What a stopped clock keeps of its calendar is enough to count it again."""
        reading = read(history, LATER)
        kept = [
            event._replace(plan=event.plan._replace(spans=only(reading.worked)))
            if event.plan
            else event
            for event in history
        ]
        self.assertEqual(read(kept, LATER).consumed, reading.consumed)

    @quick
    @given(histories(can_stop=False))
    def test_due_is_when_all_is_consumed(self, history):
        """At its due time a clock has run its length, and a second earlier it has not."""
        due = read(history, LATER).due
        if due is None:
            return
        ordered = in_order(history)
        plan = get_plan(ordered)
        periods = get_periods(ordered, plan.can_pause)
        at, before = (
            sum(span.worth for span in get_worked(periods, plan.spans, until))
            for until in (due, due - timedelta(seconds=1))
        )
        self.assertGreaterEqual(at, plan.length)
        self.assertLess(before, plan.length)

    @proves("INT-6", "Clocks of 24x7 and of working hours count the same night differently")
    def test_night(self):
        """A complaint at night: the round-the-clock clock runs, the other waits for the morning."""
        night = datetime(2026, 3, 2, 23)
        office = only(hour_spans([(datetime(2026, 3, 3, 8), datetime(2026, 3, 3, 17))]))
        due = {
            name: read([Event(night, "start", Plan(Fraction(2), spans))], night).due
            for name, spans in (("always", always), ("office", office))
        }
        self.assertEqual(due["always"], datetime(2026, 3, 3, 1))
        self.assertEqual(due["office"], datetime(2026, 3, 3, 10))

    def test_daylight_saving(self):
        """A calendar day is a day on the wall, though the night of the change has 23 hours."""
        start = datetime(2026, 3, 27, 9)  # 10:00 in Berlin, winter
        days = Plan(Fraction(3), calendar_days("Europe/Berlin"))
        hours = Plan(Fraction(72), always)
        self.assertEqual(read([Event(start, "start", days)], start).due, datetime(2026, 3, 30, 8))
        self.assertEqual(read([Event(start, "start", hours)], start).due, datetime(2026, 3, 30, 9))

    def test_consumed_reaches_length_on_an_hour_that_never_was(self):
        """Working hours over the change of the clocks are real hours."""
        sunday = midnight(date(2026, 3, 29), "Europe/Berlin")
        night = only(hour_spans([(sunday, midnight(date(2026, 3, 30), "Europe/Berlin"))]))
        reading = read([Event(sunday, "start", Plan(Fraction(23), night))], sunday)
        self.assertEqual(reading.due, sunday + timedelta(hours=23))

    def test_never(self):
        """A calendar that ends before the length is reached has no due time."""
        span = Span(START, START + timedelta(hours=1), Fraction(1))
        reading = read([Event(START, "start", Plan(Fraction(2), only([span])))], START)
        self.assertEqual((reading.state, reading.due), ("running", None))

    def test_no_plan(self):
        """A history without a plan is a mistake of the program."""
        with self.assertRaises(ValueError):
            read([Event(START, "start")], START)
