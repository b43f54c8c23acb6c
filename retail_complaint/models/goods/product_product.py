from odoo import models


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
