from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestOutside(ComplaintCommon):
    def _mediated(self, stage="mediation", number="12315-77"):
        ticket = self._investigated()
        ticket.write(
            {
                "complaint_outside_body": "12315",
                "complaint_outside_number": number,
                "complaint_outside_stage": stage,
                "complaint_outside_deadline": fields.Datetime.now() + timedelta(days=7),
            }
        )
        return self._to_state(self._propose(ticket), "approved")

    @proves("INT-10", "While an outside body mediates, nothing is offered beside it")
    def test_mediation(self):
        """A proposal waits until the mediation has ended, at offer and at execution."""
        proposal = self._mediated()
        with self.assertRaisesRegex(UserError, "12315.*12315-77.*mediate"):
            proposal.action_offer()
        proposal.ticket_id.complaint_outside_stage = "ended"
        self._to_state_from_approved(proposal)
        proposal.ticket_id.complaint_outside_stage = "mediation"
        with self.assertRaisesRegex(UserError, "mediate"):
            proposal.action_execute()
        self.assertEqual(proposal.state, "accepted")

    def _to_state_from_approved(self, proposal):
        proposal.action_offer()
        proposal.consent_channel = "phone"
        proposal.action_accept()

    @proves("INT-10", "Two cases of one outside number are not both settled")
    def test_twin(self):
        """The second case about the same outside number is told to merge."""
        first, second = self._mediated("passed_on"), self._mediated("passed_on")
        first.action_offer()
        with self.assertRaisesRegex(UserError, f"{first.ticket_id.number}.*same outside case"):
            second.action_offer()
        other = self._mediated("passed_on", "12315-78")
        other.action_offer()
        self.assertEqual(other.state, "offered")

    @proves("INT-10", "Body, number, stage and deadline of the outside case stand in the case")
    def test_fields(self):
        """The outside deadline has a clock of its own, which follows it."""
        ticket = self._mediated().ticket_id
        self.env.flush_all()
        self.assertTrue(ticket.complaint_outside_deadline)
        self.assertEqual(ticket.complaint_outside_number, "12315-77")
        clock = ticket.complaint_clock_ids.filtered(lambda c: c.kind == "authority")
        self.assertEqual(clock.due_at, ticket.complaint_outside_deadline)
        ticket.complaint_outside_deadline += timedelta(days=3)
        running = ticket._get_open_clocks("authority")
        self.assertEqual(running.due_at, ticket.complaint_outside_deadline)
