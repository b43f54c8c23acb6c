from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from .token_page import harden


class ComplaintPaperController(http.Controller):
    """The papers in PDF, for whoever may read what is on them."""

    # The address keeps the word that printed links and bookmarks have.
    @http.route("/complaint/form/<string:kind>", type="http", auth="user", readonly=True)
    def complaint_paper(self, kind, ids="", lang=None, **kw):
        """Return the papers of these records as one file.

        :param ids: ids with commas between; none for an empty registration form
        """
        try:
            numbers = [int(number) for number in ids.split(",") if number]
        except ValueError:
            raise NotFound() from None
        pdf = request.env["complaint.paper"]._print(kind, numbers, lang)
        disposition = content_disposition(f"{kind}.pdf", "inline")
        headers = {
            "Content-Type": "application/pdf",
            "Content-Disposition": disposition,
        }
        # Browsers show no PDF under a policy; their viewer runs apart from our pages.
        return harden(request.make_response(pdf, headers.items()), policy=None)
