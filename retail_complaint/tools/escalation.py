"""When the rules of escalation act, as plain data.

>>> from datetime import datetime
>>> noon = datetime(2026, 3, 2, 12)
>>> missed = Rule(1, "after", hours=2.0)
>>> get_moment(missed, "resolution", due=noon, warning=None)
datetime.datetime(2026, 3, 2, 14, 0)
>>> get_moment(missed, "resolution", due=None, warning=None) is None
True
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from .service_level import Case


class Rule(NamedTuple):
    """A rule: when it acts, and on which cases; empty is any."""

    id: int
    trigger: str
    hours: float = 0.0
    clock_kind: str = ""
    severity_ids: frozenset[int] = frozenset()
    category_ids: frozenset[int] = frozenset()
    store_ids: frozenset[int] = frozenset()
    company_id: int = 0


def concerns(rule: Rule, case: Case) -> bool:
    """Whether a rule is about a case.

    >>> concerns(Rule(1, "after", store_ids=frozenset({7})), Case("complaint", store_id=8))
    False
    """
    return (
        (not rule.severity_ids or case.severity_id in rule.severity_ids)
        and (not rule.category_ids or not rule.category_ids.isdisjoint(case.category_ids))
        and (not rule.store_ids or case.store_id in rule.store_ids)
        and rule.company_id in (0, case.company_id)
    )


def get_moment(
    rule: Rule, clock_kind: str, due: datetime | None, warning: datetime | None
) -> datetime | None:
    """Return when a rule acts on a clock, None when it does not or nobody knows yet."""
    if rule.clock_kind and rule.clock_kind != clock_kind:
        return None
    if rule.trigger == "warning":
        return warning
    if due is None:
        return None
    if rule.trigger == "promise_broken":
        return due if clock_kind == "promise" else None
    hours = timedelta(hours=rule.hours)
    return {"before": due - hours, "after": due + hours}.get(rule.trigger)
