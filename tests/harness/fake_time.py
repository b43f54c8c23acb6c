"""Inside a server under test: Python's time as a clock file says, changed while it runs.

freezegun gives every module its own ``datetime`` and ``time``; the time itself comes from
the file that the test writes (see :mod:`tests.harness.clock`).
"""

import datetime
import time
from pathlib import Path

import freezegun
import freezegun.api

from tests.harness import clock

# Time-outs of Odoo's processes and of its libraries go by the machine's time, or a jump
# would have a server's own watchdog kill it.
_REAL_TIME = [
    "odoo.service.server",
    "odoo.sql_db",
    "odoo.addons.bus.websocket",
    "asyncio",
    "gevent",
    "psycopg2",
    "selectors",
    "socket",
    "socketserver",
    "subprocess",
    "urllib3",
    "werkzeug.serving",
]


class _ClockFile:
    """Gives freezegun the time; reads the file again whenever it was replaced."""

    def __init__(self, path: Path):
        self.path = path
        self._version = (0, 0)
        self._setting = clock.REAL

    def __call__(self) -> datetime.datetime:
        status = self.path.stat()
        version = (status.st_mtime_ns, status.st_ino)
        if version != self._version:
            self._setting, self._version = clock.read(self.path), version
        moment = self._setting.moment(freezegun.api.real_time())
        # A real_datetime: the module's own name is freezegun's fake by now.
        return freezegun.api.real_datetime.fromtimestamp(moment, datetime.UTC).replace(tzinfo=None)


def install(path: Path) -> None:
    """Let this process live by the clock file from now on."""
    # Only the code that asks for the time decides which one it gets. By default freezegun
    # looks at its callers too, and so the same code would see one time or the other.
    freezegun.api.call_stack_inspection_limit = 1
    freezegun.freeze_time(
        datetime.datetime.fromtimestamp(time.time(), datetime.UTC),
        ignore=_REAL_TIME,
        tick=True,
    ).start()
    freezegun.api.freeze_factories[-1] = _ClockFile(path)
