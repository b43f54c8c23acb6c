"""The addresses that our addons open: what each says to a browser, whoever asks for it."""

import re

from odoo import http
from odoo.tests import tagged
from odoo.tools import mute_logger

from .proves import proves
from .rights_common import is_ours
from .web_common import WebCommon

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}
#: Routes of Odoo's that we extend, and why they are not made by ``public_route``.
_PORTAL = "a page of the portal; hardened where it shows a complaint"
OTHERS = {
    "/my/ticket/<int:ticket_id>": _PORTAL,
    "/my/ticket/<int:ticket_id>/<access_token>": _PORTAL,
    "/mail/attachment/upload": "Odoo's own, where a file is only measured on its way",
}


class DoorsCommon(WebCommon):
    def _get_routes(self):
        """Yield address and options of the routes of our addons, those of later ones included."""
        modules = sorted(self.env.registry._init_modules)
        for url, endpoint in http._generate_routing_rules(modules, nodb_only=False):
            if is_ours(endpoint.original_endpoint.__module__):
                yield url, endpoint.routing

    def _open_every_public_route(self):
        """Yield address and answer of each route of ours that needs no login."""
        for url, routing in self._get_routes():
            if routing["auth"] not in ("public", "none") or url in OTHERS:
                continue
            with self.subTest(url):
                self.assertTrue(routing.get("is_hardened"), "make it by public_route")
            path = re.sub(r"<\w+:\w+>", "1", url)
            is_post = "POST" in (routing["methods"] or ())
            data = {"csrf_token": http.Request.csrf_token(self)} if is_post else None
            yield url, self.url_open(path, data=data)


@tagged("post_install", "-at_install")
class TestDoors(DoorsCommon):
    def _check_headers(self, answer):
        for name, value in HEADERS.items():
            self.assertEqual(answer.headers.get(name), value, (answer.url, name))

    @proves("REC-3", "No page with a code is kept, found by a search engine or told to other sites")
    @mute_logger("odoo.http")
    def test_every_public_route(self):
        """Each route of ours that needs no login answers anything with the same headers."""
        seen = 0
        for url, answer in self._open_every_public_route():
            with self.subTest(url):
                self._check_headers(answer)
                policy = answer.headers["Content-Security-Policy"]
                self.assertIn("default-src 'none'", policy)
                self.assertNotIn("unsafe", policy)
                seen += 1
        self.assertGreater(seen, 12)

    @proves(
        "REC-3", "What a customer sees of a case is no cache's, and what they sent runs nothing"
    )
    def test_pages_of_a_case(self):
        """The page, its photo, the redirect after the form, and the page of the portal."""
        ticket, page = self._take(photos=[self._photo()])
        self._check_headers(page)
        self.assertIn("script-src 'self'", page.headers["Content-Security-Policy"])
        self._check_headers(page.history[0])
        photo = self.url_open(
            f"/complaint/track/{ticket.complaint_tracking_code}"
            f"/photo/{ticket.complaint_evidence_ids.id}"
        )
        self._check_headers(photo)
        self.assertIn("sandbox", photo.headers["Content-Security-Policy"])
        self.assertIn("photo.jpg", photo.headers["Content-Disposition"])
        token = ticket._portal_ensure_token()
        mine = self.url_open(f"/my/ticket/{ticket.id}?access_token={token}")
        self._check_headers(mine)
        self.assertIn("frame-ancestors 'self'", mine.headers["Content-Security-Policy"])

    def test_nothing_inline(self):
        """No template of these pages carries a script, a style or an event inline."""
        ticket, page = self._take(photos=[self._photo()])
        pages = [page.text, self.url_open(self.path).text, self.url_open("/complaint/track").text]
        for text in pages:
            for part in ("<style", " style=", " onclick=", "javascript:"):
                self.assertNotIn(part, text)
            self.assertEqual(text.count("<script"), text.count('type="module"'), ticket.number)
