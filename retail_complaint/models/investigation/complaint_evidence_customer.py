from odoo import fields, models


class ComplaintEvidence(models.Model):
    """Photos that the customer sent by a page of his: he sees them there again (INT-9)."""

    _inherit = "complaint.evidence"

    is_from_customer = fields.Boolean(
        string="Sent by the customer",
        readonly=True,
        copy=False,
        help="By a web page. He sees a copy on the page of his case.",
        guarded=True,
    )
