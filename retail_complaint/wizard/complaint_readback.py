from odoo import api, fields, models

from ..tools.told import CHANNELS


class ComplaintReadback(models.TransientModel):
    """Read the record to the customer and take their confirmation (INT-4)."""

    _name = "complaint.readback"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Read back to the customer"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, readonly=True)
    text = fields.Text(string="Read aloud", compute="_compute_text")
    channel = fields.Selection(CHANNELS, required=True, default="in_person")
    name = fields.Char(string="Confirmed by", compute="_compute_name", store=True, readonly=False)

    @api.depends("ticket_id")
    def _compute_text(self):
        for readback in self:
            readback.text = readback.ticket_id._get_readback_text()

    @api.depends("ticket_id")
    def _compute_name(self):
        for readback in self:
            ticket = readback.ticket_id
            readback.name = ticket.partner_id.name or ticket.partner_name

    def action_confirm(self):
        """Record the confirmation in the case."""
        self.ensure_one()
        self.ticket_id._confirm_readback(self.channel, self.name)
        return {"type": "ir.actions.act_window_close"}
