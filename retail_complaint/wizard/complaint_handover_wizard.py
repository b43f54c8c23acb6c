from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintHandoverWizard(models.TransientModel):
    """Offer a case to somebody else, or refuse the offer; the ticket checks the rest."""

    _name = "complaint.handover.wizard"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Hand a case over"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, readonly=True)
    store_id = fields.Many2one(related="ticket_id.complaint_store_id", related_sudo=False)
    step = fields.Selection(
        [("offer", "Offer"), ("refuse", "Refuse")], required=True, readonly=True, default="offer"
    )
    receiver = fields.Selection(
        [
            ("user", "A colleague"),
            ("department", "A department"),
            ("team", "Another team"),
        ],
        string="To",
        default="user",
    )
    user_id = fields.Many2one("res.users", domain="[('share', '=', False)]")
    department_id = fields.Many2one("complaint.department")
    team_id = fields.Many2one("helpdesk.ticket.team", domain="[('is_complaint', '=', True)]")
    suggestion = fields.Char(readonly=True, help="Whose customer, whose duty.")
    missing = fields.Text(compute="_compute_missing")
    is_emergency = fields.Boolean(
        string="Emergency", help="The record need not be complete. It stays on record who said so."
    )
    reason = fields.Text(required=True)

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        ticket = self.env["helpdesk.ticket"].browse(defaults.get("ticket_id"))
        if not ticket or defaults.get("step") == "refuse":
            return defaults
        ticket.check_access("read")
        suggestions = ticket._get_handover_suggestions()
        defaults["suggestion"] = ", ".join(record.sudo().display_name for record in suggestions)
        for record in suggestions[:1]:
            is_user = record._name == "res.users"
            defaults["receiver"] = "user" if is_user else "department"
            defaults["user_id" if is_user else "department_id"] = record.id
        return defaults

    @api.depends("ticket_id", "is_emergency")
    def _compute_missing(self):
        for wizard in self:
            ticket = wizard.ticket_id
            is_asked = ticket.complaint_phase == "intake" and not wizard.is_emergency
            missing = ticket._get_gate_missing("assessment") if is_asked else []
            wizard.missing = "\n".join(missing)

    def action_confirm(self):
        """Offer the case, or refuse it."""
        self.ensure_one()
        if self.step == "refuse":
            self.ticket_id._get_pending_offer().action_refuse(self.reason)
        else:
            receiver = self[f"{self.receiver or 'user'}_id"]
            if not receiver:
                raise UserError(self.env._("Choose to whom the case goes."))
            kind = "emergency" if self.is_emergency else "handover"
            self.ticket_id._offer(receiver, self.reason, kind)
        return {"type": "ir.actions.act_window_close"}
