from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    """Who changes what all companies share."""

    _inherit = "res.users"

    def _has_all_complaint_companies(self):
        """Whether this user belongs to every company that has stores, or is an administrator."""
        self.ensure_one()
        if self.has_group("base.group_system"):
            return True
        stores = self.env["retail.store"].sudo().with_context(active_test=False)
        elsewhere = Domain("company_id", "not in", self._get_company_ids())
        return not stores.search_count(elsewhere, limit=1)

    def _get_complaint_setting_company(self):
        """Return the company of a new row of settings: empty for who may change shared ones."""
        company = self.env.company
        return company.browse() if self._has_all_complaint_companies() else company
