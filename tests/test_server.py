"""The servers that the tests from outside run against: start, kill, restart, time."""

import datetime
import os
import socket
import time

import pytest
import requests

from tests.harness import odoo_server

DEADLINE = 30


def _wait(condition, sentence: str) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, sentence
        time.sleep(0.05)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_server_with_workers_survives_being_killed(new_server):
    """Killed by SIGKILL, no process is left, and a restart serves what was committed."""
    server = new_server(workers=2)
    server.start()
    processes = server.processes()
    assert len(processes) >= 3, "a master and two workers at least"
    [partner] = server.admin.call("res.partner", "create", vals_list=[{"name": "冯女士"}])

    server.kill()

    _wait(lambda: not any(map(_alive, processes)), "a process outlived the kill")
    with pytest.raises(requests.ConnectionError):
        requests.get(server.url, timeout=5)
    server.start()
    [row] = server.admin.call("res.partner", "read", ids=[partner], fields=["name"])
    assert row["name"] == "冯女士"


def test_server_that_cannot_start_says_why(new_server):
    """A server whose port is taken fails at once with the end of its log."""
    server = new_server()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server.port = taken.getsockname()[1]
        with pytest.raises(RuntimeError, match="Address already in use"):
            server.start()
    assert not server.is_running


def test_time_stands_still_and_goes_on(new_server):
    """Python and PostgreSQL of a server follow the clock that a test sets, while it runs."""
    server = new_server(workers=2)
    clock = server.clock
    clock.freeze("2030-02-03 04:05:06")
    server.start()
    assert _create_dates(server) == {datetime.datetime(2030, 2, 3, 4, 5, 6)}
    assert _python_today(server) == "2030-02-03"

    clock.advance(hours=25)
    assert _create_dates(server) == {datetime.datetime(2030, 2, 4, 5, 5, 6)}
    assert _python_today(server) == "2030-02-04"

    clock.travel("2031-12-31 23:59:00")
    [first] = _create_dates(server)
    [second] = _create_dates(server)
    assert datetime.datetime(2031, 12, 31, 23, 59) < first < second
    assert second < datetime.datetime(2032, 1, 1)

    clock.release()
    [real] = _create_dates(server)
    assert abs(real - datetime.datetime.utcnow()) < datetime.timedelta(minutes=1)


def _create_dates(server: odoo_server.OdooServer) -> set[datetime.datetime]:
    """Return when PostgreSQL says that records made now were made."""
    names = [{"name": "A"}, {"name": "B"}]
    ids = server.admin.call("res.partner", "create", vals_list=names)
    rows = server.query("SELECT create_date FROM res_partner WHERE id = ANY(%s)", ids)
    return {moment for (moment,) in rows}


def _python_today(server: odoo_server.OdooServer) -> str:
    """Return the date at which Python in the server says a new activity is due."""
    [activity] = server.admin.call(
        "mail.activity",
        "create",
        vals_list=[
            {
                "res_model_id": server.id_of("base.model_res_partner"),
                "res_id": server.id_of("base.partner_admin"),
                "summary": "call",
            }
        ],
    )
    [row] = server.admin.call("mail.activity", "read", ids=[activity], fields=["date_deadline"])
    return row["date_deadline"]


def test_cron_runs_in_the_time_of_the_server(new_server):
    """A scheduled action that a test runs takes what is due by the server's clock."""
    server = new_server()
    server.clock.freeze("2030-05-01 12:00:00")
    server.start()
    server.run_cron("base.autovacuum_job")
    [(last,)] = server.query(
        "SELECT lastcall FROM ir_cron WHERE id = %s", server.id_of("base.autovacuum_job")
    )
    assert last == datetime.datetime(2030, 5, 1, 12, 0, 0)


def test_cleaning_up_in_the_future_ends_nobody_elses_session(server, new_server):
    """A server of another time cleans up; who logged in at a server of the tests stays there.

    All servers once kept their sessions in one folder: a test in 2030 logged a browser out.
    """
    visitor = requests.Session()
    visitor.post(
        f"{server.url}/web/session/authenticate",
        json={"params": {"db": server.database, "login": "admin", "password": "admin"}},
        timeout=DEADLINE,
    )
    future = new_server()
    future.clock.freeze("2030-05-01 12:00:00")
    future.start()
    future.run_cron("base.autovacuum_job")
    page = visitor.get(f"{server.url}/odoo", timeout=DEADLINE)
    assert "/web/login" not in page.url
