import doctest
import re
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .. import models
from ..tools import digest, process
from .common import ComplaintCommon
from .proves import proves

#: Files of the helpdesk's settings, which are models of their own.
OTHER_MODELS = {f"helpdesk_ticket_{name}" for name in ("category", "channel", "stage", "team")}


@tagged("post_install", "-at_install")
class TestProcess(ComplaintCommon):
    def test_pure_rules(self):
        """The examples in the documentation of the pure rules are true."""
        for module in (process, digest):
            failed, tried = doctest.testmod(module)
            self.assertTrue(tried)
            self.assertFalse(failed)

    def test_order_of_overrides(self):
        """The overrides of the ticket run in the reverse of the order that models/ states."""
        stated = re.findall(
            r"^from \.(\w+) import (helpdesk_ticket\w*)$",
            Path(models.__file__).read_text("utf-8"),
            re.MULTILINE,
        )
        stated = [f"{folder}.{file}" for folder, file in stated if file not in OTHER_MODELS]
        package = f"{models.__name__}."
        resolved = [
            cls.__module__.removeprefix(package)
            for cls in type(self.env["helpdesk.ticket"]).__mro__
            if cls.__module__.startswith(package) and cls.__qualname__ == "HelpdeskTicket"
        ]
        self.assertGreater(len(resolved), 25)
        self.assertEqual(resolved, stated[::-1])

    def test_registration(self):
        """A complaint begins at intake and belongs to whoever took it."""
        ticket = self._register()
        self.assertTrue(ticket.is_complaint)
        self.assertEqual(ticket.complaint_phase, "intake")
        self.assertEqual(ticket.stage_id.complaint_phase, "intake")
        self.assertEqual(ticket.user_id, self.agent)
        self.assertEqual(ticket.complaint_registrar_id, self.agent)
        self.assertEqual(ticket.complaint_severity_id.level, 2)

    def test_whole_path(self):
        """A justified complaint walks every phase; each gate names what it misses."""
        ticket = self._register(partner_id=False, category_id=False)
        with self.assertRaisesRegex(UserError, "customer, telephone or e-mail"):
            ticket.action_complaint_next()
        ticket.partner_id = self.customer
        ticket.action_complaint_next()
        with self.assertRaisesRegex(UserError, "(?s)category.*severity"):
            ticket.action_complaint_next()
        ticket.category_id = self.env.ref("retail_complaint.helpdesk_ticket_category_quality")
        ticket.complaint_severity_id = ticket.category_id.complaint_severity_id
        ticket.action_complaint_next()
        with self.assertRaisesRegex(UserError, "(?s)finding.*basis"):
            ticket.action_complaint_next()
        ticket.write({"complaint_finding": "justified", "complaint_finding_basis": "standard"})
        ticket.action_complaint_next()
        self.assertEqual(ticket.complaint_phase, "proposal")
        self.assertIn("accepted", ticket.complaint_missing)

    def test_skipping_asks_every_gate(self):
        """Dragging a card over several columns asks each gate on the way."""
        ticket = self._register(category_id=False, complaint_severity_id=False)
        stage = self.env.ref("retail_complaint.helpdesk_ticket_stage_proposal")
        with self.assertRaisesRegex(UserError, "(?s)category.*severity.*finding"):
            ticket.stage_id = stage
        self.assertEqual(ticket.complaint_phase, "intake")

    def test_dragged_card(self):
        """A dragged card moves the phase with the stage."""
        ticket = self._register()
        ticket.stage_id = self.env.ref("retail_complaint.helpdesk_ticket_stage_assessment")
        self.assertEqual(ticket.complaint_phase, "assessment")

    def test_foreign_stage(self):
        """A complaint cannot be closed past its gates by a stage of ordinary tickets."""
        ticket = self._register()
        with self.assertRaisesRegex(UserError, "no stage for complaints"):
            ticket.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")

    def test_own_stage_of_a_team(self):
        """A house may name a stage of its own for a phase; the process stays the same."""
        stage = self.env["helpdesk.ticket.stage"].create(
            {
                "name": "At the counter",
                "complaint_phase": "assessment",
                "team_ids": [(6, 0, self.team.ids)],
                "sequence": 150,
                "company_id": False,
            }
        )
        ticket = self._register()
        ticket.action_complaint_next()
        self.assertEqual(ticket.stage_id, stage)

    def test_explained(self):
        """A misunderstanding is explained and told; it needs no settlement."""
        ticket = self._register()
        ticket.write(
            {"complaint_finding": "misunderstanding", "complaint_finding_basis": "store_rule"}
        )
        ticket.action_complaint_advance("investigation")
        with self.assertRaisesRegex(UserError, "told to the customer"):
            ticket.action_complaint_next()
        self._tell(ticket)
        ticket.action_complaint_next()
        self.assertEqual(
            (ticket.complaint_phase, ticket.complaint_outcome), ("followup", "explained")
        )

    def test_suggestion(self):
        """A suggestion is answered and archived; nothing is investigated."""
        ticket = self._register(complaint_kind="suggestion")
        with self.assertRaisesRegex(UserError, "answer told"):
            ticket.action_complaint_next()
        self._tell(ticket)
        ticket.action_complaint_next()
        self.assertEqual(
            (ticket.complaint_phase, ticket.complaint_outcome), ("archived", "answered")
        )

    @proves("EXE-3", "A case is not resolved before the result was told and the money is paid")
    def test_closed_loop(self):
        """Closed loop: no resolution with money open or the result untold, no reason passes it."""
        self.customer.email = False  # or the result would be written to them at once
        proposal = self._settled()
        ticket = proposal.ticket_id
        with self.assertRaisesRegex(UserError, "(?s)posted by accounting.*told to the customer"):
            ticket.action_complaint_next()
        with self.assertRaisesRegex(UserError, "Money, goods or measures"):
            ticket.with_user(self.manager)._pass_gate("He is in a hurry")
        move = proposal.sudo().compensation_ids.move_id
        move.with_user(self.accountant).action_post()
        with self.assertRaisesRegex(UserError, "to be paid out"):
            ticket.action_complaint_next()
        self._pay(move, self.accountant)
        with self.assertRaisesRegex(UserError, "told to the customer"):
            ticket.action_complaint_next()
        self._tell(ticket)
        ticket.action_complaint_next()
        self.assertEqual(ticket.complaint_phase, "followup")
        self.assertTrue(ticket.complaint_resolved_at)
        with self.assertRaisesRegex(UserError, "follow-up"):
            ticket.action_complaint_next()
        ticket.complaint_satisfaction = "4"
        ticket.action_complaint_next()
        self.assertEqual(
            (ticket.complaint_phase, ticket.complaint_outcome), ("archived", "settled")
        )
        self.assertTrue(ticket.closed_date)

    def test_not_reached_is_not_told(self):
        """A call that nobody answered is no telling."""
        ticket = self._register(complaint_kind="inquiry")
        self._tell(ticket, is_delivered=False)
        with self.assertRaisesRegex(UserError, "answer told"):
            ticket.action_complaint_next()

    def test_gate_pass(self):
        """A manager passes a gate with a reason, which stays on record; an agent cannot."""
        ticket = self._register(category_id=False)
        ticket.action_complaint_next()
        with self.assertRaises(AccessError):
            ticket._pass_gate("Fire alarm")
        with self.assertRaisesRegex(UserError, "reason"):
            ticket.with_user(self.manager)._pass_gate("  ")
        ticket.with_user(self.manager)._pass_gate("Fire alarm")
        self.assertEqual(ticket.complaint_phase, "investigation")
        self.assertIn("Fire alarm", "".join(ticket.message_ids.mapped("body")))

    def test_early_ends(self):
        """A case ends as withdrawn with a reason, as refused once told, as merged into another."""
        withdrawn, refused, merged = self._register(), self._register(), self._register()
        with self.assertRaisesRegex(UserError, "reason"):
            withdrawn._end("withdrawn", "")
        withdrawn._end("withdrawn", "He found his receipt")
        with self.assertRaisesRegex(UserError, "outside routes"):
            refused._end("refused", "No proof")
        self._tell(refused)
        refused._end("refused", "No proof")
        with self.assertRaisesRegex(UserError, "merged into"):
            merged._end("merged", "Same", merged)
        merged._end("merged", "Same", refused)
        self.assertEqual(merged.duplicate_id, refused)
        for ticket in (withdrawn, refused, merged):
            self.assertEqual(ticket.complaint_phase, "archived")

    def test_no_early_end_with_an_offer_out(self):
        """While customers hold an offer the case cannot end behind their back."""
        proposal = self._to_state(self._propose(self._investigated()), "offered")
        with self.assertRaisesRegex(UserError, "Withdraw it first"):
            proposal.ticket_id._end("withdrawn", "He called")
        with self.assertRaisesRegex(UserError, "Withdraw it before going back"):
            proposal.ticket_id.action_complaint_advance("investigation")

    def test_reopen(self):
        """Reopening counts, clears the outcome and the closing date, and what was told before."""
        ticket = self._register(complaint_kind="inquiry")
        self._tell(ticket, told_at="2026-01-01 10:00:00")
        ticket.action_complaint_next()
        ticket._reopen("He asks again")
        self.assertEqual(ticket.complaint_phase, "assessment")
        self.assertEqual(ticket.complaint_reopen_count, 1)
        self.assertFalse(ticket.complaint_outcome or ticket.closed_date)
        with self.assertRaisesRegex(UserError, "answer told"):
            ticket.action_complaint_advance("archived")

    def test_team_move(self):
        """A complaint handed to another team keeps its phase; it never leaves complaints."""
        other = self.team.copy({"name": "Complaints north", "user_ids": self.duty.ids})
        ordinary = self.env["helpdesk.ticket.team"].create({"name": "IT"})
        ticket = self._register()
        ticket.action_complaint_next()
        ticket._offer(other, "Their part of town").with_user(self.duty).action_accept()
        self.assertEqual(ticket.complaint_phase, "assessment")
        self.assertEqual(ticket.stage_id.complaint_phase, "assessment")
        self.assertEqual((ticket.team_id, ticket.user_id), (other, self.duty))
        for team in (ordinary, ordinary.browse()):
            with self.assertRaisesRegex(UserError, "team that handles complaints"):
                ticket.team_id = team

    def test_ordinary_ticket_becomes_a_complaint(self):
        """An ordinary ticket given to a complaint team begins at intake."""
        ordinary = self.env["helpdesk.ticket.team"].create({"name": "IT"})
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Rude", "description": "x", "team_id": ordinary.id}
        )
        self.assertFalse(ticket.is_complaint or ticket.complaint_phase)
        ticket.team_id = self.team
        self.assertTrue(ticket.is_complaint)
        self.assertEqual(ticket.complaint_phase, "intake")
        self.assertEqual(ticket.stage_id.complaint_phase, "intake")

    def test_intake_cannot_handle(self):
        """Who only registers complaints does not handle them."""
        ticket = self._register(self.intake)
        with self.assertRaisesRegex(AccessError, "agent role"):
            ticket.action_complaint_next()

    def test_drill_makes_no_document(self):
        """A drill walks the process to the end and leaves the books and the ledger alone."""
        moves = self.env["account.move"].search_count([])
        line = self._sell()
        ticket = self._investigated(line, complaint_is_drill=True)
        before = self.env["account.move"].search_count([])
        proposal = self._to_state(self._propose(ticket), "executed")
        self.assertEqual(self.env["account.move"].search_count([]), before)
        self.assertGreater(before, moves)
        self.assertFalse(self._ledger(line))
        self._tell(ticket)
        ticket.action_complaint_next()
        self.assertEqual(ticket.complaint_phase, "followup")
        self.assertEqual(proposal.state, "executed")
        with self.assertRaisesRegex(UserError, "Drill cannot be set by hand"):
            ticket.complaint_is_drill = False
