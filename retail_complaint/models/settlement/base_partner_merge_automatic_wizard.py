from odoo import api, models


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """A merged contact starts no new year of limits: what they were given is taken over."""
        result = super()._update_foreign_keys(src_partners, dst_partner)
        customer = dst_partner.commercial_partner_id
        self.env["complaint.authority.use"]._merge_customers(src_partners - customer, customer)
        return result
