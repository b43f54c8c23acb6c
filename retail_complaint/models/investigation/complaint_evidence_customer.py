from odoo import api, fields, models


class ComplaintEvidence(models.Model):
    """Photos that the customer sent by a page of his: he sees them there again (INT-9)."""

    _inherit = "complaint.evidence"

    is_from_customer = fields.Boolean(
        string="Sent by the customer",
        readonly=True,
        copy=False,
        help="By a web page. He sees a copy on the page of his case.",
    )

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"is_from_customer"}
