from odoo.http import request

from ..tools.web_form import nearest_language

#: Odoo's own cookie of the language that a visitor chose.
LANGUAGE_COOKIE = "frontend_lang"
#: What a request with a form may weigh in all: six photos as a telephone takes them.
MAX_FORM_BYTES = 60 * 1024**2


class TokenPage:
    """A page that a secret link opens for somebody who is nobody here.

    No controller itself: Odoo would make one of all that inherit from it.
    """

    @classmethod
    def _speak_language_of_browser(cls):
        # Visitors are nobody here: their browser says which of our languages they read, until they
        # choose another one on the page.
        installed = [code for code, _name in cls._get_languages()]
        chosen = request.params.get("lang")
        if chosen in installed:
            request.future_response.set_cookie(LANGUAGE_COOKIE, chosen)
        else:
            chosen = request.cookies.get(LANGUAGE_COOKIE)
        if chosen not in installed:
            chosen = request.best_lang and nearest_language(request.best_lang, installed)
        if chosen:
            request.update_context(lang=chosen)

    @staticmethod
    def _get_languages():
        """Return our languages, each with its name in itself."""
        return [
            (code, name.rpartition(" / ")[2])
            for code, name in request.env["res.lang"].sudo().get_installed()
        ]

    @staticmethod
    def _read_uploads(field):
        """Return name and content of the files of a form, also when the request is run again."""
        uploads = []
        for upload in request.httprequest.files.getlist(field):
            if upload.filename:
                upload.seek(0)
                uploads.append((upload.filename, upload.read()))
        return uploads

    @classmethod
    def _read_files(cls, field):
        """Return the contents alone: a name that a visitor sends is of no use."""
        return [content for _name, content in cls._read_uploads(field)]

    def _render(self, template, values, status=200):
        response = request.render(f"retail_complaint.{template}", values, status=status)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _render_notice(self, title, words, status):
        """Show a page that says one thing, the same whatever was wrong."""
        return self._render("notice_page", {"title": title, "words": words}, status)
