"""A real Odoo server on a database of its own, to be started, killed and started again."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import requests

from dev import databases, odoo
from dev.postgres import Server as Postgres
from dev.testing import warnings_fail
from tests.harness import launch
from tests.harness.accounts import Accounts, User
from tests.harness.clients import Json2, Rpc
from tests.harness.clock import Clock

START_TIMEOUT = 90  # seconds; a start takes about 3, more while the machine is busy
STOP_TIMEOUT = 30


class OdooServer:
    """One Odoo: its processes, its database, its log, and the ways to talk to it.

    Without workers it runs in threads, and serves websockets (the browser wants them) on
    its one port; with workers it is what production runs. Scheduled actions run only when
    the test asks for them, unless ``crons`` threads or processes are given.
    """

    def __init__(self, postgres: Postgres, database: str, workers: int = 0, crons: int = 0):
        self.postgres = postgres
        self.database = database
        self.workers = workers
        self.crons = crons
        self.port = 0
        self.log = databases.new_log(database)
        self.sql = databases.connect(postgres, database)
        self.accounts = Accounts(self)
        self._clock: Clock | None = None
        self._process: subprocess.Popen | None = None
        warnings_fail.watch(self.log)

    def install(self, module: str) -> None:
        """Add a module that not every shop has, before the start."""
        options = ("--stop-after-init", "--no-http")
        databases.odoo_run(self.postgres, self.database, self.log, "-i", module, *options)

    # Processes

    def start(self) -> "OdooServer":
        """Start it and wait until it answers from its database."""
        self.port = self.port or free_port()
        arguments = [
            f"--http-port={self.port}",
            f"--gevent-port={free_port()}",
            f"--workers={self.workers}",
            f"--max-cron-threads={self.crons}",
            f"--db-filter=^{self.database}$",
            f"--data-dir={databases.own_data_dir(self.postgres, self.database)}",
            "--limit-time-real=600",
        ]
        command = odoo.command(self.postgres, self.database, *arguments)
        command[1] = launch.__file__
        environment = odoo.environ()
        if self._clock:
            environment[launch.CLOCK_VARIABLE] = str(self._clock.path)
        with open(self.log, "a", encoding="utf-8") as output:
            self._process = subprocess.Popen(
                command,
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self._wait_until_ready()
        return self

    def kill(self) -> None:
        """End all its processes at once by SIGKILL, as a power cut would."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(STOP_TIMEOUT)
        self._process = None

    def stop(self) -> None:
        """End it as an administrator does, waiting for running requests."""
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        self._process = None

    def dispose(self) -> None:
        """Kill what runs and drop the database; the log stays for reading."""
        if self.is_running:
            self.kill()
        self.sql.close()
        databases.drop(self.postgres, self.database)
        warnings_fail.unwatch(self.log)

    @property
    def is_running(self) -> bool:
        """Whether its main process runs."""
        return self._process is not None and self._process.poll() is None

    def processes(self) -> list[int]:
        """Return the ids of the running processes of its session: master and workers."""
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[3]) == self._process.pid and fields[0] != "Z":
                found.append(int(path.parent.name))
        return sorted(found)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"Odoo ended at its start:\n{self.tail()}")
            try:
                if requests.get(f"{self.url}/web/login", timeout=30).ok:
                    return
            except (requests.ConnectionError, requests.Timeout):
                time.sleep(0.05)
        raise RuntimeError(f"Odoo was not ready in time:\n{self.tail()}")

    def expect_logged(self, pattern: str) -> contextlib.AbstractContextManager[None]:
        """Require the block to get a warning with ``pattern`` logged, and excuse it."""
        return warnings_fail.expected(self.log, pattern)

    def tail(self, lines: int = 30) -> str:
        """Return the end of its log."""
        return "\n".join(self.log.read_text(encoding="utf-8").splitlines()[-lines:])

    # Time

    @property
    def clock(self) -> Clock:
        """Its time; ask for it before the start, since only then it can be set later."""
        if not self._clock:
            if self._process:
                raise RuntimeError("Ask for the clock of a server before its start.")
            self._clock = Clock(self.log.with_suffix(".clock"), self.sql)
        return self._clock

    # Talk

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def json2(self, user: User) -> Json2:
        """Return a client of ``/json/2`` with the API key of ``user``."""
        return Json2(self.url, user.key, self._told)

    def rpc(self, user: User) -> Rpc:
        """Return an OdooRPC client in which ``user`` has logged in."""
        return Rpc(self.port, self.database, user.login, user.password, self._told)

    @property
    def admin(self) -> Json2:
        """A ``/json/2`` client of the administrator, to arrange what a test needs."""
        return self.json2(self.accounts.admin)

    def _told(self, message: str) -> None:
        warnings_fail.excuse(self.log, message)

    def user(self, login: str, *groups: str, **values: Any) -> User:
        """Make a user with exactly these groups (XML ids), a password and an API key."""
        return self.accounts.create(login, groups, values)

    def query(self, statement: str, *parameters: Any) -> list[tuple]:
        """Ask the database directly, past Odoo."""
        with self.sql.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return cursor.fetchall()

    def id_of(self, xml_id: str) -> int:
        """Return the id of the record that an XML id names."""
        module, _dot, name = xml_id.partition(".")
        [(found,)] = self.query(
            "SELECT res_id FROM ir_model_data WHERE module = %s AND name = %s", module, name
        )
        return found

    def run_cron(self, xml_id: str) -> None:
        """Run a scheduled action now, in the server and in its time."""
        self.admin.call("ir.cron", "method_direct_trigger", ids=[self.id_of(xml_id)])


def new(postgres: Postgres, template: str, name: str, **options: int) -> OdooServer:
    """Return a server, not started, on a fresh clone of a template."""
    database = databases.clone(postgres, template, databases.run_name(name))
    return OdooServer(postgres, database, **options)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
