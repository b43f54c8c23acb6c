from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.told import CHANNELS, PURPOSES


class ComplaintContactLog(models.Model):
    """*Told*: what the customer was told, how, by whom, when, and whether it arrived.

    Gates and clocks read these rows and nothing else. A row is written once; what was told
    wrongly is told again.
    """

    _name = "complaint.contact.log"
    _inherit = ["complaint.guarded.mixin"]
    _description = "What the customer was told"
    _order = "told_at desc, id desc"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, index=True, ondelete="cascade", readonly=True
    )
    purpose = fields.Selection(PURPOSES, required=True, default="progress")
    channel = fields.Selection(CHANNELS, required=True, default="phone")
    words = fields.Text(required=True, help="What was said or written.")
    is_delivered = fields.Boolean(
        string="Reached", default=True, help="Off: nobody answered, or it came back."
    )
    told_at = fields.Datetime(
        string="When", required=True, default=lambda self: fields.Datetime.now()
    )
    promised_at = fields.Datetime(
        string="Promised by", help="The time by which the customer was told to expect more."
    )
    promised_for = fields.Selection(
        [("progress", "News"), ("proposal", "A proposal"), ("result", "The result")],
        string="What was promised",
        default="progress",
    )
    is_automatic = fields.Boolean(
        string="By itself",
        readonly=True,
        help="Sent by the system: no response of a person, and no promise kept.",
        guarded=True,
    )
    user_id = fields.Many2one("res.users", string="By", readonly=True, guarded=True)
    message_id = fields.Many2one(
        "mail.message",
        string="Written message",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        guarded=True,
    )

    @api.constrains("words")
    def _check_filled(self):
        for log in self:
            log.ticket_id._ensure_filled(log.words)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_sent(vals_list)
        vals_list = [dict(vals, user_id=self.env.uid) for vals in vals_list]
        logs = super(ComplaintContactLog, self._as_server()).create(vals_list)
        for log in logs:
            log.ticket_id._after_told(log)
        return logs

    @api.model
    def _log_written(self, ticket, channel, purpose, words, message, is_automatic=False):
        """Keep what was written to the customer; it counts as told until it comes back."""
        vals = {
            "ticket_id": ticket.id,
            "purpose": purpose,
            "channel": channel,
            "words": words,
            "message_id": message.id,
            "is_automatic": is_automatic,
        }
        return self._as_server().create(vals)

    def _on_not_delivered(self):
        """The message did not arrive: it counts no more, and somebody is to call."""
        for log in self.filtered("is_delivered"):
            log._as_server().write({"is_delivered": False})
            log.ticket_id._schedule_call(log.words, log.purpose)

    def write(self, vals):
        if not self._is_server_write():
            raise UserError(
                self.env._("What the customer was told stays on record. Add a new line.")
            )
        return super().write(vals)

    @api.constrains("words")
    def _check_words(self):
        if not all(log.is_automatic or log.words.strip() for log in self):
            raise UserError(self.env._("Write what the customer was told."))

    @api.constrains("told_at")
    def _check_told_at(self):
        limit = fields.Datetime.add(fields.Datetime.now(), minutes=10)
        if any(log.told_at > limit for log in self):
            raise UserError(self.env._("Nobody can be told in the future. Correct the time."))

    @api.constrains("promised_at", "told_at")
    def _check_promised_at(self):
        for log in self:
            if log.promised_at and log.promised_at <= log.told_at:
                raise UserError(
                    self.env._("A promise lies ahead: enter a time after the customer was told.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What the customer was told stays on record."))
