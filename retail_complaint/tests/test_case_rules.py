import doctest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import case as case_rules
from ..tools import escalation, service_level
from ..tools.case import (
    LAW,
    LEVEL,
    LIMIT,
    SCOPE,
    STANDARD,
    WORDS,
    Case,
    Row,
    closest,
    closest_of_each,
    fits,
    named,
    rank,
)
from ..tools.process import ANSWERED_KINDS

DAY = date(2026, 5, 1)
KINDS = ["complaint", "inquiry"]
CRITERIA = [
    *((name, number) for name in ("severity", "team", "store", "user") for number in (1, 2)),
    *((name, number) for name in ("country", "union", "state") for number in (1, 2)),
    *(("category", number) for number in (1, 2, 3)),
    *(("kind", kind) for kind in KINDS),
    ("finding", "justified"),
    ("gives", "refund"),
    ("city", "ningbo"),
]


def about(pairs):
    """Return the criteria of a row that names these values."""
    return named(**{name: [value for key, value in pairs if key == name] for name, _value in pairs})


rows = st.builds(
    Row,
    id=st.integers(1, 99),
    what=st.sampled_from(["refund", "goodwill"]),
    about=st.lists(st.sampled_from(CRITERIA), max_size=4).map(about),
    first=st.sampled_from([date.min, DAY]),
    width=st.sampled_from([0.0, 500.0, float("inf")]),
    sequence=st.integers(0, 1),
)
tables = st.lists(rows, max_size=6, unique_by=lambda row: row.id)
some_id = st.integers(0, 2)
cases = st.builds(
    Case,
    kind=st.sampled_from(KINDS),
    severity_id=some_id,
    category_ids=st.lists(st.integers(1, 3), unique=True, max_size=3).map(tuple),
    team_id=some_id,
    store_id=some_id,
    finding=st.sampled_from(["", "justified", "not_justified"]),
    day=st.sampled_from([DAY, DAY - timedelta(days=1)]),
    user_id=some_id,
    gives=st.sampled_from(["", "refund"]),
    country_id=some_id,
    state_id=some_id,
    city=st.sampled_from(["", "Ningbo "]),
)
weightings = st.sampled_from([LEVEL, STANDARD, LIMIT, LAW, SCOPE, WORDS])


@tagged("post_install", "-at_install")
class TestCaseRules(BaseCase):
    def test_examples(self):
        """The examples in the documentation of the rules are true."""
        for module in (case_rules, escalation, service_level):
            failed, tried = doctest.testmod(module)
            self.assertTrue(tried)
            self.assertFalse(failed)

    @given(table=tables, case=cases, weights=weightings, data=st.data())
    def test_choice_is_a_function_of_the_case(self, table, case, weights, data):
        """The order in which rows are read changes nothing; the chosen one fits and is best."""
        chosen = closest_of_each(table, case, weights)
        shuffled = data.draw(st.permutations(table))
        self.assertEqual(chosen, closest_of_each(shuffled, case, weights))
        for what, winner in chosen.items():
            self.assertTrue(fits(winner, case))
            rivals = [row for row in table if row.what == what and fits(row, case)]
            self.assertIs(winner, closest(rivals, case, weights))
            best = max(rank(row, case, weights) for row in rivals)
            self.assertEqual(best, rank(winner, case, weights))
        self.assertEqual({row.what for row in table if fits(row, case)}, set(chosen))

    @given(table=tables, case=cases, weights=weightings)
    def test_what_is_not_about_the_case_changes_nothing(self, table, case, weights):
        """Rows for others, or for another time, never decide which one counts here."""
        fitting = [row for row in table if fits(row, case)]
        self.assertIs(closest(table, case, weights), closest(fitting, case, weights))

    @given(table=tables, case=cases)
    def test_answered_kinds_are_named(self, table, case):
        """A suggestion or inquiry has the clocks only whose level names it."""
        level = service_level.choose(table, "refund", case)
        if level and case.kind in ANSWERED_KINDS:
            self.assertIn(case.kind, level.about["kind"])

    def test_precedence(self):
        """Each table has its own order of what is closest; it is the one in the documentation."""
        case = Case(
            kind="complaint",
            severity_id=3,
            category_ids=(5, 2),
            team_id=4,
            store_id=7,
            user_id=8,
            gives="refund",
            country_id=48,
            state_id=6,
            city="Ningbo",
            day=DAY,
        )
        orders = {
            LEVEL: [
                named(severity=[3]),
                named(store=[7], team=[4]),
                named(category=[5], kind=["complaint"]),
                named(store=[7]),
                named(category=[5]),
                named(category=[2]),
                named(team=[4]),
                named(kind=["complaint"]),
                {},
            ],
            STANDARD: [
                named(severity=[3], category=[2]),
                named(store=[7]),
                named(category=[5]),
                named(category=[2]),
                named(severity=[3]),
                {},
            ],
            LIMIT: [
                named(user=[8]),
                named(store=[7], gives=["refund"]),
                named(store=[7]),
                named(gives=["refund"]),
                {},
            ],
            LAW: [
                named(city=["ningbo"], country=[48]),
                named(state=[6], country=[48]),
                named(country=[48]),
                named(union=[47, 48]),
                {},
            ],
            SCOPE: [named(store=[7]), named(team=[4])],
            WORDS: [named(category=[5]), named(category=[2]), {}],
        }
        for weights, criteria in orders.items():
            # The further down, the earlier in the list: only the criteria decide.
            table = [Row(99 - place, about=wanted) for place, wanted in enumerate(criteria)]
            found = sorted(table, key=lambda row: rank(row, case, weights), reverse=True)
            self.assertEqual([row.about for row in found], criteria)
            self.assertIs(closest(table, case, weights), table[0])

    def test_equally_close(self):
        """The newer standard or law counts, and the wider limit; else the first in the list."""
        old, new = Row(1), Row(2, first=DAY)
        narrow, wide = Row(1, width=5.0), Row(2, width=float("inf"))
        case = Case(day=DAY)
        for weights in (STANDARD, LAW):
            self.assertIs(closest([old, new], case, weights), new)
        self.assertIs(closest([narrow, wide], case, LIMIT), wide)
        first, second, third = Row(3, sequence=1), Row(1, sequence=2), Row(2, sequence=2)
        for weights in (LEVEL, STANDARD, LIMIT, LAW, SCOPE, WORDS):
            self.assertIs(closest([third, second, first], case, weights), first)
            self.assertIs(closest([third, second], case, weights), second)
