"""Template databases, cloned for every run, so that nobody waits for an installation twice.

Two layers, both on the server that is passed in:

* the base: everything that our addons depend on, keyed by the locked packages, the
  version of Odoo and the names of the modules; the user's cache keeps it as well;
* ours on top, keyed by the base and by the content of our addons' files; for the tests
  with the shop in which they take place.

A layer is built under a temporary name and renamed when it is whole, so a half-finished
one is never taken for a template. A changed file gives another name and so another
template: nobody runs ``-u`` by hand. A warning in the log of a build fails the build.
"""

import ast
import contextlib
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import psycopg2
from psycopg2 import sql

from dev import base_cache, odoo, steps
from dev.paths import LOG, ROOT, STATE
from dev.postgres import Server
from dev.testing import logs

LANGUAGES = ("zh_CN", "zh_TW")  # apart from en_US, which users get unless told otherwise
DEMO = "retail_complaint_demo"
KINDS = ("test", "demo")

_KEPT = 3
_BUILDING = "_building"  # the end of the name of what is not whole yet
# What every page loads, our files in it: once for all clones, or the first page waits for it.
_ASSETS = """
for bundle in ("web.assets_web", "web.assets_web_print", "web.assets_frontend",
               "web.assets_frontend_minimal", "web.assets_frontend_lazy"):
    env["ir.qweb"]._get_asset_bundle(bundle, css=False, js=True).js()
    env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False).css()
env.cr.commit()
"""
# The shop in which the tests take place, once for all clones.
_SHOP = ROOT / "retail_complaint" / "tests" / "shop.py"

# Databases of a test run are named after its process, so that the next run can tell what a
# killed one has left. Processes of the run get the number in this variable.
RUN_VARIABLE = "RC_RUN"
TEMPLATE_VARIABLE = "RC_TEMPLATE"  # which template the run has settled on
_RUN = "rc_run_"

# What installing an addon does not read: a change there makes no new template.
_NOT_INSTALLED = {"tests", "readme", "README.rst", "__pycache__", "i18n_extra"}
_NOT_INSTALLED_SUFFIXES = {".pyc", ".pot"}


class BuildError(steps.Stop):
    """A template could not be built; the message names the log and its lines."""


def connect(server: Server, database: str = "postgres"):
    """Open a psycopg2 connection in autocommit mode to ``database`` of ``server``."""
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user"}
    names["PGPASSWORD"] = "password"
    options = {names[k]: v for k, v in server.env().items() if k in names}
    connection = psycopg2.connect(dbname=database, **options)
    connection.autocommit = True
    return connection


def execute(server: Server, statement: str, *identifiers: str) -> None:
    """Run one statement on the server; each ``{}`` in it is a quoted identifier."""
    query = sql.SQL(statement).format(*map(sql.Identifier, identifiers))
    # Not a `with` block on the connection: psycopg2 opens a transaction for that, and
    # databases are made outside of transactions.
    with contextlib.closing(connect(server)) as connection:
        connection.cursor().execute(query)


def query(server: Server, statement: str, *parameters: str) -> list[tuple]:
    """Ask the server itself, not one of its databases."""
    with contextlib.closing(connect(server)) as connection:
        cursor = connection.cursor()
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def names(server: Server, prefix: str = "") -> list[str]:
    """List the databases of the server whose names start with ``prefix``."""
    rows = query(server, "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", prefix)
    return sorted(name for (name,) in rows)


def exists(server: Server, name: str) -> bool:
    """Tell whether the server has a database of that very name."""
    return name in names(server, name)


def filestore(server: Server, name: str) -> Path:
    """Return the folder in which Odoo keeps the attachments of a database."""
    return odoo.data_dir(server) / "filestore" / name


def own_data_dir(server: Server, name: str) -> Path:
    """Make a folder of data for the Odoo of one database: its sessions, and all filestores.

    Odoo has one folder of sessions for all its databases. The nightly clean-up of a server
    whose time a test has set would log everybody out everywhere.
    """
    folder = _own_data_dir(server, name)
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / "filestore"
    if not link.is_symlink():
        link.symlink_to(filestore(server, ""))
    return folder


def _own_data_dir(server: Server, name: str) -> Path:
    return odoo.data_dir(server) / "own" / name


