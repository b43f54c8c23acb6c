"""What Odoo adds to a row: bare tickets through the ORM against PostgreSQL alone.

The target: without this suite a hundred tickets at once took 105 times as long as their rows,
by ten queries each, and the suite may add one query to an ordinary ticket.
"""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from psycopg2.extras import Json, execute_values

from dev import databases, orm
from dev.bench import Benchmark, Timed
from tests.harness.odoo_server import OdooServer

BATCH = 100
REPEATS = 10  # of the baseline, which is too short to be measured well by itself


@contextmanager
def prepare(odoo: OdooServer) -> Iterator[tuple[Timed, Timed]]:
    """Yield the two ways to write the same hundred tickets; both are rolled back."""
    registry = orm.registry(odoo.postgres, odoo.database)
    admin = odoo.id_of("base.user_admin")
    [(team,)] = odoo.query(
        "SELECT id FROM helpdesk_ticket_team WHERE name->>'en_US' = %s", "Desk 0"
    )
    values = [
        {"name": f"Ticket {n}", "description": "A piece is missing.", "team_id": team}
        for n in range(BATCH)
    ]
    rows: list[dict[str, Any]] = []

    def through_orm() -> float:
        with registry.cursor() as cursor:
            begun = time.perf_counter()
            tickets = orm.Environment(cursor, admin, {})["helpdesk.ticket"].create(values)
            cursor.flush()
            seconds = time.perf_counter() - begun
            if not rows:
                cursor.execute("SELECT * FROM helpdesk_ticket WHERE id IN %s", [tuple(tickets.ids)])
                rows.extend(cursor.dictfetchall())
            cursor.rollback()
        return seconds

    with closing(databases.connect(odoo.postgres, odoo.database)) as connection:
        connection.autocommit = False

        def by_postgresql() -> float:
            columns = sorted(rows[0].keys() - {"id"})
            tuples = [[_adapted(row[column]) for column in columns] for row in rows]
            statement = f"INSERT INTO helpdesk_ticket ({', '.join(columns)}) VALUES %s"  # noqa: S608 names of columns
            begun = time.perf_counter()
            for _repeat in range(REPEATS):
                execute_values(connection.cursor(), statement, tuples, page_size=BATCH)
            seconds = time.perf_counter() - begun
            connection.rollback()
            return seconds / REPEATS

        yield through_orm, by_postgresql


def _adapted(value: Any) -> Any:
    return Json(value) if isinstance(value, dict | list) else value


BENCHMARK = Benchmark(
    subject=f"create of {BATCH} bare tickets",
    baseline="one INSERT of their rows",
    target=120,
    prepare=prepare,
)
