from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .token_page import TokenPage, public_route

ANSWERS = ("accept", "refuse", "comment")


class ComplaintOfferController(TokenPage, http.Controller):
    """The page of an offer: the customer accepts, refuses or comments, and prints what was agreed.

    It shows this offer and nothing else of the case (REC-3). A look changes nothing, so that no
    mail scanner accepts for the customer.
    """

    @public_route("/complaint/offer/<string:token>")
    def complaint_offer(self, token, said="", **kw):
        """Show the offer that the token opens."""
        proposal = self._find(token)
        if not proposal:
            return self._render_closed()
        return self._render("offer_page", dict(self._get_values(proposal), said=bool(said)))

    @public_route(
        "/complaint/offer/<string:token>/answer",
        methods=["POST"],
    )
    def complaint_offer_answer(self, token, answer="", words="", **kw):
        """Take the answer; what is wrong is said on the same page."""
        proposal = self._find(token)
        if not proposal or answer not in ANSWERS:
            return self._render_closed()
        try:
            self._count_sent(proposal.ticket_id.complaint_store_id)
            with request.env.cr.savepoint():
                proposal._record_customer_answer(answer, words)
        except UserError as error:
            values = dict(self._get_values(proposal), words=words)
            return self._render_error("offer_page", values, error)
        said = "?said=1" if answer == "comment" else ""
        return request.redirect(f"/complaint/offer/{token}{said}", code=303)

    @public_route("/complaint/offer/<string:token>/agreement")
    def complaint_offer_agreement(self, token, **kw):
        """Show what was agreed, to be printed and signed."""
        proposal = self._find(token)
        if not proposal:
            return self._render_closed()
        return self._render("offer_page_agreement", self._get_values(proposal))

    def _find(self, token):
        self._speak_language_of_browser()
        proposal = request.env["complaint.proposal"]._find_by_token(token)
        self._admit(proposal, proposal.ticket_id.complaint_store_id, token)
        return proposal

    def _get_values(self, proposal):
        # Words and amounts only: the page gets no record to look further into.
        ticket = proposal.ticket_id
        return {
            "company": ticket.company_id.name,
            "store": ticket.complaint_store_id.name,
            "number": ticket.number,
            "name": proposal.name,
            "customer": ticket.partner_id.name or "",
            "state": proposal.state,
            "is_open": proposal._is_open_to_answer(),
            "valid_until": proposal.valid_until,
            "grounds": proposal.grounds,
            "lines": [(line._get_public_text(), line.amount) for line in proposal.compensation_ids],
            "amount": proposal.amount,
            "currency": proposal.currency_id,
            "offered_at": proposal.offered_at,
            "consent_at": proposal.consent_at,
            "consent_note": proposal.consent_note,
            "timezone": ticket._get_customer_timezone(),
            "url": proposal._get_link_path(),
            "said": False,
            "error": "",
            "words": "",
        }

    def _render_closed(self):
        return self._render("offer_page_closed", {}, status=404)
