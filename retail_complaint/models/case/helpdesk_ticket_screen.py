from odoo import api, models


class HelpdeskTicket(models.Model):
    """What the screens ask of a case: its form, how a new one starts."""

    _inherit = "helpdesk.ticket"

    @api.model
    def default_get(self, fields):
        # The screens of complaints register complaints, also for a user without a team.
        defaults = super().default_get(fields)
        if "team_id" in fields and self.env.context.get("complaint_stages"):
            team = self.env["helpdesk.ticket.team"].browse(defaults.get("team_id"))
            if not team.is_complaint:
                defaults["team_id"] = self._get_default_complaint_team().id
            store = self._get_own_store().id
            for name in {"complaint_store_id", "complaint_intake_store_id"}.intersection(fields):
                defaults.setdefault(name, store)
        return defaults

    @api.model
    def _get_default_complaint_team(self):
        """Return the user's own team that handles complaints, else the first of them."""
        teams = self.env["helpdesk.ticket.team"].search([("is_complaint", "=", True)])
        return teams.filtered(lambda team: self.env.user in team.user_ids)[:1] or teams[:1]

    @api.onchange("partner_id")
    def _onchange_complaint_partner(self):
        if self.partner_id.phone:
            self.complaint_phone = self.partner_id.phone

    @api.depends("name")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        if self.env.context.get("complaint_stages"):
            for ticket in self.filtered(lambda ticket: not ticket._origin):
                ticket.display_name = self.env._("New complaint")
        return result

    def get_formview_id(self, access_uid=None):
        if len(self) == 1 and self.sudo().is_complaint:
            return self.env.ref("retail_complaint.helpdesk_ticket_view_form").id
        return super().get_formview_id(access_uid=access_uid)

    def action_complaint_open(self):
        """Open the case on the form of complaints."""
        self.ensure_one()
        return self.get_formview_action()
