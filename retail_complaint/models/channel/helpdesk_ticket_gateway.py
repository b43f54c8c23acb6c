from odoo import fields, models
from odoo.tools import formataddr, plaintext2html

from ...tools.process import ENDED
from ...tools.web_form import shorten


class HelpdeskTicket(models.Model):
    """Complaints by messenger: what customers write and send there, and how they are told."""

    _inherit = "helpdesk.ticket"

    complaint_gateway_id = fields.Many2one(
        "complaint.gateway",
        string="Gateway",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        guarded=True,
    )
    complaint_sender = fields.Char(
        string="Id in the messenger",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Where the gateway reaches the customer.",
        guarded=True,
    )

    def _has_contact(self):
        return super()._has_contact() or bool(self.sudo().complaint_sender)

    def _receive_customer_message(self, text, media=()):
        """Put what the customer wrote and sent by messenger on file in their case.

        :param media: pairs of name and base64 content
        """
        self.ensure_one()
        if self.complaint_phase in ENDED:
            self._receive_late_message(shorten(text), is_customer=True)
        self._receive_media(media)
        self._record_customer_reply()
        partner = self.partner_id
        name = partner.name or self.partner_name or self.env._("The customer")
        self.with_context(mail_post_autofollow_author_skip=True).message_post(
            body=plaintext2html(text),
            author_id=partner.id,
            email_from=formataddr((name, self._get_reply_address() or "")),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _receive_media(self, media):
        """Keep files of the customer as evidence, each as it came; its content says what it is.

        :raises UserError: for what can be no proof, naming it
        """
        evidences = self.env["complaint.evidence"]
        kept = evidences.create(
            [
                {
                    "ticket_id": self.id,
                    "kind": "document",
                    "name": self.env._("Sent by the customer: %s", name),
                    "source": self.partner_id.name or self.partner_name or self.complaint_sender,
                    "file": content,
                    "file_name": name,
                }
                for name, content in media
            ]
        )
        kinds = {"image": "photo", "audio": "recording"}
        for evidence in kept:
            evidence.kind = kinds.get((evidence.mimetype or "").partition("/")[0], "document")

    def _send_template(self, channel, template, record):
        if self._get_sending_gateway(channel):
            body = template._render_field("body_html", record.ids, compute_lang=True)[record.id]
            if message := self._send_by_gateway(channel, body):
                return message
        return super()._send_template(channel, template, record)

    def _send_reply(self, channel, template, words):
        message = self._send_by_gateway(channel, plaintext2html(words))
        return message or super()._send_reply(channel, template, words)

    def _get_sending_gateway(self, channel):
        """Return the gateway that reaches this customer by a channel, or nothing."""
        # The id in the messenger is nobody's to read; the gateway needs it to send.
        ticket = self.sudo()
        return ticket.complaint_gateway_id.filtered(
            lambda gateway: (
                gateway.active and gateway.told_channel == channel and ticket.complaint_sender
            )
        )

    def _send_by_gateway(self, channel, body):
        """Carry words to the customer and return the message; nothing where none went out."""
        gateway = self._get_sending_gateway(channel)
        if not gateway:
            return self.env["mail.message"]
        sender, words = self.sudo().complaint_sender, self._reveal_links(body)
        if not gateway._send(sender, self, words):
            return self.env["mail.message"]
        # Kept as a note: who follows the case by e-mail is not told a second time.
        return self.message_post(body=body, subtype_xmlid="mail.mt_note")

    # The API ---------------------------------------------------------------------------------

    def _get_api_status(self):
        """Return what the customer may know of their case; moments in UTC."""
        self.ensure_one()
        told = self.complaint_contact_log_ids.filtered("is_delivered").sorted("id")
        return {
            "id": self.id,
            "number": self.number,
            "phase": self.complaint_phase,
            "state": self._get_public_status(),
            "outcome": self.complaint_outcome or None,
            "received_at": self._to_iso(self.complaint_received_at),
            "expected_at": self._to_iso(self.complaint_resolution_due),
            "waits_for_customer": self.complaint_pause_reason == "customer",
            "previous_id": self.complaint_previous_id.id or None,
            "tracking_url": self.get_base_url() + self._get_track_path(),
            "told": [
                {
                    "purpose": log.purpose,
                    "channel": log.channel,
                    "text": self._reveal_links(log.words),
                    "at": self._to_iso(log.told_at),
                }
                for log in told
            ],
        }

    @staticmethod
    def _to_iso(moment):
        return f"{moment.isoformat()}Z" if moment else None
