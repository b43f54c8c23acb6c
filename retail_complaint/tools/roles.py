"""Who can have which part in a case, and the levels of the house, as plain data.

A case begins with its owner. Above are the levels, each filled by a role; who fills the role in a
case says ``helpdesk.ticket._get_role_users``. The house adds levels and changes their order, so
what is shipped are rows (``complaint.level``), and everybody who is asked in turn is asked in this
one order: the way up (RSP-6), who approves what their limits cover (SOL-4, ORG-5), who takes what
came in by itself (ORG-8), who looks after suspect food (INV-4) and who gets what nobody takes
(ORG-4).

>>> [level.role for level in levels_of(LEVELS, 1)]
['duty_manager', 'team_leader', 'store_manager', 'region_manager', 'leading_group']
"""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

ROLES = [
    ("owner", "Owner"),
    ("first_receiver", "First receiver"),
    ("duty_manager", "Duty manager"),
    ("team_leader", "Team leader"),
    ("store_manager", "Store manager"),
    ("region_manager", "Region manager"),
    ("leading_group", "Leading group"),
    ("handling_group", "Handling group"),
    ("support_group", "Support group"),
    ("department", "Lead department"),
    ("salesperson", "Salesperson"),
]
#: Where every case begins, below all levels.
OWNER = "owner"


class Level(NamedTuple):
    """A level of the house.

    :param is_receiver: on the spot: takes at once what comes in by itself
    :param is_last_resort: gets, without being asked, what nobody takes
    :param company_id: 0 for every company
    """

    role: str
    is_receiver: bool = False
    is_last_resort: bool = False
    company_id: int = 0


#: The levels as shipped, from the lowest to the highest.
LEVELS = (
    Level("duty_manager", is_receiver=True),
    Level("team_leader", is_receiver=True, is_last_resort=True),
    Level("store_manager", is_receiver=True, is_last_resort=True),
    Level("region_manager", is_last_resort=True),
    Level("leading_group", is_last_resort=True),
)


def levels_of(rows: Iterable[Level], company_id: int) -> tuple[Level, ...]:
    """Return the levels of a company in their order; its own row of a role before the common one.

    >>> own = Level("store_manager", company_id=2)
    >>> [level.role for level in levels_of((own, *LEVELS), 2)]
    ['store_manager', 'duty_manager', 'team_leader', 'region_manager', 'leading_group']
    >>> levels_of((own, *LEVELS), 1) == LEVELS
    True
    """
    rows = [row for row in rows if row.company_id in (0, company_id)]
    own = {row.role for row in rows if row.company_id}
    return tuple(row for row in rows if row.company_id or row.role not in own)


def above(roles: Sequence[str], reached: Collection[str]) -> tuple[str, ...]:
    """Return the roles above the highest of those reached; all of them where none is.

    >>> above(("duty_manager", "team_leader", "store_manager"), {"team_leader", "duty_manager"})
    ('store_manager',)
    >>> above(("duty_manager", "team_leader"), {"owner"})
    ('duty_manager', 'team_leader')
    """
    last = max((roles.index(role) for role in reached if role in roles), default=-1)
    return tuple(roles[last + 1 :])
