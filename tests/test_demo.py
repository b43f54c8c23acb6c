"""The demo company that `make serve` shows."""

import re

import pytest

from dev import databases
from dev.testing import run_database
from tests.harness.odoo_server import free_port


@pytest.fixture
def demo(request, postgres):
    """Return a database with the demo company."""
    template = run_database.build(request.config, postgres, "demo")
    name = databases.run_name(f"{run_database.worker()}_demo")
    databases.clone(postgres, template, name)
    yield name
    databases.drop(postgres, name)


def test_the_demo_company_passes_its_own_tests(postgres, demo):
    """Its addon installs without a warning, and its tests pass in such a database.

    Odoo runs them itself: the database of the other addons' tests has no demo company.
    """
    log = databases.new_log(demo)
    port = f"--http-port={free_port()}"  # for tests it serves, whatever it is told
    arguments = (f"--test-tags=/{databases.DEMO}", "--stop-after-init", port)
    databases.odoo_run(postgres, demo, log, *arguments)
    done = re.search(r"0 failed, 0 error\(s\) of (\d+) tests", log.read_text("utf-8"))
    assert done, "Odoo says how many tests it ran"
    assert int(done[1]) > 0, "Odoo ran none of them"
