"""The embedded database server: data outlive a kill, users share it, the last one stops it."""

import contextlib
import os
import signal
import time

import pytest

from dev import databases, postgres
from dev.steps import Stop


@pytest.fixture
def state(tmp_path, monkeypatch):
    """Give the servers of this test a state folder of their own."""
    monkeypatch.setattr(postgres, "STATE", tmp_path)
    for name in ("PGHOST", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path
    postgres.remove()


def _postmaster(server: postgres.Server) -> int:
    [(data,)] = databases.query(server, "SHOW data_directory")
    with open(os.path.join(data, "postmaster.pid"), encoding="utf-8") as file:
        return int(file.readline())


def test_data_outlive_a_kill(state):
    """What was committed is there after SIGKILL, and the next start needs nobody's help."""
    server = postgres.start("serve")
    [(fsync,)] = databases.query(server, "SHOW fsync")
    assert fsync == "on"
    databases.execute(server, "CREATE DATABASE {}", "shop")
    with contextlib.closing(databases.connect(server, "shop")) as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE TABLE complaint AS SELECT 'lower(É)' AS words")
        os.kill(_postmaster(server), signal.SIGKILL)

    again = postgres.start("serve")
    with contextlib.closing(databases.connect(again, "shop")) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT words, lower('É') FROM complaint")
        assert cursor.fetchall() == [("lower(É)", "é")]


def test_the_last_user_stops_it(state):
    """A command that ends does not take the server away from another."""
    first, second = postgres.start("test"), postgres.start("test")
    process = _postmaster(first)
    assert _postmaster(second) == process
    first.stop()
    assert _postmaster(second) == process
    second.stop()
    with pytest.raises(ProcessLookupError):
        _wait_for_end(process)


def _wait_for_end(process: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        os.kill(process, 0)
        time.sleep(0.05)


def test_the_users_own_server_is_taken_and_left_alone(state, monkeypatch):
    """PGHOST names a server of the user: used as it is, stopped by nobody."""
    own = postgres.start("test")
    monkeypatch.setenv("PGHOST", own.host)
    monkeypatch.setenv("PGPORT", str(own.port))
    monkeypatch.setenv("PGUSER", own.user)
    named = postgres.start("serve")
    assert not named.own
    assert _postmaster(named) == _postmaster(own)
    named.stop()
    assert databases.names(own)


def test_the_users_own_server_by_url(state, monkeypatch):
    """DATABASE_URL carries host, port, user and password."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://shop:s%40fe@db.example:6000/")
    assert postgres.start("test").env() == {
        "PGHOST": "db.example",
        "PGPORT": "6000",
        "PGUSER": "shop",
        "PGPASSWORD": "s@fe",
    }


@pytest.mark.parametrize(
    "variables",
    [
        {"PGHOST": "db.example", "PGPORT": "five"},
        {"PGHOST": "db.example", "PGPORT": "70000"},
        {"DATABASE_URL": "postgresql://shop:secret@db.example:five/"},
        {"DATABASE_URL": "postgresql://shop:secret@[::1]:0/"},
    ],
)
def test_a_port_is_a_number(state, monkeypatch, variables):
    """Who mistypes the port reads what is wrong, and not his password."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Stop, match="a number from 1 to 65535") as caught:
        postgres.start("test")
    assert "secret" not in str(caught.value)
