from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.told import CHANNELS, REPLIES

#: The step at which the customer is told next, by the phase of the case.
REPLY_OF_PHASE = {
    "intake": "acknowledge",
    "assessment": "delay",
    "investigation": "delay",
    "proposal": "decide",
    "execution": "decide",
    "followup": "close",
    "archived": "close",
}


class ComplaintTell(models.TransientModel):
    """Tell the customer in the recommended words, changed where the case asks for it (QLT-5)."""

    _name = "complaint.tell"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Tell the customer"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, readonly=True)
    reply = fields.Selection(
        REPLIES,
        string="What to say",
        required=True,
        compute="_compute_reply",
        store=True,
        readonly=False,
    )
    channel = fields.Selection(
        CHANNELS, required=True, compute="_compute_channel", store=True, readonly=False
    )
    words = fields.Text(compute="_compute_words", store=True, readonly=False)
    advice = fields.Text(string="How to say it", compute="_compute_advice")
    is_sent = fields.Boolean(compute="_compute_is_sent")
    is_delivered = fields.Boolean(
        string="Reached", default=True, help="Off: nobody answered, or it came back."
    )
    promised_at = fields.Datetime(
        string="Promised by", help="The time by which the customer was told to expect more."
    )

    @api.depends("ticket_id")
    def _compute_reply(self):
        for wizard in self:
            wizard.reply = REPLY_OF_PHASE.get(wizard.ticket_id.complaint_phase, "delay")

    @api.depends("ticket_id")
    def _compute_channel(self):
        for wizard in self:
            ticket = wizard.ticket_id
            wizard.channel = ticket._get_reply_channel() if ticket else False

    @api.depends("ticket_id", "reply")
    def _compute_words(self):
        for wizard in self:
            template = wizard._get_template()
            wizard.words = wizard.ticket_id._get_reply_text(template) if template else False

    @api.depends("ticket_id", "reply")
    def _compute_advice(self):
        for wizard in self:
            wizard.advice = wizard._get_template().with_env(self.env).sudo().complaint_advice

    @api.depends("ticket_id", "channel")
    def _compute_is_sent(self):
        for wizard in self:
            ticket = wizard.ticket_id
            has_address = ticket and bool(ticket._get_reply_address())
            wizard.is_sent = wizard.channel == "email" and has_address

    def _get_template(self):
        self.ensure_one()
        if not (self.ticket_id and self.reply):
            return self.env["mail.template"]
        # An offer is written from its proposal; here it is announced in the house's own words.
        return self.ticket_id._get_reply_template(self.reply)

    def action_tell(self):
        """Send the words, or keep what was said, as told.

        :raises UserError: naming what the words still leave to be written
        """
        self.ensure_one()
        self.ticket_id.check_access("write")
        if not (self.words or "").strip():
            raise UserError(self.env._("Write what the customer is told."))
        template = self._get_template()
        if self.is_sent and not template:
            raise UserError(self.env._("No letter is set up for this. Ask an administrator."))
        self.ticket_id._tell_reply(
            template,
            self.reply,
            self.channel,
            self.words,
            is_delivered=self.is_delivered,
            promised_at=self.promised_at,
        )
        return {"type": "ir.actions.act_window_close"}
