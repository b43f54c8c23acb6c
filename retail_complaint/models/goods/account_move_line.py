from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    rma_id = fields.Many2one(index="btree_not_null")
