"""Which limit counts: the pure part of authority (ORG-5, SOL-4)."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """One row of authority as it applies to a user; amounts in company currency, None is no limit.

    ``user``, ``store`` and ``kind`` say whether the row names them; a row that names more is closer
    to the case.
    """

    id: int
    case_amount: float | None
    user: bool = False
    store: bool = False
    kind: bool = False

    @property
    def closeness(self) -> tuple[bool, bool, bool]:
        return (self.user, self.store, self.kind)


def closest(limits: Iterable[Limit]) -> Limit | None:
    """Return the row that counts: the closest; of equally close ones the widest.

    >>> role = Limit(1, 500.0)
    >>> here = Limit(2, 200.0, store=True)
    >>> closest([role, here]).id
    2
    >>> closest([here, Limit(3, 900.0, user=True)]).id
    3
    >>> closest([role, Limit(4, None)]).id
    4
    >>> closest([]) is None
    True
    """
    return max(
        limits,
        key=lambda limit: (
            limit.closeness,
            limit.case_amount is None,
            limit.case_amount or 0.0,
        ),
        default=None,
    )
