"""A past for what the server dates itself."""

import threading
from contextlib import contextmanager
from unittest.mock import patch

from odoo import fields


@contextmanager
def at(moment):
    """Let it be ``moment``, in naive UTC, for what this thread does meanwhile.

    Clocks, approvals, offers and closings are dated by the server, and rightly nobody may write
    them. A shop that is sixty days old has them behind it, so they are made as of then. Other
    threads of a running Odoo keep their time.
    """
    builder = threading.get_ident()
    real_now = fields.Datetime.now
    real_today = fields.Date.context_today

    def now(*args):
        return moment if threading.get_ident() == builder else real_now()

    def context_today(record, timestamp=None):
        if threading.get_ident() == builder:
            timestamp = timestamp or moment
        return real_today(record, timestamp)

    with (
        patch.object(fields.Datetime, "now", staticmethod(now)),
        patch.object(fields.Date, "context_today", staticmethod(context_today)),
    ):
        yield
