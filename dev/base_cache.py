"""Base databases in the user's cache: what takes minutes to install is unpacked in seconds.

For every checkout of this user, and after `make clean`. Only where nothing else than the name
can make a difference: on the embedded server, whose programs the lock file pins, and for an
Odoo that lies in the cache itself; the user's own source folder may change under one version.

An entry is a folder with the dump and the filestore, and appears as a whole.
"""

import contextlib
import os
import shutil
import subprocess
import time
from pathlib import Path

from dev import odoo_source
from dev.paths import CACHE
from dev.postgres import Server
from dev.steps import say

FOLDER = CACHE / "databases"
_KEPT = 4  # two for a checkout, and there may be one of another branch
_UNFINISHED = 24 * 3600  # seconds, after which nobody works on it any more


def fits(server: Server) -> bool:
    """Tell whether bases of this server and of the Odoo in use may be shared."""
    return server.own and Path(odoo_source.current().python_path).is_relative_to(CACHE)


def has(name: str) -> bool:
    """Tell whether the cache has a base."""
    return (FOLDER / name).is_dir()


def save(server: Server, name: str, filestore: Path) -> None:
    """Keep a database and its files. A cache that cannot be written to is left alone."""
    partial = FOLDER / f".{name}.{os.getpid()}"
    try:
        partial.mkdir(mode=0o700, parents=True)
        _run(server, "pg_dump", "-Fc", "-O", "--statistics", "-f", str(partial / "dump"), name)
        if filestore.is_dir():
            shutil.copytree(filestore, partial / "filestore")
        if not has(name):  # another checkout may have been quicker; its entry is as good
            partial.rename(FOLDER / name)
        _drop_oldest()
    except (OSError, subprocess.CalledProcessError) as problem:
        say(f"  not kept for other checkouts: {problem}")
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def restore(server: Server, name: str, database: str, filestore: Path) -> bool:
    """Fill an empty database and its filestore; what cannot be unpacked is thrown away.

    :return: whether the database is whole now
    """
    entry = FOLDER / name
    try:
        with contextlib.suppress(PermissionError):
            entry.touch()  # the newest stay
        options = ("-e", "-O", "--statistics", "-j", "2", "-d", database)
        _run(server, "pg_restore", *options, str(entry / "dump"))
        if (entry / "filestore").is_dir():
            shutil.copytree(entry / "filestore", filestore)
    except (OSError, subprocess.CalledProcessError) as problem:
        say(f"  what the cache has of it is of no use: {problem}")
        shutil.rmtree(entry, ignore_errors=True)
        return False
    return True


def _run(server: Server, program: str, *arguments: str) -> None:
    environment = {**os.environ, **server.env()}
    command = [str(server.bin(program)), *arguments]
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=True)


def _drop_oldest() -> None:
    entries = sorted(FOLDER.iterdir(), key=lambda path: path.stat().st_mtime)
    partial = [path for path in entries if path.name.startswith(".")]
    whole = [path for path in entries if path not in partial]
    left = [path for path in partial if path.stat().st_mtime < time.time() - _UNFINISHED]
    for path in [*whole[:-_KEPT], *left]:
        shutil.rmtree(path, ignore_errors=True)
