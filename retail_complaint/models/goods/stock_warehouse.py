from odoo import models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _get_complaint_quarantine(self):
        """Return the quarantine below the returns location of this warehouse, made if missing."""
        self.ensure_one()
        quarantine = self.env["stock.location"].search(
            [
                ("complaint_is_quarantine", "=", True),
                ("location_id", "child_of", self.rma_loc_id.id),
            ],
            limit=1,
        )
        return quarantine or self.env["stock.location"].create(
            {
                "name": self.env._("Quarantine"),
                "location_id": self.rma_loc_id.id,
                "usage": "internal",
                "company_id": self.company_id.id,
                "complaint_is_quarantine": True,
            }
        )
