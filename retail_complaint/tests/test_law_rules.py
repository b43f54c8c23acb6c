import doctest
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import formula, statute
from ..tools.formula import FormulaError, evaluate, names, spell

numbers = st.decimals(0, 1_000_000, places=2)


@tagged("post_install", "-at_install")
class TestLawRules(BaseCase):
    def test_examples(self):
        """The examples in the documentation of the rules are true."""
        for module in (formula, statute):
            self.assertFalse(doctest.testmod(module).failed)

    def test_nothing_but_arithmetic(self):
        """A formula in data can do nothing but arithmetic on its inputs."""
        for text in (
            "__import__('os')",
            "price.real",
            "price ** 9",
            "price if price else 1",
            "[1]",
            "'a'",
            "True",
            "max(price, key=price)",
            "pow(price, 2)",
            "max()",
            "1 +",
            "",
            "1e400",
            "price; loss",
            "(" * 300,
        ):
            with self.subTest(text), self.assertRaises(FormulaError):
                evaluate(text, {"price": Decimal(1)})

    @given(price=numbers, loss=numbers)
    def test_computes_what_it_spells(self, price, loss):
        """What is shown with the numbers filled in comes to the same result."""
        inputs = {"price": price, "loss": loss}
        for text in ("max(3 * price, 500)", "(price - loss) / 4 + -loss", "min(price, 2 * loss)"):
            spelled = spell(text, inputs).replace("×", "*").replace("÷", "/")
            self.assertEqual(evaluate(spelled, {}), evaluate(text, inputs))
            self.assertLessEqual(names(text), {"price", "loss"})

    @given(price=numbers)
    def test_floor(self, price):
        """A minimum binds below it, and three times the price holds above it."""
        amount = evaluate("max(3 * price, 500)", {"price": price})
        self.assertEqual(amount, max(3 * price, Decimal(500)))
