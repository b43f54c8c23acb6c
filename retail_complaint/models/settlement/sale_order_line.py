from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    complaint_is_free = fields.Boolean(
        string="Free repeat of a complaint", readonly=True, copy=False
    )

    @api.depends("complaint_is_free")
    def _compute_qty_to_invoice(self):
        """A free repeat is never invoiced, not even at zero."""
        free = self.filtered("complaint_is_free")
        free.qty_to_invoice = 0
        return super(SaleOrderLine, self - free)._compute_qty_to_invoice()
