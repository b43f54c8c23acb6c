from odoo import api, fields, models


class RetailStore(models.Model):
    """The region of a store, and who sets the store up."""

    _name = "retail.store"
    _inherit = ["complaint.placed.mixin", "retail.store"]

    region_id = fields.Many2one(
        "complaint.region",
        index="btree_not_null",
        check_company=True,
        help="Its managers see the complaints of the store and stand above its manager.",
    )
    is_set_up_by_me = fields.Boolean(
        string="Set up by me",
        compute="_compute_is_set_up_by_me",
        search="_search_is_set_up_by_me",
        help="I may change what belongs to this store, as far as my role allows.",
    )

    _region_of_store = models.Constraint(
        "CHECK (parent_id IS NULL OR region_id IS NULL)",
        "The region of an area is that of its store.",
    )

    @api.depends(
        "member_ids", "manager_id", "region_id.manager_ids", "complaint_group_ids", "parent_id"
    )
    @api.depends_context("uid")
    def _compute_is_set_up_by_me(self):
        # Who works where is asked beyond what the user may read.
        stores = self.sudo().with_context(active_test=False)
        mine = stores.filtered_domain(self.env.user._get_complaint_setup_domain())
        for store in self:
            store.is_set_up_by_me = store in mine

    def _search_is_set_up_by_me(self, operator, value):
        return self.env.user._get_complaint_setup_domain() if operator == "in" else NotImplemented

    @api.model_create_multi
    def create(self, vals_list):
        stores = super().create(vals_list)
        if not self.env.su:
            opened = stores.filtered(lambda s: not (s.parent_id or s.is_set_up_by_me))
            # Whoever opens a store works in it, or could not go on with it.
            opened.sudo().write({"member_ids": [fields.Command.link(self.env.uid)]})
            # The rule of the stores does not know them before they are there.
            stores.check_access("write")
        self.env.registry.clear_cache()
        return stores
