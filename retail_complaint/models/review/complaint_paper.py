from odoo import api, models

from ..paper.complaint_paper import Paper


class ComplaintPaper(models.AbstractModel):
    """The paper of the review meeting: figures, minutes and decisions (ANA-6)."""

    _inherit = "complaint.paper"

    @api.model
    def _get_papers(self):
        review = Paper("complaint.review", "paper_review", group="retail_complaint.group_manager")
        return super()._get_papers() | {"review": review}

    @api.model
    def _get_timezone(self, record):
        if record._name != "complaint.review":
            return super()._get_timezone(record)
        return record.company_id.resource_calendar_id.tz or self.env.user.tz or "UTC"
