from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .token_page import TokenPage, public_route


class ComplaintFollowupController(TokenPage, http.Controller):
    """The page of two questions: is the customer satisfied with the handling, with the result?

    It shows the number of the case and the store and nothing else (REC-3). It is answered once; a
    look changes nothing.
    """

    @public_route("/complaint/followup/<string:token>")
    def complaint_followup(self, token, **kw):
        """Show the questions that the token opens, or thanks where they are answered."""
        followup = self._find(token)
        if not followup:
            return self._render_closed()
        return self._render("followup_page", self._get_values(followup))

    @public_route(
        "/complaint/followup/<string:token>/answer",
        methods=["POST"],
    )
    def complaint_followup_answer(self, token, handling="", result="", opinion="", **kw):
        """Take the answer; what is wrong is said on the same page."""
        followup = self._find(token)
        if not followup:
            return self._render_closed()
        try:
            self._count_sent(followup.store_id)
            with request.env.cr.savepoint():
                followup._record_customer_satisfaction(handling, result, opinion)
        except UserError as error:
            values = dict(
                self._get_values(followup),
                given={"handling": handling, "result": result},
                opinion=opinion,
            )
            return self._render_error("followup_page", values, error)
        return request.redirect(f"/complaint/followup/{token}", code=303)

    def _find(self, token):
        self._speak_language_of_browser()
        followup = request.env["complaint.followup"]._find_by_token(token)
        self._admit(followup, followup.store_id, token)
        return followup

    def _get_values(self, followup):
        # Words only: the page gets no record to look further into.
        grades = followup._fields["satisfaction_handling"]._description_selection(request.env)
        return {
            "company": followup.company_id.name,
            "store": followup.store_id.name,
            "number": followup.ticket_id.number,
            "grades": grades,
            "is_open": followup.state != "answered",
            "url": followup._get_link_path(),
            "error": "",
            "given": {},
            "opinion": "",
        }

    def _render_closed(self):
        return self._render("followup_page_closed", {}, status=404)
