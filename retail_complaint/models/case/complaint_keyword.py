from odoo import api, fields, models

from ...tools.keywords import best, keywords, weight

HELP = (
    "Parted by commas or lines, in every language that customers speak. A telling that has one "
    "of them is proposed this."
)


class HelpdeskTicketCategory(models.Model):
    """Words that point to a category, so that it is proposed while somebody is talking (CLS-2)."""

    _inherit = "helpdesk.ticket.category"

    complaint_keywords = fields.Text(string="Words that point to it", help=HELP)

    @api.model
    def _propose(self, text, company):
        """Return the category that a telling points to most; empty when it points to none."""
        known = self.search_fetch(
            [
                ("is_complaint", "=", True),
                ("complaint_keywords", "!=", False),
                ("company_id", "in", [False, company.id]),
            ],
            ["complaint_keywords"],
        )
        return self.browse(best(text, {c.id: c.complaint_keywords for c in known}) or [])


class ComplaintHazard(models.Model):
    _inherit = "complaint.hazard"

    keywords = fields.Text(string="Words that point to it", help=HELP)

    @api.model
    def _propose(self, text):
        """Return every safety flag that a telling points to; somebody confirms them."""
        known = self.search_fetch([("keywords", "!=", False)], ["keywords"])
        return known.filtered(lambda hazard: weight(text, keywords(hazard.keywords)))
