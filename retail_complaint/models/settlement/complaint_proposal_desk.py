from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintProposal(models.Model):
    """The desk pays small refunds at once (SOL-11)."""

    _inherit = "complaint.proposal"

    can_pay_at_desk = fields.Boolean(compute="_compute_can_pay_at_desk")

    @api.depends("state", "amount", "ticket_id.complaint_store_id.cash_journal_id")
    @api.depends_context("uid")
    def _compute_can_pay_at_desk(self):
        for proposal in self:
            proposal.can_pay_at_desk = not proposal._get_desk_obstacle()

    def _get_desk_obstacle(self):
        self.ensure_one()
        moves = self.sudo().compensation_ids.move_id
        if self.state != "executed" or not moves:
            return self.env._("Execute the proposal first.")
        if all(move.payment_state in ("paid", "in_payment") for move in moves):
            return self.env._("It has been paid.")
        if not self.ticket_id.sudo().complaint_store_id.cash_journal_id:
            return self.env._("The store has no cash desk to pay from.")
        return self._get_limit_of(self.env.user)[1] or super()._get_desk_obstacle()

    def action_pay_at_desk(self):
        """Post the documents and pay them from the store's cash desk, within the user's own limit.

        :raises UserError: saying why it cannot be paid here
        """
        for proposal in self._without_defaults():
            proposal.ticket_id._ensure_can_handle()
            proposal._lock()
            obstacle = proposal._get_desk_obstacle()
            if obstacle:
                raise UserError(obstacle)
            journal = proposal.ticket_id.sudo().complaint_store_id.cash_journal_id
            # Within their limit agents post and pay, though they have no right on accounting.
            moves = proposal.sudo().compensation_ids.move_id.with_company(journal.company_id)
            moves.filtered(lambda move: move.state == "draft").action_post()
            unpaid = moves.filtered(lambda m: m.payment_state in ("not_paid", "partial"))
            for move in unpaid.filtered("amount_residual"):
                self.env["account.payment.register"].sudo().with_company(
                    journal.company_id
                ).with_context(active_model="account.move", active_ids=move.ids).create(
                    {"journal_id": journal.id}
                )._create_payments()
