"""What a customer was charged for each line that they bought.

**In**: the lines of everything that belongs to one order (:class:`Line`): of all its invoices, of
its receipts, and, for what is not invoiced yet, of the order itself. A line that takes nothing off
is charged. One that takes off is a discount, which lowers the charge of what it reaches, or a means
of payment (gift card, e-wallet, a deposit paid before), which lowers nothing: it has paid. **Out**
(:class:`Charged`): for each charged line its :class:`Charge`, which names its share of each line
that takes off, since a credit note gives back those very lines.

The laws that the tests hold against a plain oracle:

- each line that takes off is found again to the unit, net and tax by tax, in the shares of the
  charges and in what is unplaced. So the charges are the documents, plus payment lines, plus
  deposits taken off;
- net, gross and each tax of a charge are never below zero, nor above those of its line. (A tax that
  the line itself bears below zero, as in a reverse charge, stays between its amount and zero.)
- a share is in proportion to what is left of the lines that the discount reaches, to the unit:
  where units are over, the largest remainders get them, and of equal ones the lower key;
- the order of the lines does not matter; only keys decide, and ``step`` where it is given;
- what is larger than its scope goes on over the rest of the order. What then is left, or is booked
  on a tax that no line bears, is reported as unplaced and never lost.

Ten pieces at 10.00, invoiced two and eight, less a coupon of 10.00 that stands whole on the first:

>>> lines = [
...     Line("first", Amount(2000), quantity=2, purchase="pears"),
...     Line("coupon", Amount(-1000), kind="discount", scope="order"),
...     Line("second", Amount(8000), quantity=8, purchase="pears"),
... ]
>>> charged = charge(lines)
>>> [(line.key, line.amount.gross, line.quantity) for line in charged.charges]
[('first', 1800, 2), ('second', 7200, 8)]

A gift card is no discount. What it paid goes back to it:

>>> card = Line("card", Amount(-10000), kind="payment")
>>> phone = charge([Line("phone", Amount(10000, {"13": 1300})), card]).charges[0]
>>> phone.amount.gross, phone.money, phone.cards["card"].gross
(11300, 1300, -10000)

What to feed: every posted invoice line of the order's lines with the amounts that were booked (not
those that price and discount would give again), in the currency of the invoice; and of each order
line what is still to be invoiced, under the same purchase, so that a discount that stands on the
first invoice reaches the goods of the second. A line that counts elsewhere is left out: credit
notes, our own credit lines, sections, and a deposit that a final invoice took in (on that one it is
a negative line of kind ``deposit``). A negative price is a discount; a negative quantity is goods
taken back in the same document, which paid for others, so ``payment``. A free product is goods that
cost nothing. How a charge is given back in parts, and by which means, is in ``charge_part``.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal, NamedTuple

from .charge_amount import NET, Amount, Components, allocate, between, fit, part, scale

#: Goods and delivery charge; the others take off. A deposit that is charged is a charge, too.
Kind = Literal["goods", "delivery", "discount", "payment", "deposit"]
#: What a line that takes off reaches: the goods with its taxes (reward on the order); these and
#: delivery (Odoo's order discount); named goods; delivery; or all, whatever the taxes (typed by
#: hand, and payments).
Scope = Literal["order", "global", "cheapest", "specific", "free_product", "free_shipping", "typed"]
#: Discounts lower the charge; of what paid it, the deposit came before the card.
TURN = {"deposit": 1, "payment": 2}
#: The lines that each scope reaches, where they are not named; goods where it is not here.
REACH: dict[str, tuple[Kind, ...]] = {
    "global": ("goods", "delivery"),
    "typed": ("goods", "delivery"),
    "free_shipping": ("delivery",),
}


class Line(NamedTuple):
    """A line of a document: what it charges, or below zero what it takes off.

    ``purchase`` is what it stands for (the order line), the same for all its documents; by default
    itself. ``targets`` are the purchases that a discount or payment reaches; where they are given,
    they hold whatever the scope, which keeps what a reward said when the order was confirmed.
    ``step`` is its place in the row in which discounts were taken; without one the narrow come
    first. ``group`` names the taxes that discounts go by, where not all count (fixed ones do not).
    ``order`` keeps the discounts of one order from the goods of another on the same invoice; a line
    that takes off without one reaches all.
    """

    key: str
    amount: Amount
    quantity: int = 1
    kind: Kind = "goods"
    purchase: str = ""
    scope: Scope = "typed"
    targets: frozenset[str] = frozenset()
    step: int = 0
    group: frozenset[str] | None = None
    order: str = ""


class Charge(NamedTuple):
    """What was charged for one line, or a part of it, or what is left of it.

    ``own`` is the line itself and ``amount`` what it came to with its shares of discounts. Shares
    are by the key of the line that took off, and below zero as that line is.
    """

    key: str
    purchase: str
    quantity: int
    amount: Amount
    own: Amount
    discounts: dict[str, Amount]
    cards: dict[str, Amount]
    deposits: dict[str, Amount]

    @property
    def money(self) -> int:
        """What was to be paid in money for it, after cards and deposits."""
        paid = [*self.cards.values(), *self.deposits.values()]
        return self.amount.gross + sum(share.gross for share in paid)


class Charged(NamedTuple):
    """The charges by key, and by its key what of a line that takes off found no place.

    Unplaced with a gross means that more was taken off than was charged; with a gross of zero that
    the taxes of the discount are not those of the goods, or differ by a unit of rounding: the
    charge is right, and the books are when it is credited with the last part of the document.
    """

    charges: list[Charge]
    unplaced: dict[str, Amount]

    def by_purchase(self) -> dict[str, list[Charge]]:
        """Return the charges of each purchase, one for each document line, by their keys."""
        purchases: dict[str, list[Charge]] = {}
        for row in self.charges:
            purchases.setdefault(row.purchase, []).append(row)
        return purchases


def count(ordered: int, delivered: int, invoiced: int) -> int:
    """Return the pieces that count: what was invoiced, before that delivered, before that ordered.

    What was delivered beyond what is invoiced so far counts, too: it will be. Of what came back or
    was credited since, nothing is taken off here.

    >>> count(1000, 1040, 1040), count(10, 4, 0), count(10, 0, 0), count(10, 8, 2)
    (1040, 4, 10, 8)
    """
    return max(invoiced, delivered) or ordered


class _Open:
    """A charged line while discounts and payments are being placed on it."""

    __slots__ = ("line", "purchase", "group", "left", "due", "discounts", "cards", "deposits")

    def __init__(self, line: Line) -> None:
        self.line = line
        self.purchase = line.purchase or line.key
        self.group = _group(line)
        #: what is charged after the discounts placed so far
        self.left = line.amount.components
        #: the gross that no discount or payment has taken so far
        self.due = line.amount.gross
        self.discounts: dict[str, Amount] = {}
        self.cards: dict[str, Amount] = {}
        self.deposits: dict[str, Amount] = {}

    def close(self) -> Charge:
        line, amount = self.line, self.line.amount
        if self.discounts:
            net = self.left.pop(NET)
            amount = Amount(net, self.left)
        shares = self.discounts, self.cards, self.deposits
        return Charge(line.key, self.purchase, line.quantity, amount, line.amount, *shares)


def charge(lines: Iterable[Line]) -> Charged:
    """Return what was charged for each line of one order that charges something.

    Each piece of "50 % off this one" costs less, and not those beside it:

    >>> charged = charge(
    ...     [
    ...         Line("x", Amount(10000)),
    ...         Line("y", Amount(10000)),
    ...         Line("half", Amount(-5000), kind="discount", targets=frozenset({"x"})),
    ...     ]
    ... )
    >>> [line.amount.gross for line in charged.charges]
    [5000, 10000]
    """
    rows = sorted(lines, key=lambda line: line.key)
    takers = [line for line in rows if _takes_off(line)]
    charging = [line for line in rows if not _takes_off(line)] if takers else rows
    opened = [_Open(line) for line in charging]
    unplaced: dict[str, Amount] = {}
    for line in sorted(takers, key=lambda line: _get_turn(line, opened)):
        rest = _take_off(line, opened)
        if rest:
            unplaced[line.key] = rest
    return Charged([row.close() for row in opened], unplaced)


def _takes_off(line: Line) -> bool:
    """A line below zero takes off, whatever it is; so does a discount of zero, of its taxes."""
    gross = line.amount.gross
    return gross < 0 or (not gross and line.kind not in ("goods", "delivery"))


def _get_turn(line: Line, opened: list[_Open]) -> tuple[int, int, int, str]:
    turn = TURN.get(line.kind, 0)
    return turn, line.step, len(_get_reach(line, opened)), line.key


def _group(line: Line) -> frozenset[str]:
    return frozenset(line.amount.taxes) if line.group is None else line.group


def _get_reach(line: Line, opened: list[_Open]) -> list[_Open]:
    """Return the charged lines that a line which takes off is meant for."""
    if line.targets:
        return [row for row in opened if row.purchase in line.targets]
    reached = REACH.get(line.scope, ("goods",))
    rows = [row for row in _get_same_order(line, opened) if row.line.kind in reached]
    if line.scope == "cheapest":
        # Not kept when the order was confirmed: the lowest price a piece, as Odoo takes it.
        priced = [row for row in rows if row.line.quantity > 0 and row.line.amount.gross > 0]
        if priced:
            cheapest = min(priced, key=_get_price_and_purchase).purchase
            return [row for row in priced if row.purchase == cheapest]
    return rows


def _get_price_and_purchase(row: _Open) -> tuple[Fraction, str]:
    return Fraction(row.line.amount.gross, row.line.quantity), row.purchase


def _get_same_order(line: Line, opened: list[_Open]) -> list[_Open]:
    return [
        row
        for row in opened
        if (not line.order or row.line.order == line.order)
        # A deposit is charged and taken off again; nothing else is taken off it.
        and row.line.kind not in TURN
    ]


def _get_tiers(line: Line, opened: list[_Open]) -> Iterable[list[_Open]]:
    """Yield where a line takes off, each wider than the one before, for what is left over."""
    reach = _get_reach(line, opened)
    if line.scope != "typed":
        group = _group(line)
        yield [row for row in reach if row.group == group]
    yield reach
    yield _get_same_order(line, opened)
    yield [row for row in opened if row.line.kind not in TURN]


def _take_off(line: Line, opened: list[_Open]) -> Amount:
    """Place a discount or payment and return what found no place, below zero as the line is."""
    rest = -line.amount.gross
    shares: dict[str, int] = {}
    for tier in _get_tiers(line, opened) if rest else ():
        room = [row.due for row in tier]
        placed = min(rest, sum(room))
        if not placed:
            continue
        for row, share in zip(tier, allocate(placed, room), strict=True):
            row.due -= share
            shares[row.line.key] = shares.get(row.line.key, 0) + share
        rest -= placed
        if not rest:
            break
    rows = [(row, shares[row.line.key]) for row in opened if shares.get(row.line.key)]
    if line.kind in TURN:
        return _pay(line, rows)
    return _discount(line, rows)


def _pay(line: Line, rows: list[tuple[_Open, int]]) -> Amount:
    """Give each line its share of a payment: parts of it by money, one after the other."""
    rest = line.amount
    for row, share in rows:
        paid = part(rest, -rest.gross, -rest.gross - share)
        (row.deposits if line.kind == "deposit" else row.cards)[line.key] = paid
        rest -= paid
    return rest


def _discount(line: Line, rows: list[tuple[_Open, int]]) -> Amount:
    """Give each line its share of a discount in net and taxes, of which it has enough itself.

    Parts by money, one after the other; where a line has less of a component, the share that keeps
    to what it has.
    """
    taken = _get_plain_shares(line, rows) or _get_kept_shares(line, rows)
    rest = (-line.amount).components
    for (row, _share), share in zip(rows, taken, strict=True):
        left = row.left
        for key, amount in share.items():
            if amount:
                left[key] -= amount
                rest[key] = rest.get(key, 0) - amount
        row.discounts[line.key] = _to_share(line, share)
    return _to_share(line, rest)


def _get_plain_shares(line: Line, rows: list[tuple[_Open, int]]) -> list[Components]:
    """Return the shares as parts of the discount; none where a line has less of a component."""
    rest = (-line.amount).components
    whole = -line.amount.gross
    shares = []
    for row, gross in rows:
        if gross == whole:
            share = rest
        else:
            share = {key: amt - scale(amt, whole - gross, whole) for key, amt in rest.items()}
            share[NET] += gross - sum(share.values())
            rest = {key: amount - share[key] for key, amount in rest.items()}
        whole -= gross
        left = row.left
        for key, amount in share.items():
            if not 0 <= amount <= left.get(key, 0):
                return []
        shares.append(share)
    return shares


def _get_kept_shares(line: Line, rows: list[tuple[_Open, int]]) -> list[Components]:
    """Return shares that take no more than a line has, nor leave more than those after it have."""
    rest = (-line.amount).components
    for row, _share in rows:
        for key in row.left:
            rest.setdefault(key, 0)
    later = [dict.fromkeys(rest, 0), dict.fromkeys(rest, 0)]
    for row, _share in rows:
        for bounds, bound in zip(later, between(row.left), strict=True):
            for key, amount in bound.items():
                bounds[key] += amount
    shares = []
    for row, gross in rows:
        share = _get_share(rest, gross, row.left, later)
        for key, amount in share.items():
            rest[key] -= amount
        shares.append(share)
    return shares


def _get_share(
    rest: Components, share: int, left: Components, later: list[Components]
) -> Components:
    """Return what one line takes of the rest of a discount; its gross is the share.

    :param later: the bounds of what this line and those after it can take; this one's are taken out
    """
    room = [dict.fromkeys(rest, 0) | bound for bound in between(left)]
    for bounds, bound in zip(later, room, strict=True):
        for key, amount in bound.items():
            bounds[key] -= amount
    whole = sum(rest.values())
    wanted = {key: amount - scale(amount, whole - share, whole) for key, amount in rest.items()}
    wanted[NET] += share - sum(wanted.values())
    low, high = between(rest)
    for key, amount in rest.items():
        high[key] = min(high[key], room[1][key])
        low[key] = min(max(low[key], room[0][key], amount - later[1][key]), high[key])
        high[key] = max(min(high[key], amount - later[0][key]), low[key])
    taken = fit(wanted, share, low, high)
    if sum(taken.values()) != share:
        # Its taxes are not those of the line: the gross counts, the rest is reported.
        taken = fit(taken, share, *room)
    return taken


def _to_share(line: Line, taken: Components) -> Amount:
    taxes = {key: -taken[key] for key in taken if key and (taken[key] or key in line.amount.taxes)}
    return Amount(-taken[NET], taxes)
