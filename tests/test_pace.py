"""Many requests of one visitor at once, on two workers: each is counted, none waits for another."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import requests

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.shop import Shop

LIMIT = 10
SEND = 20  # units of a wrong code, see tools/pace.py
AT_ONCE = 12
TRIES = 120


@proves("INT-9", "Who tries codes with many hands at once is counted like who tries them in turn")
def test_wrong_codes_at_once(new_server):
    """No count is lost between two workers, nobody gets an error, and the page is quick."""
    server = new_server(workers=2).start()
    shop = Shop(server)
    shop.admin.call(
        "ir.config_parameter",
        "set_param",
        key="retail_complaint.web_max_per_hour",
        value=str(LIMIT),
    )
    urls = [f"{server.url}/complaint/track/ABCD-EFGH-JKMN-{number:04}" for number in range(TRIES)]
    with ThreadPoolExecutor(AT_ONCE) as hands:
        answers = list(hands.map(lambda url: requests.get(url, timeout=120), urls))
    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) == {404, 429}, statuses
    assert LIMIT <= statuses[404] <= 4 * LIMIT, statuses
    assert all(int(a.headers["Retry-After"]) > 0 for a in answers if a.status_code == 429)
    assert max(answer.elapsed.total_seconds() for answer in answers) < 30
    [(units,)] = server.query("SELECT max(units) FROM complaint_pace")
    # What is forgotten meanwhile is little: all of it within an hour.
    assert SEND * statuses[404] - 60 < units <= SEND * statuses[404]
