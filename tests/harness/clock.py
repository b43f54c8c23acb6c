"""The time that a server under test lives in, in Python and in its database.

Both sides follow one setting, so ``fields.Datetime.now()``, ``create_date`` and what a
scheduled action takes as due agree. On the database side an own ``now()`` stands before
PostgreSQL's. What stays real: SQL's ``CURRENT_TIMESTAMP`` and ``clock_timestamp()``, the
times of files, the browser. Sessions age with the clock: log in again after a jump.
"""

import dataclasses
import datetime
import json
import time
from pathlib import Path

import psycopg2.extensions
from psycopg2 import sql

_DATABASE = """
    CREATE TABLE IF NOT EXISTS public.rc_clock (
        at timestamptz, since timestamptz, ticks boolean
    );
    CREATE OR REPLACE FUNCTION public.now() RETURNS timestamptz STABLE LANGUAGE sql AS $$
        SELECT CASE
            WHEN at IS NULL THEN pg_catalog.now()
            WHEN ticks THEN at + (pg_catalog.now() - since)
            ELSE at
        END FROM public.rc_clock
    $$;
    DELETE FROM public.rc_clock;
    INSERT INTO public.rc_clock VALUES (NULL, NULL, NULL);
"""


@dataclasses.dataclass(frozen=True)
class Setting:
    """The time as set: seconds of the epoch, when it was set, whether it goes on."""

    at: float | None = None
    since: float = 0.0
    ticks: bool = True

    def moment(self, real: float) -> float:
        """Return the time that it is when in the world it is ``real``."""
        if self.at is None:
            return real
        return self.at + (real - self.since if self.ticks else 0.0)


REAL = Setting()


def read(path: Path) -> Setting:
    """Read a clock file."""
    return Setting(**json.loads(path.read_text(encoding="utf-8")))


class Clock:
    """Sets the time of one server: its processes read a file, its database a table.

    Moments are given in UTC, as Odoo stores them: ``"2026-03-02 09:00:00"`` or a datetime.
    """

    def __init__(self, path: Path, connection: psycopg2.extensions.connection):
        self.path = path
        self._connection = connection
        with connection.cursor() as cursor:
            cursor.execute(_DATABASE)
            # For every connection from now on: our now() before PostgreSQL's own.
            statement = sql.SQL("ALTER DATABASE {} SET search_path = public, pg_catalog")
            cursor.execute(statement.format(sql.Identifier(connection.info.dbname)))
        self._set(REAL)

    def freeze(self, moment: str | datetime.datetime) -> None:
        """Let time stand still at ``moment``."""
        self._set(Setting(_epoch(moment), time.time(), ticks=False))

    def travel(self, moment: str | datetime.datetime) -> None:
        """Let it be ``moment`` now, and time go on from there."""
        self._set(Setting(_epoch(moment), time.time(), ticks=True))

    def advance(self, **duration: float) -> None:
        """Jump forward, keeping whether time stands still: ``advance(hours=25)``."""
        real = time.time()
        setting = read(self.path)
        seconds = datetime.timedelta(**duration).total_seconds()
        self._set(Setting(setting.moment(real) + seconds, real, setting.ticks))

    def release(self) -> None:
        """Return to the world's time."""
        self._set(REAL)

    def now(self) -> datetime.datetime:
        """Return the time of the server, in UTC and without zone as Odoo has it."""
        moment = read(self.path).moment(time.time())
        return _utc(moment).replace(tzinfo=None)

    def _set(self, setting: Setting) -> None:
        at = None if setting.at is None else _utc(setting.at)
        with self._connection.cursor() as cursor:
            cursor.execute(
                "UPDATE public.rc_clock SET at = %s, since = %s, ticks = %s",
                [at, _utc(setting.since), setting.ticks],
            )
        unfinished = self.path.with_suffix(".tmp")
        unfinished.write_text(json.dumps(dataclasses.asdict(setting)), encoding="utf-8")
        unfinished.replace(self.path)


def _utc(seconds: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def _epoch(moment: str | datetime.datetime) -> float:
    if isinstance(moment, str):
        moment = datetime.datetime.fromisoformat(moment)
    return moment.replace(tzinfo=moment.tzinfo or datetime.UTC).timestamp()
