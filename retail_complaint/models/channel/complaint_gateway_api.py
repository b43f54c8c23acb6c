import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import email_normalize, plaintext2html

from ...tools.api_schema import SCHEMAS, find_fault, read_moment
from ...tools.clean import clean_file_name, drop_unseen
from ...tools.web_form import nearest_language, shorten
from ..shared.complaint_pace import TooOftenError
from .complaint_gateway import GROUP


class ApiRefusal(UserError):
    """A request that cannot be met, with the HTTP status and a word that a program reads."""

    def __init__(self, status, code, message, field=None, wait=0):
        super().__init__(message)
        self.wait = wait  # seconds
        self.http_status = status
        self.code = code
        self.field = field


class ComplaintGatewayApi(models.Model):
    """What a gateway may do, over HTTP, ``/json/2`` and RPC alike (``docs/api.md``).

    Each method takes one dictionary that ``tools/api_schema.py`` describes, and answers with the
    case as its customer may know it. A gateway reaches its own cases only; a message that it
    sends again gets the answer again and does nothing.
    """

    _inherit = "complaint.gateway"

    @api.model
    def create_case(self, case):
        """Register a case.

        :raises ApiRefusal: naming the field that is wrong
        """
        return self._create_case(case)[0]

    @api.model
    def append_message(self, case_id, message):
        """Add what the customer wrote to their case; it resumes clocks and reopens the case.

        :raises ApiRefusal: naming the field that is wrong, or for a case of somebody else
        """
        return self._append_message(case_id, message)[0]

    @api.model
    def report_told(self, case_id, told):
        """Record what the customer was told through the gateway, and whether it arrived.

        :raises ApiRefusal: naming the field that is wrong, or for a case of somebody else
        """
        return self._report_told(case_id, told)[0]

    @api.model
    def get_status(self, case_id):
        """Return where a case stands.

        :raises ApiRefusal: for a case of somebody else
        """
        return self._get_gateway()._get_own_case(case_id)._get_api_status()

    @api.model
    def get_schemas(self):
        """Return the JSON schemas of what may be sent."""
        self._get_gateway()
        return SCHEMAS

    # What they do; each returns the answer, and whether something new was made ------------------

    @api.model
    def _create_case(self, case):
        gateway = self._get_gateway()
        case = self._clean_payload(case)
        inbound, is_new = gateway._receive(case, "case")
        if is_new:
            ticket = gateway._make_ticket(gateway._prepare_case_vals(case))
            ticket._receive_media(gateway._get_media(case))
            inbound._belongs_to(ticket)
        return inbound.ticket_id._get_api_status(), is_new

    @api.model
    def _append_message(self, case_id, message):
        gateway = self._get_gateway()
        ticket = gateway._get_own_case(case_id)
        message = self._clean_payload(message)
        inbound, is_new = gateway._receive(message, "message", case_id)
        if is_new:
            if ticket._is_closed_for_good():
                ticket = gateway._make_ticket(gateway._prepare_next_vals(ticket, message))
                ticket._receive_media(gateway._get_media(message))
            else:
                ticket._receive_customer_message(message["text"], gateway._get_media(message))
            inbound._belongs_to(ticket)
        return inbound.ticket_id._get_api_status(), is_new

    @api.model
    def _report_told(self, case_id, told):
        gateway = self._get_gateway()
        ticket = gateway._get_own_case(case_id)
        told = self._clean_payload(told)
        inbound, is_new = gateway._receive(told, "told", case_id)
        if is_new:
            log = (
                self.env["complaint.contact.log"]
                .sudo()
                ._log_written(
                    ticket,
                    gateway.told_channel,
                    told.get("purpose", "progress"),
                    told["text"],
                    self.env["mail.message"],
                    is_automatic=told.get("by") != "person",
                )
            )
            if not told.get("delivered", True):
                log._on_not_delivered()
            inbound._belongs_to(ticket)
        return ticket._get_api_status(), is_new

    # Who asks ----------------------------------------------------------------------------------

    @api.model
    def _get_gateway(self):
        """Return the gateway of this user, with the rights that its cases need.

        :raises ApiRefusal: when the user is none
        """
        # The technical user has rights on nothing: what it may do is in these methods.
        gateway = self.sudo().search([("user_id", "=", self.env.uid)], limit=1)
        if not gateway or not self.env.user.has_group(GROUP):
            raise ApiRefusal(403, "no_gateway", self.env._("This key belongs to no gateway."))
        # A door is a request; what runs here by itself is none.
        if request:
            try:
                self.env["complaint.pace"]._take_for_gateway(gateway)
            except TooOftenError as error:
                raise ApiRefusal(429, "too_often", str(error), wait=error.wait) from error
        return gateway.with_company(gateway.company_id)

    def _get_own_case(self, case_id):
        """:raises ApiRefusal: for a case of somebody else and for none, which are not told apart"""
        ticket = self.env["helpdesk.ticket"]
        if isinstance(case_id, int) and not isinstance(case_id, bool) and 0 < case_id < 2**31:
            ticket = ticket.search([("id", "=", case_id), ("complaint_gateway_id", "=", self.id)])
        if not ticket:
            raise ApiRefusal(
                404, "unknown_case", self.env._("This gateway has no case %s.", case_id)
            )
        return ticket

    @staticmethod
    def _clean_payload(payload):
        """Return what was sent without what nobody sees and no database takes."""
        if not isinstance(payload, dict):
            return payload
        return {
            name: drop_unseen(value) if isinstance(value, str) else value
            for name, value in payload.items()
        }

    def _receive(self, payload, schema, case_id=None):
        """Check a message and claim its id; return its row and whether it is new.

        :raises ApiRefusal: naming what is wrong
        """
        fault = find_fault(payload, SCHEMAS[schema])
        if fault:
            field, text = fault
            raise ApiRefusal(422, "invalid", f"{field or schema} {text}", field)
        content = json.dumps([schema, case_id, payload], sort_keys=True).encode()
        inbound, is_new = self.env["complaint.inbound"]._claim(
            payload["message_id"], payload.get("sender"), self, content
        )
        if not is_new and not inbound._is_same(content):
            raise ApiRefusal(
                409,
                "message_id_used",
                self.env._("This message_id was used for something else. Give each its own."),
                "message_id",
            )
        return inbound, is_new

    # Cases -------------------------------------------------------------------------------------

    def _make_ticket(self, vals):
        return self.env["helpdesk.ticket"]._as_server().create(vals)

    def _prepare_case_vals(self, case):
        email = case.get("email")
        if email and not email_normalize(email):
            raise ApiRefusal(422, "invalid", self.env._("email is no address"), "email")
        partner = self.env["helpdesk.ticket"]._find_mail_partner(
            email or "", case.get("name"), self.company_id
        )
        incident_at = case.get("incident_at")
        return {
            **self._prepare_vals(case["text"], case.get("title")),
            "complaint_kind": case.get("kind", "complaint"),
            "complaint_store_id": self._find_store(case.get("store")).id,
            "complaint_demand": case.get("demand"),
            "complaint_incident_at": incident_at and read_moment(incident_at),
            "complaint_phone": case.get("phone"),
            "complaint_sender": case.get("sender"),
            "complaint_reply_channel": self.told_channel if case.get("sender") else False,
            "partner_id": partner.id,
            "partner_name": partner.name or case.get("name"),
            "partner_email": email,
            "complaint_lang": self._find_lang(case.get("lang")),
        }

    def _prepare_next_vals(self, ticket, message):
        """Return the values of a case that goes on where a closed one ended."""
        return {
            **self._prepare_vals(message["text"]),
            "complaint_kind": ticket.complaint_kind,
            "complaint_store_id": ticket.complaint_store_id.id,
            "complaint_phone": ticket.complaint_phone,
            "complaint_sender": ticket.complaint_sender,
            "complaint_reply_channel": ticket.complaint_reply_channel,
            "complaint_lang": ticket.complaint_lang,
            "complaint_previous_id": ticket.id,
            "partner_id": ticket.partner_id.id,
            "partner_name": ticket.partner_name,
            "partner_email": ticket.partner_email,
        }

    def _prepare_vals(self, text, title=None):
        return {
            "name": " ".join((title or "").split()) or shorten(text),
            "description": plaintext2html(text),
            "team_id": self.team_id.id,
            "company_id": self.company_id.id,
            "channel_id": self.channel_id.id,
            "complaint_gateway_id": self.id,
        }

    def _find_lang(self, lang):
        """Return which of our languages somebody reads; nothing for one that we do not speak."""
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        return lang and nearest_language(lang, installed)

    def _find_store(self, code):
        """:raises ApiRefusal: for a code that the company does not have"""
        if not code:
            return self.store_id
        store = self.env["retail.store"].search(
            [
                ("code", "=", code),
                ("company_id", "=", self.company_id.id),
                ("parent_id", "=", False),
            ]
        )
        if not store:
            raise ApiRefusal(422, "invalid", self.env._("There is no store %s.", code), "store")
        return store

    @staticmethod
    def _get_media(payload):
        return [
            (clean_file_name(item["name"]), item["content"].encode("ascii", "ignore"))
            for item in payload.get("media", ())
        ]
