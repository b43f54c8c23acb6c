"""Standard compensation as a pure rule: what a policy comes to.

Which policy counts for a case says ``tools/case.py``.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

ROUNDING = {"nearest": ROUND_HALF_UP, "up": ROUND_CEILING, "down": ROUND_FLOOR}


class Formula(NamedTuple):
    """How a policy reaches its amount from a price; floor, cap and step of zero are none."""

    method: str
    value: Decimal
    floor: Decimal = Decimal(0)
    cap: Decimal = Decimal(0)
    step: Decimal = Decimal(0)
    rounding: str = "nearest"


class Step(NamedTuple):
    """One step on the way to the amount, and what it left."""

    name: str
    amount: Decimal


def compute(formula: Formula, price: Decimal) -> list[Step]:
    """Return the steps from a price to the amount; the last one has it.

    Floor and cap come after the rounding, so they hold to the cent.

    >>> [str(step.amount) for step in compute(Formula("percentage", Decimal(10)), Decimal(85))]
    ['8.5']
    >>> up = Formula("percentage", Decimal(10), step=Decimal(10), rounding="up")
    >>> [(step.name, str(step.amount)) for step in compute(up, Decimal("477.6"))]
    [('percentage', '47.76'), ('step', '50')]
    >>> bound = Formula("multiple", Decimal(3), floor=Decimal(500))
    >>> [(step.name, str(step.amount)) for step in compute(bound, Decimal("166.66"))]
    [('multiple', '499.98'), ('floor', '500')]
    """
    raw = {
        "percentage": price * formula.value / 100,
        "multiple": price * formula.value,
        "fixed": formula.value,
    }[formula.method]
    steps = [Step(formula.method, raw)]
    if formula.step:
        count = (raw / formula.step).to_integral_value(ROUNDING[formula.rounding])
        rounded = count * formula.step
        if rounded != raw:
            steps.append(Step("step", rounded))
    if formula.floor and steps[-1].amount < formula.floor:
        steps.append(Step("floor", formula.floor))
    if formula.cap and steps[-1].amount > formula.cap:
        steps.append(Step("cap", formula.cap))
    return steps
