from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    complaint_never_resold = fields.Boolean(
        string="Never resold after a return",
        help="Food, cosmetics, medicine: what comes back goes to quarantine or is scrapped, never "
        "back to stock. Holds for the categories below too.",
    )
