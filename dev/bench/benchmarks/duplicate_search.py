"""What it costs to find the probable duplicates of a case, while it is typed and on arrival.

By the ORM with the rights of an agent, ranking included, against its two statements by hand.
Somebody waits for the answer while he talks, so what counts is the median, which has a limit of
its own; the ratio tells how much of it are rights, ranking and the ORM, the same at every size.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from dev import orm
from dev.bench import Benchmark, Timed
from dev.bench.benchmarks.open_list import STORE_ROWS, STORES
from tests.harness.odoo_server import OdooServer

LIMIT = 50  # milliseconds
WINDOW = timedelta(days=30)

# Every ticket is a complaint of three years and twenty stores. Ten share each telephone; what
# they tell is a handful of words out of some hundreds, so that some are alike.
COMPLAINTS = """
WITH store AS (
    SELECT id, row_number() OVER (ORDER BY id) AS n FROM retail_store WHERE code LIKE 'B%%'
)
UPDATE helpdesk_ticket AS ticket SET
    is_complaint = TRUE, complaint_kind = 'complaint', team_id = %(team)s,
    complaint_phase = 'assessment', complaint_store_id = store.id, complaint_is_drill = FALSE,
    complaint_received_at = ticket.create_date,
    complaint_duplicate_keys = 'mail:c' || ticket.partner_id || '@shop.example|phone:139'
        || lpad(ticket.partner_id::text, 8, '0') || '|purchase:s' || lpad(ticket.id::text, 7, '0'),
    complaint_words = (
        SELECT string_agg(substr(md5((abs(hashint4(ticket.id + n)) %% 400)::text), 1, 6), ' ')
        FROM generate_series(1, 30) AS n
    )
FROM store
WHERE store.n = abs(hashint4(ticket.id)) %% %(stores)s + 1
"""
BY_KEY = """
SELECT id, company_id, complaint_received_at, complaint_is_drill, complaint_duplicate_keys
FROM helpdesk_ticket
WHERE is_complaint IS TRUE AND active IS TRUE AND company_id = %(company)s
    AND complaint_received_at BETWEEN %(since)s AND %(until)s
    AND string_to_array(complaint_duplicate_keys, '|') && %(keys)s::text[]
ORDER BY complaint_received_at DESC LIMIT 500
"""
BY_WORDS = """
SELECT id, company_id, complaint_received_at, complaint_is_drill, complaint_words
FROM helpdesk_ticket
WHERE is_complaint IS TRUE AND active IS TRUE AND company_id = %(company)s
    AND complaint_store_id = %(store)s
    AND complaint_received_at BETWEEN %(since)s AND %(until)s
ORDER BY complaint_received_at DESC LIMIT 500
"""
INDEXES = (
    "helpdesk_ticket_complaint_duplicate_keys_index",
    "helpdesk_ticket_complaint_store_received_index",
)


@contextmanager
def prepare(odoo: OdooServer) -> Iterator[tuple[Timed, Timed]]:
    """Yield the search for the duplicates of a recent case, and its statements by hand."""
    agent, store = _seed(odoo)
    registry = orm.registry(odoo.postgres, odoo.database)
    with registry.cursor() as cursor:
        env = orm.Environment(cursor, agent, {})
        case = env["helpdesk.ticket"].search(
            [("complaint_store_id", "=", store)],
            order="complaint_received_at desc",
            limit=1,
            offset=200,
        )
        moment = case.complaint_received_at
        values = {
            "company": case.company_id.id,
            "store": store,
            "since": moment - WINDOW,
            "until": moment + WINDOW,
            "keys": case.sudo().complaint_duplicate_keys.split("|"),
        }
        _check_plan(cursor, values)
        took: list[float] = []

        def search() -> float:
            env.invalidate_all()
            begun = time.perf_counter()
            case._find_probable_duplicates()
            took.append(time.perf_counter() - begun)
            return took[-1]

        def by_hand() -> float:
            begun = time.perf_counter()
            for statement in (BY_KEY, BY_WORDS):
                cursor.execute(statement, values)
                cursor.fetchall()
            return time.perf_counter() - begun

        yield search, by_hand
        median = 1000 * statistics.median(took)
        print(f"{'':16}{median:9.1f}{LIMIT:9}  ms at the median, {len(took)} searches")


def _check_plan(cursor, values: dict) -> None:
    for statement, index in zip((BY_KEY, BY_WORDS), INDEXES, strict=True):
        cursor.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
        assert index in plan, plan


def _seed(odoo: OdooServer) -> tuple[int, int]:
    """Make complaints of all tickets, and an agent of one store; return both ids."""
    with odoo.sql.cursor() as cursor:
        team = odoo.id_of("retail_complaint.helpdesk_ticket_team_complaints")
        cursor.execute(STORE_ROWS, {"stores": STORES})
        cursor.execute(COMPLAINTS, {"stores": STORES, "team": team})
        cursor.execute("VACUUM ANALYZE helpdesk_ticket")
    odoo.start()
    agent = odoo.user("bench_agent", "retail_complaint.group_agent")
    [store] = odoo.admin.call("retail.store", "search", domain=[("code", "=", "B7")])
    odoo.admin.call("retail.store", "write", ids=[store], vals={"member_ids": [(4, agent.id)]})
    odoo.stop()
    return agent.id, store


BENCHMARK = Benchmark(
    subject="probable duplicates of a case, for an agent",
    baseline="its two statements by hand",
    target=8,
    prepare=prepare,
    rounds=25,
)
