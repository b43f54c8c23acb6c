from odoo import api, fields, models

from ...tools.keywords import KEYWORDS_HELP, keywords, weight


class ComplaintHazard(models.Model):
    """A safety flag: what it stands for makes a case one of the top severity (CLS-5)."""

    _name = "complaint.hazard"
    _inherit = ["complaint.placed.mixin"]
    _description = "Safety flag"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer(default=1)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.user._get_complaint_setting_company(),
        help="Empty: every company.",
    )
    is_food = fields.Boolean(
        string="Suspect food",
        help="The item is verified, the same goods are inspected and the delivery staff is told "
        "at once: three measures that begin with the case.",
    )
    keywords = fields.Text(string="Words that point to it", help=KEYWORDS_HELP)

    @api.model
    def _propose(self, text, company):
        """Return every safety flag that a description points to; somebody confirms them."""
        known = self.search_fetch(
            [("keywords", "!=", False), ("company_id", "in", [False, company.id])], ["keywords"]
        )
        return known.filtered(lambda hazard: weight(text, keywords(hazard.keywords)))
