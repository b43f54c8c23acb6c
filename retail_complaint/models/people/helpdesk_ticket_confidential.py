from odoo import models

#: Who reads one of these has the case before them; lists and pickers do not.
STORY = frozenset({"description", "complaint_demand", "complaint_contact_log_ids", "message_ids"})


class HelpdeskTicket(models.Model):
    """Reading a confidential case leaves a trace, by whatever door (REC-3)."""

    _inherit = "helpdesk.ticket"

    def _read_format(self, fnames, load="_classic_read"):
        rows = super()._read_format(fnames, load)
        if not self.env.su and STORY.intersection(fnames):
            confidential = self.filtered("complaint_is_confidential")
            if confidential:
                self.env["complaint.access.log"]._log_read(confidential)
        return rows
