"""Amounts in whole units of a currency, split and given back so that the parts sum to the whole.

All amounts are integers, in units of the currency's rounding (:func:`units`, :func:`value`): a cent
for the euro, one for the yen, a fils for the dinar. Sums of floats are not exact, and decimals cost
ten times as much where a screen values a thousand orders. Quantities are integers, too, in units of
the precision of quantities: 10.4 kg are 1040 hundredths. Only their ratio matters.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

#: Amounts by component: the net under NET, the taxes under their keys.
Components = dict[str, int]
NET = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """Net and taxes, in units of the currency; taxes by key (as text, like Odoo's in JSON)."""

    net: int
    taxes: dict[str, int] = field(default_factory=dict)

    @property
    def gross(self) -> int:
        return self.net + sum(self.taxes.values())

    @property
    def components(self) -> Components:
        return {NET: self.net, **self.taxes}

    def __add__(self, other: "Amount") -> "Amount":
        taxes = dict(self.taxes)
        for key, amount in other.taxes.items():
            if amount:  # a tax of nothing makes none of this amount's
                taxes[key] = taxes.get(key, 0) + amount
        return Amount(self.net + other.net, taxes)

    def __neg__(self) -> "Amount":
        return Amount(-self.net, {key: -amount for key, amount in self.taxes.items()})

    def __sub__(self, other: "Amount") -> "Amount":
        return self + -other

    def __bool__(self) -> bool:
        return bool(self.net or any(self.taxes.values()))


def units(amount: float, step: float) -> int:
    """Return an amount or quantity in units of its rounding; it has to be rounded to it already.

    >>> units(20.74, 0.01), units(1500.0, 1.0), units(-3.125, 0.001), units(10.4, 0.01)
    (2074, 1500, -3125, 1040)
    """
    return round(amount / step)


def value(count: int, step: float) -> float:
    """Return what so many units are worth; the float that prints as the amount.

    >>> value(57, 0.01), value(1500, 1.0), value(3125, 0.001), value(57, 0.05)
    (0.57, 1500.0, 3.125, 2.85)
    """
    return count * step if step >= 1 else count / round(1 / step)


def scale(amount: int, after: int, before: int) -> int:
    """Return amount x after / before, halves away from zero, as Odoo rounds.

    >>> scale(667, 1, 2), scale(-667, 1, 2), scale(905, 2, 3)
    (334, -334, 603)
    """
    doubled = 2 * abs(amount) * after + before
    return doubled // (2 * before) if amount >= 0 else -(doubled // (2 * before))


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split a total by weights, at most their sum; no share is more than its weight.

    Units that are over go to the largest remainders, of equal ones to the first.

    >>> allocate(1000, [500, 500, 500]), allocate(10, [70, 20, 10])
    ([334, 333, 333], [7, 2, 1])
    """
    whole = sum(weights)
    pairs = [divmod(total * weight, whole) for weight in weights]
    shares = [share for share, _remainder in pairs]
    over = total - sum(shares)
    if over:
        for index in sorted(range(len(pairs)), key=lambda index: -pairs[index][1])[:over]:
            shares[index] += 1
    return shares


def part(rest: Amount, before: int, after: int) -> Amount:
    """Return what is given back of a rest when of ``before`` units only ``after`` are left.

    rest - round(rest x after / before), for the gross and for each tax; the net is what the gross
    has beside the taxes. The units are pieces, or money: for an amount of money they are the gross
    before and after. Whatever the parts, the last one takes all, so they sum to the whole.

    >>> three = Amount(885, {"13": 115})
    >>> first = part(three, 3, 2)
    >>> second = part(three - first, 2, 1)
    >>> third = part(three - first - second, 1, 0)
    >>> [(piece.gross, piece.taxes["13"]) for piece in (first, second, third)]
    [(333, 38), (333, 38), (334, 39)]

    :raises ValueError: when less than nothing or more than before would be left
    """
    if not 0 <= after <= before or not before:
        raise ValueError(f"{after} left of {before}")
    if not after:
        return rest
    left = {key: scale(amount, after, before) for key, amount in rest.components.items()}
    total = scale(rest.gross, after, before)
    left[NET] += total - sum(left.values())
    if not min(0, rest.net) <= left[NET] <= max(0, rest.net):
        low, high = between(rest.components)
        left = fit(left, total, low, high)
    net = left.pop(NET)
    return rest - Amount(net, left)


def between(amounts: Components) -> tuple[Components, Components]:
    """Return the bounds of what can be taken from these amounts: from nothing to all."""
    low = {key: min(0, amount) for key, amount in amounts.items()}
    return low, {key: max(0, amount) for key, amount in amounts.items()}


def fit(wanted: Components, total: int, low: Components, high: Components) -> Components:
    """Return what is nearest to these amounts, sums to the total and keeps the bounds.

    Where the bounds have no room for the total, the sum differs from it.
    """
    fitted = {key: min(max(wanted[key], low[key]), high[key]) for key in wanted}
    short = total - sum(fitted.values())
    for key in fitted if short else ():
        move = min(max(short, low[key] - fitted[key]), high[key] - fitted[key])
        fitted[key] += move
        short -= move
    return fitted
