"""How Odoo is called: its configuration, its command line, its environment."""

import configparser
import contextlib
import os
import re
import secrets
import threading
from collections.abc import Iterator
from pathlib import Path

from dev import odoo_source, venv
from dev.paths import ROOT, STATE
from dev.postgres import Server
from dev.steps import Progress

# These win over the configuration file, and none of them was set for our servers.
_FOREIGN_PREFIXES = ("ODOO_", "OPENERP_", "PG")
_LOADING = re.compile(r" Loading module (\w+) \((\d+)/(\d+)\)")


def version() -> str:
    """Return the version of the Odoo in use, as exact as its source tells it."""
    return odoo_source.current().version


def lock_file() -> Path:
    """Return the file that pins the Python packages, OCA's addons among them."""
    return venv.LOCK_FILE


def addons_path() -> list[Path]:
    """Return the folders of addons: ours, OCA's, and Odoo's that are beside its code."""
    oca = next(venv.VENV.glob("lib/python3.*/site-packages/odoo/addons"))
    core = [Path(folder) for folder in odoo_source.current().addons]
    return [ROOT, oca, *core]


def data_dir(server: Server) -> Path:
    """Return the folder of filestores, one for each server as names repeat on another."""
    return STATE / "data" / (server.kind or "own-server")


def write_conf(path: Path, server: Server, **options: object) -> Path:
    """Write a configuration file; ``options`` add to it and win."""
    values: dict[str, object] = {
        "addons_path": ",".join(map(str, addons_path())),
        "data_dir": data_dir(server),
        "db_host": server.host,
        "db_port": server.port,
        "db_user": server.user,
        "http_interface": "127.0.0.1",
        "list_db": False,
        "proxy_mode": False,
        # Nobody manages databases through the web page; so nobody knows this.
        "admin_passwd": secrets.token_urlsafe(24),
        **({"db_password": server.password} if server.password else {}),
        **({"db_sslmode": server.sslmode} if server.sslmode else {}),
        **options,
    }
    # Odoo reads percent signs as they are.
    parser = configparser.RawConfigParser()
    parser["options"] = {name: str(value) for name, value in values.items()}
    data_dir(server).mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    partial.touch(mode=0o600)
    with partial.open("w", encoding="utf-8") as file:
        parser.write(file)
    partial.replace(path)  # another process may be reading it
    return path


def command(server: Server, database: str, *arguments: str, log: Path | None = None) -> list[str]:
    """Return a command line of Odoo for a database; a sub-command comes first."""
    conf = write_conf(STATE / "conf" / f"{server.kind or 'own-server'}.conf", server)
    head = [str(venv.PYTHON), str(venv.VENV / "bin" / "odoo")]
    if arguments and not arguments[0].startswith("-"):
        head.append(arguments[0])
        arguments = arguments[1:]
    tail = [f"--logfile={log}"] if log else []
    return [*head, "-c", str(conf), "-d", database, *arguments, *tail]


@contextlib.contextmanager
def modules_counted(log: Path) -> Iterator[None]:
    """While the block runs an Odoo that installs, show which module it has come to."""
    progress, done = Progress(), threading.Event()

    def follow() -> None:
        while not done.wait(1):
            if found := _LOADING.findall(_tail(log)):
                progress.update("module {1} of {2}: {0}".format(*found[-1]))

    thread = threading.Thread(target=follow, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _tail(path: Path, size: int = 10_000) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - size))
            return file.read().decode(errors="replace")
    except FileNotFoundError:
        return ""


def environ() -> dict[str, str]:
    """Return the environment for Odoo, without what would win over its options."""
    values = venv.environ()
    for name in list(values):
        if name.startswith(_FOREIGN_PREFIXES):
            del values[name]
    return values
