from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _compute_rma_count(self):
        # rma counts with the rights of the reader, so that a warehouse clerk without rights on
        # returns could not read any receipt at all.
        if not self.env["rma"].has_access("read"):
            self.rma_count = 0
            return None
        return super()._compute_rma_count()
