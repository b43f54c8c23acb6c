"""The form of a store on a bad day: many customers at once, while the staff work."""

import contextlib
import json
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from odoo.addons.retail_complaint.tests.proves import proves

from dev.paths import BUILD
from tests.harness.shop import Shop
from tests.harness.visitor import Visitor, photo

RATE = 5  # submissions per second
PHOTOS = 3
IMPATIENT = 10  # every so many-th visitor presses the button twice
AGENTS = 2
#: How many submissions may be on their way at once; the rest wait, and are late.
AT_ONCE = 24


class _Agents:
    """Staff who list their cases and write into one, again and again, until stopped."""

    def __init__(self, shop):
        self.shop = shop
        self.case = shop.register()
        self.stopped = threading.Event()
        self.failures: list[str] = []

    def work(self):
        client = self.shop.client("agent")
        fields = ["number", "name", "complaint_next_due", "complaint_phase"]
        while not self.stopped.wait(0.2):
            try:
                client.call(
                    "helpdesk.ticket",
                    "search_read",
                    domain=[("is_complaint", "=", True)],
                    fields=fields,
                    limit=40,
                )
                client.call(
                    "helpdesk.ticket",
                    "message_post",
                    ids=[self.case],
                    body="The supplier was asked.",
                )
            except Exception as failure:
                self.failures.append(repr(failure))

    @contextlib.contextmanager
    def at_work(self):
        threads = [threading.Thread(target=self.work) for _agent in range(AGENTS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.stopped.set()
            for thread in threads:
                thread.join()


class _Customers:
    """Visitors who come at a fixed rate, whether or not the one before is served."""

    def __init__(self, url):
        self.url = url
        self.photos = [photo(seed=seed) for seed in range(PHOTOS)]
        self.took: list[float] = []
        self.pages: dict[str, set[str]] = {}

    def come(self, number, moment):
        """One visit: the page, the form with its photos, now and then a second click."""
        time.sleep(max(0.0, moment - time.monotonic()))
        visitor = Visitor(self.url)
        story = f"Load {number:05}"
        clicks = 2 if number % IMPATIENT == 0 else 1
        start = time.monotonic()
        with ThreadPoolExecutor(clicks) as hands:
            sent = [hands.submit(visitor.send, story, self.photos) for _click in range(clicks)]
            self.pages[story] = {one.result() for one in sent}
        self.took.append(time.monotonic() - start)

    def come_all(self, count):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            start = time.monotonic()
            visits = [pool.submit(self.come, i, start + i / RATE) for i in range(count)]
            for visit in visits:
                visit.result()


def _report(customers, seconds):
    took = sorted(customers.took)
    report = {
        "submissions": len(took),
        "seconds": seconds,
        "median_s": round(statistics.median(took), 3),
        "p95_s": round(took[int(0.95 * (len(took) - 1))], 3),
        "longest_s": round(took[-1], 3),
    }
    BUILD.mkdir(exist_ok=True)
    (BUILD / f"web-load-{seconds}.json").write_text(json.dumps(report), encoding="utf-8")


@proves("INT-9", "On a busy day no form is lost and none is taken twice, photos included")
@pytest.mark.parametrize("seconds", [3, pytest.param(120, marks=pytest.mark.soak)])
def test_none_lost_none_twice(new_server, seconds):
    """Five forms a second with three photos each, some sent twice, on two workers."""
    server = new_server(workers=2).start()
    shop = Shop(server)
    store = shop.stores["A"]
    shop.admin.call("retail.store", "action_renew_qr", ids=[store])
    [(token,)] = server.query("SELECT token FROM retail_store WHERE id = %s", store)
    # All of these come from one address.
    shop.admin.call(
        "ir.config_parameter",
        "set_param",
        key="retail_complaint.web_max_per_hour",
        value="100000",
    )
    customers = _Customers(f"{server.url}/complaint/new/{token}")
    agents = _Agents(shop)
    with agents.at_work():
        customers.come_all(RATE * seconds)
    _report(customers, seconds)

    rows = server.query(
        "SELECT ticket.name, count(DISTINCT ticket.id), count(DISTINCT evidence.id),"
        " count(file.id) FROM helpdesk_ticket ticket"
        " LEFT JOIN complaint_evidence evidence ON evidence.ticket_id = ticket.id"
        " LEFT JOIN ir_attachment file ON file.res_model = 'complaint.evidence'"
        " AND file.res_id = evidence.id AND file.res_field = 'file'"
        " WHERE ticket.name LIKE 'Load %%' GROUP BY ticket.name"
    )
    assert {name: tuple(counts) for name, *counts in rows} == {
        f"Load {i:05}": (1, PHOTOS, PHOTOS) for i in range(RATE * seconds)
    }
    assert all(len(pages) == 1 for pages in customers.pages.values())
    assert not agents.failures
