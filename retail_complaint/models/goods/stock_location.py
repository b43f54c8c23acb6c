from odoo import fields, models


class StockLocation(models.Model):
    _inherit = "stock.location"

    complaint_is_quarantine = fields.Boolean(
        string="Quarantine of complaints",
        help="What lies here came back with complaints and may not go back to stock.",
    )
