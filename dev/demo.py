"""The database ``demo``: made from the template, and kept up with our addons' files.

What somebody entered there stays: changed addons are updated in place. Another Odoo or
other packages below them make it anew, and the former one is kept. The database carries, as
its comment, what it is made from.
"""

import contextlib
import runpy
import subprocess

from dev import databases, odoo
from dev.paths import LOG, ROOT
from dev.postgres import Server
from dev.steps import Stop, digest, say, step

NAME = "demo"
_FORMER = "demo_former"
_USERS = ROOT / databases.DEMO / "users.py"


def users() -> list[tuple[str, str, str]]:
    """Return login, password and a description of everybody who can log in."""
    shop = runpy.run_path(str(_USERS))["USERS"] if _USERS.exists() else ()
    described = [
        (user.login, user.password, f"{user.role}, {user.store or 'all stores'}") for user in shop
    ]
    return [("admin", "admin", "administrator"), *described]


def ensure(server: Server) -> None:
    """Make the database, or bring it up to the addons as they are now.

    :raises Stop: when the server has a foreign database of that name
    """
    ground, addons = _made_of()
    if not databases.exists(server, NAME):
        _make(server)
        return
    noted = _noted(server).split()
    if not noted:
        raise Stop(
            f"The server has a database {NAME!r} that this project did not make. "
            "Rename it, or use a server without one."
        )
    if noted == [ground, addons]:
        return
    if noted[0] == ground and _update(server):
        _note(server, NAME)
        return
    databases.template(server, "demo")  # if that fails, the database stays as it is
    databases.rename(server, NAME, _FORMER)
    say(f"  The database {NAME} is made anew; the former one is kept as {_FORMER}.")
    _make(server)


def _make(server: Server) -> None:
    """Copy the template, under another name until it is whole."""
    making = f"{NAME}_making"
    databases.clone(server, databases.template(server, "demo"), making)
    _note(server, making)
    databases.rename(server, making, NAME)


def _made_of() -> tuple[str, str]:
    """Name what is below our addons, which updating them leaves as it is, and our addons."""
    ground = digest([odoo.version(), odoo.lock_file().read_text(encoding="utf-8")])
    return ground, databases.template_name("demo")


def _note(server: Server, database: str) -> None:
    words = " ".join(_made_of())
    databases.execute(server, f"COMMENT ON DATABASE {{}} IS '{words}'", database)


def set_language(server: Server, language: str) -> None:
    """Give every user this language.

    :raises Stop: when the database does not have it
    """
    with contextlib.closing(databases.connect(server, NAME)) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT code FROM res_lang WHERE active ORDER BY code")
        languages = [code for (code,) in cursor.fetchall()]
        if language not in languages:
            raise Stop(f"LANG_UI={language} is not one of {', '.join(languages)}.")
        cursor.execute(
            "UPDATE res_partner SET lang = %s WHERE id IN (SELECT partner_id FROM res_users)",
            [language],
        )


def _update(server: Server) -> bool:
    """Update our addons in the database; return whether that worked."""
    ours = ",".join(databases.addons("demo"))
    log = LOG / f"{NAME}-update.log"
    LOG.mkdir(parents=True, exist_ok=True)
    log.unlink(missing_ok=True)
    arguments = ("-i", ours, "-u", ours, "--stop-after-init", "--no-http")
    title = f"our addons have changed: updating the database {NAME}"
    with step(title), odoo.modules_counted(log):
        done = subprocess.run(
            odoo.command(server, NAME, *arguments, log=log),
            env=odoo.environ(),
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    if done.returncode:
        say(f"! Odoo could not update it; why: {log}")
    return not done.returncode


def _noted(server: Server) -> str:
    found = databases.query(
        server,
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
        NAME,
    )
    return (found and found[0][0]) or ""
