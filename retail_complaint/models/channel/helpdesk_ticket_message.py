from markupsafe import Markup, escape

from odoo import api, models

from ...tools.clean import clean_file_name, drop_unseen, one_line

#: Files of one message; letters with pictures in their signature have a dozen.
MAX_FILES = 50


class HelpdeskTicket(models.Model):
    """Messages on a case, whoever posts them: words that can be stored, files that do no harm.

    A mail is never refused for its files: what may not be kept is named where it stood.
    """

    _inherit = "helpdesk.ticket"

    @api.private
    def message_notify(self, **kwargs):
        # Of what happens in a case the server notifies, also in the name of who only reads it;
        # whoever calls it from outside would write to anybody about it and leave no trace in it.
        return super().message_notify(**kwargs)

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
        kept, faults = self._sort_files(attachments)
        if faults:
            notes = Markup("").join(Markup("<p>[%s]</p>") % words for words in faults)
            cleaned["body"] = escape(cleaned.get("body") or "") + notes
        values = super()._process_attachments_for_post(
            kept, attachment_ids, {**message_values, **cleaned}
        )
        return cleaned | values

    def _sort_files(self, attachments):
        """Return the files to keep, under clean names, and what is said of the others."""
        kept, faults = [], []
        files = self.env["ir.attachment"]
        for attachment in attachments or ():
            name, content = clean_file_name(attachment[0]), attachment[1]
            measured = content.encode("utf-8", "replace") if isinstance(content, str) else content
            if len(kept) >= MAX_FILES:
                words = self.env._(
                    "%(name)s was not taken: a message carries %(limit)s files.",
                    name=name,
                    limit=MAX_FILES,
                )
            else:
                words = isinstance(measured, bytes) and files._find_file_fault(name, measured)
            if words:
                faults.append(words)
            else:
                kept.append((name, *attachment[1:]))
        return kept, faults
