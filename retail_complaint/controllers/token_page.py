import functools

from odoo import http
from odoo.http import request
from odoo.tools import consteq, hmac

from ..models.shared.complaint_pace import TooOftenError
from ..tools.clean import clean_file_name, drop_unseen
from ..tools.pace import LOOK, SEND
from ..tools.web_form import nearest_language

#: Odoo's own cookie of the language that a visitor chose.
LANGUAGE_COOKIE = "frontend_lang"
#: Digests of the codes that a browser has opened, and for how many seconds it keeps how many.
CODES_COOKIE = "complaint_codes"
CODES_SECONDS = 30 * 24 * 3600
MAX_CODES = 5
#: What a request with a form may weigh in all: six photos as a telephone takes them.
MAX_FORM_BYTES = 60 * 1024**2
#: What a page behind a secret link may load and do: our own style, script and pictures, and
#: nothing inline, so that no words that slip through become a program.
PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
#: A file that is opened by itself runs nothing and is nobody, whatever it contains.
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"

#: A page of the portal: its frame is Odoo's, which carries scripts and styles inline.
PORTAL_POLICY = "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"


def harden(response, policy=PAGE_POLICY):
    """Return a response that is kept nowhere, found nowhere and tells nobody its address.

    :param policy: its Content-Security-Policy; None for one that browsers would not show with it
    """
    if policy:
        response.headers["Content-Security-Policy"] = policy
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def public_route(path, policy=PAGE_POLICY, **routing):
    """Make a page for people without an account of a method; every one of ours is made by this.

    What was typed reaches the method without what nobody sees.

    :param policy: the Content-Security-Policy of what it answers
    """

    def decorate(method):
        @http.route(path, type="http", auth="public", sitemap=False, is_hardened=True, **routing)
        @functools.wraps(method)
        def answer(self, *args, **kw):
            told = {
                name: drop_unseen(value) if isinstance(value, str) else value
                for name, value in kw.items()
            }
            try:
                response = method(self, *args, **told)
            except TooOftenError as error:
                response = self._render_too_often(error)
            return harden(http.Response.load(response), policy)

        return answer

    return decorate


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
                uploads.append((clean_file_name(upload.filename), upload.read()))
        return uploads

    @classmethod
    def _read_files(cls, field):
        """Return the contents alone: a name that a visitor sends is of no use."""
        return [content for _name, content in cls._read_uploads(field)]

    # Who comes how often -----------------------------------------------------------------------

    @classmethod
    def _admit(cls, record, store, code):
        """Count a visit by a secret code, which opens this record, or none.

        Who tried too many wrong codes opens no right one either, or the answers would tell them
        apart. A browser that has opened this very code before is not taken for one who tries:
        somebody else behind the same address may.

        :raises TooOftenError: saying when to come back
        """
        if not record:
            cls._count_sent()
            return
        pace = request.env["complaint.pace"]
        address = request.httprequest.remote_addr
        is_known = cls._is_known(code)
        if request.httprequest.method != "POST":
            pace._take(LOOK, address, store, check_codes=not is_known)
        elif not is_known:
            pace._check_codes(address)
        if not is_known:
            cls._remember(code)

    @staticmethod
    def _count_sent(store=None):
        """Count something that a visitor sends.

        :raises TooOftenError: saying when to send it again
        """
        request.env["complaint.pace"]._take(SEND, request.httprequest.remote_addr, store)

    @staticmethod
    def _count_look(store=None):
        request.env["complaint.pace"]._take(LOOK, request.httprequest.remote_addr, store)

    @staticmethod
    def _get_known():
        return request.cookies.get(CODES_COOKIE, "").split(".")[-MAX_CODES:]

    @staticmethod
    def _get_digest(code):
        return hmac(request.env(su=True), "complaint-code", code)[:32]

    @classmethod
    def _is_known(cls, code):
        digest = cls._get_digest(code)
        # All are compared, whichever it is.
        return any([consteq(digest, known) for known in cls._get_known() if known.isascii()])

    @classmethod
    def _remember(cls, code):
        known = [*filter(None, cls._get_known()), cls._get_digest(code)][-MAX_CODES:]
        request.future_response.set_cookie(
            CODES_COOKIE,
            ".".join(known),
            max_age=CODES_SECONDS,
            path="/complaint",
            secure=request.httprequest.scheme == "https",
            httponly=True,
            samesite="Lax",
        )

    # Answers -----------------------------------------------------------------------------------

    def _render_error(self, template, values, error):
        """Show a page again with what was typed and what is wrong with it, or how long to wait."""
        wait = getattr(error, "wait", 0)
        response = self._render(template, values | {"error": str(error)}, 429 if wait else 400)
        if wait:
            response.headers["Retry-After"] = wait
        return response

    def _render_too_often(self, error):
        response = self._render_notice(request.env._("Too much at once"), str(error), 429)
        response.headers["Retry-After"] = error.wait
        return response

    def _render(self, template, values, status=200):
        return request.render(f"retail_complaint.{template}", values, status=status)

    def _render_notice(self, title, words, status):
        """Show a page that says one thing, the same whatever was wrong."""
        return self._render("notice_page", {"title": title, "words": words}, status)
