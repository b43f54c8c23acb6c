"""What nobody takes off the record: cases, their flags, their offers."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestIntegrity(ComplaintCommon):
    @proves("REC-1", "A case is neither deleted nor hidden while it is open")
    def test_case(self):
        """Not even the administrator deletes a complaint; hidden is only what has ended."""
        ticket = self._register()
        with self.assertRaisesRegex(UserError, "stays on record"):
            ticket.sudo().unlink()
        for door in (ticket, ticket.sudo()):
            with self.assertRaisesRegex(UserError, "End it with a reason"):
                door.action_archive()
        ticket._end("withdrawn", "Found the receipt.")
        ticket.action_archive()
        self.assertFalse(ticket.active)
        ticket.with_user(self.manager)._reopen("It was another one.")
        self.assertTrue(ticket.active)

    @proves("EXE-3", "No case leaves its path by being called a suggestion, nor with open work")
    def test_kind(self):
        """What is investigated, or a safety case, stays a complaint; open work is done first."""
        ticket = self._register()
        ticket.complaint_kind = "suggestion"
        ticket.env["complaint.measure"].create(
            {"ticket_id": ticket.id, "name": "Look at the cooler", "user_id": self.agent.id}
        )
        self._tell(ticket)
        with self.assertRaisesRegex(UserError, "Look at the cooler"):
            ticket.action_complaint_next()
        ticket.complaint_kind = "complaint"
        ticket.action_complaint_advance("investigation")
        for kind in ("suggestion", "inquiry"):
            with self.assertRaisesRegex(UserError, "does not become"):
                ticket.complaint_kind = kind
        ticket.complaint_kind = "after_sales"
        hazard = self.env["complaint.hazard"].search([], limit=1)
        safety = self._register(complaint_hazard_ids=[Command.link(hazard.id)])
        with self.assertRaisesRegex(UserError, "does not become"):
            safety.complaint_kind = "inquiry"

    @proves("EXE-3", "A case is not resolved while the customer holds an offer")
    def test_offer_out(self):
        """Neither another finding nor a manager's pass closes a case behind an open offer."""
        proposal = self._to_state(self._propose(self._investigated()), "offered")
        ticket = proposal.ticket_id
        self._tell(ticket)
        ticket.complaint_finding = "not_justified"
        with self.assertRaisesRegex(UserError, "answer to an offer, or its withdrawal"):
            ticket.action_complaint_next()
        with self.assertRaisesRegex(UserError, "still open"):
            ticket.with_user(self.manager)._pass_gate("He will not answer")
        proposal.action_cancel()
        ticket.action_complaint_next()
        self.assertEqual(ticket.complaint_outcome, "explained")

    @proves("REC-3", "Nobody takes a case out of sight of its store by clearing fields")
    def test_asked_for(self):
        """Store, category, severity and number are corrected, not taken away."""
        ticket = self._register(complaint_severity_id=self._severity("minor").id)
        ticket.category_id = False
        ticket.category_id = self.env.ref("retail_complaint.helpdesk_ticket_category_quality")
        ticket.action_complaint_advance("investigation")
        for name in ("complaint_store_id", "category_id", "complaint_severity_id"):
            with self.assertRaisesRegex(UserError, "do not take it away"):
                ticket[name] = False
        with self.assertRaisesRegex(UserError, "number of a complaint stays"):
            ticket.number = "HT00001-2"
        ticket.complaint_severity_id = self._severity("serious")
        self.assertEqual(ticket.complaint_severity_id, self._severity("serious"))

    def _severity(self, name):
        return self.env.ref(f"retail_complaint.complaint_severity_{name}")

    def test_ordinary_ticket(self):
        """Tickets of other teams are deleted and hidden as ever."""
        team = self.env["helpdesk.ticket.team"].create({"name": "IT"})
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "x", "description": "x", "team_id": team.id}
        )
        ticket.action_archive()
        ticket.unlink()
        self.assertFalse(ticket.exists())

    @proves("CLS-5", "A safety flag stays on its cases also when it is no longer offered")
    def test_flag_no_longer_offered(self):
        """Neither deleting nor archiving a flag takes it down from a case."""
        allergy = self.env["complaint.hazard"].create({"name": "Allergy"})
        ticket = self._register(complaint_hazard_ids=[Command.link(allergy.id)])
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            allergy.with_user(self.manager).unlink()
        allergy.with_user(self.manager).action_archive()
        self.env.invalidate_all()
        self.assertEqual(ticket.complaint_hazard_ids, allergy)
        ticket.complaint_severity_id = self.env.ref("retail_complaint.complaint_severity_ordinary")
        self.assertEqual(
            ticket.complaint_severity_id, ticket.complaint_severity_id._get_top(self.company)
        )
        with self.assertRaisesRegex(UserError, "safety flag stays"):
            ticket.complaint_hazard_ids = [Command.clear()]

    def test_offer_of_a_case_that_ended(self):
        """Who was asked to take a case finds the offer gone when the case has ended."""
        ticket = self._register()
        handover = ticket._offer(self.duty, "Yours")
        ticket._end("withdrawn", "Found the receipt.")
        self.assertEqual(handover.state, "withdrawn")
        self.assertFalse(ticket.activity_ids)
        with self.assertRaisesRegex(UserError, "This offer is over"):
            handover.with_user(self.duty).action_accept()
        self.assertEqual(ticket.user_id, self.agent)
