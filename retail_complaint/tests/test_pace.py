"""Who comes too often is slowed down and told when to come back, and nobody else is."""

import json
import time
from datetime import timedelta

from odoo import fields, http
from odoo.tests import BaseCase, HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..models.shared.complaint_pace import DEFAULT_LIMIT, LIMIT_PARAMETER, MOST
from ..tools.pace import LONGEST_PAUSE, LOOK, SEND, WINDOW, Count, Limit, ask
from ..tools.web_form import new_code
from .proves import proves
from .test_doors import DoorsCommon
from .test_gateway import GatewayCommon
from .web_common import WebCommon

FREE = DEFAULT_LIMIT * SEND


@tagged("post_install", "-at_install")
class TestPaceRule(BaseCase):
    limit = Limit(FREE, FREE * MOST)

    def _flood(self, seconds, every, cost=SEND):
        """Send every so many seconds; yield (moment, wait)."""
        count, now = Count(), 1000.0
        for step in range(int(seconds / every)):
            count, wait = ask(count, self.limit, cost, now + step * every)
            yield step * every, wait

    def test_pause_grows(self):
        """At once, then after a pause that grows to five seconds, then not."""
        waits = [wait for _at, wait in self._flood(1800, 0.1)]
        self.assertFalse(any(waits[:DEFAULT_LIMIT]))
        taken = [at for at, wait in self._flood(1800, 0.1) if not wait]
        pauses = [
            after - before
            for before, after in zip(
                taken[DEFAULT_LIMIT - 1 :], taken[DEFAULT_LIMIT:], strict=False
            )
        ]
        slowed = pauses[: (MOST - 1) * DEFAULT_LIMIT - 1]
        self.assertLess(slowed[0], 0.5)
        self.assertTrue(all(a <= b + 0.2 for a, b in zip(slowed, slowed[1:], strict=False)))
        self.assertGreater(max(slowed), LONGEST_PAUSE - 1)
        self.assertLess(max(slowed), LONGEST_PAUSE + 0.2)
        self.assertGreater(max(waits), LONGEST_PAUSE)

    def test_no_more_than_the_most(self):
        """Whatever somebody tries, and however fast: so many in an hour, and no more."""
        for every in (0.05, 1, 7):
            taken = [at for at, wait in self._flood(3 * WINDOW, every) if not wait]
            for hour in range(3):
                within = sum(hour * WINDOW <= at < (hour + 1) * WINDOW for at in taken)
                self.assertLessEqual(within, 2 * MOST * DEFAULT_LIMIT if not hour else 121)

    def test_wait_is_true(self):
        """Whoever waits as long as they are told is taken."""
        count, now = Count(), 1000.0
        for _step in range(400):
            count, wait = ask(count, self.limit, SEND, now)
            if wait:
                now += wait + 0.001
                count, again = ask(count, self.limit, SEND, now)
                self.assertFalse(again)

    def test_looks(self):
        """A page with many pictures is never slowed down, and a look delays nothing sent."""
        self.assertFalse(any(wait for _at, wait in self._flood(60, 0.05, LOOK)))
        count, _wait = ask(Count(FREE, 0.0, 0.0), self.limit, LOOK, 100.0)
        self.assertFalse(ask(count, self.limit, SEND, 100.1)[1])

    def test_clock_set_back(self):
        """A clock that is set back shuts nobody out."""
        count = Count(FREE, 5000.0, 5000.0)
        self.assertLessEqual(ask(count, self.limit, SEND, 10.0)[1], LONGEST_PAUSE)


class PaceCommon(WebCommon):
    def _limit(self, number):
        self.env["ir.config_parameter"].set_param(LIMIT_PARAMETER, str(number))

    def _exhaust(self, store=None):
        """Let our address have done all it may, at a store or with wrong codes."""
        pace = self.env["complaint.pace"]
        key = pace._get_key(("address", "127.0.0.1"), store)
        pace.search([("visitor", "=", key)]).unlink()
        now = time.time()
        pace.create({"visitor": key, "units": FREE * MOST, "at": now, "sent_at": now})


