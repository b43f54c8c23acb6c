from odoo import fields, models


class ComplaintDeskLine(models.TransientModel):
    _name = "complaint.desk.line"
    _inherit = ["complaint.purchase.found.mixin"]
    _description = "Purchase complained about"

    desk_id = fields.Many2one("complaint.desk", required=True, ondelete="cascade")
