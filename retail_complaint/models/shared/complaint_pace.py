import math
import time
from functools import partial

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, hmac

from ...tools.pace import SEND, WINDOW, Count, Limit, ask
from ...tools.web_form import visitor_network

LIMIT_PARAMETER = "retail_complaint.web_max_per_hour"
#: What a stranger sends within an hour, from one address to one store, without any pause.
DEFAULT_LIMIT = 30
#: How many times that nothing is taken any more.
MOST = 4
#: How many times more than a stranger: staff register for their customers, a program for all.
PATIENCE = {"address": 1, "portal": 1, "staff": 20, "gateway": 100}
ATTEMPTS = 5
GC_BATCH = 10000


class TooOftenError(UserError):
    """Somebody comes more often than people do; ``wait`` says in how many seconds they may."""

    http_status = 429

    def __init__(self, env, wait):
        self.wait = max(2, math.ceil(wait))
        if self.wait < 60:
            words = env._(
                "A lot was sent from here just now. Please send it again in %s seconds.", self.wait
            )
        else:
            words = env._(
                "A lot was sent from here just now. Please send it again in %s minutes.",
                math.ceil(self.wait / 60),
            )
        super().__init__(words)


class ComplaintPace(models.Model):
    """How often each visitor comes, to each store: the one place that every door asks.

    Counted is by store and address, so that who is busy at one store shuts nobody out of another;
    whoever is logged in counts as themselves, wherever they are. Wrong codes belong to no store
    and are counted apart: they shut nobody out of the form on the counter, which shows nothing.

    A count is written in a transaction of its own, which waits for nothing else of the request:
    it stands when the request fails, and visitors behind one address do not wait for each other.
    """

    _name = "complaint.pace"
    _description = "How often a visitor comes"
    _log_access = False

    visitor = fields.Char(
        required=True, readonly=True, help="A digest: it tells visitors apart, and names none."
    )
    units = fields.Float(readonly=True)
    at = fields.Float(readonly=True, help="Seconds since 1970.", digits=0)
    sent_at = fields.Float(readonly=True, digits=0)

    _visitor_unique = models.UniqueIndex("(visitor)")
    _at_index = models.Index("(at)")

    @api.model
    def _take(self, cost, address, store=None, check_codes=False):
        """Count what a visitor does.

        :param cost: units, as in ``tools/pace.py``
        :param store: where; nothing for a code that is wrong
        :param check_codes: refuse also who tried too many wrong codes
        :raises TooOftenError: saying when to come back
        """
        who = self._get_who(address)
        guesses = self._get_key(who) if check_codes else None
        self._decide(self._get_key(who, store), cost, self._get_limit(who[0]), guesses)

    @api.model
    def _take_for_gateway(self, gateway):
        """Count a request of a program; see :meth:`_take`."""
        key = self._get_key(("gateway", gateway.id))
        self._decide(key, SEND, self._get_limit("gateway"))

    @api.model
    def _check_codes(self, address):
        """:raises TooOftenError: for who tried too many wrong codes; nothing is counted"""
        who = self._get_who(address)
        key = self._get_key(who)
        with self.env.registry.cursor() as cr:
            counts = self._read_counts(cr, [key])
        _count, wait = ask(counts.get(key, Count()), self._get_limit(who[0]), SEND, time.time())
        if wait:
            raise TooOftenError(self.env, wait)

    # Who, and how much -------------------------------------------------------------------------

    @api.model
    def _get_who(self, address):
        user = self.env.user
        if user._is_public():
            return "address", visitor_network(address or "")
        return ("staff" if user._is_internal() else "portal"), user.id

    @api.model
    def _get_key(self, who, store=None):
        # With the secret of the database, so that nobody computes the digests of all addresses.
        return hmac(self.env(su=True), "complaint-visitor", (*who, store.id if store else 0))

    @api.model
    def _get_limit(self, kind):
        value = self.env["ir.config_parameter"].sudo().get_param(LIMIT_PARAMETER)
        number = int(value) if (value or "").isdecimal() else DEFAULT_LIMIT
        free = max(number, 1) * PATIENCE[kind] * SEND
        return Limit(free, free * MOST)

    # The counts --------------------------------------------------------------------------------

    def _decide(self, key, cost, limit, guesses=None):
        now = time.time()
        for _attempt in range(ATTEMPTS):
            try:
                with self.env.registry.cursor() as cr:
                    wait = self._count(cr, key, partial(ask, limit=limit, now=now), cost, guesses)
                break
            except psycopg2.errors.SerializationFailure:
                # Another request of the same visitor was quicker: what it counted counts.
                wait = 1.0
        if wait:
            raise TooOftenError(self.env, wait)

    def _count(self, cr, key, decide, cost, guesses):
        """Read, decide, write; return the wait. Two statements, at most."""
        counts = self._read_counts(cr, [key, guesses])
        if guesses:
            _count, wait = decide(counts.get(guesses, Count()), cost=SEND)
            if wait:
                return wait
        count, wait = decide(counts.get(key, Count()), cost=cost)
        if not wait:
            query = """
                INSERT INTO complaint_pace (visitor, units, at, sent_at) VALUES %s
                ON CONFLICT (visitor) DO UPDATE
                SET units = excluded.units, at = excluded.at, sent_at = excluded.sent_at
            """
            cr.execute(SQL(query, (key, *count)), log_exceptions=False)
        return wait

    @staticmethod
    def _read_counts(cr, keys):
        query = "SELECT visitor, units, at, sent_at FROM complaint_pace WHERE visitor IN %s"
        cr.execute(SQL(query, tuple(filter(None, keys))))
        return {visitor: Count(*count) for visitor, *count in cr.fetchall()}

    @api.autovacuum
    def _gc_counts(self):
        """Forget who has not come for two hours: of them nothing counts any more."""
        old = self.search([("at", "<", time.time() - 2 * WINDOW)], limit=GC_BATCH)
        old.unlink()
        return len(old), len(old) == GC_BATCH
