from odoo import api, models

from ..paper.complaint_paper import Form


class ComplaintForm(models.AbstractModel):
    """The paper of the review meeting: figures, minutes and decisions (ANA-6)."""

    _inherit = "complaint.form"

    @api.model
    def _get_forms(self):
        review = Form("complaint.review", "form_review", group="retail_complaint.group_manager")
        return super()._get_forms() | {"review": review}

    @api.model
    def _get_timezone(self, record):
        if record._name != "complaint.review":
            return super()._get_timezone(record)
        return record.company_id.resource_calendar_id.tz or self.env.user.tz or "UTC"
