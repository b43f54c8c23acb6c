"""Clocks and how long they run: which service level counts for a clock of a case.

>>> anywhere = Row(1, "resolution")
>>> choose([anywhere], "resolution", Case("complaint")).id
1
>>> choose([anywhere], "resolution", Case("inquiry")) is None
True
>>> asked = Row(2, "resolution", named(kind=["inquiry"]))
>>> choose([anywhere, asked], "resolution", Case("inquiry")).id
2
"""

from collections.abc import Iterable

from .case import LEVEL, Case, Row, closest, named  # noqa: F401 the doctests use named
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


def choose(levels: Iterable[Row], clock_kind: str, case: Case) -> Row | None:
    """Return the level that counts for a kind of clock in a case, None where it has none.

    Suggestions and inquiries have only what names them.
    """
    is_answered = case.kind in ANSWERED_KINDS
    rows = (
        level
        for level in levels
        if level.what == clock_kind and ("kind" in level.about or not is_answered)
    )
    return closest(rows, case, LEVEL)
