from odoo.http import request


class TokenPage:
    """A page that a secret link opens for somebody who is nobody here.

    No controller itself: Odoo would make one of all that inherit from it.
    """

    @staticmethod
    def _speak_language_of_browser():
        # A visitor is nobody here: his browser says which of our languages he reads.
        lang = request.best_lang and request.env["ir.http"].get_nearest_lang(request.best_lang)
        if lang:
            request.update_context(lang=lang)

    def _render(self, template, values, status=200):
        response = request.render(f"retail_complaint.{template}", values, status=status)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
