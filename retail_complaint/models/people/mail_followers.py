from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class MailFollowers(models.Model):
    """Who follows a case is known to who sees the case; Odoo shows it to all staff."""

    _inherit = "mail.followers"

    complaint_is_in_reach = fields.Boolean(
        string="Of a case in reach",
        compute="_compute_complaint_is_in_reach",
        search="_search_complaint_is_in_reach",
        help="Also for what is no case.",
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_complaint_is_in_reach(self):
        seen = self.sudo().search(Domain("id", "in", self.ids) & self._get_reach_domain())
        for follower in self:
            follower.complaint_is_in_reach = follower in seen

    def _search_complaint_is_in_reach(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._get_reach_domain()

    @api.model
    def _get_reach_domain(self):
        own = Domain("partner_id", "=", self.env.user.partner_id.id)
        seen = Domain.custom(to_sql=self._get_reach_sql)
        return Domain("res_model", "!=", "helpdesk.ticket") | own | seen

    @api.model
    def _get_reach_sql(self, model, alias, query):
        # Rules ask as superuser; what is asked is what the user sees. Row by row: of a case few
        # follow, and all cases in reach are many.
        tickets = self.env["helpdesk.ticket"].with_user(self.env.user)
        found = tickets.with_context(active_test=False)._search(Domain.TRUE)
        row = model._field_to_sql(alias, "res_id", query)
        found.add_where(SQL("%s = %s", SQL.identifier(found.table, "id"), row))
        return SQL("EXISTS (%s)", found.select(SQL("1")))
