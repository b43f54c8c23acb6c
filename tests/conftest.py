"""Fixtures of the tests from outside. Nothing starts before a test asks for it."""

from collections.abc import Callable, Generator, Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from dev import postgres as dev_postgres
from dev.postgres import Server as Postgres
from dev.testing import run_database
from tests.harness import browser as harness_browser
from tests.harness import odoo_server
from tests.harness.browser import Session
from tests.harness.odoo_server import OdooServer

_FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session", autouse=True)
def load_registry() -> None:
    """Load no Odoo into this process: these tests are about other processes.

    Takes the place of pytest-odoo's fixture of this name.
    """


@pytest.fixture(scope="session", autouse=True)
def load_http() -> None:
    """Serve nothing from this process either."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Return the database server of the tests."""
    server = dev_postgres.start("test")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest, postgres: Postgres) -> str:
    """Return the database with our addons that the others are cloned from."""
    return run_database.template(request.config, postgres)


@pytest.fixture
def new_server(
    request: pytest.FixtureRequest, postgres: Postgres, template: str
) -> Iterator[Callable[..., OdooServer]]:
    """Return a function that makes a server on a fresh clone, for this test to start.

    For a test that kills its server, sets its time, or needs workers; options are those of
    :class:`OdooServer`.
    """
    made: list[OdooServer] = []

    def new(**options: int) -> OdooServer:
        name = f"{run_database.worker()}_own{len(made)}"
        made.append(odoo_server.new(postgres, template, name, **options))
        return made[-1]

    yield new
    for server in made:
        server.dispose()


@pytest.fixture(scope="module")
def server(postgres: Postgres, template: str) -> Iterator[OdooServer]:
    """Return a running server that the tests of a file share: make own users and data."""
    name = f"{run_database.worker()}_shared"
    shared = odoo_server.new(postgres, template, name)
    try:
        yield shared.start()
    finally:
        shared.dispose()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """Return the browser; without one the test fails with the command that installs it.

    Not for the session: after each of its test classes Odoo ends all child processes that
    it finds, and the next file in this process may have such classes.
    """
    with sync_playwright() as playwright:
        browser = harness_browser.launch(playwright)
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport]:
    """Let fixtures know at their end whether the test failed."""
    report = yield
    item.stash[_FAILED] = report.failed
    return report


@pytest.fixture
def browse(request: pytest.FixtureRequest, chromium: Chromium) -> Iterator[Callable[..., Session]]:
    """Return a function that seats somebody at a server: ``browse(server, size, lang)``.

    The test fails if a page has raised or logged an error. What was on the screens when a
    test failed is kept.
    """
    sessions: list[Session] = []

    def seat(*arguments, **options) -> Session:
        sessions.append(Session(chromium, *arguments, **options))
        return sessions[-1]

    yield seat
    errors = []
    for number, session in enumerate(sessions):
        if request.node.stash[_FAILED]:
            session.screenshot(f"failed-{request.node.name}-{number}")
        session.close()
        errors += session.errors
    assert not errors, "Errors in the browser:\n" + "\n".join(errors)
