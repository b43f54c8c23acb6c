from odoo import fields, models


class RetailStore(models.Model):
    """The region of a store."""

    _inherit = "retail.store"

    region_id = fields.Many2one(
        "complaint.region",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Its managers see the complaints of the store and stand above its manager.",
    )

    _region_of_store = models.Constraint(
        "CHECK (parent_id IS NULL OR region_id IS NULL)",
        "The region of an area is that of its store.",
    )
