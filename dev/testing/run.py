"""``make test`` and ``make soak``: one pytest session over everything, or over a part.

The tests inside Odoo (``*/tests`` of our addons) and those from outside (``tests/``) run
in one session, so there is one closing line for the whole. Runs under the virtual
environment's Python.
"""

import os
import sys
from pathlib import Path

import pytest

from dev import databases, odoo, postgres, steps, trace
from dev.paths import BUILD, ROOT, STATE

# In the order of dev.testing.durations: xdist would begin with the files of most tests.
_PARALLEL = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
_DURATIONS = BUILD / "durations.txt"
_SLOWEST_FILES = BUILD / "slowest_files.txt"
_OUTSIDE = "tests"


def main() -> int:
    """Run ``make test``; ``T=`` names a part."""
    return run("test", os.environ.get("T", ""))


def run(kind: str, expression: str) -> int:
    """Run the tests of a kind, "test" or "soak", and return pytest's exit code.

    :param expression: which part: a path, a requirement's id, or what pytest's ``-k``
        takes; nothing for the whole
    """
    sys.path.insert(0, str(ROOT))
    os.environ[databases.RUN_VARIABLE] = str(os.getpid())
    server = postgres.start("test")
    _clean_environment(server)
    try:
        databases.drop_leftovers(server)
        if not _is_outside(expression):
            os.environ[databases.TEMPLATE_VARIABLE] = databases.template(server, "test")
        is_whole = kind == "test" and not expression
        order = [f"--slowest-files={_SLOWEST_FILES}"] if is_whole else []
        code = pytest.main([*_common(server, kind), *order, *select(expression)])
    finally:
        databases.drop_run(server)
        server.stop()
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        steps.say(f"! No test ran: T={expression!r} fits nothing of `make {kind}`.")
    return int(code)


def _clean_environment(server: postgres.Server) -> None:
    """Leave in the environment no other way to a database than to this server.

    The Odoo in this process and its workers would prefer such variables to options.
    """
    environment = odoo.environ()
    if not server.own:
        environment.pop("DATABASE_URL", None)
        environment |= server.env()
    os.environ.clear()
    # Where tests of addons leave what is to be looked at.
    os.environ.update(environment, RC_REPORTS=str(BUILD / "reports"))


def select(expression: str) -> list[str]:
    """Return pytest's arguments for a part of the tests, or for the whole."""
    if not expression:
        return ["--proofs-whole", *_PARALLEL, *_everything()]
    if _is_path(expression):
        return [expression]
    if expression in trace.requirements():
        return ["--proves", expression, *_everything()]
    return ["-k", expression, *_everything()]


def _is_path(expression: str) -> bool:
    try:
        return (ROOT / expression.split("::")[0]).exists()
    except OSError:  # longer than a file's name may be
        return False


def _is_outside(expression: str) -> bool:
    """Tell whether the part needs no database before its own fixtures ask for one."""
    return Path(expression.split("::")[0]).parts[:1] == (_OUTSIDE,)


def _everything() -> list[str]:
    paths = []
    # Those of the demo company want a database that has it: tests/test_demo.py.
    for addon in databases.addons("test"):
        paths += [f"{addon}/tests", f"{addon}/tools"]
    return [_OUTSIDE, *[path for path in paths if (ROOT / path).is_dir()]]


def _common(server: postgres.Server, kind: str) -> list[str]:
    # Odoo would limit the memory of the process that runs the tests, and of the browsers
    # that it starts later, which then crash.
    conf = odoo.write_conf(STATE / "conf" / "tests.conf", server, limit_memory_hard=0)
    marker = "soak" if kind == "soak" else "not soak"
    return [
        *("-p", "dev.testing.plugin", "-p", "pytester", "-m", marker),
        *(f"--proofs-file={trace.PROOFS}", f"--proofs-kind={kind}"),
        f"--odoo-config={conf}",
        # Replaced by a clone of the template, but pytest-odoo wants a name.
        "--odoo-database=none",
        *("--odoo-http", "--odoo-log-level=warn"),
        *("-o", f"cache_dir={BUILD / 'pytest_cache'}"),
        f"--durations-file={_DURATIONS}",
        *("--durations=5", "--durations-min=5"),
    ]
