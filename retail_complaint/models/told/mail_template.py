from odoo import fields, models

from ...tools.merge_fields import needed_paths
from ...tools.told import REPLIES


class MailTemplate(models.Model):
    """The house's words for a step of a case, for every category or for one (QLT-5)."""

    _inherit = "mail.template"

    complaint_reply = fields.Selection(
        REPLIES, string="Reply to a complaint", help="The step at which the customer is told this."
    )
    complaint_category_id = fields.Many2one(
        "helpdesk.ticket.category",
        string="Category of complaints",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('is_complaint', '=', True)]",
        help="Empty: every category that has no words of its own.",
    )
    complaint_advice = fields.Text(
        string="How to say it",
        translate=True,
        help="What staff reads beside these words when it tells the customer.",
    )

    def _get_missing_fields(self, record):
        """Return ``{path: label}`` of what these words need and the record does not have."""
        self.ensure_one()
        missing = {}
        for path in needed_paths(self.body_html or ""):
            value, field = record, None
            for name in path.split("."):
                field = value._fields.get(name)
                if field is None:
                    break
                value = value[:1][name]
            if field is not None and not value and field.type not in ("integer", "float"):
                missing[path] = field._description_string(self.env)
        return missing
