from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_complaint_report_domain(self, company_ids, has_team=True):
        """Return the domain of the figures that this user sees: those of their stores.

        The leading group of a store or team has its stores; auditors have their companies. As in
        the rules of cases no ids are named, since the domain is cached.

        :param company_ids: the companies that the user has chosen
        :param has_team: whether the rows tell the team
        """
        self.ensure_one()
        company = Domain("company_id", "in", company_ids)
        if self.has_group("retail_complaint.group_auditor"):
            return list(company)
        mine = Domain("store_id", "any", self._get_complaint_store_domain())
        if has_team:
            mine |= Domain("team_id", "any", self._get_complaint_led_domain())
        return list(company & mine)

    def _get_complaint_review_domain(self, company_ids):
        """Return the domain of the reviews that this user sees: all of whose stores are theirs."""
        self.ensure_one()
        company = Domain("company_id", "in", company_ids)
        if self.has_group("retail_complaint.group_auditor"):
            return list(company)
        if not self.has_group("retail_complaint.group_manager"):
            return list(Domain.FALSE)
        return list(company & Domain("store_ids", "not any", ~self._get_complaint_store_domain()))
