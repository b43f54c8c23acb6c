"""Schedulers as processes: two at once, and one killed between two batches.

Whatever happens to them, nothing is done twice and nothing is lost.
"""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from odoo.addons.retail_complaint.tests.proves import proves

from dev import odoo
from tests.harness.odoo_server import OdooServer

CASES = 250
TIMEOUT = 240  # seconds

RUN = """
scheduler = env["complaint.clock"].with_user(env.ref("base.user_root"))
scheduler._cron_escalate()
env.cr.commit()
"""


@pytest.fixture
def late(new_server: Callable[..., OdooServer]) -> OdooServer:
    """A server whose cases are all late, with one rule that wants an activity on each."""
    server = new_server().start()
    admin = server.admin
    user = admin.call("res.users", "search", domain=[("login", "=", "admin")])[0]
    rules = admin.call("complaint.escalation.rule", "search", domain=[])
    admin.call("complaint.escalation.rule", "action_archive", ids=rules)
    rule = {
        "name": "Late",
        "trigger": "after",
        "clock_kind": "first_response",
        "action": "activity",
        "role": "owner",
    }
    admin.call("complaint.escalation.rule", "create", vals_list=[rule])
    case = {
        "description": "It smelled.",
        "team_id": server.id_of("retail_complaint.helpdesk_ticket_team_complaints"),
        "user_id": user,
        "complaint_received_at": "2026-01-05 08:00:00",
    }
    cases = [dict(case, name=f"Case {number}") for number in range(CASES)]
    admin.call("helpdesk.ticket", "create", vals_list=cases)
    return server


@pytest.fixture
def scheduler(late: OdooServer) -> Iterator[Callable[[], subprocess.Popen]]:
    """Return a function that starts the scheduled action in a process of its own."""
    started: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        with open(late.log, "a", encoding="utf-8") as log:
            process = subprocess.Popen(
                odoo.command(late.postgres, late.database, "shell", "--no-http"),
                env=odoo.environ(),
                cwd="/",
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
            )
        process.stdin.write(RUN.encode())
        process.stdin.close()
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def done(server: OdooServer) -> int:
    """Return how many escalations were carried out."""
    [(count,)] = server.query("SELECT count(*) FROM complaint_escalation WHERE state = 'done'")
    return count


def check_once_each(server: OdooServer) -> None:
    """Every case was escalated and has its one activity."""
    [(fired, cases)] = server.query(
        "SELECT count(*), count(DISTINCT ticket_id) FROM complaint_escalation WHERE state = 'done'"
    )
    assert (fired, cases) == (CASES, CASES)
    [(activities, cases)] = server.query(
        "SELECT count(*), count(DISTINCT res_id) FROM mail_activity"
        " WHERE res_model = 'helpdesk.ticket'"
    )
    assert (activities, cases) == (CASES, CASES)
    [(left,)] = server.query("SELECT count(*) FROM complaint_clock WHERE next_at IS NOT NULL")
    assert left == 0


@proves("RSP-6", "Two schedulers at once escalate every late case exactly once")
def test_two_schedulers(late, scheduler):
    """Each takes the rows that the other has not in hand."""
    both = [scheduler(), scheduler()]
    for process in both:
        assert process.wait(TIMEOUT) == 0, late.tail()
    if done(late) < CASES:
        # Both may have given way to each other at the last batch; the next run takes it.
        assert scheduler().wait(TIMEOUT) == 0, late.tail()
    check_once_each(late)


@proves("RSP-6", "A scheduler killed between two batches loses nothing and repeats nothing")
def test_killed_between_batches(late, scheduler):
    """What was committed stays done; the next run does the rest."""
    process = scheduler()
    deadline = time.monotonic() + TIMEOUT
    while not done(late):
        assert process.poll() is None and time.monotonic() < deadline, late.tail()
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait(TIMEOUT)
    assert 0 < done(late) < CASES
    assert scheduler().wait(TIMEOUT) == 0, late.tail()
    check_once_each(late)
