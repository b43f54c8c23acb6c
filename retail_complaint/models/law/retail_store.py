from odoo import models


class RetailStore(models.Model):
    _inherit = "retail.store"

    def _get_place(self):
        """Return where a store is, as a ``Case`` says it: by its address, else its company's."""
        company = self.company_id
        address = self.partner_id if self.partner_id.country_id else company.partner_id
        return {
            "country_id": address.country_id.id or 0,
            "state_id": address.state_id.id or 0,
            "city": address.city or "",
            "company_id": company.id or 0,
        }
