from odoo import api, models


class ComplaintLine(models.Model):
    """The same purchase in another case is the surest sign of a duplicate (INT-8)."""

    _inherit = "complaint.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.ticket_id._suspect_duplicates()
        return lines
