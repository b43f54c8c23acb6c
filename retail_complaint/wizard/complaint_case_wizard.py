from odoo import fields, models

from ..tools.process import EARLY_OUTCOMES, OUTCOMES


class ComplaintCaseWizard(models.TransientModel):
    """The steps of a case that need a written reason: pass the gate, end, reopen and others."""

    _name = "complaint.case.wizard"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Step of a complaint with a reason"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, readonly=True)
    step = fields.Selection(
        [
            ("pass", "Pass what is missing"),
            ("end", "End the case"),
            ("reopen", "Reopen"),
            ("send_back", "Send the proposal back"),
            ("clear_hazards", "Not a safety case"),
        ],
        required=True,
        readonly=True,
    )
    proposal_id = fields.Many2one("complaint.proposal", readonly=True)
    missing = fields.Text(related="ticket_id.complaint_missing", related_sudo=False)
    outcome = fields.Selection([o for o in OUTCOMES if o[0] in EARLY_OUTCOMES])
    duplicate_of_id = fields.Many2one(
        "helpdesk.ticket",
        string="Merge into",
        domain="[('is_complaint', '=', True), ('id', '!=', ticket_id)]",
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Take the step; the ticket checks rights and conditions."""
        self.ensure_one()
        if self.step == "pass":
            self.ticket_id._pass_gate(self.reason)
        elif self.step == "end":
            self.ticket_id._end(self.outcome, self.reason, self.duplicate_of_id)
        elif self.step == "send_back":
            self.proposal_id.action_reject(self.reason)
        elif self.step == "clear_hazards":
            self.ticket_id._clear_hazards(self.reason)
        else:
            self.ticket_id._reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
