"""When the rules of escalation act, as plain data.

>>> from datetime import datetime
>>> noon = datetime(2026, 3, 2, 12)
>>> missed = Rule(1, trigger="after", hours=2.0)
>>> get_fire_moment(missed, "resolution", due=noon, warning=None)
datetime.datetime(2026, 3, 2, 14, 0)
>>> get_fire_moment(missed, "resolution", due=None, warning=None) is None
True
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .case import Row


@dataclass(frozen=True)
class Rule(Row):
    """A rule: on which cases and when it acts; ``what`` is its kind of clock, empty is any."""

    trigger: str = ""
    hours: float = 0.0


def get_fire_moment(
    rule: Rule, clock_kind: str, due: datetime | None, warning: datetime | None
) -> datetime | None:
    """Return when a rule acts on a clock, None when it does not or nobody knows yet."""
    if rule.what not in ("", clock_kind):
        return None
    if rule.trigger == "warning":
        return warning
    if due is None:
        return None
    if rule.trigger == "promise_broken":
        return due if clock_kind == "promise" else None
    hours = timedelta(hours=rule.hours)
    return {"before": due - hours, "after": due + hours}.get(rule.trigger)
