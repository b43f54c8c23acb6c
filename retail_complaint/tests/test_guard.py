from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.shared.complaint_guarded_mixin import CONTEXT_NAME
from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestGuard(ComplaintCommon):
    """What a client must not be able to do, by whatever door."""

    sales_ahead = 1

    def test_guarded_fields_are_refused(self):
        """No field that the server keeps can be written by hand, by anybody, on any model."""
        proposal = self._settled()
        ticket = proposal.ticket_id
        # Of the line of a proposal nothing could be changed anyway, of what was told never.
        line = self._add_purchase(self._register(), self._sell())
        by_hand = "cannot be set by hand"
        for record, words in (
            (ticket, by_hand),
            (proposal, by_hand),
            (proposal.compensation_ids, by_hand),
            (line, by_hand),
            (self._tell(ticket), "stays on record"),
        ):
            for name in sorted(record._get_guarded_fields()):
                with (
                    self.subTest(model=record._name, field=name),
                    self.assertRaisesRegex(UserError, words),
                ):
                    record.with_user(self.manager).write({name: False})

    def test_guarded_fields_are_not_copied(self):
        """A copy of a case begins anew."""
        case = self._settled().ticket_id
        guarded = case._get_guarded_fields()
        self.assertGreater(len(guarded), 30)
        self.assertFalse({name for name in guarded if case._fields[name].copy})
        copied = case.with_user(self.manager).copy()
        self.assertEqual((copied.complaint_phase, copied.complaint_finding), ("intake", False))
        self.assertFalse(copied.complaint_proposal_ids or copied.complaint_contact_log_ids)

    def test_forged_creation(self):
        """A case cannot be created in a later phase, by value, default, user default or import."""
        vals = {"name": "x", "description": "x", "team_id": self.team.id}
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        with self.assertRaises(AccessError):
            tickets.create(dict(vals, complaint_phase="archived"))
        forged = tickets.with_context(default_complaint_phase="archived").create(vals)
        self.assertEqual(forged.complaint_phase, "intake")
        stage = self.env.ref("retail_complaint.helpdesk_ticket_stage_archived")
        forged = tickets.create(dict(vals, stage_id=stage.id))
        self.assertEqual(forged.stage_id.complaint_phase, "intake")
        result = tickets.load(
            ["name", "description", "team_id/.id", "complaint_phase"],
            [["x", "x", str(self.team.id), "archived"]],
        )
        self.assertFalse(result["ids"])

    def test_forged_default_state(self):
        """A user's saved default or the context cannot make a proposal approved."""
        self.env["ir.default"].with_user(self.agent).sudo().set(
            "complaint.proposal", "state", "accepted", user_id=self.agent.id
        )
        ticket = self._investigated()
        proposal = self._propose(ticket.with_context(default_state="accepted", default_move_id=1))
        self.assertEqual(proposal.state, "draft")
        self.assertEqual(proposal.compensation_ids.state, "draft")
        self.assertFalse(proposal.compensation_ids.move_id)

    def test_forged_nested_values(self):
        """What a client packs into the lines of another record is still a client's."""
        line = self._sell()
        forged = {"sale_line_id": line.id, "is_proven": True, "price_total": 9999}
        with self.assertRaises(AccessError):
            self._register(complaint_line_ids=[Command.create(forged)])
        ticket = self._register()
        nested = {"name": "x", "description": "x", "complaint_phase": "archived"}
        with self.assertRaises(AccessError):
            self._register(duplicate_ids=[Command.create(nested)])
        with self.assertRaises(AccessError):
            ticket.write({"duplicate_ids": [Command.create(nested)]})
        with self.assertRaises(AccessError):
            ticket.write({"complaint_proposal_ids": [Command.create({"state": "approved"})]})

    def test_a_real_case_is_not_hidden_as_a_drill(self):
        """Whoever registers a case cannot take it out of the figures by calling it a drill."""
        with self.assertRaises(AccessError):
            self.env["helpdesk.ticket"].with_user(self.manager).create(
                {
                    "name": "x",
                    "description": "x",
                    "team_id": self.team.id,
                    "complaint_is_drill": True,
                }
            )
        tickets = self.env["helpdesk.ticket"].with_user(self.manager)
        forged = tickets.with_context(default_complaint_is_drill=True).create(
            {"name": "x", "description": "x", "team_id": self.team.id}
        )
        self.assertFalse(forged.complaint_is_drill)

    def test_forged_key(self):
        """The server's key cannot be guessed: no value from outside is the key."""
        ticket = self._register()
        for forged in ("<server key>", ["<server key>", "helpdesk.ticket"], True, 1):
            with self.assertRaises(AccessError):
                ticket.with_context(**{CONTEXT_NAME: forged}).write({"complaint_phase": "archived"})

    def test_lines_are_fixed_after_submission(self):
        """After submission neither lines nor amounts can be changed, by no door."""
        proposal = self._to_state(self._propose(self._investigated()), "submitted")
        compensation = proposal.compensation_ids.filtered("amount")
        attempts = [
            lambda: compensation.write({"quantity": 5}),
            lambda: compensation.write({"mode": "amount", "requested_amount": 50}),
            lambda: compensation.unlink(),
            lambda: compensation.create(
                {"proposal_id": proposal.id, "line_id": compensation.line_id.id}
            ),
            lambda: proposal.write(
                {"compensation_ids": [Command.update(compensation.id, {"quantity": 5})]}
            ),
            lambda: proposal.write({"grounds": "more"}),
            lambda: compensation.line_id.write({"quantity": 5}),
            lambda: compensation.line_id.unlink(),
            lambda: proposal.unlink(),
        ]
        for attempt in attempts:
            with self.assertRaises(UserError):
                attempt()
        self.assertEqual(compensation.quantity, 2)

    def test_approvals_are_appended_only(self):
        """Approvals are written by the server alone and never changed."""
        proposal = self._to_state(self._propose(self._investigated()), "approved")
        approval = proposal.approval_ids.with_user(self.manager)
        with self.assertRaises(AccessError):
            approval.write({"amount": 1})
        with self.assertRaises(AccessError):
            approval.unlink()
        with self.assertRaises(AccessError):
            approval.create(
                {
                    "proposal_id": proposal.id,
                    "decision": "approved",
                    "user_id": self.manager.id,
                    "decided_at": "2026-01-01",
                    "currency_id": self.company.currency_id.id,
                }
            )

    def test_told_stays_told(self):
        """What the customer was told is not rewritten, deleted or put in another's mouth."""
        log = self._tell(self._register())
        for door in (log, log.sudo()):
            with self.assertRaises(UserError):
                door.write({"words": "never said"})
        with self.assertRaises(AccessError):
            log.unlink()
        with self.assertRaises(AccessError):
            self._tell(log.ticket_id, user_id=self.manager.id)
        self.assertEqual(log.user_id, self.agent)
