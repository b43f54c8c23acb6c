"""Rules of goods that come back and go out, without the ORM."""

from collections.abc import Hashable, Iterable
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)

#: States of a return in which nothing of it is alive.
DEAD = frozenset({"draft", "cancelled"})
#: States in which what is to go out has not gone out yet.
PENDING = frozenset({"confirmed", "received", "waiting_return", "waiting_replacement"})


class Flow(NamedTuple):
    """One return or delivery: whether goods come in, whether goods go out, and its state."""

    comes: bool
    goes: bool
    state: str


def allocate(
    wanted: float, sources: Iterable[tuple[Key, float]], digits: int = 6
) -> list[tuple[Key, float]]:
    """Return from which source how many pieces are taken, first come first served.

    What the sources do not have stays unallocated; the caller compares the sum.

    >>> allocate(4, [("first", 3), ("second", 2)])
    [('first', 3), ('second', 1)]
    >>> allocate(4, [("first", 0), ("second", 2)])
    [('second', 2)]
    >>> allocate(0.3, [("first", 0.1), ("second", 0.2)])
    [('first', 0.1), ('second', 0.2)]
    """
    taken = []
    for key, available in sources:
        piece = round(min(available, wanted), digits)
        if piece > 0:
            taken.append((key, piece))
            wanted = round(wanted - piece, digits)
    return taken


def goods_state(flows: Iterable[Flow]) -> str | None:
    """Return what the goods of one compensation wait for, the customer's wait first.

    >>> goods_state([])
    >>> goods_state([Flow(True, False, "confirmed")])
    'awaited'
    >>> goods_state([Flow(True, False, "finished"), Flow(True, False, "confirmed")])
    'partial'
    >>> goods_state([Flow(True, True, "received")])
    'deliver'
    >>> goods_state([Flow(False, True, "confirmed"), Flow(True, False, "confirmed")])
    'deliver'
    >>> goods_state([Flow(True, True, "replaced"), Flow(True, False, "cancelled")])
    'done'
    """
    alive = [flow for flow in flows if flow.state not in DEAD]
    if not alive:
        return None
    awaited = [flow for flow in alive if flow.comes and flow.state == "confirmed"]
    if any(flow.goes and flow.state in PENDING for flow in alive if flow not in awaited):
        return "deliver"
    if awaited:
        arrived = any(flow.comes and flow not in awaited for flow in alive)
        return "partial" if arrived else "awaited"
    return "done"
