"""What Odoo adds to a list: the first page of the tickets over HTTP against its SQL alone.

The target: without this suite the request took three times its SQL at 25,000 tickets (a
request costs some 7 ms before it asks anything, and Odoo asks twelve times), and the suite's
rules and columns may add a third. With more tickets the ratio falls, since the SQL grows.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from dev.bench import Benchmark, Timed
from tests.harness.odoo_server import OdooServer

PAGE = 80
COUNT = 10_001  # the web client counts no further and shows "10000+"

SPECIFICATION: dict[str, dict] = {
    "number": {},
    "name": {},
    "priority": {},
    "create_date": {},
    "partner_id": {"fields": {"display_name": {}}},
    "team_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
    "stage_id": {"fields": {"display_name": {}}},
}

ROWS = """
    SELECT
        ticket.id, ticket.number, ticket.name, ticket.priority, ticket.create_date,
        partner.id, partner.complete_name, team.id, team.name ->> 'en_US',
        users.id, person.complete_name, stage.id, stage.name ->> 'en_US'
    FROM (
        SELECT
            id, number, name, priority, sequence, create_date,
            partner_id, team_id, user_id, stage_id
        FROM helpdesk_ticket
        WHERE active IS TRUE
        ORDER BY priority DESC, sequence, number DESC, id DESC
        LIMIT %s
    ) AS ticket
    LEFT JOIN res_partner AS partner ON partner.id = ticket.partner_id
    LEFT JOIN helpdesk_ticket_team AS team ON team.id = ticket.team_id
    LEFT JOIN res_users AS users ON users.id = ticket.user_id
    LEFT JOIN res_partner AS person ON person.id = users.partner_id
    LEFT JOIN helpdesk_ticket_stage AS stage ON stage.id = ticket.stage_id
    ORDER BY ticket.priority DESC, ticket.sequence, ticket.number DESC, ticket.id DESC
"""
NUMBER = """
    SELECT count(*) FROM (
        SELECT 1 FROM helpdesk_ticket WHERE active IS TRUE LIMIT %s
    ) AS counted
"""


@contextmanager
def prepare(odoo: OdooServer) -> Iterator[tuple[Timed, Timed]]:
    """Yield the request of the web client and the two queries that answer it."""
    odoo.start()
    agent = odoo.user("bench_agent", "base.group_user", "helpdesk_mgmt.group_helpdesk_user")
    client = odoo.json2(agent)

    def over_http() -> float:
        begun = time.perf_counter()
        answer = client.call(
            "helpdesk.ticket",
            "web_search_read",
            domain=[],
            specification=SPECIFICATION,
            limit=PAGE,
            count_limit=COUNT,
        )
        seconds = time.perf_counter() - begun
        assert len(answer["records"]) == PAGE
        return seconds

    def by_sql() -> float:
        begun = time.perf_counter()
        odoo.query(ROWS, PAGE)
        odoo.query(NUMBER, COUNT)
        return time.perf_counter() - begun

    yield over_http, by_sql


BENCHMARK = Benchmark(
    subject=f"first {PAGE} tickets over /json/2",
    baseline="the same by SQL",
    target=4,
    prepare=prepare,
    rounds=25,
)
