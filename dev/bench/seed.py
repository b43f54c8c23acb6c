"""The database that the benchmarks copy: our addons and years of tickets, made by SQL."""

from contextlib import closing
from pathlib import Path

from dev import databases, steps
from dev.postgres import Server

_SQL = Path(__file__).with_name("seed.sql")
_PREFIX = "rc_seed_"


def database(server: Server, size: int) -> str:
    """Return the name of the seeded database, made anew when code or seed have changed.

    :param size: number of tickets
    """
    template = databases.template(server, "test")
    statements = _SQL.read_text("utf-8")
    name = f"{_PREFIX}{size}_{steps.digest([template, statements])}"
    if databases.exists(server, name):
        return name
    with steps.step(f"database with {size:,} tickets"):
        for outdated in databases.names(server, f"{_PREFIX}{size}_"):
            databases.drop(server, outdated)
        building = databases.clone(server, template, databases.run_name("seed"))
        with closing(databases.connect(server, building)) as connection:
            cursor = connection.cursor()
            cursor.execute(statements, {"tickets": size})
            cursor.execute("VACUUM ANALYZE")
        databases.rename(server, building, name)
    return name
