from odoo import http
from odoo.http import request

from odoo.addons.mail.controllers.attachment import AttachmentController

from ..tools.clean import clean_file_name


class ComplaintAttachmentController(AttachmentController):
    """Files put into the chatter of a case: whoever puts them there is told at once."""

    # Odoo knows where a file belongs only when its message is posted, and says no more of one
    # that is refused than that it failed.
    @http.route()
    def mail_attachment_upload(self, ufile, thread_id, thread_model, is_pending=False, **kwargs):
        files = request.env["ir.attachment"]
        if files._is_case_file({"res_model": thread_model, "res_id": int(thread_id)}):
            fault = files._find_file_fault(clean_file_name(ufile.filename), ufile.read())
            if fault:
                return request.make_json_response({"error": fault})
            ufile.seek(0)
        return super().mail_attachment_upload(
            ufile, thread_id, thread_model, is_pending=is_pending, **kwargs
        )
