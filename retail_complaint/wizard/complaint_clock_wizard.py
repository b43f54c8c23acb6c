from odoo import fields, models

from ..tools.service_level import PAUSE_REASONS


class ComplaintClockWizard(models.TransientModel):
    """Pause the clocks of a case, or pass it one level up; the case checks rights."""

    _name = "complaint.clock.wizard"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Pause a complaint or pass it up"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, readonly=True)
    step = fields.Selection(
        [("pause", "Pause the clocks"), ("pass_up", "Pass it up")], required=True, readonly=True
    )
    pause_reason = fields.Selection(PAUSE_REASONS, string="Waiting for")
    reason = fields.Text()

    def action_confirm(self):
        """Take the step."""
        self.ensure_one()
        if self.step == "pause":
            self.ticket_id.action_complaint_pause(self.pause_reason)
            return {"type": "ir.actions.act_window_close"}
        self.ticket_id.action_complaint_pass_up(self.reason)
        if self.ticket_id.has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        return {"type": "ir.actions.client", "tag": "home"}
