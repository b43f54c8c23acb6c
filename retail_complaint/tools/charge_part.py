"""Parts of what was charged: what is given back, what is left, and where the money goes.

A charge, what is left of it and every part given back are of one form
(:class:`~charge.Charge`), so that ``left = less(charge, part, ...)`` and, when a part is released,
``left = more(left, part)``. Whoever gives back freezes the part (:func:`dump`), books it, and the
next one takes from the rest, never from the whole:

>>> from odoo.addons.retail_complaint.tools.charge import Line, charge
>>> bought = charge([Line("a", Amount(905), quantity=3)]).charges
>>> first = take(bought, quantity=1)
>>> rest = [less(bought[0], *first)]
>>> reduction = take(rest, gross=100)
>>> rest = [less(rest[0], *reduction)]
>>> last = take(rest, quantity=2)
>>> [piece.amount.gross for piece in first + reduction + last]
[302, 100, 503]

What is left of a purchase is its charge less every part that stands: reserved, given back, or
credited without a case. Such a credit is taken from the rest like a part, with its pieces and its
gross up to what is left; what is over has its own alarm. The part that a credit note books has
``own`` for the goods' line and a line each for its discounts, with their taxes; those of cards are
the reversed payment lines, and their sum with the rest of the part is what it comes to.

The laws: parts by pieces, by money or by both, with releases between them, in any order, sum to the
charge and never exceed it, in net, each tax, each discount and each means of payment; whoever has
all pieces back gets all that is left. And of the money: cards get what cards paid, nobody is paid
what they did not pay, and all of it is named (:func:`pay_back`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from .charge import Charge
from .charge_amount import Amount, part, scale

SHARES = ("discounts", "cards", "deposits")


def take(
    lefts: Sequence[Charge], quantity: int | None = None, gross: int | None = None
) -> list[Charge]:
    """Return the parts that give back so many pieces, so much money, or these pieces for that much.

    :param lefts: what is left of one purchase, one for each of its documents, in the order in which
        they are to be credited, the oldest first
    :param quantity: pieces, in the unit of the lefts; their price is
        rest - round(rest x left after / left before), over all documents
    :param gross: money, tax included; without a quantity it takes no pieces, which are worth less
        from then on
    :return: a part for each document that gives something back; a credit note each

    Two pieces of 3.33 on one invoice and one of 3.34 on another cost the same:

    >>> from odoo.addons.retail_complaint.tools.charge import Line, charge
    >>> lefts = charge([Line("a", Amount(666), 2, purchase="p"), Line("b", Amount(334), 1,
    ...     purchase="p")]).charges
    >>> [(piece.key, piece.quantity, piece.amount.gross) for piece in take(lefts, quantity=3)]
    [('a', 2, 666), ('b', 1, 334)]

    :raises ValueError: when more is asked for than is left
    """
    pieces, money = sum(left.quantity for left in lefts), sum(left.amount.gross for left in lefts)
    quantity, wanted = quantity or 0, gross
    if not 0 <= quantity <= pieces:
        raise ValueError(f"{quantity} of {pieces} pieces")
    if wanted is None:
        wanted = money - scale(money, pieces - quantity, pieces) if quantity else 0
    if not 0 <= wanted <= money:
        raise ValueError(f"{wanted} of {money}")
    parts = []
    for left in lefts:
        # Below zero where a later document lowered what had been given back already.
        of_left = max(min(quantity, left.quantity), 0), max(min(wanted, left.amount.gross), 0)
        quantity, wanted = quantity - of_left[0], wanted - of_left[1]
        if any(of_left):
            parts.append(_cut(left, *of_left))
    return parts


def _cut(left: Charge, quantity: int, gross: int) -> Charge:
    """Return a part of what is left of one document line."""
    before = left.amount.gross
    after = before - gross
    if not before:  # free, or free by now: what its line and its discounts were goes by pieces
        before, after = left.quantity, left.quantity - quantity
    amount = part(left.amount, before, after)
    discounts = {key: part(share, before, after) for key, share in left.discounts.items()}
    # The line itself is what the amount has beside the discounts, so that both are exact.
    own = amount
    for share in discounts.values():
        own -= share
    # Each means of payment gives its part of the gross, money what the others do not.
    paid = {key: -share.gross for key, share in _get_paid(left).items()}
    given = part(Amount(left.money, paid), before, after).taxes
    return left._replace(
        quantity=quantity,
        amount=amount,
        own=own,
        discounts=discounts,
        cards={key: _cut_share(share, given[key]) for key, share in left.cards.items()},
        deposits={key: _cut_share(share, given[key]) for key, share in left.deposits.items()},
    )


def _get_paid(row: Charge) -> dict[str, Amount]:
    return row.cards | row.deposits


def _cut_share(share: Amount, given: int) -> Amount:
    """Return the part of a payment's share, below zero, by which so much goes back to it."""
    left = -share.gross
    return part(share, left, left - given) if left > 0 else Amount(0)


def less(whole: Charge, *parts: Charge) -> Charge:
    """Return what is left of a charge after these parts of it."""
    for row in parts:
        whole = _combine(whole, row, -1)
    return whole


