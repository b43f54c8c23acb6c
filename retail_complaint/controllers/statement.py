import base64

from odoo import http
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

from .token_page import MAX_FORM_BYTES, TokenPage, public_route

#: Files beside an answer.
MAX_FILES = 5


class ComplaintStatementController(TokenPage, http.Controller):
    """The page of a party outside: one question, one answer, nothing else of the case (REC-3).

    Every link that is not open (wrong, answered, cancelled, past its deadline) gets the same page.
    """

    @public_route("/complaint/statement/<string:token>")
    def complaint_statement(self, token, **kw):
        """Show the question that the token opens."""
        statement = self._find(token)
        if not statement:
            return self._render_closed()
        return self._render("statement_page_question", self._get_values(statement))

    @public_route(
        "/complaint/statement/<string:token>/answer",
        methods=["POST"],
        max_content_length=MAX_FORM_BYTES,
    )
    def complaint_statement_answer(self, token, answer="", **kw):
        """Take the one answer to the question; what is wrong is said on the same page."""
        statement = self._find(token)
        if not statement:
            return self._render_closed()
        try:
            self._count_sent(statement.ticket_id.complaint_store_id)
            with request.env.cr.savepoint():
                statement._record_answer(answer, self._get_files())
        except (UserError, ValidationError) as error:
            values = dict(self._get_values(statement), answer=answer)
            return self._render_error("statement_page_question", values, error)
        return request.redirect("/complaint/statement/thanks", code=303)

    @public_route("/complaint/statement/thanks")
    def complaint_statement_thanks(self, **kw):
        """Say thank you, on a page that can be loaded again."""
        self._speak_language_of_browser()
        return self._render("statement_page_thanks", {})

    def _find(self, token):
        self._speak_language_of_browser()
        statement = request.env["complaint.statement"]._find_by_token(token)
        self._admit(statement, statement.ticket_id.complaint_store_id, token)
        return statement

    def _get_files(self):
        uploads = self._read_uploads("files")
        if len(uploads) > MAX_FILES:
            raise UserError(request.env._("Send at most %s files.", MAX_FILES))
        return [(name, base64.b64encode(content)) for name, content in uploads]

    def _get_values(self, statement):
        # The question, its deadline and who asks: the page gets no record to look further into.
        company = statement.ticket_id.company_id
        return {
            "question": statement.question,
            "due_at": statement.due_at,
            # A visitor has no time zone of their own here: the one of whoever asks.
            "timezone": statement.asked_by_id.tz or "UTC",
            "company": company.name,
            "action": f"{statement._get_link_path()}/answer",
            "max_files": MAX_FILES,
            "error": "",
            "answer": "",
        }

    def _render_closed(self):
        return self._render("statement_page_closed", {}, status=404)
