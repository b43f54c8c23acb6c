import base64

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools.process import ANSWERED_KINDS
from ..tools.web_form import MAX_PHOTOS, MAX_STORY
from .token_page import FILE_POLICY, MAX_FORM_BYTES, TokenPage, public_route


class ComplaintTrackingController(TokenPage, http.Controller):
    """The page of a case, by its code: where it stands, what was said, photos, offers (INT-9).

    A wrong code and a code of a case that is no more are not told apart, and who has tried too
    many gets the same answer for right ones.
    """

    @public_route("/complaint/track")
    def complaint_track_enter(self, code="", **kw):
        """Ask for the code, for who has it on paper."""
        if not code:
            self._speak_language_of_browser()
            self._count_look()
            values = {"languages": self._get_languages(), "url": "/complaint/track"}
            return self._render("tracking_page_code", values)
        ticket = self._find(code)
        if not ticket:
            return self._render_unknown()
        return request.redirect(f"/complaint/track/{ticket.complaint_tracking_code}", code=303)

    @public_route("/complaint/track/<string:code>")
    def complaint_track(self, code, new="", **kw):
        """Show the case."""
        ticket = self._find(code)
        if not ticket:
            return self._render_unknown()
        return self._render("tracking_page", self._get_values(ticket) | {"is_new": bool(new)})

    @public_route("/complaint/track/<string:code>/photo/<int:photo>", policy=FILE_POLICY)
    def complaint_track_photo(self, code, photo, **kw):
        """Show a photo of the customer: the copy that was drawn anew, never the file that came."""
        ticket = self._find(code)
        if not ticket:
            return self._render_unknown()
        found = ticket._get_public_photos().filtered(lambda one: one.id == photo)
        if not found.picture:
            return self._render_unknown()
        headers = [
            ("Content-Type", "image/jpeg"),
            ("Content-Disposition", 'inline; filename="photo.jpg"'),
        ]
        return request.make_response(base64.b64decode(found.picture), headers)

    @public_route("/complaint/track/<string:code>/file/<int:file>", policy=FILE_POLICY)
    def complaint_track_file(self, code, file, **kw):
        """Hand over a file that the house sent with a message to the customer."""
        ticket = self._find(code)
        if not ticket:
            return self._render_unknown()
        sent = [each for line in ticket._get_conversation() for each in line["files"]]
        found = next((each for each in sent if each.id == file), None)
        if not found:
            return self._render_unknown()
        # Never opened on our address, whatever it contains.
        stream = request.env["ir.binary"].sudo()._get_stream_from(found)
        return stream.get_response(as_attachment=True)

    @public_route(
        "/complaint/track/<string:code>/say",
        methods=["POST"],
        max_content_length=MAX_FORM_BYTES,
    )
    def complaint_track_say(self, code, words="", rate="", form="", **kw):
        """Take a message, or the answer whether they are satisfied; each once."""
        ticket = self._find(code)
        if not ticket:
            return self._render_unknown()
        # Rows of public pages belong to nobody who visits one.
        entries = request.env["complaint.web.entry"].sudo()
        nonce = entries._read_form("track", ticket.id, form)
        if not nonce or entries._find_sent(nonce):
            return self._back(ticket)
        is_rating = bool(kw.get("is_rating"))
        entry = entries
        try:
            self._count_sent(ticket.complaint_store_id)
            entry = entries._enter(nonce)
            with request.env.cr.savepoint():
                if is_rating:
                    ticket._record_rating(rate, words)
                else:
                    ticket._post_from_page(words, self._read_files("photos"))
        except UserError as error:
            entry.nonce = False
            values = self._get_values(ticket) | {"words": "" if is_rating else words}
            return self._render_error("tracking_page", values, error)
        entry.ticket_id = ticket
        return self._back(ticket)

    def _find(self, code):
        """Return the case of a code; nothing for a wrong one."""
        self._speak_language_of_browser()
        ticket = request.env["helpdesk.ticket"]._find_by_tracking_code(code)
        self._admit(ticket, ticket.complaint_store_id, ticket.complaint_tracking_code)
        return ticket

    @staticmethod
    def _back(ticket):
        return request.redirect(f"/complaint/track/{ticket.complaint_tracking_code}", code=303)

    def _render_unknown(self):
        return self._render_notice(
            request.env._("We find nothing by this code"),
            request.env._("Please check it letter by letter."),
            404,
        )

    def _get_values(self, ticket):
        # Words and dates only: the page gets no record to look further into.
        is_answered = ticket.complaint_kind in ANSWERED_KINDS
        env = request.env
        labels, step = ticket._get_public_steps()
        offers = ticket.complaint_proposal_ids.filtered(lambda p: p._is_open_to_answer())
        path = f"/complaint/track/{ticket.complaint_tracking_code}"
        return {
            "number": ticket.number,
            "code": ticket.complaint_tracking_code,
            "company": ticket.company_id.name,
            "store": ticket.complaint_store_id.name or "",
            "sentence": ticket._get_public_sentence(),
            "steps": [] if is_answered else labels,
            "step": step,
            "received_at": ticket.complaint_received_at,
            "due_at": not ticket.complaint_resolved_at and ticket.complaint_resolution_due,
            "resolved_at": ticket.complaint_resolved_at,
            "story": ticket.description,
            "demand": ticket.complaint_demand,
            "photos": [
                (f"{path}/photo/{photo.id}" if photo.picture else "", photo.name)
                for photo in ticket._get_public_photos().with_context(bin_size=True)
            ],
            "offers": [proposal._get_link_path() for proposal in offers],
            "said": [
                line | {"files": [(f"{path}/file/{f.id}", f.name) for f in line["files"]]}
                for line in ticket._get_conversation()
            ],
            "can_rate": ticket._can_be_rated(),
            "rating": ticket.complaint_satisfaction,
            "rates": self._get_rates(ticket),
            "timezone": ticket._get_customer_timezone(),
            "url": path,
            "form": env["complaint.web.entry"]._sign_form("track", ticket.id),
            "languages": self._get_languages(),
            "max_photos": MAX_PHOTOS,
            "max_story": MAX_STORY,
            "is_new": False,
            "words": "",
            "error": "",
        }

    @staticmethod
    def _get_rates(ticket):
        field = ticket._fields["complaint_satisfaction"]
        return [
            (key, label) for key, label in field._description_selection(ticket.env) if key > "0"
        ]
