from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ...tools.case import WORDS, Row, closest, named
from ...tools.merge_fields import unfilled, with_markers
from ...tools.told import CHANNELS, PURPOSE_OF


class HelpdeskTicket(models.Model):
    """The words in which the customer is told: the closest template, complete before it is sent."""

    _inherit = "helpdesk.ticket"

    def _get_reply_template(self, reply, model="helpdesk.ticket"):
        """Return the words for a step: of the category, of what it is part of, else of all."""
        self.ensure_one()
        domain = Domain("complaint_reply", "=", reply) & Domain("model", "=", model)
        # The words are the house's; who tells the customer has no right on templates.
        templates = self.env["mail.template"].sudo().search(domain, order="id")
        rows = [
            Row(template.id, about=named(category=template.complaint_category_id.ids))
            for template in templates
        ]
        found = closest(rows, self._get_case(), WORDS)
        return templates.browse(found.id if found else [])

    def _get_closest_template(self, template):
        """Return the words of the case's own category in the place of those for all."""
        if not template.complaint_reply or template.complaint_category_id:
            return template
        closest = self._get_reply_template(template.complaint_reply, template.model)
        return closest if closest.complaint_category_id else template

    def _tell(self, template, purpose, record=None, is_automatic=False):
        """Tell in the words of the category; face to face, what is said need not be written.

        :raises UserError: naming what the words need and the case does not have
        """
        self.ensure_one()
        template = self._get_closest_template(template)
        missing = template._get_missing_fields(record or self)
        if missing:
            raise UserError(
                self.env._(
                    "“%(template)s” cannot be sent for %(number)s. It needs: %(fields)s.",
                    template=template.name,
                    number=self.number,
                    fields=", ".join(missing.values()),
                )
            )
        channel = self.env.context.get("complaint_spoken_channel")
        if channel not in dict(CHANNELS) or self.complaint_is_drill:
            return super()._tell(template, purpose, record, is_automatic)
        words = self._get_reply_text(template, record)
        self.env["complaint.contact.log"].create(
            {"ticket_id": self.id, "purpose": purpose, "channel": channel, "words": words}
        )
        return self.env._("Said to the customer.")

    def _get_reply_text(self, template, record=None):
        """Return the words as plain text in the customer's language.

        What the case does not have yet stands in double brackets, to be filled in.
        """
        self.ensure_one()
        record = record or self
        lang = template._render_lang(record.ids)[record.id]
        spoken = template.with_context(lang=lang or self.env.lang)
        body = with_markers(spoken.body_html or "<p/>", spoken._get_missing_fields(record))
        rendered = spoken._render_template(body, record._name, record.ids, engine="qweb")
        return html2plaintext(rendered[record.id]).strip()

    def _tell_reply(self, template, reply, channel, words, **vals):
        """Tell the customer words that somebody chose or changed: sent, or said and kept.

        :param vals: other values of ``complaint.contact.log``, such as what was promised
        """
        self.ensure_one()
        self._ensure_filled(words)
        vals |= {
            "ticket_id": self.id,
            "purpose": PURPOSE_OF[reply],
            "channel": channel,
            "words": words,
        }
        message = self.env["mail.message"]
        if vals.get("is_delivered", True) and not self.complaint_is_drill:
            message = self._send_reply(channel, template, words)
        if message:
            # Which message it was is the server's to say.
            log = self.env["complaint.contact.log"]._as_server()
            return log.create(dict(vals, message_id=message.id))
        return self.env["complaint.contact.log"].create(vals)

    @api.model
    def _ensure_filled(self, words):
        """:raises UserError: naming what the words still leave to be written"""
        holes = unfilled(words or "")
        if holes:
            raise UserError(
                self.env._("Write what stands in double brackets first: %s.", "; ".join(holes))
            )

    def action_complaint_tell(self):
        """Open the words to tell the customer, for the step at which the case is."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tell the customer"),
            "res_model": "complaint.tell",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }
