from odoo import models
from odoo.exceptions import UserError


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _action_done(self):
        for line in self.filtered(lambda line: line.location_id.complaint_is_quarantine):
            target = line.location_dest_id
            if target.usage == "internal" and not target.complaint_is_quarantine:
                raise UserError(
                    self.env._(
                        "%(product)s is in quarantine after a complaint and does not go back to "
                        "stock. Scrap it, or return it to the supplier.",
                        product=line.product_id.display_name,
                    )
                )
        return super()._action_done()
