from odoo import api, fields, models


class ComplaintCompensation(models.Model):
    """What accounting reads of a compensation: all but the ticket, whose words are private."""

    _inherit = "complaint.compensation"

    purchase_number = fields.Char(related="line_id.purchase_number")
    move_partner_id = fields.Many2one(related="move_id.partner_id", string="Customer")
    approved_by_id = fields.Many2one(
        "res.users", string="Approved by", compute="_compute_approval", compute_sudo=True
    )
    approved_at = fields.Datetime(
        string="Approved on", compute="_compute_approval", compute_sudo=True
    )

    @api.depends("proposal_id.approval_ids")
    def _compute_approval(self):
        for compensation in self:
            latest = compensation.proposal_id.approval_ids[:1]
            approval = latest.filtered(lambda decision: decision.decision == "approved")
            compensation.approved_by_id = approval.user_id
            compensation.approved_at = approval.decided_at

    def action_open_document(self):
        """Open the credit note that this compensation became."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }
