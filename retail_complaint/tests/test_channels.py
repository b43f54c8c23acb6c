"""INT-1: a complaint arrives by any channel and lands in one register."""

from odoo.tests import HttpCase, tagged

from .mail_common import MailGatewayCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestChannels(MailGatewayCommon, HttpCase):
    def _channel(self, name):
        return self.env.ref(f"retail_complaint.helpdesk_ticket_channel_{name}")

    @proves("INT-1", "Counter, telephone, box, social media, mail and messenger: one register")
    def test_one_register(self):
        """Every case has its channel, and whoever works in the store finds all in one list."""
        typed = {
            name: self._register(channel_id=self._channel(name).id)
            for name in ("desk", "phone", "box", "social")
        }
        gateway = self.env["complaint.gateway"].create(
            {
                "name": "WeChat",
                "team_id": self.team.id,
                "store_id": self.store_a.id,
                "channel_id": self._channel("wechat").id,
            }
        )
        case = {"message_id": "m1", "text": "鱼臭了"}
        answer = gateway.with_user(gateway.user_id).create_case(case)
        found = {
            **typed,
            "email": self._write(),
            "wechat": self.tickets.browse(answer["id"]),
        }
        register = self.tickets.with_user(self.agent).search([("is_complaint", "=", True)])
        for name, ticket in found.items():
            with self.subTest(channel=name):
                self.assertEqual(ticket.channel_id, self._channel(name))
                self.assertIn(ticket, register)
                self.assertEqual(ticket.complaint_phase, "intake")
                self.assertTrue(ticket.number and ticket.complaint_resolution_due)
                self.assertEqual(ticket.user_id, self.agent)
        numbers = [ticket.number for ticket in found.values()]
        self.assertEqual(len(set(numbers)), len(numbers))

    @proves("INT-1", "Taking it by telephone is the first response; what is written still waits")
    def test_response(self):
        """The clock of the first response runs for those whom nobody has spoken to."""
        phone = self._register(channel_id=self._channel("phone").id)
        self.assertTrue(phone.complaint_first_response_at)
        self.assertFalse(self._write().complaint_first_response_at)

    @proves("INT-1", "What a customer sends by the portal is a complaint of the web site")
    def test_portal(self):
        """The helpdesk's own form of a team that handles complaints fills the same register."""
        self.team.show_in_portal = True
        self.company.helpdesk_mgmt_portal_select_team = True
        visitor = self._new_login(
            "rc_web",
            "base.group_portal",
            lang="en_US",
            partner_id=self.customer.id,
            name=self.customer.name,
            email=self.customer.email,
        )
        category = self.env.ref("retail_complaint.helpdesk_ticket_category_quality")
        self.authenticate(visitor.login, visitor.login)
        page = self.url_open("/new/ticket")
        token, form = (
            page.text.partition(f'name="{name}" value="')[2].partition('"')[0]
            for name in ("csrf_token", "form")
        )
        self.url_open(
            "/submitted/ticket",
            data={
                "csrf_token": token,
                "form": form,
                "subject": "Bad fish by web",
                "category": category.id,
                "team": self.team.id,
                "description": "It smelled.",
            },
        )
        ticket = self.tickets.search([("name", "=", "Bad fish by web")])
        self.assertTrue(ticket.is_complaint)
        self.assertEqual(ticket.channel_id, self._channel("web"))
        self.assertEqual((ticket.partner_id, ticket.user_id), (self.customer, self.agent))
