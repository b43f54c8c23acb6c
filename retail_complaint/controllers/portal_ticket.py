from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController

from ..tools.clean import clean_file_name, clean_line, clean_text
from ..tools.file_kind import file_kind
from ..tools.web_form import MAX_LINE, MAX_PHOTOS, MAX_STORY
from .token_page import MAX_FORM_BYTES, TokenPage


class ComplaintTicketController(HelpdeskTicketController):
    # helpdesk_mgmt closes any ticket for any user on a GET without a token; here it takes a form of
    # our own page, the caller's access, and one of the stages offered for this very ticket.
    @http.route(methods=["POST"])
    def support_ticket_close(self, ticket_id=None, stage_id=None, **kw):
        """Close an ordinary ticket from the portal; a complaint ends by its process only."""
        ticket = request.env["helpdesk.ticket"].browse(self._to_id(ticket_id)).exists()
        if not ticket or not ticket.has_access("read"):
            return request.redirect("/my")
        if not (ticket.closed or ticket.is_complaint):
            # Whoever may read their ticket may close it, into a stage that the page offers: the
            # portal has no write access of its own.
            stages = self._get_close_stages(ticket.sudo())
            stage = stages.filtered(lambda stage: stage.id == self._to_id(stage_id))
            if stage:
                ticket.sudo().stage_id = stage
        return request.redirect(f"/my/ticket/{ticket.id}")

    @staticmethod
    def _to_id(text):
        return int(text) if str(text or "").isdecimal() else 0

    @staticmethod
    def _get_close_stages(ticket):
        """Return the stages by which the portal page offers to close this ticket."""
        if ticket.team_id:
            stages = ticket.team_id._get_applicable_stages()
        else:
            stages = ticket.env["helpdesk.ticket.stage"].search(
                [("company_id", "in", [False, ticket.company_id.id]), ("team_ids", "=", False)]
            )
        return stages.filtered("close_from_portal")

    # A new ticket ----------------------------------------------------------------------------

    # helpdesk_mgmt takes ids of whatever company, texts of any length and files of any kind, and
    # a second click makes a second ticket. Here only what the page offers is taken, and once.
    @http.route(max_content_length=MAX_FORM_BYTES)
    def submit_ticket(self, **kw):
        """Register what a portal user sends; what is wrong is said on the same page."""
        # Rows of public pages belong to nobody who visits one.
        entries = request.env["complaint.web.entry"].sudo()
        nonce = entries._read_form("portal", request.env.uid, kw.get("form"))
        ticket = nonce and entries._find_sent(nonce)
        if ticket:
            return request.redirect(f"/my/ticket/{ticket.id}")
        entry = entries
        try:
            TokenPage._count_sent()
            if not nonce:
                raise UserError(
                    request.env._("The page was open for too long. Please send it again.")
                )
            entry = entries._enter(nonce)
            with request.env.cr.savepoint():
                entry.ticket_id = self._register_ticket(kw)
        except UserError as error:
            entry.nonce = False
            return self._render_new_ticket(kw, error)
        return request.redirect(f"/my/ticket/{entry.ticket_id.id}")

    def _register_ticket(self, kw):
        files = [
            (clean_file_name(upload.filename), content)
            for upload, content in zip(
                [f for f in request.httprequest.files.getlist("attachment") if f.filename],
                TokenPage._read_files("attachment"),
                strict=True,
            )
        ]
        self._check_files(files)
        # The portal registers tickets and has no right to create one.
        ticket = (
            request.env["helpdesk.ticket"].sudo().create(self._prepare_submit_ticket_vals(**kw))
        )
        ticket.message_subscribe(partner_ids=request.env.user.partner_id.ids)
        request.env["ir.attachment"].sudo().create(
            [
                {"name": name, "raw": content, "res_model": ticket._name, "res_id": ticket.id}
                for name, content in files
            ]
        )
        return ticket

    @staticmethod
    def _check_files(files):
        if len(files) > MAX_PHOTOS:
            raise UserError(request.env._("Send at most %s files.", MAX_PHOTOS))
        for name, content in files:
            if file_kind(content) is None:
                raise UserError(
                    request.env._(
                        "%s is no picture, film, sound, PDF, text or office document.", name
                    )
                )
            request.env["ir.attachment"]._check_file(name, content)

    def _render_new_ticket(self, kw, error):
        values = self._get_create_new_ticket_values(**kw)
        values |= {name: kw.get(name) or "" for name in ("subject", "description")}
        values["error"] = str(error)
        wait = getattr(error, "wait", 0)
        page = request.render(
            "helpdesk_mgmt.portal_create_ticket", values, status=429 if wait else 400
        )
        if wait:
            page.headers["Retry-After"] = wait
        return page

    def _get_create_new_ticket_values(self, **kw):
        values = super()._get_create_new_ticket_values(**kw)
        entries = request.env["complaint.web.entry"]
        values["form"] = entries._sign_form("portal", request.env.uid)
        values["stores"] = self._get_portal_stores()
        return values

    def _get_teams(self):
        teams = super()._get_teams()
        return teams and self._within_company(teams)

    def _get_categories(self, **kw):
        return self._within_company(super()._get_categories(**kw))

    @staticmethod
    def _within_company(records):
        company = request.env.company
        return records.filtered(lambda one: not one.company_id or one.company_id == company)

    @staticmethod
    def _get_portal_stores():
        """Return the stores of the company by id and name; the portal reads no more of them."""
        stores = request.env["retail.store"].sudo()
        domain = [("parent_id", "=", False), ("company_id", "=", request.env.company.id)]
        return [(store.id, store.name) for store in stores.search(domain)]

    def _prepare_submit_ticket_vals(self, **kw):
        subject = clean_line(kw.get("subject"), MAX_LINE)
        description = clean_text(kw.get("description"), MAX_STORY)
        if not (subject and description):
            raise UserError(request.env._("Enter what it is about, and what happened."))
        offered = {
            "category": self._get_categories().ids,
            "team": (self._get_teams() or request.env["helpdesk.ticket.team"]).ids,
            "store": [store for store, _name in self._get_portal_stores()],
        }
        chosen = {name: self._to_id(kw.get(name)) for name in offered}
        chosen = {name: one if one in offered[name] else 0 for name, one in chosen.items()}
        vals = super()._prepare_submit_ticket_vals(
            subject=subject,
            description=description,
            category=chosen["category"],
            team=chosen["team"],
        )
        vals["company_id"] = request.env.company.id
        vals["complaint_store_id"] = chosen["store"] or False
        return vals
