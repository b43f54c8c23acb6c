from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        if failure_type:
            # The queue runs as the system; whom it could not reach, somebody calls (EXE-2).
            written = self.env["complaint.contact.log"].search(
                [("message_id", "in", self.mail_message_id.ids)]
            )
            written._on_not_delivered()
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
