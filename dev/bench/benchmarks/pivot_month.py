"""What a figure costs: the pivot by store and month against the bare aggregate of the same rows.

Every ticket of the seed is a complaint here, four times over: two million at full size. The
viewer manages half of the stores. The target is the suite's own.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from dev import orm
from dev.bench import Benchmark, Timed
from dev.bench.benchmarks.open_list import STORE_ROWS, STORES
from tests.harness.odoo_server import OdooServer

TIMES = 4
COMPLAINTS = """
WITH store AS (
    SELECT id, row_number() OVER (ORDER BY id) AS n FROM retail_store WHERE code LIKE 'B%%'
)
INSERT INTO helpdesk_ticket (
    number, name, description, active, sequence, priority, kanban_state, team_id, company_id,
    stage_id, create_uid, create_date, is_complaint, complaint_kind, complaint_phase,
    complaint_store_id, complaint_received_at, complaint_is_justified, complaint_finding
)
SELECT
    ticket.number || '-' || copy.n, ticket.name, ticket.description, TRUE, 10, '1', 'normal',
    %(team)s, ticket.company_id, ticket.stage_id, 1, ticket.create_date, TRUE, 'complaint',
    'archived', store.id, ticket.create_date, ticket.id %% 3 = 0,
    CASE ticket.id %% 3 WHEN 0 THEN 'justified' ELSE 'not_justified' END
FROM helpdesk_ticket AS ticket, generate_series(1, %(times)s) AS copy (n), store
WHERE store.n = abs(hashint4(ticket.id + copy.n)) %% %(stores)s + 1
"""
BY_HAND = """
SELECT complaint_store_id, date_trunc('month', timezone('UTC', complaint_received_at)),
    count(*), sum(complaint_is_justified::int)
FROM helpdesk_ticket
WHERE is_complaint IS TRUE AND complaint_is_drill IS NOT TRUE AND active IS TRUE
    AND company_id = %(company)s
    AND complaint_store_id IN (
        SELECT store_id FROM retail_store_res_users_rel WHERE user_id = %(user)s
    )
GROUP BY 1, 2 ORDER BY 1, 2
"""
GROUPBY, MEASURES = ["store_id", "received_at:month"], ["case_count:sum", "justified_count:sum"]


@contextmanager
def prepare(odoo: OdooServer) -> Iterator[tuple[Timed, Timed]]:
    """Yield the pivot as the ORM reads it, and the aggregate by hand."""
    manager = _seed(odoo)
    registry = orm.registry(odoo.postgres, odoo.database)
    with registry.cursor() as cursor:
        env = orm.Environment(cursor, manager, {"lang": "en_US", "tz": "UTC"})
        report = env["complaint.report.case"]
        by_hand = {"user": manager, "company": env.company.id}

        def pivot() -> float:
            begun = time.perf_counter()
            rows = report._read_group([], GROUPBY, MEASURES)
            seconds = time.perf_counter() - begun
            found = sorted((store.id, count, justified) for store, _month, count, justified in rows)
            assert found == expected
            return seconds

        def aggregate() -> float:
            begun = time.perf_counter()
            cursor.execute(BY_HAND, by_hand)
            cursor.fetchall()
            return time.perf_counter() - begun

        cursor.execute(BY_HAND, by_hand)
        expected = sorted((store, count, just) for store, _month, count, just in cursor.fetchall())
        assert len({store for store, _count, _just in expected}) == STORES // 2
        yield pivot, aggregate


def _seed(odoo: OdooServer) -> int:
    """Make complaints of all tickets, and a manager of half of the stores; return his id."""
    with odoo.sql.cursor() as cursor:
        team = odoo.id_of("retail_complaint.helpdesk_ticket_team_complaints")
        cursor.execute(STORE_ROWS, {"stores": STORES})
        cursor.execute(COMPLAINTS, {"stores": STORES, "team": team, "times": TIMES})
        cursor.execute("VACUUM ANALYZE")
    odoo.start()
    manager = odoo.user("bench_manager", "retail_complaint.group_manager")
    stores = odoo.admin.call("retail.store", "search", domain=[("code", "like", "B")])
    odoo.admin.call(
        "retail.store", "write", ids=stores[: STORES // 2], vals={"member_ids": [(4, manager.id)]}
    )
    odoo.stop()
    return manager.id


BENCHMARK = Benchmark(
    subject="pivot of cases by store and month, of a manager of half of the stores",
    baseline="the same aggregate by hand",
    target=2.0,
    prepare=prepare,
    rounds=9,
)
