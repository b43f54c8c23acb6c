from odoo import fields, models

from ..tools.followup import GRADES
from ..tools.told import CHANNELS


class ComplaintFollowupWizard(models.TransientModel):
    """What came of a call: the answer, another time, or no wish to answer."""

    _name = "complaint.followup.wizard"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Result of a follow-up call"

    followup_id = fields.Many2one(
        "complaint.followup", string="Follow-up", required=True, readonly=True
    )
    settlement = fields.Text(related="followup_id.settlement", related_sudo=False)
    step = fields.Selection(
        [
            ("reached", "Answered"),
            ("call_back", "Call back later"),
            ("refused", "Does not want to answer"),
        ],
        required=True,
        readonly=True,
        default="reached",
    )
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    satisfaction_handling = fields.Selection(GRADES, string="With how we handled it")
    satisfaction_result = fields.Selection(GRADES, string="With what came of it")
    words = fields.Text(string="In the customer's words")
    call_back_at = fields.Datetime(string="Call back at")

    def action_confirm(self):
        """Record it; the follow-up checks rights and values."""
        self.ensure_one()
        if self.step == "call_back":
            self.followup_id.action_call_back(self.call_back_at, self.words)
        elif self.step == "refused":
            self.followup_id.action_refused(self.words)
        else:
            self.followup_id.action_answer(
                self.satisfaction_handling, self.satisfaction_result, self.words, self.channel
            )
        return {"type": "ir.actions.act_window_close"}
