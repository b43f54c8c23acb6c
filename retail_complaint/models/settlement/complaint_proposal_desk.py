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
        if self.state != "executed":
            return self.env._("Execute the proposal first.")
        if not moves:
            return self.env._("Nothing of it is to be paid out.")
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
            proposal._pay_at_desk()

    def _pay_at_desk(self):
        """Post and pay, and return the payments: less than was agreed where less had been paid.

        :raises UserError: saying why it cannot be paid here
        """
        self.ensure_one()
        self.ticket_id._ensure_can_handle()
        self._lock()
        obstacle = self._get_desk_obstacle()
        if obstacle:
            raise UserError(obstacle)
        journal = self.ticket_id.sudo().complaint_store_id.cash_journal_id
        # Within their limit agents post and pay, though they have no right on accounting.
        moves = self.sudo().compensation_ids.move_id.with_company(journal.company_id)
        moves.filtered(lambda move: move.state == "draft").action_post()
        unpaid = moves.filtered(lambda m: m.payment_state in ("not_paid", "partial"))
        payments = self.env["account.payment"].sudo()
        for move in unpaid.filtered("amount_residual"):
            payments |= (
                self.env["account.payment.register"]
                .sudo()
                .with_company(journal.company_id)
                .with_context(active_model="account.move", active_ids=move.ids)
                .create({"journal_id": journal.id})
                ._create_payments()
            )
        return payments

    def _get_paid_text(self, payments):
        """Return what the customer is handed, what went elsewhere, and that it is booked."""
        self.ensure_one()
        paid = sum(payments.mapped("amount"))
        money = payments[:1].currency_id or self.currency_id
        if paid:
            text = self.env._("Pay out %s now: it is booked.", money.format(paid))
        else:
            text = self.env._("Nothing is to be paid out: it is booked.")
        cards = sum(self.compensation_ids.mapped("card_amount"))
        if self.currency_id.compare_amounts(cards, 0) > 0:
            amount = self.currency_id.format(cards)
            text += " " + self.env._("%s went back on the card that paid.", amount)
        credits = self.sudo().compensation_ids.move_id.filtered(
            lambda move: move.move_type == "out_refund" and move.currency_id == money
        )
        owed = sum(credits.mapped("amount_total")) - paid
        if money.compare_amounts(owed, 0) > 0:
            amount = money.format(owed)
            text += " " + self.env._("%s less is owed on the invoice.", amount)
        return text
