from odoo import fields, models


class ComplaintRootCause(models.Model):
    _inherit = "complaint.root.cause"

    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        string="Analytic account",
        company_dependent=True,
        groups="analytic.group_analytic_accounting",
        help="What complaints of this cause cost is booked here, beside the store's account.",
    )


class ComplaintCompensation(models.Model):
    """What a complaint costs is spread over its store and its root cause (SOL-8)."""

    _inherit = "complaint.compensation"

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

    def _prepare_credit_line_vals(self, invoice_line, changes):
        vals = super()._prepare_credit_line_vals(invoice_line, changes)
        distribution = self._get_analytic_distribution(invoice_line.analytic_distribution)
        return dict(vals, analytic_distribution=distribution)
