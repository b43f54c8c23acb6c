"""What the rights cost: an agent's open complaints by their next due time.

One statement as the ORM asks for it, with its rules, against the same by hand. The target
leaves half as much again for what the rules check beside the store.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from dev import orm
from dev.bench import Benchmark, Timed
from tests.harness.odoo_server import OdooServer

PAGE = 80
STORES = 20
REPEATS = 10  # of both, which are too short to be measured well once

STORE_ROWS = """
INSERT INTO retail_store (name, code, sequence, active, company_id, create_uid, create_date)
SELECT jsonb_build_object('en_US', 'Store ' || n), 'B' || n, 10, TRUE, company.id, 1, now()
FROM generate_series(1, %(stores)s) AS n, (SELECT min(id) AS id FROM res_company) AS company
"""
# The open tickets are complaints, and every second of the others was one. A hash spreads them
# over the stores, since the rows of the seed repeat in many periods.
COMPLAINTS = """
WITH store AS (
    SELECT id, row_number() OVER (ORDER BY id) AS n FROM retail_store WHERE code LIKE 'B%%'
)
UPDATE helpdesk_ticket AS ticket SET
    is_complaint = TRUE, complaint_kind = 'complaint', team_id = %(team)s,
    complaint_phase = CASE WHEN closed_date IS NULL THEN 'intake' ELSE 'archived' END,
    complaint_archived_at = closed_date, complaint_store_id = store.id,
    complaint_next_due = CASE WHEN closed_date IS NULL THEN create_date + interval '7 days' END
FROM store
WHERE store.n = abs(hashint4(ticket.id)) %% %(stores)s + 1
    AND (ticket.closed_date IS NULL OR ticket.id %% 2 = 0)
"""
# Everything that the rights ask for, written as one would by hand: each set once.
BY_HAND = """
WITH my_group AS (
    SELECT complaint_group.kind, complaint_group.store_id, complaint_group.team_id
    FROM complaint_group
    JOIN complaint_group_member_rel AS member ON member.group_id = complaint_group.id
    WHERE member.user_id = %(user)s
)
SELECT id FROM helpdesk_ticket
WHERE is_complaint IS TRUE AND complaint_archived_at IS NULL AND active IS TRUE
    AND company_id = %(company)s
    AND id NOT IN (
        SELECT ticket_id FROM complaint_party WHERE role = 'respondent' AND user_id = %(user)s
    )
    AND (
        user_id = %(user)s
        OR id IN (SELECT ticket_id FROM complaint_task_force_rel WHERE user_id = %(user)s)
        OR complaint_store_id IN (
            SELECT id FROM retail_store WHERE manager_id = %(user)s
            UNION ALL SELECT store_id FROM my_group WHERE kind = 'leading'
        )
        OR team_id IN (SELECT team_id FROM my_group WHERE kind = 'leading')
        OR complaint_is_confidential IS NOT TRUE AND (
            complaint_registrar_id = %(user)s
            OR complaint_store_id IN (
                SELECT store_id FROM retail_store_res_users_rel WHERE user_id = %(user)s
                UNION ALL SELECT store_id FROM my_group WHERE kind IN ('handling', 'support')
            )
            OR team_id IN (SELECT team_id FROM my_group WHERE kind IN ('handling', 'support'))
            OR id IN (
                SELECT handover.ticket_id FROM complaint_handover AS handover
                JOIN complaint_handover_candidate_rel AS candidate
                    ON candidate.handover_id = handover.id
                WHERE handover.state = 'offered' AND candidate.user_id = %(user)s
            )
        )
    )
ORDER BY complaint_next_due, id
LIMIT %(page)s
"""
OPEN = [("is_complaint", "=", True), ("complaint_archived_at", "=", False)]
INDEX = "helpdesk_ticket_complaint_next_due_index"


@contextmanager
def prepare(odoo: OdooServer) -> Iterator[tuple[Timed, Timed]]:
    """Yield the ORM's statement and the one by hand."""
    agent = _seed(odoo)
    registry = orm.registry(odoo.postgres, odoo.database)
    with registry.cursor() as cursor:
        tickets = orm.Environment(cursor, agent, {})["helpdesk.ticket"]
        query = tickets._search(OPEN, order="complaint_next_due, id", limit=PAGE).select()
        cursor.execute(b"EXPLAIN " + cursor.mogrify(query.code, query.params))
        plan = "\n".join(line for (line,) in cursor.fetchall())
        assert INDEX in plan, plan
        by_hand = {"user": agent, "company": tickets.env.company.id, "page": PAGE}
        cursor.execute(BY_HAND, by_hand)
        expected = cursor.fetchall()
        cursor.execute(query)
        assert cursor.fetchall() == expected
        assert len(expected) == PAGE

        def timed(statement, parameters=None) -> Timed:
            def run() -> float:
                begun = time.perf_counter()
                for _repeat in range(REPEATS):
                    cursor.execute(statement, parameters)
                    cursor.fetchall()
                return (time.perf_counter() - begun) / REPEATS

            return run

        yield timed(query), timed(BY_HAND, by_hand)


def _seed(odoo: OdooServer) -> int:
    """Make complaints of half of the tickets, and an agent of one store; return his id."""
    with odoo.sql.cursor() as cursor:
        team = odoo.id_of("retail_complaint.helpdesk_ticket_team_complaints")
        cursor.execute(STORE_ROWS, {"stores": STORES})
        cursor.execute(COMPLAINTS, {"stores": STORES, "team": team})
        cursor.execute("VACUUM ANALYZE")
    odoo.start()
    agent = odoo.user("bench_agent", "retail_complaint.group_agent")
    store = odoo.admin.call("retail.store", "search", domain=[("code", "=", "B7")])
    odoo.admin.call("retail.store", "write", ids=store, vals={"member_ids": [(4, agent.id)]})
    odoo.stop()
    return agent.id


BENCHMARK = Benchmark(
    subject=f"first {PAGE} open complaints of an agent, by the ORM's statement",
    baseline="the same by hand",
    target=1.5,
    prepare=prepare,
    rounds=25,
)
