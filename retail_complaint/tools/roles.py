"""Who can have which part in a case, and the way up."""

ROLES = [
    ("owner", "Owner"),
    ("first_receiver", "First receiver"),
    ("duty_manager", "Duty manager"),
    ("team_leader", "Team leader"),
    ("store_manager", "Store manager"),
    ("leading_group", "Leading group"),
    ("handling_group", "Handling group"),
    ("support_group", "Support group"),
    ("department", "Lead department"),
    ("salesperson", "Salesperson"),
]
#: The way up, one level after the other (RSP-6).
LEVELS = ("duty_manager", "team_leader", "store_manager", "leading_group")
#: From whom to whom a case goes up.
LADDER = ("owner", "duty_manager", "team_leader", "store_manager", "leading_group")
#: Where a case goes that cannot go on between colleagues.
LAST_RESORT = ("team_leader", "store_manager", "leading_group")
