from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    complaint_chargeback_ids = fields.One2many("complaint.chargeback", "move_id")

    def button_cancel(self):
        result = super().button_cancel()
        # Accounting has no write right on what belongs to cases.
        self.sudo().complaint_chargeback_ids._on_document_gone()
        return result

    def unlink(self):
        self.sudo().complaint_chargeback_ids._on_document_gone()
        return super().unlink()
