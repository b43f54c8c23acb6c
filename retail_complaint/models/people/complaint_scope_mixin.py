from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.case import SCOPE, Case, Row, closest, named


class ComplaintScopeMixin(models.AbstractModel):
    """People named for a team, or for one store; the store's own go before the team's.

    A model that takes this adds the constraint that exactly one of both is set.
    """

    _name = "complaint.scope.mixin"
    _inherit = ["complaint.placed.mixin"]
    _description = "Named for a team or for a store"

    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        string="For the team",
        domain="[('is_complaint', '=', True)]",
        index="btree_not_null",
        ondelete="cascade",
        help="All stores of the team, unless a store has its own.",
    )
    store_id = fields.Many2one(
        "retail.store",
        string="For the store",
        domain="[('parent_id', '=', False)]",
        index="btree_not_null",
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, precompute=True, index=True
    )

    @api.depends("team_id.company_id", "store_id.company_id")
    def _compute_company_id(self):
        for record in self:
            record.company_id = record.store_id.company_id or record.team_id.company_id

    @api.model
    def _get_nearest(self, store, team, domain=()):
        """Return the record of the store; where it has none, that of the team."""
        rows = [
            Row(record.id, about=named(store=record.store_id.ids, team=record.team_id.ids))
            for record in self._search_scope(store, team, domain)
        ]
        nearest = closest(rows, Case(store_id=store.id or 0, team_id=team.id or 0), SCOPE)
        return self.browse(nearest.id if nearest else [])

    @api.model
    def _search_scope(self, store, team, domain):
        """Return the records that are named for a store, or for its team."""
        scopes = [("store_id", "in", store.ids)], [("team_id", "in", team.ids)]
        return self.search(Domain.OR(scopes) & Domain(domain))
