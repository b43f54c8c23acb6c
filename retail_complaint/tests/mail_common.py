"""A shop whose teams have addresses, and the gateway that brings their mails."""

import re

from odoo.tools import html2plaintext

from .common import ComplaintCommon
from .mail_corpus import ALIAS, build


class MailGatewayCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tickets = cls.env["helpdesk.ticket"]
        cls.domain = cls.env["mail.alias.domain"].create({"name": "shop.example"})
        cls.env["res.company"].search([]).alias_domain_id = cls.domain
        cls.team.write(
            {
                "alias_name": ALIAS.partition("@")[0],
                "alias_domain_id": cls.domain.id,
                "complaint_store_id": cls.store_a.id,
            }
        )
        cls.other_team = cls.env["helpdesk.ticket.team"].create(
            {"name": "Mall", "is_complaint": True, "alias_name": "mall", "company_id": False}
        )
        cls.other_team.alias_domain_id = cls.domain
        cls.env["complaint.duty.shift"].create(
            {"user_id": cls.agent.id, "store_id": cls.store_a.id, "duty": "first_receiver"}
        )
        # The wang of the corpus is a stranger until a test makes them a customer.
        cls.stranger = "wang@mail.example"

    def _receive(self, raw, **context):
        """Give a mail to the gateway, as the system; return the cases that it made."""
        before = self.tickets.search([("is_complaint", "=", True)])
        self.env["mail.thread"].with_context(**context).message_process(False, raw)
        return self.tickets.search([("is_complaint", "=", True)]) - before

    def _write(self, words="The fish smelled.", **headers):
        """Write a mail to the team; return the case that it made, if any."""
        headers.setdefault("Message_Id", f"<{self._testMethodName}-{self._count()}@mail.example>")
        return self._receive(build(words.encode(), **headers))

    @classmethod
    def _count(cls):
        cls._written = getattr(cls, "_written", 0) + 1
        return cls._written

    def _answer(self, ticket, words="It still smells.", sender="wang@mail.example", **headers):
        """Answer the last mail of a case; return the cases that this made."""
        to = ticket.message_ids.filtered("message_id")[:1].message_id
        return self._write(
            words, From=sender, Subject=f"Re: {ticket.name}", In_Reply_To=to, **headers
        )

    @staticmethod
    def _words(ticket):
        return re.sub(r"\s+", " ", html2plaintext(ticket.description))

    def _acknowledge(self):
        """Let the scheduler do what is due; return the mails that it wrote to customers."""
        told = self.env["complaint.contact.log"]
        before = told.search([])
        self.env["complaint.escalation"]._execute_batch(100)
        messages = (told.search([]) - before).message_id
        return self.env["mail.mail"].search([("mail_message_id", "in", messages.ids)])

    def _calls(self, ticket):
        call = self.env.ref("mail.mail_activity_data_call")
        return ticket.activity_ids.filtered(lambda activity: activity.activity_type_id == call)
