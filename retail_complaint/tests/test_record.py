from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestRecord(ComplaintCommon):
    @proves("INT-2", "Name, contact, times, place, people, events and demand are one record")
    @proves("INT-4", "The record is read back; who confirmed it, when and through what stays")
    def test_read_back(self):
        """The words to read hold the whole record; the confirmation is the server's entry."""
        ticket = self._register(
            self.intake,
            complaint_phone="13800001234",
            complaint_demand="Money back",
            complaint_incident_at="2026-01-05 10:00:00",
            complaint_received_at="2026-01-05 12:00:00",
        )
        self._add_purchase(ticket, name="Cod", quantity=2)
        self.env["complaint.party"].create(
            {"ticket_id": ticket.id, "kind": "tenant", "name": "Noodle house"}
        )
        readback = ticket.env["complaint.readback"].create({"ticket_id": ticket.id})
        for words in ("Wang", "13800001234", "Store A", "2026-01-05", "2 x Cod"):
            self.assertIn(words, readback.text)
        for words in ("Noodle house", "It smelled", "Money back"):
            self.assertIn(words, readback.text)
        readback.write({"channel": "phone", "name": "Mrs Wang"})
        readback.action_confirm()
        self.assertEqual(ticket.complaint_readback_name, "Mrs Wang")
        self.assertEqual(ticket.complaint_readback_channel, "phone")
        self.assertEqual(ticket.complaint_readback_user_id, self.intake)
        self.assertTrue(ticket.complaint_readback_at)
        self.assertFalse(ticket.complaint_readback_changed)
        ticket.complaint_demand = "Money back and an apology"
        ticket.invalidate_recordset(["complaint_readback_changed"])
        self.assertTrue(ticket.complaint_readback_changed)
        with self.assertRaises(AccessError):
            ticket.write({"complaint_readback_name": "Nobody"})

    def test_read_back_in_the_customers_time(self):
        """The time that is read to the customer is theirs, whoever reads it and from where."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        ticket = self._register(complaint_incident_at="2026-01-05 20:00:00")
        for zone in ("Europe/Berlin", "America/Lima"):
            self.assertIn("2026-01-06 04:00", ticket.with_context(tz=zone)._get_readback_text())

    @proves("INT-3", "A surname or nothing and one contact are enough; anonymous is possible")
    def test_minimal(self):
        """One telephone number, one e-mail, or the tick for anonymous pass the first gate."""
        bare = {"partner_id": False}
        for vals in (
            {"partner_name": "Wang", "complaint_phone": "13800001234"},
            {"complaint_phone": "13800001234"},
            {"partner_email": "w@shop.example"},
            {"complaint_is_anonymous": True},
        ):
            ticket = self._register(**bare, **vals)
            ticket.action_complaint_next()
            self.assertEqual(ticket.complaint_phase, "assessment")
            self.assertIn("Is that right", ticket._get_readback_text())
        with self.assertRaisesRegex(UserError, "customer, telephone or e-mail"):
            self._register(**bare).action_complaint_next()

    @proves("INT-7", "Suggestions are recorded, answered, classified, and walk no investigation")
    @proves("INT-11", "Inquiries are taken on the same line and end with the answer")
    def test_answered_kinds(self):
        """A suggestion and an inquiry go from intake to archived when the answer was told."""
        for kind in ("suggestion", "inquiry"):
            ticket = self._register(complaint_kind=kind)
            self.assertTrue(ticket.category_id)
            with self.assertRaisesRegex(UserError, "answer told"):
                ticket.action_complaint_next()
            self._tell(ticket, words="We will have trolleys for children in May.")
            ticket.action_complaint_next()
            self.assertEqual(
                (ticket.complaint_phase, ticket.complaint_outcome), ("archived", "answered")
            )

    @proves("INT-7", "The customer's cases, orders and compensations are at hand in one look")
    def test_history(self):
        """Counts by customer, also for staff without rights on sales, within their reach."""
        done = self._settled().ticket_id
        ticket = self._register(self.agent)
        self.assertEqual(ticket.complaint_earlier_count, 1)
        self.assertEqual(ticket.complaint_order_count, 1)
        self.assertEqual(ticket.complaint_compensated_count, 1)
        action = ticket.action_complaint_open_earlier()
        self.assertEqual(ticket.search(action["domain"]), done)
        self.assertEqual(
            ticket.action_complaint_open_orders()["res_model"], "complaint.purchase.finder"
        )
        self.assertFalse(self._register(partner_id=False).complaint_earlier_count)
        other = self._register(self.agent_b, complaint_store_id=self.store_b.id)
        self.assertEqual(other.complaint_earlier_count, 0)

    def test_history_costs_the_same_for_many(self):
        """The history of ten cases takes as many queries as that of two."""
        tickets = self.env["helpdesk.ticket"].concat(*(self._register() for _i in range(10)))
        queries = []
        for some in (tickets[:2], tickets):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("complaint_order_count")
            queries.append(self.cr.sql_log_count - before)
        self.assertEqual(*queries)

    def test_convert(self):
        """A ticket of the ordinary helpdesk becomes a complaint by one button."""
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "IT", "user_ids": [Command.set(self.agent.ids)]}
        )
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "Rude",
                "description": "x",
                "team_id": team.id,
                "user_id": self.agent.id,
                "partner_id": self.customer.id,
            }
        )
        action = ticket.with_user(self.agent).action_complaint_convert()
        self.assertTrue(ticket.is_complaint)
        self.assertEqual((ticket.complaint_phase, ticket.user_id), ("intake", self.agent))
        self.assertEqual(action["res_id"], ticket.id)
        self.assertEqual(ticket.complaint_registrar_id, self.agent)

    def test_channel_and_store_of_intake(self):
        """A complaint taken in one store about another knows both, and its channel."""
        phone = self.env.ref("retail_complaint.helpdesk_ticket_channel_phone")
        ticket = self._register(self.agent_b, channel_id=phone.id)
        self.assertEqual(ticket.complaint_store_id, self.store_a)
        self.assertEqual(ticket.complaint_intake_store_id, self.store_b)
        self.assertEqual(ticket.channel_id, phone)
