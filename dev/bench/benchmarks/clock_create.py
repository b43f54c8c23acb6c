"""What the clocks add: complaints with four clocks against bare tickets, a hundred at once.

The target is the suite's own: a fifth more time, for at most three statements more each.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dev import orm
from dev.bench import Benchmark, Timed
from tests.harness.odoo_server import OdooServer

BATCH = 100
CLOCKS = 4
STATEMENTS = 3  # more for each complaint, at most


@contextmanager
def prepare(odoo: OdooServer) -> Iterator[tuple[Timed, Timed]]:
    """Yield the two ways to register a hundred cases; both are rolled back."""
    registry = orm.registry(odoo.postgres, odoo.database)
    admin = odoo.id_of("base.user_admin")
    [(bare_team,)] = odoo.query(
        "SELECT id FROM helpdesk_ticket_team WHERE name->>'en_US' = %s", "Desk 0"
    )
    ticket = {"name": "Case", "description": "A piece is missing.", "team_id": bare_team}
    complaint = ticket | {
        "team_id": odoo.id_of("retail_complaint.helpdesk_ticket_team_complaints"),
        "category_id": odoo.id_of("retail_complaint.helpdesk_ticket_category_quality"),
    }
    statements: dict[str, int] = {}

    def creating(name: str, values: dict[str, Any], clocks: int) -> Timed:
        def run() -> float:
            with registry.cursor() as cursor:
                env = orm.Environment(cursor, admin, {})
                rows = [dict(values) for _number in range(BATCH)]
                before, begun = cursor.sql_log_count, time.perf_counter()
                made = env["helpdesk.ticket"].create(rows)
                cursor.flush()
                seconds = time.perf_counter() - begun
                statements[name] = cursor.sql_log_count - before
                assert len(made.complaint_clock_ids) == clocks * BATCH
                cursor.rollback()
            return seconds

        return run

    yield creating("complaint", complaint, CLOCKS), creating("ticket", ticket, 0)
    more = (statements["complaint"] - statements["ticket"]) / BATCH
    print(f"{'':16}{more:9.2f}{STATEMENTS:9}  statements more for each complaint")


BENCHMARK = Benchmark(
    subject=f"create of {BATCH} complaints with {CLOCKS} clocks",
    baseline=f"create of {BATCH} bare tickets",
    target=1.2,
    prepare=prepare,
)
