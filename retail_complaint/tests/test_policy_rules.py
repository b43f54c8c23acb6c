import doctest
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import policy
from ..tools.policy import Facts, Formula, Policy, choose, compute, fits, rank

DAY = date(2026, 5, 1)
money = st.decimals(0, 100_000, places=2)
ids = st.integers(0, 3)
policies = st.lists(
    st.builds(
        Policy,
        id=st.integers(1, 999),
        kind=st.sampled_from(["refund", "goodwill"]),
        category_id=ids,
        severity_id=ids,
        finding=st.sampled_from(["", "justified"]),
        store_id=ids,
    ),
    max_size=12,
    unique_by=lambda row: row.id,
)
cases = st.builds(
    Facts,
    day=st.just(DAY),
    category_ids=st.lists(st.integers(1, 3), unique=True, max_size=2).map(tuple),
    severity_id=st.integers(1, 3),
    finding=st.sampled_from(["justified", "not_justified"]),
    store_id=st.integers(1, 3),
)


@st.composite
def formulas(draw):
    floor = draw(money)
    return Formula(
        draw(st.sampled_from(["percentage", "multiple", "fixed"])),
        draw(st.decimals("0.01", 1000, places=2)),
        floor,
        draw(st.sampled_from([Decimal(0), floor + draw(money)])),
        draw(st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(1), Decimal(10)])),
        draw(st.sampled_from(["nearest", "up", "down"])),
    )


@tagged("post_install", "-at_install")
class TestPolicyRules(BaseCase):
    def test_examples(self):
        """The examples in the documentation of the rules are true."""
        self.assertFalse(doctest.testmod(policy).failed)

    @given(formula=formulas(), price=money)
    def test_bounds(self, formula, price):
        """Whatever the price, floor and cap hold; a number that neither moved is whole steps."""
        steps = compute(formula, price)
        amount = steps[-1].amount
        self.assertGreaterEqual(amount, formula.floor)
        if formula.cap:
            self.assertLessEqual(amount, formula.cap)
        if formula.step and steps[-1].name not in ("floor", "cap"):
            self.assertEqual(amount % formula.step, 0)

    @given(formula=formulas(), prices=st.tuples(money, money))
    def test_never_less_for_more(self, formula, prices):
        """Who paid more is never given less."""
        low, high = sorted(prices)
        self.assertLessEqual(compute(formula, low)[-1].amount, compute(formula, high)[-1].amount)

    @given(rows=policies, case=cases, data=st.data())
    def test_choice_is_a_function_of_the_facts(self, rows, case, data):
        """The order in which policies are read changes nothing; the chosen one fits and is best."""
        chosen = choose(rows, case)
        self.assertEqual(chosen, choose(data.draw(st.permutations(rows)), case))
        for kind, winner in chosen.items():
            self.assertTrue(fits(winner, case))
            rivals = [row for row in rows if row.kind == kind and fits(row, case)]
            self.assertEqual(max(rank(row, case) for row in rivals), rank(winner, case))
        fitting = {row.kind for row in rows if fits(row, case)}
        self.assertEqual(fitting, set(chosen))
