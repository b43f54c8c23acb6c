from odoo import fields, models


class ComplaintEvidenceWithdrawal(models.TransientModel):
    _name = "complaint.evidence.withdrawal"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Withdrawal of evidence"

    evidence_id = fields.Many2one("complaint.evidence", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Withdraw the evidence; its file goes for good."""
        self.ensure_one()
        self.evidence_id._withdraw(self.reason)
        return {"type": "ir.actions.act_window_close"}
