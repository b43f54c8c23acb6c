from odoo import api, fields, models


class HelpdeskTicket(models.Model):
    """The goods of a case: what moves for it, and the lots that it is about."""

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

    @api.depends("complaint_line_ids.lot_id")
    def _compute_complaint_duplicate_keys(self):
        return super()._compute_complaint_duplicate_keys()

    def _get_duplicate_keys(self):
        lots = self.complaint_line_ids.mapped("lot_id.name")
        return super()._get_duplicate_keys() + [("lot", lot) for lot in lots]
