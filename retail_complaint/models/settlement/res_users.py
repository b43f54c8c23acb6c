from odoo import models
from odoo.fields import Domain


class ResUsers(models.Model):
    _inherit = "res.users"

    def _get_complaint_move_domain(self, company_ids):
        """Return the domain of the journal entries that the rules of cases leave to this user.

        What a case gave back is for accounting, for whoever reaches the case, and for the
        salesperson of the invoice. What a customer sees is said by the rules of the portal.
        """
        self.ensure_one()
        accounting = ("retail_complaint.group_accountant", "account.group_account_readonly")
        if self.share or any(map(self.has_group, accounting)):
            return list(Domain.TRUE)
        of_case = Domain("ticket_id", "any", self._get_complaint_domain("read", company_ids))
        return list(
            Domain("complaint_compensation_ids", "=", False)
            | Domain("complaint_compensation_ids", "any", of_case)
            | Domain("invoice_user_id", "=", self.id)
        )
