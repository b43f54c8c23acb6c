"""Which service level holds for a case, as a pure choice among plain data.

>>> anywhere = Level(1, "resolution")
>>> serious = Level(2, "resolution", severity_id=3)
>>> store = Level(3, "resolution", severity_id=3, store_id=7)
>>> case = Case("complaint", severity_id=3, store_id=7)
>>> choose([anywhere, serious, store], "resolution", case).id
3
>>> choose([anywhere, serious, store], "resolution", case._replace(store_id=8)).id
2
>>> choose([anywhere], "resolution", Case("suggestion")) is None
True
"""

from collections.abc import Iterable
from typing import NamedTuple

from .process import ANSWERED_KINDS

CLOCK_KINDS = [
    ("first_response", "First response"),
    ("preliminary", "Preliminary investigation"),
    ("proposal", "Proposal"),
    ("resolution", "Resolution"),
    ("promise", "Promise to the customer"),
    ("authority", "Deadline of an authority"),
    ("followup", "Follow-up"),
]
#: Clocks whose deadline is a date that somebody named: no service level gives them a length.
DATED_KINDS = frozenset({"promise", "authority"})
UNITS = [("hours", "Hours"), ("days", "Calendar days"), ("working_days", "Working days")]
PAUSE_REASONS = [
    ("customer", "Customer"),
    ("goods", "Goods"),
    ("test", "Test by an authority or laboratory"),
]


class Case(NamedTuple):
    """What of a case decides its service levels; categories from its own up to the root."""

    kind: str
    severity_id: int = 0
    category_ids: tuple[int, ...] = ()
    team_id: int = 0
    store_id: int = 0
    company_id: int = 0


class Level(NamedTuple):
    """A service level: its criteria, where 0 or empty is any."""

    id: int
    clock_kind: str
    severity_id: int = 0
    category_id: int = 0
    team_id: int = 0
    store_id: int = 0
    kind: str = ""
    company_id: int = 0


def fits(level: Level, case: Case) -> bool:
    """Whether a level holds for a case; suggestions and inquiries have only what names them.

    >>> fits(Level(1, "resolution", kind="inquiry"), Case("inquiry"))
    True
    >>> fits(Level(1, "resolution", category_id=2), Case("complaint", category_ids=(5, 2)))
    True
    """
    if case.kind in ANSWERED_KINDS and level.kind != case.kind:
        return False
    return (
        level.kind in ("", case.kind)
        and level.severity_id in (0, case.severity_id)
        and level.category_id in (0, *case.category_ids)
        and level.team_id in (0, case.team_id)
        and level.store_id in (0, case.store_id)
        and level.company_id in (0, case.company_id)
    )


def rank(level: Level, case: Case) -> tuple[int, ...]:
    """Return what orders the levels that fit: the highest wins.

    One that names the severity comes before one that does not; then the one that names most of
    store, category, team, kind and company; then by that order, a category the nearer the better.
    """
    near = 0
    if level.category_id:
        near = len(case.category_ids) - case.category_ids.index(level.category_id)
    named = (level.store_id, level.category_id, level.team_id, level.kind, level.company_id)
    return (
        int(bool(level.severity_id)),
        sum(map(bool, named)),
        int(bool(level.store_id)),
        near,
        int(bool(level.team_id)),
        int(bool(level.kind)),
        -level.id,
    )


def choose(levels: Iterable[Level], clock_kind: str, case: Case) -> Level | None:
    """Return the level that holds for a kind of clock in a case, None where it has none."""
    fitting = [level for level in levels if level.clock_kind == clock_kind and fits(level, case)]
    return max(fitting, key=lambda level: rank(level, case), default=None)
