from odoo import api, fields, models


class ComplaintScopeMixin(models.AbstractModel):
    """People named for a team, or for one store; the store's own go before the team's.

    A model that takes this adds the constraint that exactly one of both is set.
    """

    _name = "complaint.scope.mixin"
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
        """Return the records of the store; where it has none, those of the team."""
        for scope in ([("store_id", "=", store.id)] if store else [], [("team_id", "=", team.id)]):
            found = scope and self.search([*scope, *domain])
            if found:
                return found
        return self.browse()
