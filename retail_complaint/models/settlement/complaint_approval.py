from odoo import fields, models


class ComplaintApproval(models.Model):
    """A decision on a proposal: appended, never changed, valid for one content only."""

    _name = "complaint.approval"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Approval of a proposal"
    _order = "id desc"
    _is_server_only = True

    proposal_id = fields.Many2one(
        "complaint.proposal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    ticket_id = fields.Many2one(
        related="proposal_id.ticket_id", store=True, index=True, precompute=True
    )
    decision = fields.Selection(
        [("approved", "Approved"), ("rejected", "Sent back")], required=True, readonly=True
    )
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True)
    decided_at = fields.Datetime(string="When", required=True, readonly=True)
    reason = fields.Text(readonly=True)
    amount = fields.Monetary(readonly=True, help="What was decided about, tax included.")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    authority_id = fields.Many2one("complaint.authority", readonly=True, ondelete="set null")
    limit_amount = fields.Monetary(
        string="Limit then",
        currency_field="company_currency_id",
        readonly=True,
        help="What the approver might grant per case when he decided.",
    )
    is_unlimited = fields.Boolean(string="No limit", readonly=True)
    company_currency_id = fields.Many2one(
        related="proposal_id.company_id.currency_id", string="Company currency"
    )
    digest = fields.Char(
        readonly=True, help="SHA-256 of the lines and amounts that were decided about."
    )
