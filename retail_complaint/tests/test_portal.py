"""What the complainant sees on the web, and what nobody does there."""

from odoo import http
from odoo.tests import HttpCase, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestPortal(ComplaintCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visitor = cls._new_visitor("rc_visitor", cls.customer)
        cls.stranger = cls._new_visitor(
            "rc_stranger", cls.env["res.partner"].create({"name": "Stranger"})
        )
        cls.done = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        cls.done.close_from_portal = True
        cls.ordinary = cls.env["helpdesk.ticket"].create(
            {"name": "Opening hours", "description": "x", "partner_id": cls.customer.id}
        )

    @classmethod
    def _new_visitor(cls, login, partner):
        return cls._new_login(
            login,
            "base.group_portal",
            lang="en_US",
            partner_id=partner.id,
            name=partner.name,
            email=f"{login}@shop.example",
        )

    def _close(self, user, ticket, stage=None):
        """Press the button of the ticket page as ``user``."""
        self.authenticate(user.login, user.login)
        return self.url_open(
            "/ticket/close",
            data={
                "ticket_id": ticket.id,
                "stage_id": (stage or self.done).id,
                "csrf_token": http.Request.csrf_token(self),
            },
        )

    def test_close_own_ticket(self):
        """Customers close their ordinary ticket into a stage that is offered to them."""
        self._close(self.visitor, self.ordinary)
        self.assertEqual(self.ordinary.stage_id, self.done)

    def test_close_needs_access(self):
        """Nobody closes a ticket that they may not read."""
        before = self.ordinary.stage_id
        self._close(self.stranger, self.ordinary)
        self.assertEqual(self.ordinary.stage_id, before)

    def test_close_offered_stages_only(self):
        """A stage that the page does not offer is not taken from a request."""
        before = self.ordinary.stage_id
        stage = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_cancelled")
        stage.close_from_portal = False
        self._close(self.visitor, self.ordinary, stage)
        self.assertEqual(self.ordinary.stage_id, before)

    def test_close_never_by_link(self):
        """A link that somebody sends closes nothing, and neither does a form of another site."""
        before = self.ordinary.stage_id
        self.authenticate(self.visitor.login, self.visitor.login)
        query = f"ticket_id={self.ordinary.id}&stage_id={self.done.id}"
        self.assertEqual(self.url_open(f"/ticket/close?{query}").status_code, 405)
        with self.assertLogs("odoo.http", level="WARNING"):
            answer = self.url_open("/ticket/close", data={"ticket_id": self.ordinary.id})
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.ordinary.stage_id, before)

    def test_close_no_complaint(self):
        """A complaint ends by its process, not by a button on the web."""
        ticket = self._register(partner_id=self.customer.id)
        self._close(self.visitor, ticket)
        self.assertEqual(ticket.complaint_phase, "intake")

    def _open_page(self, user, ticket):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/my/ticket/{ticket.id}").text

    def test_page_of_the_complainant(self):
        """They see where the case stands, what they were told and their files; nothing internal."""
        ticket = self._register(partner_id=self.customer.id, name="Smelly cod")
        self._tell(ticket, "acknowledge", words="We look into it.")
        self._tell(ticket, "progress", words="Nobody answered.", is_delivered=False)
        ticket.write({"complaint_finding_note": "The cashier is new."})
        ticket.message_post(body="Look at the camera", attachments=[("camera.txt", b"x")])
        files = self.env["ir.attachment"].with_user(self.visitor).sudo()
        files.create(
            {"name": "photo.txt", "raw": b"y", "res_model": ticket._name, "res_id": ticket.id}
        )
        page = self._open_page(self.visitor, ticket)
        for shown in ("Smelly cod", "Received", "We look into it.", "photo.txt"):
            self.assertIn(shown, page)
        for hidden in (
            "Nobody answered.",
            "The cashier is new.",
            "camera.txt",
            ticket.user_id.name,
        ):
            self.assertNotIn(hidden, page)
        self.authenticate(self.visitor.login, self.visitor.login)
        self.assertIn("Smelly cod", self.url_open("/my/tickets").text)

    def test_page_of_nobody_else(self):
        """Another customer sees neither the page nor the row of the list."""
        ticket = self._register(partner_id=self.customer.id, name="Smelly cod")
        self.assertNotIn("Smelly cod", self._open_page(self.stranger, ticket))
        self.assertNotIn("Smelly cod", self.url_open("/my/tickets").text)
