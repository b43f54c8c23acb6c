from odoo import fields, models


class ComplaintStatutoryWithdrawal(models.TransientModel):
    _name = "complaint.statutory.withdrawal"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Withdrawal of a statutory claim"

    claim_id = fields.Many2one("complaint.statutory.claim", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Withdraw the claim for this reason."""
        self.ensure_one()
        self.claim_id.action_withdraw(self.reason)
        return {"type": "ir.actions.act_window_close"}
