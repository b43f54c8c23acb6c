from odoo import fields, models

ATTEMPT_OUTCOMES = [
    ("reached", "Answered"),
    ("no_answer", "No answer"),
    ("call_back", "Call back later"),
    ("refused", "Does not want to answer"),
]


class ComplaintContactLog(models.Model):
    """An attempt to ask is one more row of what was said to the customer, or tried to be."""

    _inherit = "complaint.contact.log"

    followup_id = fields.Many2one(
        "complaint.followup",
        string="Follow-up",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
        guarded=True,
    )
    followup_outcome = fields.Selection(
        ATTEMPT_OUTCOMES, string="What came of it", readonly=True, guarded=True
    )
    call_back_at = fields.Datetime(string="Call back at", readonly=True, guarded=True)
