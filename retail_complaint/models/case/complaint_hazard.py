from odoo import fields, models


class ComplaintHazard(models.Model):
    """A safety flag: what it stands for makes a case one of the top severity (CLS-5)."""

    _name = "complaint.hazard"
    _description = "Safety flag"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer(default=1)
    is_food = fields.Boolean(
        string="Suspect food",
        help="The item is verified, the same goods are inspected and the delivery staff is told "
        "at once: three measures that begin with the case.",
    )
