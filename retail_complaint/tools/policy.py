"""Standard compensation as pure rules: which policy holds for a case, and what it comes to.

>>> anywhere = Policy(1, "refund")
>>> here = Policy(2, "refund", store_id=7)
>>> case = Facts(date(2026, 3, 1), store_id=7)
>>> choose([anywhere, here], case)["refund"].id
2
>>> choose([anywhere, here], case._replace(store_id=8))["refund"].id
1
"""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

ROUNDING = {"nearest": ROUND_HALF_UP, "up": ROUND_CEILING, "down": ROUND_FLOOR}


class Facts(NamedTuple):
    """What of a case decides its standard; categories from its own up to the root."""

    day: date
    category_ids: tuple[int, ...] = ()
    severity_id: int = 0
    finding: str = ""
    store_id: int = 0


class Policy(NamedTuple):
    """A policy: the kind of compensation it gives, and its criteria, where 0 or empty is any."""

    id: int
    kind: str
    category_id: int = 0
    severity_id: int = 0
    finding: str = ""
    store_id: int = 0
    valid_from: date = date.min
    valid_to: date = date.max


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


def fits(policy: Policy, facts: Facts) -> bool:
    """Whether a policy holds for a case.

    >>> fits(Policy(1, "refund", valid_to=date(2026, 2, 28)), Facts(date(2026, 3, 1)))
    False
    """
    return (
        policy.valid_from <= facts.day <= policy.valid_to
        and policy.category_id in (0, *facts.category_ids)
        and policy.severity_id in (0, facts.severity_id)
        and policy.finding in ("", facts.finding)
        and policy.store_id in (0, facts.store_id)
    )


def rank(policy: Policy, facts: Facts) -> tuple[object, ...]:
    """Return what orders the policies that fit: the highest wins.

    The one that names most wins; then that of the store, of the nearer category, the newer one.
    """
    near = 0
    if policy.category_id:
        near = len(facts.category_ids) - facts.category_ids.index(policy.category_id)
    named = (policy.store_id, policy.category_id, policy.severity_id, policy.finding)
    return (
        sum(map(bool, named)),
        bool(policy.store_id),
        near,
        bool(policy.severity_id),
        policy.valid_from,
        -policy.id,
    )


def choose(policies: Iterable[Policy], facts: Facts) -> dict[str, Policy]:
    """Return the one policy that holds for each kind of compensation, by kind."""
    chosen: dict[str, Policy] = {}
    for policy in policies:
        if not fits(policy, facts):
            continue
        best = chosen.get(policy.kind)
        if best is None or rank(policy, facts) > rank(best, facts):
            chosen[policy.kind] = policy
    return chosen


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
