from odoo import fields, models
from odoo.tools import html2plaintext

from ...tools.told import PURPOSES


class MailActivity(models.Model):
    """A call to a complainant: marked as done, it is on record as *told* (EXE-2)."""

    _inherit = "mail.activity"

    complaint_purpose = fields.Selection(
        PURPOSES,
        string="To tell the customer",
        readonly=True,
        help="Marking this call as done records that the customer was told.",
    )

    def _action_done(self, feedback=False, attachment_ids=None):
        vals_list = [
            {
                "ticket_id": call.res_id,
                "purpose": call.complaint_purpose,
                "channel": "phone",
                "words": feedback or html2plaintext(call.note or "") or call.summary,
            }
            for call in self
            if call.complaint_purpose and call.res_model == "helpdesk.ticket"
        ]
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        self.env["complaint.contact.log"].create(vals_list)
        return result
