from odoo import api, fields, models


class ComplaintCompensation(models.Model):
    """What accounting reads of a compensation: all but the ticket, whose words are private."""

    _inherit = "complaint.compensation"

    purchase_number = fields.Char(related="line_id.purchase_number")
    move_partner_id = fields.Many2one(related="move_id.partner_id", string="Customer")
    payout_route = fields.Selection(related="move_id.complaint_payout_route")
    payout_reference = fields.Char(related="move_id.complaint_payout_reference")
    fapiao_number = fields.Char(related="move_id.complaint_fapiao_number")
    reason = fields.Char(
        compute="_compute_reason",
        compute_sudo=True,
        help="The category of the case and the basis of its finding; none of its words.",
    )
    approved_by_id = fields.Many2one(
        "res.users", string="Approved by", compute="_compute_approval", compute_sudo=True
    )
    approved_at = fields.Datetime(
        string="Approved on", compute="_compute_approval", compute_sudo=True
    )

    @api.depends("ticket_id.category_id", "ticket_id.complaint_finding_basis")
    def _compute_reason(self):
        for compensation in self:
            ticket = compensation.ticket_id
            basis = dict(ticket._fields["complaint_finding_basis"]._description_selection(self.env))
            parts = (ticket.category_id.name, basis.get(ticket.complaint_finding_basis))
            compensation.reason = ", ".join(filter(None, parts))

    @api.depends("proposal_id.approval_ids")
    def _compute_approval(self):
        for compensation in self:
            latest = compensation.proposal_id.approval_ids[:1]
            approval = latest.filtered(lambda decision: decision.decision == "approved")
            compensation.approved_by_id = approval.user_id
            compensation.approved_at = approval.decided_at

    def action_post_documents(self):
        """Post the drafted documents of the lines, with the rights of whoever asks for it."""
        self.check_access("read")
        self.move_id.filtered(lambda move: move.state == "draft").action_post()

    def action_pay_documents(self):
        """Open Odoo's payment dialogue for the posted documents of the lines."""
        self.check_access("read")
        return self.move_id.filtered(lambda move: move.state == "posted").action_register_payment()

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

    # What it costs is spread over the store and the root cause (SOL-8) -----------------------

    def _get_analytic_accounts(self):
        """Return the accounts of the store and of the root cause or the nearest cause above it."""
        self.ensure_one()
        ticket = self.proposal_id.ticket_id.sudo().with_company(self.company_id)
        cause = ticket.complaint_root_cause_id
        while cause and not cause.analytic_account_id:
            cause = cause.parent_id
        return ticket.complaint_store_id.analytic_account_id | cause.analytic_account_id

    def _get_analytic_distribution(self, distribution=None):
        """Return a distribution with the accounts of the case added, one account for each plan.

        :param distribution: what the invoice line itself was spread over; its plans stay as they
            are, so that the books of the sale and of its refund meet
        """
        account_model = self.env["account.analytic.account"].sudo()
        result = {}
        for key, percentage in (distribution or {"": 100}).items():
            accounts = account_model.browse(int(part) for part in key.split(",") if part)
            for account in self._get_analytic_accounts():
                if account.root_plan_id not in accounts.root_plan_id:
                    accounts |= account
            if accounts:
                result[",".join(map(str, accounts.ids))] = percentage
        return result or False
