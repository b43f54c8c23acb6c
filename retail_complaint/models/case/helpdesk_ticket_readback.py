from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ...tools.told import CHANNELS


class HelpdeskTicket(models.Model):
    """The record is read back to the customer, who confirms it (INT-4)."""

    _inherit = "helpdesk.ticket"

    complaint_readback_at = fields.Datetime(
        string="Read back on", readonly=True, copy=False, guarded=True
    )
    complaint_readback_user_id = fields.Many2one(
        "res.users",
        string="Read back by",
        readonly=True,
        copy=False,
        guarded=True,
    )
    complaint_readback_name = fields.Char(
        string="Confirmed by", readonly=True, copy=False, guarded=True
    )
    complaint_readback_channel = fields.Selection(
        CHANNELS,
        string="Confirmed through",
        readonly=True,
        copy=False,
        guarded=True,
    )
    complaint_readback_text = fields.Text(
        string="What was read back", readonly=True, copy=False, guarded=True
    )
    complaint_readback_changed = fields.Boolean(
        string="Changed since the read-back", compute="_compute_complaint_readback_changed"
    )

    def _compute_complaint_readback_changed(self):
        for ticket in self:
            read = ticket.complaint_readback_text
            ticket.complaint_readback_changed = read and read != ticket._get_readback_text()

    def action_complaint_read_back(self):
        """Show the words to read to the customer, and take their confirmation."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Read back to the customer"),
            "res_model": "complaint.readback",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }

    def _get_readback_text(self):
        """Return the record in the words in which it is read to the customer."""
        self.ensure_one()
        return "\n".join(text for text in self._get_readback_sentences() if text)

    def _get_readback_sentences(self):
        name = self.partner_id.name or self.partner_name
        contact = self.complaint_phone or self.partner_email
        moment = self.complaint_incident_at
        place = self.complaint_store_id.display_name
        bought = [
            self.env._("%(count)g x %(name)s", count=line.quantity, name=line.name)
            for line in self.complaint_line_ids
        ]
        involved = self.complaint_party_ids.mapped("name")
        told = html2plaintext(self.description or "").strip()
        return [
            name and self.env._("Your name is %s.", name),
            contact and self.env._("We reach you at %s.", contact),
            place and self.env._("It is about our store %s.", place),
            moment
            and self.env._(
                "It happened on %s.",
                self._to_customer_time(moment).strftime("%Y-%m-%d %H:%M"),
            ),
            bought and self.env._("You bought: %s.", ", ".join(bought)),
            involved and self.env._("Involved: %s.", ", ".join(involved)),
            self.env._("You told us: %s", told or self.name),
            self.complaint_demand and self.env._("You ask for: %s", self.complaint_demand),
            self.env._("Is that right, and is anything missing?"),
        ]

    def _confirm_readback(self, channel, name):
        """Record that the customer confirmed what stands here.

        :raises UserError: without the channel
        """
        self.ensure_one()
        self.check_access("write")
        if not channel:
            raise UserError(self.env._("Say how the customer confirmed it."))
        self._as_server().write(
            {
                "complaint_readback_at": fields.Datetime.now(),
                "complaint_readback_user_id": self.env.uid,
                "complaint_readback_channel": channel,
                "complaint_readback_name": name
                or self.partner_id.name
                or self.partner_name
                or self.env._("The customer"),
                "complaint_readback_text": self._get_readback_text(),
            }
        )
