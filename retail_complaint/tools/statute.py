"""Which rules of law hold at a place on a day: the nearest layer wins, own promises come on top.

>>> nation = Row(1, "return", named(country=[48]))
>>> province = Row(2, "return", named(country=[48], state=[7]))
>>> promise = Row(3, "return", named(country=[48], company=[1]))
>>> there = Case(country_id=48, state_id=7, company_id=1)
>>> layers([nation, province, promise], there)["return"]
Layers(law=2, promise=3)
>>> layers([nation, province], replace(there, state_id=8))["return"]
Layers(law=1, promise=0)
>>> of_union = Row(4, "register", {"union": frozenset({57, 75})})
>>> [layers([of_union], Case(country_id=country)) for country in (57, 48)]
[{'register': Layers(law=4, promise=0)}, {}]
>>> in_city = Row(5, "return", named(country=[48], city=[plain("Ningbo ")]))
>>> layers([nation, in_city], replace(there, city="ningbo"))["return"].law
5
"""

from collections.abc import Iterable
from dataclasses import replace  # noqa: F401 the doctests use it
from typing import NamedTuple

from .case import LAW, Case, Row, closest_of_each, named, plain  # noqa: F401 the doctests use them


class Layers(NamedTuple):
    """Of one matter: the row of the law, and that of the company's own promise; 0 is none."""

    law: int = 0
    promise: int = 0


def layers(rows: Iterable[Row], case: Case) -> dict[str, Layers]:
    """Return what holds of each matter: city before province, country, union; the newer first."""
    rows = list(rows)
    laws = closest_of_each((row for row in rows if "company" not in row.about), case, LAW)
    promises = closest_of_each((row for row in rows if "company" in row.about), case, LAW)
    return {
        code: Layers(
            laws[code].id if code in laws else 0, promises[code].id if code in promises else 0
        )
        for code in laws | promises
    }
