from odoo import fields, models

#: Channels that the helpdesk gives its tickets by itself, and ours for the same.
COUNTERPARTS = ("email", "phone", "web")


class HelpdeskTicketChannel(models.Model):
    _name = "helpdesk.ticket.channel"
    _inherit = ["complaint.setting.mixin", "helpdesk.ticket.channel"]
    _complaint_flag = "is_complaint"

    is_complaint = fields.Boolean(
        string="For complaints", help="Offered on complaints, and not on ordinary tickets."
    )
    complaint_is_direct = fields.Boolean(
        string="Face to face or by telephone",
        help="Taking a complaint through this channel is itself the first response.",
    )

    def _get_for_complaint(self):
        """Return the channel that a complaint has where a ticket of the helpdesk had this one.

        The helpdesk's own belong to its first company; nobody else could read them (INT-1).
        """
        for name in COUNTERPARTS:
            known = f"helpdesk_ticket_channel_{name}"
            if self and self == self.env.ref(f"helpdesk_mgmt.{known}", raise_if_not_found=False):
                ours = self.env.ref(f"retail_complaint.{known}", raise_if_not_found=False)
                return ours or self
        return self
