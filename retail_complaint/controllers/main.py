from odoo import http
from odoo.http import request

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController


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
            # Whoever may read his ticket may close it, into a stage that the page offers: the
            # portal has no write access of its own.
            stages = self._get_close_stages(ticket.sudo())
            stage = stages.filtered(lambda stage: stage.id == self._to_id(stage_id))
            if stage:
                ticket.sudo().stage_id = stage
        return request.redirect(f"/my/ticket/{ticket.id}")

    @staticmethod
    def _to_id(text):
        return int(text) if (text or "").isdecimal() else 0

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
