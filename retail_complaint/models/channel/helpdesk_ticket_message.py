from odoo import models

from ...tools.clean import clean_file_name, drop_unseen, one_line


class HelpdeskTicket(models.Model):
    """Messages on a case, whoever posts them: words that can be stored, and names of files."""

    _inherit = "helpdesk.ticket"

    def _process_attachments_for_post(self, attachments, attachment_ids, message_values):
        if not self.sudo().is_complaint:
            return super()._process_attachments_for_post(
                attachments, attachment_ids, message_values
            )
        cleaned = {
            name: drop_unseen(value) if name == "body" else one_line(value)
            for name, value in message_values.items()
            if isinstance(value, str)
        }
        kept = [(clean_file_name(one[0]), *one[1:]) for one in attachments or ()]
        values = super()._process_attachments_for_post(
            kept, attachment_ids, {**message_values, **cleaned}
        )
        return cleaned | values
