from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintReassignWizard(models.TransientModel):
    """Give the open cases of an absent colleague to somebody else, all at once."""

    _name = "complaint.reassign.wizard"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Reassign the cases of an absent colleague"

    from_user_id = fields.Many2one("res.users", string="Absent", domain="[('share', '=', False)]")
    ticket_ids = fields.Many2many(
        "helpdesk.ticket",
        string="Cases",
        compute="_compute_ticket_ids",
        store=True,
        readonly=False,
        domain="[('is_complaint', '=', True), ('complaint_archived_at', '=', False)]",
    )
    to_user_id = fields.Many2one(
        "res.users", string="Goes to", required=True, domain="[('share', '=', False)]"
    )
    reason = fields.Text(required=True)

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        if self.env.context.get("active_model") == "helpdesk.ticket":
            chosen = self.env["helpdesk.ticket"].browse(self.env.context.get("active_ids", []))
            chosen = chosen.filtered(lambda t: t.is_complaint and not t.complaint_archived_at)
            defaults["ticket_ids"] = [(6, 0, chosen.ids)]
            owners = chosen.user_id
            defaults["from_user_id"] = owners.id if len(owners) == 1 else False
        return defaults

    @api.depends("from_user_id")
    def _compute_ticket_ids(self):
        for wizard in self:
            if wizard.from_user_id:
                wizard.ticket_ids = self.env["helpdesk.ticket"].search(
                    [
                        ("is_complaint", "=", True),
                        ("user_id", "=", wizard.from_user_id.id),
                        ("complaint_archived_at", "=", False),
                    ]
                )

    def action_confirm(self):
        """Give the cases over; the tickets check rights and conditions."""
        self.ensure_one()
        if not self.ticket_ids:
            raise UserError(self.env._("There is no open case to give over."))
        self.ticket_ids._reassign(self.to_user_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
