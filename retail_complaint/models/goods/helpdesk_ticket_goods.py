from odoo import api, fields, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    complaint_goods_ids = fields.One2many(
        "complaint.compensation",
        string="Goods and vouchers",
        compute="_compute_complaint_goods_ids",
    )

    @api.depends("complaint_compensation_ids.state", "complaint_compensation_ids.goods_state")
    def _compute_complaint_goods_ids(self):
        for ticket in self:
            ticket.complaint_goods_ids = ticket.complaint_compensation_ids.filtered(
                lambda line: line._is_shown_on_case()
            )

    @api.depends("complaint_compensation_ids.goods_state")
    def _compute_complaint_missing(self):
        return super()._compute_complaint_missing()
