from odoo import api, fields, models
from odoo.tools import html2plaintext, plaintext2html

from ...tools.told import CHANNELS, REPLY_CHANNELS, VEIL

#: So that no machine answers what a machine sent (RFC 3834).
MAIL_HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}


class HelpdeskTicket(models.Model):
    """How customers are told: by the channel they chose, else as a call to make (EXE-2)."""

    _inherit = "helpdesk.ticket"

    complaint_reply_channel = fields.Selection(
        "_selection_reply_channel",
        string="Wants to hear by",
        help="How the customer wants to be told. Empty: by e-mail where we have one, else by "
        "telephone. What no gateway sends becomes a call to make, with the words to say.",
    )

    complaint_lang = fields.Selection(
        "_selection_lang",
        string="Speaks",
        help="The language in which the customer is told. Empty: the one of the contact, else of "
        "the company.",
    )

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.model
    def _selection_reply_channel(self):
        labels = dict(
            self.env["complaint.contact.log"]._fields["channel"]._description_selection(self.env)
        )
        return [(key, labels[key]) for key, _label in CHANNELS if key in REPLY_CHANNELS]

    def _get_customer_lang(self):
        """Return the code of the language in which this customer is told."""
        self.ensure_one()
        return self.complaint_lang or self.partner_id.lang or self.company_id.partner_id.lang

    def _get_reply_address(self):
        """Return the customer's e-mail address, or nothing."""
        self.ensure_one()
        return self.partner_id.email or self.partner_email

    def _get_reply_channel(self):
        """Return the channel by which this customer is told."""
        self.ensure_one()
        if self.complaint_reply_channel:
            return self.complaint_reply_channel
        return "email" if self._get_reply_address() else "phone"

    def _tell(self, template, purpose, record=None, is_automatic=False):
        """Tell the customer in their language: written, where that can be sent, else by a call.

        :param template: a ``mail.template`` on the ticket, or on ``record``
        :param purpose: as on ``complaint.contact.log``
        :param is_automatic: sent by the system, which is no response of a person
        :return: what was done, as a sentence
        """
        self.ensure_one()
        if self.complaint_is_drill:
            return self.env._("A drill: the customer is not told.")
        record = record or self
        words = html2plaintext(
            template._render_field("body_html", record.ids, compute_lang=True)[record.id]
        )
        channel = self._get_reply_channel()
        message = self._send_template(channel, template, record)
        if not message:
            return self._schedule_call(words, purpose)
        self.env["complaint.contact.log"]._log_written(
            self, channel, purpose, words, message, is_automatic
        )
        if channel != "email":
            return self.env._("Written to the customer.")
        return self.env._("Written to %s.", self._get_reply_address())

    def _send_template(self, channel, template, record):
        """Seam: send by a gateway and return the message; nothing where the channel has none."""
        if channel != "email" or not self._get_reply_address():
            return self.env["mail.message"]
        # Answers go to the team, where the case takes them in.
        reply_to = self._notify_get_reply_to()[self.id]
        headers = repr(MAIL_HEADERS)
        return self._write_mail(template, record, headers=headers, reply_to=reply_to)

    def _send_reply(self, channel, template, words):
        """Seam: the same for words that somebody chose or changed."""
        if channel != "email" or not self._get_reply_address():
            return self.env["mail.message"]
        body = plaintext2html(words)
        return self._write_mail(template.sudo(), self, body=body, body_html=body)

    def _write_mail(self, template, record, **email_values):
        """Write by mail and return the message.

        It is kept with the case, also where the template reads another record, such as a proposal.
        """
        mail_id = template.send_mail(
            record.id,
            email_layout_xmlid="mail.mail_notification_light",
            email_values={"model": self._name, "res_id": self.id, **email_values},
        )
        # Who tells the customer need not have any right on the queue of mails.
        mail = self.env["mail.mail"].sudo().browse(mail_id)
        mail.body_html = self._reveal_links(mail.body_html)
        return mail.mail_message_id

    def _reveal_links(self, words):
        """Return words, as text or HTML, with the addresses that only the customer is to have.

        Until they leave, letters and what is typed hold them veiled: so they are kept in the log,
        in messages and in notes, where staff reads them.
        """
        if VEIL in words:
            for veiled, path in self.sudo()._get_link_veils().items():
                words = words.replace(veiled, path)
        return words

    def _get_link_veils(self):
        """Seam: return ``{veiled path: path}`` of all pages that are open to this customer."""
        self.ensure_one()
        return {}

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Who may change a case writes in it; of those who only read it the customer alone."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        if message_operation == "create" and not self.env.user.share:
            operations |= dict.fromkeys(self.filtered("is_complaint"), "write")
        return operations

    # Calls -----------------------------------------------------------------------------------

    def _schedule_call(self, words, purpose):
        """Ask the owner, else the leading group, to call the customer and say these words."""
        users = self._get_within_reach(self._get_role_users("owner"))
        user = (users or self._ensure_leader_in_reach())[:1]
        self.activity_schedule(
            "mail.mail_activity_data_call",
            user_id=user.id,
            summary=self.env._("Call the customer"),
            note=words,
            complaint_purpose=purpose,
        )
        return self.env._("No e-mail: %s is to call.", user.name)

    def _close_calls(self, purpose):
        """Take back the calls that were planned for a purpose: the customer knows."""
        calls = self.sudo().activity_ids.filtered(lambda a: a.complaint_purpose == purpose)
        calls.unlink()

    def _post_customer_answer(self, told, words):
        """Put what the customer answered by a link on file, and before the owner of the case."""
        self.ensure_one()
        owner = self._get_within_reach(self.user_id)
        author = {"author_id": self.partner_id.id} if self.partner_id else {}
        self.message_post(
            body=plaintext2html("\n\n".join(filter(None, (told, words)))),
            partner_ids=owner.partner_id.ids,
            subtype_xmlid="mail.mt_note",
            **author,
        )

    def _after_told(self, log):
        """Hook: the customer was told something, or it was tried."""
        self.ensure_one()
        if log.is_delivered and not log.is_automatic:
            self._close_calls(log.purpose)

    def _message_receive_bounce(self, email, partner):
        """A mail came back: what it said counts as not told, and somebody is to call."""
        result = super()._message_receive_bounce(email, partner)
        for ticket in self.sudo().filtered("is_complaint"):
            written = ticket.complaint_contact_log_ids.filtered(
                lambda log: log.channel == "email" and log.is_delivered
            )
            written[:1]._on_not_delivered()
        return result
