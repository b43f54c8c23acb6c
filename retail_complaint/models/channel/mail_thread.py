import xmlrpc.client

from odoo import api, models

from ...tools.clean import drop_unseen, one_line
from ...tools.inbound_mail import MailFacts, flatten, mend, read_facts
from ...tools.tnef import unpack
from ..shared.complaint_guarded_mixin import belongs_to_cases

FACTS_CONTEXT_NAME = "complaint_mail_facts"


def _read_once(message):
    """Return the facts of a mail, which Odoo's gateway hands us twice."""
    if not hasattr(message, FACTS_CONTEXT_NAME):
        setattr(message, FACTS_CONTEXT_NAME, read_facts(message))
    return getattr(message, FACTS_CONTEXT_NAME)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        # Odoo answers nothing where it sees a loop, which XML-RPC cannot say: its mailgate would
        # send the mail back, and so keep the loop going.
        if isinstance(message, xmlrpc.client.Binary):
            message = bytes(message.data)
        if isinstance(message, str):
            message = message.encode("utf-8", "surrogateescape")
        thread_id = super().message_process(
            model,
            flatten(message),
            custom_values=custom_values,
            save_original=save_original,
            strip_attachments=strip_attachments,
            thread_id=thread_id,
        )
        return thread_id or False

    @api.model
    def message_parse(self, message, save_original=False):
        """Read a mail that Odoo's own reading would garble or refuse, whoever it is for."""
        mend(message)
        values = super().message_parse(message, save_original=save_original)
        values["attachments"] = [
            found
            for attachment in values.get("attachments") or []
            for found in (attachment, *self._unpack_winmail(attachment))
        ]
        # Of what no database takes, and no header of an answer, the mail would be lost.
        return {name: self._clean_mail_value(name, value) for name, value in values.items()}

    def message_notify(self, *, model=False, res_id=False, **kwargs):
        """Notify; about a case that is named by its id only who may write in it."""
        if not (self or self.env.su) and model and belongs_to_cases(model):
            self.env[model].browse(res_id).check_access("write")
        return super().message_notify(model=model, res_id=res_id, **kwargs)

    @staticmethod
    def _clean_mail_value(name, value):
        if not isinstance(value, str):
            return value
        return drop_unseen(value) if name == "body" else one_line(value)

    def _unpack_winmail(self, attachment):
        """Return the files that Outlook has packed into one that nobody can open."""
        if not isinstance(attachment.content, bytes):
            return []
        return [self._Attachment(name, content, {}) for name, content in unpack(attachment.content)]

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        routes = super().message_route(
            message, message_dict, model=model, thread_id=thread_id, custom_values=custom_values
        )
        tickets = self.env["helpdesk.ticket"]
        if not any(map(tickets._is_complaint_route, routes)):
            return routes
        tickets = tickets._with_mail_facts(_read_once(message))
        return tickets._route_complaint_mail(message_dict, routes)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        thread = self
        if any(map(self.env["helpdesk.ticket"]._is_complaint_route, routes)):
            thread = self._with_mail_facts(_read_once(message))
        return super(MailThread, thread)._message_route_process(message, message_dict, routes)

    def _with_mail_facts(self, facts):
        """Return the records in a context that knows what the headers of the mail say."""
        return self.with_context(**{FACTS_CONTEXT_NAME: facts})

    def _get_mail_facts(self):
        """Return the :class:`MailFacts` of the mail that is taken in, else those of none."""
        facts = self.env.context.get(FACTS_CONTEXT_NAME)
        # A request can only send a list or an object of that name.
        return facts if isinstance(facts, MailFacts) else MailFacts()
