from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk

from .token_page import PORTAL_POLICY, harden


class ComplaintPortal(CustomerPortalHelpdesk):
    """The complainant's page: what they told us, where it stands, what they were told."""

    @http.route()
    def portal_my_ticket(self, ticket_id, access_token=None, **kw):
        """Show a complaint on a page of its own: the helpdesk's lists every attachment."""
        try:
            ticket = self._document_check_access(
                "helpdesk.ticket", ticket_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        if not ticket.is_complaint:
            return super().portal_my_ticket(ticket_id, access_token=access_token, **kw)
        values = self._complaint_get_page_view_values(ticket, access_token, **kw)
        page = request.render("retail_complaint.portal_complaint_page", values)
        return harden(page, PORTAL_POLICY)

    def _complaint_get_page_view_values(self, ticket, access_token, **kw):
        # By its code they answer for themselves: it is for nobody else who may read the case.
        has_token = bool(access_token) and consteq(ticket.access_token or "", access_token)
        is_his = has_token or request.env.user.partner_id == ticket.partner_id
        track = ticket._get_track_path() if is_his else ""
        photos = ticket._get_public_photos() if is_his else ()
        values = {
            "track": track,
            "can_rate": is_his and ticket._can_be_rated(),
            "photos": [(f"{track}/photo/{photo.id}", photo.name) for photo in photos],
            # The page is also shown to staff, who would answer as the customer by it.
            "own_token": ticket.access_token if is_his else "",
            "page_name": "ticket",
            "ticket": ticket,
            "own_files": self._get_own_files(ticket),
            "told": ticket.complaint_contact_log_ids.filtered("is_delivered"),
            # By its link they answer for themselves as well.
            "offers": [
                proposal._get_link_path()
                for proposal in ticket.complaint_proposal_ids
                if is_his and proposal._is_open_to_answer()
            ],
            "user": request.env.user,
        }
        return self._get_page_view_values(
            ticket, access_token, values, "my_tickets_history", False, **kw
        )

    @staticmethod
    def _get_own_files(ticket):
        """Return the files that the customers themselves sent with their complaint.

        Those of messages stand with their message, where an internal note is not shown at all.
        """
        files = ticket.attachment_ids.filtered(
            lambda file: ticket.partner_id and file.create_uid.partner_id == ticket.partner_id
        )
        in_messages = ticket.message_ids.attachment_ids
        own_files = files - in_messages
        own_files.generate_access_token()
        return own_files
