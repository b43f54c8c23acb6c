from odoo import api, fields, models


class ComplaintRegion(models.Model):
    """Stores that somebody answers for together, such as the market halls of a city.

    Its managers reach the cases of all its stores as their store managers do, see their figures,
    and stand between these and the leading group wherever people are asked in turn.
    """

    _name = "complaint.region"
    _inherit = ["complaint.placed.mixin", "complaint.guarded.mixin"]
    _description = "Region"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    manager_ids = fields.Many2many(
        "res.users",
        "complaint_region_manager_rel",
        "region_id",
        "user_id",
        string="Region managers",
        domain="[('share', '=', False)]",
        help="They see the complaints of all stores of the region and are asked after the store "
        "managers.",
    )
    store_ids = fields.One2many("retail.store", "region_id", string="Stores")

    @api.constrains("manager_ids")
    def _check_managers(self):
        self.manager_ids._ensure_complaint_role()
