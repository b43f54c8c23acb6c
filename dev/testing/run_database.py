"""pytest plugin: the tests inside Odoo run on a clone of the template, one per worker.

pytest-odoo would run a serial session on the given database itself, and let all workers
share one filestore, where the clean-up after a class of one worker removes the files of
another. So its way to the database is replaced by ours, the first time a test needs it.
"""

import contextlib
import os
from collections.abc import Iterator

import pytest
import pytest_odoo

import odoo.sql_db
import odoo.tools

from dev import databases, postgres


def worker() -> str:
    """Return the name of this process within the run."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def build(config: pytest.Config, server: postgres.Server, kind: str) -> str:
    """Return a template; should it be built now, the user sees the progress."""
    capture = config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        return databases.template(server, kind)


def template(config: pytest.Config, server: postgres.Server) -> str:
    """Return the test template, the same for the whole run even if an addon is edited."""
    variable = databases.TEMPLATE_VARIABLE
    if variable not in os.environ:
        os.environ[variable] = build(config, server, "test")
    return os.environ[variable]


@contextlib.contextmanager
def clone(config: pytest.Config) -> Iterator[str]:
    """Give Odoo in this process a database of its own."""
    server = postgres.start("test")
    name = databases.run_name(worker())
    databases.clone(server, template(config, server), name)
    odoo.tools.config["db_name"] = name
    odoo.tools.config["dbfilter"] = f"^{name}$"
    odoo.tools.config["data_dir"] = str(databases.own_data_dir(server, name))
    try:
        yield name
    finally:
        odoo.sql_db.close_db(name)
        databases.drop(server, name)
        server.stop()


def pytest_configure(config: pytest.Config) -> None:
    """Put our clone where pytest-odoo asks for the database of the session."""
    # A private name of the locked version: fail loudly should another not have it.
    assert callable(pytest_odoo._worker_db_name)
    pytest_odoo._worker_db_name = lambda: clone(config)
