from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted._net_complaint_exchanges()
        return posted

    def _net_complaint_exchanges(self):
        """Post the invoice of the new goods with the credit of an exchange, and set it off."""
        # Accounting has no rights on cases.
        moves = self.sudo()
        orders = moves.invoice_line_ids.sale_line_ids.order_id
        exchanges = moves.complaint_compensation_ids | orders.complaint_compensation_ids
        for compensation in exchanges.filtered("exchange_order_id"):
            invoices = compensation._get_exchange_invoices()
            if compensation.move_id.state == "posted":
                invoices.filtered(lambda move: move.state == "draft").action_post()
            both = compensation.move_id | invoices
            lines = both.filtered(lambda move: move.state == "posted").line_ids.filtered(
                lambda line: (
                    line.account_id.account_type == "asset_receivable" and not line.reconciled
                )
            )
            for account in lines.account_id:
                of_account = lines.filtered(
                    lambda line, account=account: line.account_id == account
                )
                open_amounts = of_account.mapped("amount_residual")
                if any(amount > 0 for amount in open_amounts) and min(open_amounts) < 0:
                    of_account.reconcile()
