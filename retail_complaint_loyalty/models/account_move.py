from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        # Accounting has no rights on cases.
        posted.sudo().complaint_compensation_ids._give_back_to_cards()
        return posted
