from odoo import fields, models
from odoo.exceptions import UserError


class ProductCategory(models.Model):
    _inherit = "product.category"

    complaint_never_resold = fields.Boolean(
        string="Never resold after a return",
        help="Food, cosmetics, medicine: what comes back goes to quarantine or is scrapped, never "
        "back to stock. Holds for the categories below too.",
    )


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _is_never_resold(self):
        """Whether what comes back of this product may not be sold again, by its categories."""
        category = self.categ_id.sudo()
        while category:
            if category.complaint_never_resold:
                return True
            category = category.parent_id
        return False


class StockLocation(models.Model):
    _inherit = "stock.location"

    complaint_is_quarantine = fields.Boolean(
        string="Quarantine of complaints",
        help="What lies here came back with complaints and may not go back to stock.",
    )


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
