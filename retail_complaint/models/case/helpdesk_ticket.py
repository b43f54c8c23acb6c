from odoo import api, fields, models


class HelpdeskTicket(models.Model):
    """What the helpdesk itself says of a ticket, as it is for complaints."""

    _inherit = "helpdesk.ticket"
    _check_company_auto = True

    # One list serves the kanban columns, the status bar and the form: phase stages for
    # complaints, the others for ordinary tickets.
    stage_id = fields.Many2one(
        domain="['|', ('team_ids', '=', team_id), ('team_ids', '=', False),"
        " ('complaint_phase', is_complaint and '!=' or '=', False)]"
    )

    channel_id = fields.Many2one(domain="[('is_complaint', '=', is_complaint)]")
    category_id = fields.Many2one(domain="[('is_complaint', 'in', [False, is_complaint])]")
    # Without it, deleting or merging tickets reads the whole table for each of them.
    duplicate_id = fields.Many2one(index="btree_not_null")

    @api.depends("team_id")
    def _compute_stage_id(self):
        complaints = self.filtered("is_complaint")
        for ticket in complaints:
            ticket.stage_id = ticket._get_phase_stage(ticket.complaint_phase)
        return super(HelpdeskTicket, self - complaints)._compute_stage_id()

    @api.depends("team_id")
    def _compute_user_id(self):
        # The owner of a complaint changes by hand-over only, not because the team changed.
        complaints = self.filtered("is_complaint")
        for ticket in complaints:
            ticket.user_id = ticket.user_id
        return super(HelpdeskTicket, self - complaints)._compute_user_id()

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        found = super()._read_group_stage_ids(stages, domain)
        if self.env.context.get("complaint_stages"):
            return found.filtered("complaint_phase")
        return found.filtered(lambda stage: not stage.complaint_phase) | stages
