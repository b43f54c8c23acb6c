from odoo import api, fields, models


class ComplaintSettlementMixin(models.AbstractModel):
    _inherit = "complaint.settlement.mixin"

    complaint_goods_ids = fields.One2many(
        "complaint.compensation", string="Goods of the case", compute="_compute_complaint_goods_ids"
    )

    @api.depends("complaint_compensation_ids.goods_state")
    def _compute_complaint_goods_ids(self):
        for ticket in self:
            ticket.complaint_goods_ids = ticket.complaint_compensation_ids.filtered("goods_state")
