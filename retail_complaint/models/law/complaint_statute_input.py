from odoo import fields, models


class ComplaintStatuteInput(models.Model):
    """What a formula of the law reads: from the purchases of the case, or typed in."""

    _name = "complaint.statute.input"
    _description = "Input of a legal formula"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, help="Its name in formulas.")
    unit = fields.Selection(
        [("money", "Amount"), ("number", "Number"), ("percent", "Percent")],
        required=True,
        default="money",
    )
    source = fields.Selection(
        [
            ("price", "Price paid for the chosen purchases"),
            ("quantity", "Pieces of the chosen purchases"),
        ],
        help="Empty: typed in.",
    )
    is_editable = fields.Boolean(
        string="Can be changed",
        default=True,
        help="What is read from the purchases may be changed.",
    )
    hint = fields.Char(translate=True, help="What to enter, shown beside the field.")

    _code_unique = models.UniqueIndex("(code)", "Another input has this name in formulas.")
