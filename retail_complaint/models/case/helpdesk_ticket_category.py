from odoo import api, fields, models

from ...tools.keywords import KEYWORDS_HELP, best


class HelpdeskTicketCategory(models.Model):
    """A category says what it says for its parts too, as far as these say nothing themselves."""

    _name = "helpdesk.ticket.category"
    _inherit = ["complaint.setting.mixin", "helpdesk.ticket.category"]
    _complaint_flag = "is_complaint"
    _check_company_auto = True

    is_complaint = fields.Boolean(
        string="For complaints only", help="Not offered on ordinary tickets."
    )
    complaint_severity_id = fields.Many2one(
        "complaint.severity",
        string="Default severity",
        check_company=True,
        help="Proposed when a complaint gets this category, or one of its parts.",
    )
    complaint_hazard_ids = fields.Many2many(
        "complaint.hazard",
        "helpdesk_ticket_category_complaint_hazard_rel",
        "category_id",
        "hazard_id",
        string="Safety",
        check_company=True,
        help="Complaints of this category, or of its parts, get these safety flags.",
    )
    complaint_department_id = fields.Many2one(
        "complaint.department",
        string="Lead department",
        check_company=True,
        index="btree_not_null",
        help="It leads complaints of this category and is offered them first.",
    )
    complaint_duty_manager_first = fields.Boolean(
        string="Duty manager first",
        help="For food: what comes in by itself goes to the duty manager, not to the first "
        "receiver.",
    )
    complaint_keywords = fields.Text(string="Words that point to it", help=KEYWORDS_HELP)

    def _get_complaint_severity(self):
        """Return the default severity of the category, else of the one it is part of."""
        category = self
        while category and not category.complaint_severity_id:
            category = category.parent_id
        return category.complaint_severity_id

    def _get_complaint_hazards(self):
        """Return the safety flags of the category and of those it is part of."""
        hazards = self.complaint_hazard_ids
        category = self.parent_id
        while category:
            hazards |= category.complaint_hazard_ids
            category = category.parent_id
        return hazards

    @api.model
    def _propose(self, text, company):
        """Return the category that a description points to most; empty when it points to none."""
        known = self.search_fetch(
            [
                ("is_complaint", "=", True),
                ("complaint_keywords", "!=", False),
                ("company_id", "in", [False, company.id]),
            ],
            ["complaint_keywords"],
        )
        return self.browse(best(text, {c.id: c.complaint_keywords for c in known}) or [])
