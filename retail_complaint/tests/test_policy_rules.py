import doctest
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import policy
from ..tools.policy import Formula, compute

money = st.decimals(0, 100_000, places=2)


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
