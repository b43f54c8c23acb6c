"""Which rules of law hold at a place on a day: the nearest layer wins, own promises come on top.

>>> nation = Row(1, "return", country_id=48)
>>> province = Row(2, "return", country_id=48, state_id=7)
>>> promise = Row(3, "return", country_id=48, company_id=1)
>>> there = Place(country_id=48, state_id=7, company_id=1)
>>> layers([nation, province, promise], there, date(2026, 5, 1))["return"]
Layers(law=2, promise=3)
>>> layers([nation, province], there._replace(state_id=8), date(2026, 5, 1))["return"]
Layers(law=1, promise=0)
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Place(NamedTuple):
    """Where a case is: ids, 0 where it is not known, and the name of the city."""

    country_id: int = 0
    state_id: int = 0
    city: str = ""
    company_id: int = 0


class Row(NamedTuple):
    """A rule: ``code`` says which matter it is about; a row without a place holds everywhere.

    ``group`` are the countries of a union; None where the rule names no union.
    """

    id: int
    code: str
    country_id: int = 0
    state_id: int = 0
    city: str = ""
    company_id: int = 0
    group: frozenset[int] | None = None
    valid_from: date = date.min
    valid_to: date = date.max


class Layers(NamedTuple):
    """Of one matter: the row of the law, and that of the company's own promise; 0 is none."""

    law: int = 0
    promise: int = 0


def holds(row: Row, place: Place, day: date) -> bool:
    """Whether a rule holds at a place on a day.

    >>> old = Row(1, "mediation", 48, valid_to=date(2026, 4, 14))
    >>> holds(old, Place(48), date(2026, 4, 14)), holds(old, Place(48), date(2026, 4, 15))
    (True, False)
    >>> union = frozenset({57, 75})
    >>> [holds(Row(1, "x", group=union), Place(c), date(2026, 1, 1)) for c in (57, 48)]
    [True, False]
    >>> holds(Row(1, "x", 48, city="Ningbo "), Place(48, city="ningbo"), date(2026, 4, 15))
    True
    """
    return (
        row.valid_from <= day <= row.valid_to
        and (row.group is None or place.country_id in row.group)
        and row.country_id in (0, place.country_id)
        and row.state_id in (0, place.state_id)
        and _plain(row.city) in ("", _plain(place.city))
        and row.company_id in (0, place.company_id)
    )


def _plain(city: str) -> str:
    return city.strip().casefold()


def _nearness(row: Row) -> tuple[object, ...]:
    layer = (_plain(row.city), row.state_id, row.country_id, row.group)
    return (*map(bool, layer), row.valid_from, row.id)


def layers(rows: Iterable[Row], place: Place, day: date) -> dict[str, Layers]:
    """Return what holds of each matter: city before province, country, union; the newer first."""
    found: dict[str, Layers] = {}
    for row in sorted((row for row in rows if holds(row, place, day)), key=_nearness):
        known = found.get(row.code, Layers())
        if row.company_id:
            found[row.code] = known._replace(promise=row.id)
        else:
            found[row.code] = known._replace(law=row.id)
    return found
