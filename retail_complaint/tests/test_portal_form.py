"""The portal's own form for a new ticket: what a portal user may say there, and what not."""

import io
import re

from odoo import Command, http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestPortalForm(ComplaintCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visitor = cls._new_login("rc_writer", "base.group_portal", partner_id=cls.customer.id)
        cls.company.write(
            {
                "helpdesk_mgmt_portal_select_team": True,
                "helpdesk_mgmt_portal_select_category": True,
            }
        )
        cls.team.show_in_portal = True
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        shown = {"company_id": cls.elsewhere.id, "show_in_portal": True}
        cls.far_team = cls.env["helpdesk.ticket.team"].create({"name": "Far", **shown})
        cls.far_category = cls.env["helpdesk.ticket.category"].create({"name": "Far", **shown})
        cls.far_store = cls.env["retail.store"].create(
            {"name": "Far", "code": "F", "company_id": cls.elsewhere.id}
        )

    def setUp(self):
        super().setUp()
        self.authenticate(self.visitor.login, self.visitor.login)

    def _open(self):
        page = self.url_open("/new/ticket").text
        return page, re.search(r'name="form" value="([^"]+)"', page)[1]

    def _send(self, files=(), **told):
        told = {"subject": "Wet floor", "description": "I slipped.", **told}
        if "form" not in told:
            told["form"] = self._open()[1]
        data = {"csrf_token": http.Request.csrf_token(self), **told}
        files = [("attachment", (name, io.BytesIO(one), "text/plain")) for name, one in files]
        return self.url_open("/submitted/ticket", data=data, files=files or None)

    def _mine(self):
        return self.env["helpdesk.ticket"].search([("partner_id", "=", self.customer.id)])

    @proves("INT-9", "In his account a customer complains about a store of his company, once")
    def test_own_store(self):
        """Team and store of their company are taken; the file is on the ticket."""
        page, form = self._open()
        self.assertIn("Store A", page)
        self.assertNotIn("Far", page)
        page = self._send(
            [("receipt.txt", b"28.25")], form=form, team=self.team.id, store=self.store_a.id
        )
        ticket = self._mine()
        self.assertTrue(page.url.endswith(f"/my/ticket/{ticket.id}"))
        self.assertEqual(ticket.complaint_store_id, self.store_a)
        self.assertTrue(ticket.is_complaint)
        self.assertFalse(ticket.user_id.share)
        self.assertEqual(ticket.attachment_ids.mapped("name"), ["receipt.txt"])
        self._send(form=form, subject="Again")
        self.assertEqual(self._mine(), ticket)

    def test_nothing_of_another_company(self):
        """Ids that the page does not offer, of whatever kind, count for nothing."""
        hidden = self.env["helpdesk.ticket.team"].create(
            {"name": "Hidden", "is_complaint": True, "show_in_portal": False}
        )
        self.visitor.company_ids = [Command.link(self.elsewhere.id)]
        for team in (self.far_team.id, hidden.id, "x", "-1", "9" * 30, "1e3", ""):
            self._send(team=team, category=self.far_category.id, store=self.far_store.id)
        tickets = self._mine()
        self.assertEqual(len(tickets), 7)
        self.assertEqual(tickets.company_id, self.company)
        self.assertFalse(tickets.team_id & (self.far_team | hidden))
        self.assertFalse(tickets.category_id or tickets.complaint_store_id)

    @mute_logger("odoo.http")
    def test_bad_input(self):
        """What is wrong is said, what was typed stays, and nothing is kept."""
        for told, files, words in (
            ({"subject": " "}, (), "what it is about"),
            ({"form": "forged"}, (), "open for too long"),
            ({}, [("receipt.txt", b"MZ" + bytes(90))], "is no picture"),
            ({}, [("page.html", b"<script>alert(1)</script>")], "is no picture"),
            ({}, [(f"{i}.txt", b"x") for i in range(7)], "at most 6"),
        ):
            page = self._send(files, **told)
            self.assertEqual(page.status_code, 400)
            self.assertIn(words, page.text)
            self.assertIn("I slipped.", page.text)
        self.assertFalse(self._mine())
        self._send(subject="s" * 5000, description="d" * 50000)
        self.assertEqual(len(self._mine().name), 200)
        self.assertLess(len(self._mine().description), 5000)