def clone(server: Server, template: str, name: str) -> str:
    """Copy database and filestore of ``template`` to ``name``, replacing it.

    The files are copied, not linked: a test may change one where it lies, and that must
    not reach the template.
    """
    drop(server, name)
    execute(server, "CREATE DATABASE {} TEMPLATE {}", name, template)
    source = filestore(server, template)
    if source.is_dir():
        shutil.copytree(source, filestore(server, name))
    return name


def drop(server: Server, name: str) -> None:
    """Remove database and files of ``name`` with whatever is still connected to it."""
    execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    for folder in (filestore(server, name), _own_data_dir(server, name)):
        shutil.rmtree(folder, ignore_errors=True)


def rename(server: Server, old: str, new: str) -> None:
    """Give database and filestore another name, replacing what had it."""
    drop(server, new)
    source = filestore(server, old)
    if source.is_dir():
        source.rename(filestore(server, new))
    # The database last: it is what `exists` asks for.
    execute(server, "ALTER DATABASE {} RENAME TO {}", old, new)


def run_name(suffix: str) -> str:
    """Return the name of a database that lives as long as this test run."""
    return f"{_RUN}{os.environ.get(RUN_VARIABLE, os.getpid())}_{suffix}"


def drop_run(server: Server) -> None:
    """Drop the databases of this run."""
    for name in _run_databases(server):
        if name.startswith(run_name("")):
            drop(server, name)


def drop_leftovers(server: Server) -> None:
    """Drop the databases of runs that were killed: of processes that are no more."""
    for name in _run_databases(server):
        owner = int(name.removeprefix(_RUN).split("_")[0])
        if not Path(f"/proc/{owner}").exists():
            drop(server, name)


def _run_databases(server: Server) -> set[str]:
    files = {path.name for path in filestore(server, "").glob(f"{_RUN}*")}
    return files | set(names(server, _RUN))


def manifests() -> dict[str, dict]:
    """Return the manifests of our own installable addons by name."""
    found = {}
    for path in sorted(ROOT.glob("*/__manifest__.py")):
        manifest = ast.literal_eval(path.read_text(encoding="utf-8"))
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def addons(kind: str) -> list[str]:
    """Return the names of our addons that a template of this kind has."""
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of template: {', '.join(KINDS)}")
    return [name for name in manifests() if kind == "demo" or name != DEMO]


def dependencies(ours: Iterable[str]) -> list[str]:
    """Return the modules of others that the manifests of ``ours`` name."""
    known = manifests()
    wanted = {"base", "web"}
    for name in ours:
        wanted.update(known[name].get("depends", []))
    return sorted(wanted - set(known))


def installed_files(addon: str) -> list[Path]:
    """List the files of an addon that can change what its installation makes."""
    return sorted(
        path
        for path in (ROOT / addon).rglob("*")
        if path.is_file()
        and path.suffix not in _NOT_INSTALLED_SUFFIXES
        and _NOT_INSTALLED.isdisjoint(path.relative_to(ROOT / addon).parts)
    )


def _scripts(kind: str) -> tuple[str, ...]:
    """Return what runs in a template of this kind when our addons are installed."""
    if kind != "test":
        return (_ASSETS,)
    shop = _SHOP.read_text(encoding="utf-8")
    return (f"{shop}\nkeep(env)\n{_ASSETS}",)


def template_name(kind: str) -> str:
    """Return the name of the template of this kind for our addons as they are now."""
    ours = addons(kind)
    parts = [_base_name(kind), *_scripts(kind)]
    for addon in ours:
        for path in installed_files(addon):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            parts.append(f"{path.relative_to(ROOT)} {content}")
    return f"rc_{kind}_{steps.digest(parts)}"


def _base_name(kind: str) -> str:
    modules = dependencies(addons(kind))
    packages = odoo.lock_file().read_text(encoding="utf-8")
    parts = [odoo.version(), packages, *LANGUAGES, *modules]
    return f"rc_base_{steps.digest(parts)}"


