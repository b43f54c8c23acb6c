from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    complaint_compensation_ids = fields.One2many(
        "complaint.compensation",
        "exchange_order_id",
        groups="retail_complaint.group_intake,retail_complaint.group_auditor",
    )

    def _compute_rma_count(self):
        # rma_sale counts returns with the rights of the reader, so that a salesman without
        # rights on returns could not read any order at all.
        if not self.env["rma"].has_access("read"):
            self.rma_count = 0
            return None
        return super()._compute_rma_count()
