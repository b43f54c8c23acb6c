"""Odoo's ORM in this very process, for tools that want records rather than requests."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import odoo.init as odoo_init  # noqa: F401 it patches libraries, so Odoo wants it first
from odoo import sql_db
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry
from odoo.tools import config

from dev import databases, odoo, postgres
from dev.postgres import Server


def registry(server: Server, database: str) -> Registry:
    """Return the registry of a database; a process works with one server only."""
    # What is set there would win over the options.
    for name in os.environ.keys() - odoo.environ().keys():
        del os.environ[name]
    _python, _program, *options = odoo.command(server, database, "--log-level=warn")
    config.parse_config(options, setup_logging=True)
    return Registry(database)


@contextmanager
def environment(purpose: str) -> Iterator[Any]:
    """Give an environment on a copy, dropped afterwards, of the tests' template database."""
    server = postgres.start("test")
    name = databases.run_name(purpose)
    try:
        databases.clone(server, databases.template(server, "test"), name)
        with registry(server, name).cursor() as cursor:
            yield Environment(cursor, SUPERUSER_ID, {})
        sql_db.close_db(name)
    finally:
        databases.drop(server, name)
        server.stop()
