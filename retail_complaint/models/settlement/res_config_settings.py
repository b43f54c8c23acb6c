from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    complaint_goodwill_product_id = fields.Many2one(
        related="company_id.complaint_goodwill_product_id", readonly=False
    )
    complaint_damages_product_id = fields.Many2one(
        related="company_id.complaint_damages_product_id", readonly=False
    )
    complaint_statutory_product_id = fields.Many2one(
        related="company_id.complaint_statutory_product_id", readonly=False
    )
    complaint_chargeback_product_id = fields.Many2one(
        related="company_id.complaint_chargeback_product_id", readonly=False
    )
    complaint_grant_move_type = fields.Selection(
        related="company_id.complaint_grant_move_type", readonly=False
    )
    complaint_reopen_days = fields.Integer(
        related="company_id.complaint_reopen_days", readonly=False
    )
    complaint_walkin_partner_id = fields.Many2one(
        related="company_id.complaint_walkin_partner_id", readonly=False
    )
    complaint_followup_attempts = fields.Integer(
        related="company_id.complaint_followup_attempts", readonly=False
    )