def more(left: Charge, *parts: Charge) -> Charge:
    """Return what is left when these parts are released: refused, cancelled or undone."""
    for row in parts:
        left = _combine(left, row, 1)
    return left


def _combine(one: Charge, other: Charge, sign: int) -> Charge:
    changes: dict[str, Any] = {"quantity": one.quantity + sign * other.quantity}
    for name in ("amount", "own"):
        mine, its = getattr(one, name), getattr(other, name)
        changes[name] = mine + its if sign > 0 else mine - its
    for name in SHARES:
        shares: dict[str, Amount] = dict(getattr(one, name))
        for key, share in getattr(other, name).items():
            mine = shares.get(key, Amount(0))
            shares[key] = mine + share if sign > 0 else mine - share
        changes[name] = shares
    return one._replace(**changes)


# Kept and frozen ---------------------------------------------------------------------------------


def dump(row: Charge) -> dict[str, Any]:
    """Return a charge or part as plain data for JSON, and for the digest of what was agreed.

    >>> from odoo.addons.retail_complaint.tools.charge import Line, charge
    >>> row = charge([Line("a", Amount(885, {"13": 115}), quantity=3)]).charges[0]
    >>> dump(row)["amount"], load(dump(row)) == row
    ({'net': 885, 'taxes': {'13': 115}}, True)
    """
    plain: dict[str, Any] = {"key": row.key, "purchase": row.purchase, "quantity": row.quantity}
    plain |= {name: _dump_amount(getattr(row, name)) for name in ("amount", "own")}
    for name in SHARES:
        plain[name] = {key: _dump_amount(share) for key, share in getattr(row, name).items()}
    return plain


def _dump_amount(amount: Amount) -> dict[str, Any]:
    return {"net": amount.net, "taxes": dict(amount.taxes)}


def load(plain: Mapping[str, Any]) -> Charge:
    """Return the charge or part that was kept as plain data."""
    values: dict[str, Any] = {name: plain[name] for name in ("key", "purchase", "quantity")}
    values |= {name: Amount(**plain[name]) for name in ("amount", "own")}
    for name in SHARES:
        values[name] = {key: Amount(**share) for key, share in plain[name].items()}
    return Charge(**values)


# Paid back as it was paid ------------------------------------------------------------------------


class Paid(NamedTuple):
    """How the document that is credited stands: by its receivable, before the credit.

    ``unpaid`` is what is open on it, ``money`` what was paid by each payment or method over all
    documents of the order and not paid back, ``waived`` what was settled without money: an
    early-payment discount, a difference written off. Cards and deposits on lines of the document
    are not in them, but the payment of a deposit's own invoice is money.
    """

    unpaid: int
    money: dict[str, int]
    waived: int = 0


class PayBack(NamedTuple):
    """Where a part goes: to each card, off what is unpaid, to each payment; the sum is its gross.

    ``waived`` was never paid, so nothing is paid for it: it is reversed. ``open`` was not paid,
    either, nor is it open on this document: it stays the customer's credit for their next invoice.
    """

    cards: dict[str, int]
    unpaid: int
    money: dict[str, int]
    waived: int
    open: int


def pay_back(parts: Iterable[Charge], paid: Paid) -> PayBack:
    """Return where what is given back goes: as it was paid, and nowhere else.

    :param parts: the parts that one credit note gives back

    113.00, of which 100.00 were paid by card and 10.00 in cash; all comes back:

    >>> from odoo.addons.retail_complaint.tools.charge import Line, charge
    >>> card = Line("card", Amount(-10000), kind="payment")
    >>> bought = charge([Line("a", Amount(10000, {"13": 1300})), card]).charges
    >>> pay_back(bought, Paid(unpaid=300, money={"cash": 1000}))
    PayBack(cards={'card': 10000}, unpaid=300, money={'cash': 1000}, waived=0, open=0)

    A half of 100.00 that were settled by 98.00 within ten days:

    >>> half = take(charge([Line("a", Amount(10000), quantity=2)]).charges, quantity=1)
    >>> pay_back(half, Paid(unpaid=0, money={"bank": 9800}, waived=200))
    PayBack(cards={}, unpaid=0, money={'bank': 4900}, waived=100, open=0)
    """
    cards: dict[str, int] = {}
    gross = 0
    for row in parts:
        gross += row.amount.gross
        for key, share in row.cards.items():
            cards[key] = cards.get(key, 0) - share.gross
    due = gross - sum(cards.values())
    unpaid = min(due, paid.unpaid)
    settled = paid.waived + sum(paid.money.values())
    covered = min(due - unpaid, settled)
    back = Amount(0, dict.fromkeys(paid.money, 0))
    if covered:
        # What was waived stands in the place of the net: it has what the payments leave.
        back = part(Amount(paid.waived, paid.money), settled, settled - covered)
    return PayBack(cards, unpaid, back.taxes, back.net, due - unpaid - covered)


def still_paid(paid: Paid, back: PayBack) -> Paid:
    """Return how the document stands after so much was given back."""
    money = {key: amount - back.money.get(key, 0) for key, amount in paid.money.items()}
    return Paid(paid.unpaid - back.unpaid, money, paid.waived - back.waived)
