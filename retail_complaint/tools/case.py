"""Which row of settings counts for a case: of the rows that are about it the closest.

A row is about a case when all is so that the row names; what it leaves empty is any. What makes one
closer than another is for each table to say. The first difference decides:

===================  ======================================  =======================================
rows                 may name                                closer is, in this order
===================  ======================================  =======================================
service level        severity, store, category, team, kind,  what names the severity; what names
                     company                                 more; the store; category; team; kind
standard             store, category, severity, finding,     what names more; the store; category;
                     period                                  severity; what is newer
limit of authority   user, store, kind of compensation       what names the user; the store; the
                                                             kind; what allows more
rule of law          city, state, country, union, company,   what names the city; state; country;
                     period                                  union; what is newer
group, duty roster   store, team                             what names the store
words for a reply    category                                what names the category
escalation rule      severity, store, category, company      all that are about the case act
===================  ======================================  =======================================

A category means those below it, too, and the nearer one is closer. Of equally close rows the first
in the list counts.

>>> anywhere = Row(1, "resolution")
>>> serious = Row(2, "resolution", named(severity=[3]))
>>> at_store = Row(3, "resolution", named(severity=[3], store=[7]))
>>> case = Case("complaint", severity_id=3, store_id=7)
>>> closest([anywhere, serious, at_store], case, LEVEL).id
3
>>> closest([anywhere, serious, at_store], replace(case, store_id=8), LEVEL).id
2
>>> closest([serious], Case("complaint"), LEVEL) is None
True
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace  # noqa: F401 the doctests use replace
from datetime import date
from functools import cached_property
from typing import TypeVar

Criteria = Mapping[str, frozenset[int | str]]
Weights = tuple[str, ...]

# What weighs beside the criteria themselves: how many are named, how new it is, what it allows.
MOST = "most"
NEWEST = "newest"
WIDEST = "widest"

LEVEL: Weights = ("severity", MOST, "store", "category", "team", "kind")
STANDARD: Weights = (MOST, "store", "category", "severity", NEWEST)
LIMIT: Weights = ("user", "store", "gives", WIDEST)
LAW: Weights = ("city", "state", "country", "union", NEWEST)
SCOPE: Weights = ("store", "team")
WORDS: Weights = ("category",)


@dataclass(frozen=True)
class Case:
    """What of a case decides which rows count; 0 and empty are not known.

    ``category_ids`` are its own first, then up to the root; ``day`` is that of receipt where the
    case is. Who asks for something may add to it: ``gives`` is the kind of compensation that
    ``user_id`` wants to grant; country, state and city are where the law is asked for.
    """

    kind: str = ""
    severity_id: int = 0
    category_ids: tuple[int, ...] = ()
    team_id: int = 0
    store_id: int = 0
    company_id: int = 0
    finding: str = ""
    day: date = date.min
    user_id: int = 0
    gives: str = ""
    country_id: int = 0
    state_id: int = 0
    city: str = ""

    @cached_property
    def facts(self) -> Mapping[str, tuple[int | str, ...]]:
        """What is so in the case, by criterion; the nearest first."""
        return {
            "kind": (self.kind,),
            "severity": (self.severity_id,),
            "category": self.category_ids,
            "team": (self.team_id,),
            "store": (self.store_id,),
            "company": (self.company_id,),
            "finding": (self.finding,),
            "user": (self.user_id,),
            "gives": (self.gives,),
            "country": (self.country_id,),
            "union": (self.country_id,),
            "state": (self.state_id,),
            "city": (plain(self.city),),
        }


@dataclass(frozen=True)
class Row:
    """A row of settings: ``what`` it settles, which cases it is about, and from when to when.

    ``width`` is how much it allows, ``sequence`` its place in the list.
    """

    id: int
    what: str = ""
    about: Criteria = field(default_factory=dict)
    first: date = date.min
    last: date = date.max
    width: float = 0.0
    sequence: int = 0


AnyRow = TypeVar("AnyRow", bound=Row)


def named(**criteria: Iterable[int | str]) -> dict[str, frozenset[int | str]]:
    """Return the criteria of a row, without those that it leaves empty.

    >>> named(store=[7], team=[], kind=[False])
    {'store': frozenset({7})}
    """
    found = {name: frozenset(value for value in criteria[name] if value) for name in criteria}
    return {name: values for name, values in found.items() if values}


def plain(name: str) -> str:
    """Return the name of a place as it is compared."""
    return name.strip().casefold()


def fits(row: Row, case: Case) -> bool:
    """Whether a row is about a case.

    >>> fits(Row(1, about=named(category=[2])), Case(category_ids=(5, 2)))
    True
    >>> fits(Row(1, about=named(store=[7])), Case(store_id=8))
    False
    >>> fits(Row(1, last=date(2026, 2, 28)), Case(day=date(2026, 3, 1)))
    False
    """
    return row.first <= case.day <= row.last and not any(
        wanted.isdisjoint(case.facts[name]) for name, wanted in row.about.items()
    )


def rank(row: Row, case: Case, weights: Weights) -> tuple[float, ...]:
    """Return what orders the rows that fit: the highest is the closest."""
    return (*(_weigh(row, case, weight) for weight in weights), -row.sequence, -row.id)


def _weigh(row: Row, case: Case, weight: str) -> float:
    if weight == MOST:
        return len(row.about)
    if weight == NEWEST:
        return row.first.toordinal()
    if weight == WIDEST:
        return row.width
    wanted, facts = row.about.get(weight, frozenset()), case.facts[weight]
    met = (place for place, fact in enumerate(facts) if fact in wanted)
    return len(facts) - next(met, len(facts))


def closest(rows: Iterable[AnyRow], case: Case, weights: Weights) -> AnyRow | None:
    """Return the row that counts for a case, None where none is about it.

    >>> role = Row(1, width=500.0)
    >>> here = Row(2, about=named(store=[7]), width=200.0)
    >>> mine = Row(3, about=named(user=[5]), width=100.0)
    >>> case = Case(store_id=7, user_id=5)
    >>> [closest(rows, case, LIMIT).id for rows in ([role, here], [role, here, mine])]
    [2, 3]
    >>> closest([role, Row(4, width=float("inf"))], case, LIMIT).id
    4
    """
    fitting = (row for row in rows if fits(row, case))
    return max(fitting, key=lambda row: rank(row, case, weights), default=None)


def closest_of_each(rows: Iterable[AnyRow], case: Case, weights: Weights) -> dict[str, AnyRow]:
    """Return the row that counts for each matter that one of the rows settles, by ``what``."""
    groups: dict[str, list[AnyRow]] = {}
    for row in rows:
        groups.setdefault(row.what, []).append(row)
    found = ((what, closest(group, case, weights)) for what, group in groups.items())
    return {what: row for what, row in found if row}
