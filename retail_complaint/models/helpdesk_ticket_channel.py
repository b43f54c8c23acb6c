from odoo import fields, models


class HelpdeskTicketChannel(models.Model):
    _inherit = "helpdesk.ticket.channel"

    complaint_is_direct = fields.Boolean(
        string="Face to face or by telephone",
        help="Taking a complaint through this channel is itself the first response.",
    )