@tagged("post_install", "-at_install")
class TestPace(PaceCommon):
    @proves("INT-9", "Who sends too much is told for how long to wait, and keeps their words")
    @mute_logger("odoo.http")
    def test_form(self):
        """At once, after a pause of seconds, not for minutes, and after an hour again."""
        self._limit(3)
        start = fields.Datetime.now()
        with freeze_time(start):
            self._take()
            self._take()
            page = self._send()
            self.assertEqual(page.status_code, 429)
            self.assertIn(page.headers["Retry-After"], "12345")
            self.assertIn("I threw it away", page.text)
            self.assertIn("again in", page.text)
        self.assertEqual(len(self._cases()), 2)
        for number in range(3 * MOST):
            with freeze_time(start + timedelta(seconds=6 * (number + 1))):
                # A page that was open before: by now not even the form is shown.
                form = self.env["complaint.web.entry"]._sign_form("form", self.store_a.id)
                page = self._send(form=form)
        self.assertEqual(page.status_code, 429)
        self.assertGreater(int(page.headers["Retry-After"]), 60)
        self.assertIn("minutes", page.text)
        with freeze_time(start + timedelta(hours=1, minutes=5)):
            self._take()
        visitors = self.env["complaint.pace"].search([]).mapped("visitor")
        self.assertNotIn("127.0.0.1", "".join(visitors))

    @proves("INT-9", "The Wi-Fi of a shop is shut out by nobody who floods another store from it")
    @mute_logger("odoo.http")
    def test_stores_apart(self):
        """What is counted at one store, and wrong codes, shut no form of another."""
        self._exhaust(self.store_a)
        self.assertEqual(self._send(form="x").status_code, 429)
        self._exhaust()
        self.store_b.action_renew_qr()
        page = self._send(path=f"/complaint/new/{self.store_b.token}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Thank you", page.text)

    @proves("INT-9", "Staff who register for their customers are not taken for strangers")
    @mute_logger("odoo.http")
    def test_people_apart(self):
        """Staff and portal users count as themselves, whatever came from their address."""
        visitor = self._new_login("rc_pace", "base.group_portal")
        self._exhaust(self.store_a)
        self.assertEqual(self.url_open(self.path).status_code, 429)
        for user in (self.intake, visitor):
            self.authenticate(user.login, user.login)
            self.assertEqual(self.url_open(self.path).status_code, 200, user.login)
            self._take()
        self._limit(1)
        self.authenticate(self.intake.login, self.intake.login)
        for _number in range(5):
            self._take()
        self.authenticate(visitor.login, visitor.login)
        self._send()
        self.assertEqual(self._send().status_code, 429)

    @proves("INT-9", "Who tries codes from the Wi-Fi of a shop shuts out nobody who has theirs")
    @mute_logger("odoo.http")
    def test_wrong_codes(self):
        """A browser that has opened a case goes on with it; another one has to wait."""
        ticket, _page = self._take()
        track = f"/complaint/track/{ticket.complaint_tracking_code}"
        self._exhaust()
        self.assertEqual(self.url_open(f"/complaint/track/{new_code()}").status_code, 429)
        self.assertIn(ticket.number, self.url_open(track).text)
        data = {"words": "Still here", "csrf_token": http.Request.csrf_token(self)}
        data["form"] = self._open(track)
        self.assertIn("Still here", self.url_open(f"{track}/say", data=data).text)
        known = self.opener.cookies["complaint_codes"]
        self.assertNotIn(ticket.complaint_tracking_code, known)
        self.opener.cookies.clear()
        self.assertEqual(self.url_open(track).status_code, 429)
        for forged in ("x" * 32, ".", "." * 3000, known[::-1]):
            self.opener.cookies.set("complaint_codes", forged)
            self.assertEqual(self.url_open(track).status_code, 429)

    def test_cost(self):
        """Two statements a visit, and what is over is forgotten."""
        pace = self.env["complaint.pace"].with_user(self.env.ref("base.public_user"))
        pace._take(LOOK, "203.0.113.7", self.store_a)
        pace._get_limit("address")
        before = self.cr.sql_log_count
        pace._take(SEND, "203.0.113.7", self.store_a, check_codes=True)
        self.assertLessEqual(self.cr.sql_log_count - before, 2)
        with freeze_time(fields.Datetime.now() + timedelta(hours=3)):
            self.env["complaint.pace"]._gc_counts()
        self.assertFalse(self.env["complaint.pace"].search([]))


@tagged("post_install", "-at_install")
class TestPaceOfEveryDoor(PaceCommon, DoorsCommon):
    @proves("INT-9", "Every page without a login asks how often somebody comes, later ones too")
    @mute_logger("odoo.http")
    def test_every_public_route(self):
        """Once all is used up, no route of ours that takes a code does anything with one."""
        self._exhaust()
        seen = 0
        for url, answer in self._open_every_public_route():
            with self.subTest(url):
                if "<" in url:
                    self.assertEqual(answer.status_code, 429)
                    self.assertGreater(int(answer.headers["Retry-After"]), 0)
                    seen += 1
        self.assertGreater(seen, 10)

    @mute_logger("odoo.http")
    def test_right_links(self):
        """Who has a link is slowed down as well, and keeps what was typed."""
        proposal = self._to_state(self._propose(self._investigated()), "offered")
        offer = f"/complaint/offer/{proposal.sudo().token}"
        self.assertEqual(self.url_open(offer).status_code, 200)
        self._exhaust(self.store_a)
        self.assertEqual(self.url_open(offer).status_code, 429)
        data = {"answer": "accept", "words": "Yes, please"}
        data["csrf_token"] = http.Request.csrf_token(self)
        page = self.url_open(f"{offer}/answer", data=data)
        self.assertEqual(page.status_code, 429)
        self.assertIn("Yes, please", page.text)
        self.assertEqual(proposal.state, "offered")


@tagged("post_install", "-at_install")
class TestPaceOfPrograms(GatewayCommon, HttpCase):
    @proves("INT-8", "A program that sends too fast is told by number when to go on")
    @mute_logger("odoo.http")
    def test_api(self):
        """429 with Retry-After, by both interfaces; nothing is made."""
        key = self.gateway.with_user(self.manager).action_new_key()["context"]["default_key"]
        pace = self.env["complaint.pace"]
        units = pace._get_limit("gateway").most
        now = time.time()
        vals = {"visitor": pace._get_key(("gateway", self.gateway.id)), "units": units, "at": now}
        row = pace.create(vals)
        case = {"message_id": "m1", "text": "鱼臭了"}
        answer = self._post(key, "/complaint/api/v1/cases", case)
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(answer.json()["error"]["code"], "too_often")
        self.assertGreater(int(answer.headers["Retry-After"]), 0)
        answer = self._post(key, "/json/2/complaint.gateway/create_case", {"case": case})
        self.assertEqual(answer.status_code, 429)
        row.units = 0
        self.env.flush_all()
        self.assertEqual(self._post(key, "/complaint/api/v1/cases", case).status_code, 201)

    def _post(self, key, path, content):
        headers = {"Authorization": f"bearer {key}", "Content-Type": "application/json"}
        data = json.dumps(content)
        return self.opener.post(self.base_url() + path, data=data, headers=headers)