def template(server: Server, kind: str) -> str:
    """Return the name of the template of this kind, building what is missing.

    :raises BuildError: when Odoo cannot install, or logs a warning while it does
    """
    name = template_name(kind)
    if exists(server, name):
        return name
    with steps.lock(STATE / "databases.lock", "the template databases"):
        # Another process may have built it while this one waited.
        if exists(server, name):
            return name
        base, ours = _base(server, kind), addons(kind)
        with steps.step(f"database with {', '.join(ours)}"):
            _build(server, name, base, ours, _scripts(kind))
        _drop_outdated(server, kind)
    return name


def _base(server: Server, kind: str) -> str:
    """Return the base of a kind, from the cache or built if need be."""
    name, is_shared = _base_name(kind), base_cache.fits(server)
    is_kept = is_shared and base_cache.has(name)
    if not exists(server, name) and not (is_kept and _unpack_base(server, name)):
        _build_base(server, kind, name)
    if is_shared and not base_cache.has(name):
        with steps.step("the same into the cache, for other checkouts"):
            base_cache.save(server, name, filestore(server, name))
    return name


def _unpack_base(server: Server, name: str) -> bool:
    building = f"{name}{_BUILDING}"
    drop(server, building)
    # As Odoo makes its databases.
    create = "CREATE DATABASE {} ENCODING 'unicode' LC_COLLATE 'C' TEMPLATE template0"
    execute(server, create, building)
    with steps.step("database with what we depend on, from the cache"):
        if not base_cache.restore(server, name, building, filestore(server, building)):
            drop(server, building)
            return False
    rename(server, building, name)
    return True


def _build_base(server: Server, kind: str, name: str) -> None:
    """Build a base; on that of the tests if it is there."""
    modules = dependencies(addons(kind))
    source, tests_base = None, _base_name("test")
    if exists(server, tests_base):
        source = tests_base
        modules = sorted(set(modules) - set(dependencies(addons("test"))))
    with steps.step(f"database with what we depend on: {', '.join(modules)}"):
        _build(server, name, source, modules)


def _drop_outdated(server: Server, kind: str) -> None:
    """Drop old templates of this kind, and the bases that no kind stands on.

    The newest few stay: for runs that are still at work, and for who switches branches.
    """
    templates = sorted(names(server, f"rc_{kind}_"), key=lambda n: _created(server, n))
    for name in templates[:-_KEPT]:
        drop(server, name)
    current = set(map(_base_name, KINDS))
    for name in names(server, "rc_base_"):
        if name not in current:
            drop(server, name)


def _created(server: Server, name: str) -> int:
    """Return a number that is higher the later the database was made."""
    return int(query(server, "SELECT oid FROM pg_database WHERE datname = %s", name)[0][0])


def _build(
    server: Server, name: str, source: str | None, modules: list[str], scripts: Sequence[str] = ()
) -> None:
    building, log = f"{name}{_BUILDING}", new_log(name)
    options = ["--stop-after-init", "--no-http"]
    if source:
        # The languages of the source are loaded for new modules as well.
        clone(server, source, building)
    else:
        drop(server, building)
        # The first language becomes that of the company and of its users.
        options.append(f"--load-language={','.join(('en_US', *LANGUAGES))}")
    odoo_run(server, building, log, "-i", ",".join(modules), *options)
    for script in scripts:
        odoo_run(server, building, log, "shell", "--no-http", script=script)
    rename(server, building, name)


def new_log(name: str) -> Path:
    """Return the path of the log of a database, emptied."""
    LOG.mkdir(parents=True, exist_ok=True)
    log = LOG / f"{name}.log"
    log.write_text("", encoding="utf-8")
    return log


def odoo_run(server: Server, database: str, log: Path, *arguments: str, script: str = "") -> None:
    """Run Odoo's command line on a database to its end.

    :param script: what a ``shell`` gets to execute
    :raises BuildError: when it fails, or logs a warning
    """
    follower = logs.Follower(log)
    follower.unexpected()
    with open(log, "a", encoding="utf-8") as output, odoo.modules_counted(log):
        done = subprocess.run(
            odoo.command(server, database, *arguments),
            env=odoo.environ(),
            input=script,
            text=True,
            stdout=output,
            stderr=output,
            check=False,
        )
    problems = follower.unexpected()
    if done.returncode or problems:
        lines = "\n".join(problems) or "See the end of the log."
        raise BuildError(
            f"Odoo failed or warned on the database {database} (exit {done.returncode}):"
            f"\n{lines}\nThe whole log: {log}"
        )
