from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class HelpdeskTicketTeam(models.Model):
    _name = "helpdesk.ticket.team"
    _inherit = ["complaint.setting.mixin", "helpdesk.ticket.team"]
    _complaint_flag = "is_complaint"

    is_complaint = fields.Boolean(
        string="Handles complaints",
        help="Every ticket of this team is a complaint: it walks the phases, has "
        "deadlines and is visible to the staff of its store only.",
    )

    complaint_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working hours",
        help="For clocks that count working time, where the store has none of its own.",
    )
    complaint_store_id = fields.Many2one(
        "retail.store",
        string="Store",
        domain="[('parent_id', '=', False)]"
        " + (company_id and [('company_id', '=', company_id)] or [])",
        help="Its cases concern this store where nobody names another, as in a mail.",
    )
    complaint_group_ids = fields.One2many("complaint.group", "team_id", string="Groups")
    complaint_shift_ids = fields.One2many("complaint.duty.shift", "team_id", string="Duty roster")

    # A team of all companies may serve one store, which says the company then.
    @api.constrains("complaint_store_id", "company_id")
    def _check_complaint_store(self):
        for team in self.filtered("company_id"):
            store = team.complaint_store_id
            if store and store.company_id != team.company_id:
                raise ValidationError(
                    self.env._(
                        "%(store)s does not belong to the company of %(team)s.",
                        store=store.name,
                        team=team.name,
                    )
                )

    @api.constrains("complaint_calendar_id")
    def _check_complaint_calendar(self):
        for team in self.filtered("complaint_calendar_id"):
            team.complaint_calendar_id._ensure_complaint_hours(team.name)

    def _get_applicable_stages(self):
        stages = super()._get_applicable_stages()
        # Once the team handles complaints its tickets show phases, otherwise none.
        handles = bool(self) and self.sudo().is_complaint
        return stages.filtered(lambda stage: bool(stage.complaint_phase) == handles)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_complaints(self):
        if (
            self.env["helpdesk.ticket"]
            .sudo()
            .search_count([("team_id", "in", self.ids), ("is_complaint", "=", True)], limit=1)
        ):
            raise UserError(
                self.env._("This team has complaints. Archive it instead of deleting it.")
            )

    def write(self, vals):
        if "is_complaint" in vals:
            self._check_handles_complaints(bool(vals["is_complaint"]))
        result = super().write(vals)
        if "complaint_calendar_id" in vals:
            self.env["complaint.clock"]._ask_replan([("ticket_id.team_id", "in", self.ids)])
        return result

    def _check_handles_complaints(self, handles):
        changed = self.filtered(lambda team: team.is_complaint != handles)
        if changed and self.env["helpdesk.ticket"].sudo().with_context(
            active_test=False
        ).search_count([("team_id", "in", changed.ids)], limit=1):
            raise UserError(
                self.env._(
                    "This team already has tickets. Create another team instead: a ticket "
                    "does not turn into a complaint, or back, without anybody deciding it."
                )
            )
