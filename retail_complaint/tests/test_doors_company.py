"""A case that came by a door of strangers opens for the staff of every company."""

import json

from odoo import Command, http
from odoo.tests import HttpCase, tagged

from .proves import proves
from .test_gateway import GatewayCommon
from .web_common import STORY, WebCommon


@tagged("post_install", "-at_install")
class TestOtherCompany(WebCommon, GatewayCommon, HttpCase):
    """Everything here is of a company that is not the one of the public user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        own = {
            "company_id": cls.elsewhere.id,
            "company_ids": [Command.set(cls.elsewhere.ids)],
        }
        cls.far_team = cls.env["helpdesk.ticket.team"].create(
            {"name": "Far", "is_complaint": True, "company_id": cls.elsewhere.id}
        )
        cls.far_store = cls.env["retail.store"].create(
            {"name": "Far", "code": "F", "company_id": cls.elsewhere.id}
        )
        cls.far_agent = cls._new_user("far_agent", "agent", cls.far_store)
        cls.far_agent.write(own)
        cls.far_manager = cls._new_user("far_manager", "manager", cls.far_store)
        cls.far_manager.write(own)
        cls.env["complaint.duty.shift"].create(
            {"user_id": cls.far_agent.id, "store_id": cls.far_store.id, "duty": "first_receiver"}
        )
        cls.far_store.action_renew_qr()

    def _check_opens(self, ticket):
        """The chatter of a case, with all that it asks for, as its owner's browser does."""
        activities = ticket.activity_ids
        self.assertTrue(activities)
        self.authenticate(self.far_agent.login, self.far_agent.login)
        parts = ["activities", "attachments", "followers", "suggestedRecipients"]
        parts += ["contact_fields", "scheduledMessages", "display_name"]
        params = {"thread_model": ticket._name, "thread_id": ticket.id, "request_list": parts}
        found = self._post("/mail/data", fetch_params=[["mail.thread", params]])
        self.assertIn("mail.activity", found["result"])
        found = self._post("/mail/thread/messages", thread_model=ticket._name, thread_id=ticket.id)
        self.assertTrue(found["result"]["messages"])
        self.assertFalse(activities.create_uid.filtered("share"))

    def _post(self, path, **params):
        data = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        headers = {"Content-Type": "application/json"}
        answer = self.opener.post(self.base_url() + path, data=data, headers=headers).json()
        self.assertNotIn("error", answer, answer.get("error", {}).get("data", {}).get("debug"))
        return answer

    def _by_form(self, **told):
        self._send(path=f"/complaint/new/{self.far_store.token}", **told)
        return self._far_case()

    def _far_case(self):
        domain = [("complaint_store_id", "=", self.far_store.id)]
        return self.env["helpdesk.ticket"].search(domain, order="id desc", limit=1)

    @proves("INT-9", "A case of the web form opens in every company of the house")
    def test_form(self):
        """As the form makes it, and once the customer wrote on their page."""
        ticket = self._by_form(photos=[self._photo()], is_hurt="1")
        self.assertEqual(ticket.company_id, self.elsewhere)
        self.assertTrue(ticket.user_id)
        track = f"/complaint/track/{ticket.complaint_tracking_code}"
        data = {"words": "Still here", "form": self._open(track)}
        data["csrf_token"] = http.Request.csrf_token(self)
        self.url_open(f"{track}/say", data=data)
        self._ask_for_look(ticket)
        self._check_opens(ticket)

    def test_portal_user(self):
        """A customer who is logged in, in a company of their own."""
        visitor = self._new_login("rc_far", "base.group_portal", partner_id=self.customer.id)
        self.authenticate(visitor.login, visitor.login)
        ticket = self._by_form()
        self.assertEqual(ticket.partner_id, self.customer)
        self._ask_for_look(ticket.with_user(visitor).sudo())
        self._check_opens(ticket)

    def test_gateway(self):
        """A program of that company; its technical user is no member of staff either."""
        gateway = self.env["complaint.gateway"].create(
            {"name": "Far", "company_id": self.elsewhere.id, "team_id": self.far_team.id}
        )
        self.assertTrue(gateway.user_id.share)
        ticket = self._by_form()
        self._ask_for_look(ticket.with_user(gateway.user_id).sudo())
        self._check_opens(ticket)

    def _ask_for_look(self, ticket):
        """Let the server ask the owner for something, as it does when a customer writes late."""
        public = self.env.ref("base.public_user")
        asking = ticket if ticket.env.user.share else ticket.with_user(public).sudo()
        asking._receive_late_message(STORY, is_customer=True)
