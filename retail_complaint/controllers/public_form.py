from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools.web_form import MAX_LINE, MAX_PHOTOS, MAX_STORY
from .token_page import MAX_FORM_BYTES, TokenPage, public_route

FORM_TEXTS = ("story", "area", "receipt", "demand", "name", "phone", "email")
FORM_TICKS = ("is_anonymous", "is_hurt", "has_consent")


class ComplaintPublicFormController(TokenPage, http.Controller):
    """The form that the code of a store or area opens (INT-9).

    Whoever scans it is nobody here and may stay nobody. A form is signed when it is shown, and
    makes one case however often it is sent.
    """

    @public_route("/complaint/new/<string:token>")
    def complaint_form(self, token, **kw):
        """Show the empty form of the store or area that the token opens."""
        place = self._find_place(token)
        if not place:
            return self._render_closed()
        return self._render("public_form_page", self._get_values(place))

    @public_route(
        "/complaint/new/<string:token>/send",
        methods=["POST"],
        max_content_length=MAX_FORM_BYTES,
    )
    def complaint_form_send(self, token, **post):
        """Take the form, once; what is wrong is said on the same page."""
        place = self._find_place(token)
        if not place:
            return self._render_closed()
        told = {name: str(post.get(name) or "") for name in FORM_TEXTS}
        told |= {name: bool(post.get(name)) for name in FORM_TICKS}
        # Rows of public pages belong to nobody who visits one.
        entries = request.env["complaint.web.entry"].sudo()
        entry = entries
        nonce = entries._read_form("form", place.id, post.get("form"))
        ticket = nonce and entries._find_sent(nonce)
        if ticket:
            return self._show_case(ticket)
        try:
            self._count_sent(place.parent_id or place)
            if post.get("website"):
                # A field that people do not see: a robot is thanked, and nothing is kept.
                return self._render_notice(request.env._("Thank you"), "", 200)
            if not nonce:
                raise UserError(
                    request.env._("The page was open for too long. Please send it again.")
                )
            entry = entries._enter(nonce)
            with request.env.cr.savepoint():
                ticket = self._register(place, told)
        except UserError as error:
            entry.nonce = False
            values = self._get_values(place) | {"told": told, "field": getattr(error, "field", "")}
            return self._render_error("public_form_page", values, error)
        entry.ticket_id = ticket
        return self._show_case(ticket)

    def _register(self, place, told):
        # A visitor has no rights at all: the model takes what a form may say, and nothing else.
        return (
            request.env["helpdesk.ticket"]
            .sudo()
            ._register_from_form(
                place, told, self._read_files("photos"), self._read_files("health_photos")
            )
        )

    @classmethod
    def _show_case(cls, ticket):
        code = ticket.sudo().complaint_tracking_code
        cls._remember(code)
        return request.redirect(f"/complaint/track/{code}?new=1", code=303)

    def _find_place(self, token):
        self._speak_language_of_browser()
        place = request.env["retail.store"]._find_by_token(token)
        # The code hangs on the counter: who tries others is kept from none that is right.
        if not place:
            self._count_sent()
        elif request.httprequest.method != "POST":
            self._count_look(place.parent_id or place)
        return place

    def _get_values(self, place):
        # Names only: the page gets no record to look further into.
        store = place.parent_id or place
        user = request.env.user
        entries = request.env["complaint.web.entry"]
        return {
            "company": store.company_id.name,
            "company_email": store.company_id.email,
            "company_phone": store.company_id.phone,
            "store": store.name,
            "place": place.name,
            "areas": [] if place.parent_id else [(str(a.id), a.name) for a in place.area_ids],
            "known_as": user.name if user._is_portal() else "",
            "url": place._get_link_path(),
            "form": entries._sign_form("form", place.id),
            "languages": self._get_languages(),
            "max_photos": MAX_PHOTOS,
            "max_story": MAX_STORY,
            "max_line": MAX_LINE,
            "told": {},
            "error": "",
            "field": "",
        }

    def _render_closed(self):
        return self._render_notice(
            request.env._("This code is not open"),
            request.env._("It was replaced by a new one. Please ask the staff of the store."),
            404,
        )
