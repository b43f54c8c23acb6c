"""Whether the scheduler pays for what is due or for what is open.

A thousand clocks are due, once among twenty times as many running ones as in the baseline (at
full size 400,000 against 20,000). The target leaves a fifth for deeper indexes and colder pages.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from dev import databases, orm
from dev.bench import Benchmark, Timed
from tests.harness.odoo_server import OdooServer

DUE = 1_000
GROWTH = 20

# Cases with one running clock each; the first of them are due, the others tomorrow.
SEED = """
WITH ticket AS (
    INSERT INTO helpdesk_ticket (
        number, name, description, active, sequence, priority, company_id, team_id, stage_id,
        user_id, is_complaint, complaint_kind, complaint_phase, complaint_received_at,
        create_uid, create_date
    )
    SELECT
        'C' || n, 'Case ' || n, '<p>It smelled.</p>', TRUE, 10, '1', company.id, %(team)s,
        stage.id, %(user)s, TRUE, 'complaint', 'intake', now(), 1, now()
    FROM generate_series(1, %(running)s) AS n
    CROSS JOIN (SELECT min(id) AS id FROM res_company) AS company
    CROSS JOIN (
        SELECT min(id) AS id FROM helpdesk_ticket_stage WHERE complaint_phase = 'intake'
    ) AS stage
    RETURNING id
), numbered AS (
    SELECT id, row_number() OVER (ORDER BY id) AS n FROM ticket
)
INSERT INTO complaint_clock (
    ticket_id, kind, state, unit, length, warning, zone, can_pause, needs_replan,
    started_at, due_at, next_at, create_uid, create_date
)
SELECT
    id, 'resolution', 'running', 'hours', 24, 0, 'UTC', FALSE, FALSE, moment,
    moment + interval '1 day', moment + interval '1 day', 1, now()
FROM numbered
CROSS JOIN LATERAL (
    SELECT now() AT TIME ZONE 'UTC'
        - CASE WHEN n <= %(due)s THEN interval '2 days' ELSE interval '0' END AS moment
) AS age
"""
RULES = """
UPDATE complaint_escalation_rule SET active = (id = %s),
    trigger = 'after', hours = 0, clock_kind = NULL, action = 'activity', role = 'owner'
"""


@contextmanager
def prepare(odoo: OdooServer) -> Iterator[tuple[Timed, Timed]]:
    """Yield a run of the scheduler among many clocks and among few; both are rolled back."""
    [(tickets,)] = odoo.query("SELECT count(*) FROM helpdesk_ticket")
    running = tickets * 4 // 5
    few = databases.run_name("bench_clock_few")
    databases.clone(odoo.postgres, databases.template(odoo.postgres, "test"), few)
    try:
        _seed(odoo, odoo.sql, running)
        small = databases.connect(odoo.postgres, few)
        _seed(odoo, small, max(running // GROWTH, DUE))
        small.close()
        yield (_scheduler(odoo, odoo.database), _scheduler(odoo, few))
    finally:
        orm.sql_db.close_db(few)
        databases.drop(odoo.postgres, few)


def _seed(odoo: OdooServer, connection: Any, running: int) -> None:
    with connection.cursor() as cursor:
        values = {
            "running": running,
            "due": DUE,
            "team": odoo.id_of("retail_complaint.helpdesk_ticket_team_complaints"),
            "user": odoo.id_of("base.user_admin"),
        }
        cursor.execute(SEED, values)
        cursor.execute(RULES, [odoo.id_of("retail_complaint.complaint_escalation_rule_late")])
        cursor.execute("VACUUM ANALYZE")


def _scheduler(odoo: OdooServer, database: str) -> Timed:
    registry = orm.registry(odoo.postgres, database)

    def run() -> float:
        with registry.cursor() as cursor:
            env = orm.Environment(cursor, orm.SUPERUSER_ID, {})
            progress = patch.object(
                type(env["ir.cron"]), "_commit_progress", lambda *args, **options: 1e9
            )
            begun = time.perf_counter()
            with progress:
                env["complaint.clock"]._cron_escalate()
            seconds = time.perf_counter() - begun
            fired = env["complaint.escalation"].search_count([("state", "=", "done")])
            assert fired == DUE, fired
            cursor.rollback()
        return seconds

    return run


BENCHMARK = Benchmark(
    subject=f"{DUE} due among {GROWTH} times as many clocks",
    baseline="among as many as in a small shop",
    target=1.2,
    prepare=prepare,
    rounds=3,
)
