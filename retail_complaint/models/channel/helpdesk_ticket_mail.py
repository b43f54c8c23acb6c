import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, html2plaintext
from odoo.tools.mail import email_split_and_format, email_split_tuples

from ...tools.process import ENDED

_logger = logging.getLogger(__name__)

MAX_SUBJECT = 250
#: What an alias, or a program that hands in a mail, may say of the new case. The case is made by
#: the system, so nothing else of it is taken: above all no commands for other records.
ALIAS_FIELDS = frozenset(
    {
        "team_id",
        "category_id",
        "channel_id",
        "company_id",
        "priority",
        "complaint_area_id",
        "complaint_kind",
        "complaint_severity_id",
        "complaint_store_id",
    }
)


def is_id(value):
    """Whether a value that came with a mail can be the id of a record."""
    return isinstance(value, int) and not isinstance(value, bool)


class HelpdeskTicket(models.Model):
    """Complaints by e-mail: whose they are, which case they belong to, which are none (INT-1).

    The gateway runs as the system, so nothing here follows from its user: store and company
    come from the team, the owner from the duty roster.
    """

    _inherit = "helpdesk.ticket"

    # Odoo's guard against loops and its search for personal data ask for these two.
    _primary_email = "partner_email"

    email_normalized = fields.Char(
        string="Normalized e-mail",
        compute="_compute_email_normalized",
        store=True,
        index="btree_not_null",
    )
    complaint_previous_id = fields.Many2one(
        "helpdesk.ticket",
        string="Earlier case",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The customer wrote again after that case had been closed for good.",
        guarded=True,
    )

    @api.depends("partner_email")
    def _compute_email_normalized(self):
        for ticket in self:
            ticket.email_normalized = email_normalize(ticket.partner_email, strict=False) or False

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """By index: the cases of this contact, and those that this very sender has made."""
        sent = self.env["complaint.inbound"].sudo()
        sent.flush_model(["ticket_id"])
        made = sent._search([("sender", "=", email_from_normalized)])
        return Domain("email_normalized", "=", email_from_normalized) | Domain(
            "id", "in", made.subselect("ticket_id")
        )

    # Where a mail goes -----------------------------------------------------------------------

    @api.model
    def _route_complaint_mail(self, msg_dict, routes):
        """Return the routes of a mail as complaints want them.

        One case per company, however many of its addresses the mail names; none of machines and
        of ourselves; none for the second delivery of a mail; an answer goes to the case that
        goes on.
        """
        ours = [route for route in routes if self._is_complaint_route(route)]
        if not ours:
            return routes
        others = [route for route in routes if route not in ours]
        ours = self._route_once(msg_dict, [self._route_to_case(msg_dict, r) for r in ours])
        if not ours:
            return others
        sender = email_normalize(msg_dict.get("email_from"))
        _inbound, is_new = self.env["complaint.inbound"]._claim(
            msg_dict["message_id"], sender=sender
        )
        if not is_new:
            _logger.info("Ignored mail %s: it was taken in already", msg_dict["message_id"])
            return others
        return others + ours

    @api.model
    def _is_complaint_route(self, route):
        model, thread_id, values, _user_id, _alias = route
        if model != self._name:
            return False
        # The gateway asks for whoever wrote the mail, who has no rights here.
        if thread_id:
            return self.sudo().browse(thread_id).is_complaint
        team_id = (values or {}).get("team_id")
        return (
            bool(team_id) and self.env["helpdesk.ticket.team"].sudo().browse(team_id).is_complaint
        )

    @api.model
    def _route_to_case(self, msg_dict, route):
        """Return the route to the case that an answer belongs to, whatever its headers say."""
        model, thread_id, values, user_id, alias = route
        ticket = self.sudo().browse(thread_id or ()) or self._find_by_subject(msg_dict)
        if not ticket:
            return route
        ticket = ticket._get_living_case()
        if ticket._is_closed_for_good() and ticket._is_mail_of_customer(msg_dict):
            values = {
                "team_id": ticket.team_id.id,
                "complaint_store_id": ticket.complaint_store_id.id,
                "complaint_previous_id": ticket.id,
            }
            return (model, False, values, user_id, alias)
        return (model, ticket.id, None, user_id, alias)

    def _get_living_case(self):
        """Return the case that this one was merged into, as far as it is the same customer's.

        What a customer writes is not sent to another who complained of the same. Cases of old that
        were merged in a circle end at the last before it closes.
        """
        case = seen = self
        while case.complaint_outcome == "merged" and case._get_contacts() & (
            case.duplicate_id._get_contacts()
        ):
            if case.duplicate_id in seen:
                break
            case = case.duplicate_id
            seen |= case
        return case

    def _get_contacts(self):
        """Return the addresses and the customer by which a case is somebody's."""
        found = {self.email_normalized, self.partner_id.email_normalized, self.partner_id}
        return {contact for contact in found if contact}

    @api.model
    def _route_once(self, msg_dict, routes):
        kept, companies = [], set()
        for route in sorted(routes, key=self._get_recipient_rank):
            _model, thread_id, values, _user_id, _alias = route
            if thread_id:
                case = self.sudo().browse(thread_id)
                if case.company_id not in companies:
                    kept.append(route)
                companies.add(case.company_id)
                continue
            if self._is_from_machine(msg_dict):
                _logger.info("Ignored mail %s: no person wrote it", msg_dict["message_id"])
                continue
            company = self._get_mail_company(values)
            if company not in companies:
                kept.append(route)
            companies.add(company)
        return kept

    @api.model
    def _get_recipient_rank(self, route):
        """The address that the customer named first decides which team it is."""
        named = self._get_mail_facts().recipients
        alias = route[4] and route[4].sudo()
        for rank, address in enumerate(named):
            local = alias and alias.alias_incoming_local and address.partition("@")[0]
            if alias and (address == alias.alias_full_name or local == alias.alias_name):
                return rank
        return len(named)

    @api.model
    def _is_from_machine(self, msg_dict):
        """Whether a machine wrote the mail, or one of our own addresses did."""
        if self._get_mail_facts().is_automatic:
            return True
        sender = email_normalize(msg_dict.get("email_from"))
        own = self.env["mail.alias.domain"].sudo()
        return bool(sender and own._find_aliases([sender]))

    @api.model
    def _get_mail_company(self, values):
        team = self.env["helpdesk.ticket.team"].sudo().browse(values["team_id"])
        store = self.env["retail.store"].sudo().browse(values.get("complaint_store_id") or ())
        return (
            team.company_id
            or store.company_id
            or team.complaint_store_id.company_id
            or self.env.ref("base.main_company")
        )

    @api.model
    def _find_by_subject(self, msg_dict):
        """Return the sender's case whose number stands in the subject; headers may be lost."""
        sender = email_normalize(msg_dict.get("email_from"))
        subject = msg_dict.get("subject") or ""
        if not sender or not any(char.isdigit() for char in subject):
            return self.sudo().browse()
        mine = self.sudo().search(
            [("email_normalized", "=", sender), ("is_complaint", "=", True)],
            order="id desc",
            limit=100,
        )
        words = set(subject.replace("[", " ").replace("]", " ").replace("#", " ").split())
        return mine.filtered(lambda ticket: ticket.number in words)[:1]

    # A new case ------------------------------------------------------------------------------

    @api.private
    @api.model
    def message_new(self, msg_dict, custom_values=None):
        values = custom_values or {}
        team_id = values.get("team_id")
        team = self.env["helpdesk.ticket.team"].sudo().browse(team_id if is_id(team_id) else ())
        if not team.is_complaint:
            return super().message_new(msg_dict, custom_values)
        previous = self._get_previous_case(msg_dict, values.get("complaint_previous_id"))
        values = {
            name: value
            for name, value in values.items()
            if name in ALIAS_FIELDS and isinstance(value, str | int)
        }
        contact = self._get_mail_contact(msg_dict)
        company = self._get_mail_company(values)
        values = self._prepare_mail_vals(msg_dict, team, contact, company) | values
        # Whoever is named in a mail does not follow a case for it (REC-3), and the sender's user,
        # which Odoo takes from a header that anybody writes, decides nothing.
        tickets = (
            self.with_user(SUPERUSER_ID)
            .with_context(allowed_company_ids=company.ids, complaint_no_follow=True)
            .with_company(company)
        )
        ticket = super(HelpdeskTicket, tickets).message_new(
            dict(msg_dict, email_from=contact), values
        )
        if previous:
            ticket._as_server().write({"complaint_previous_id": previous.id})
        # Programs may hand in a mail without one.
        if msg_dict.get("message_id"):
            self.env["complaint.inbound"]._find(msg_dict["message_id"])._belongs_to(ticket)
        return ticket.with_context(complaint_no_follow=False)

    @api.model
    def _get_previous_case(self, msg_dict, case_id):
        """Return the closed case that a mail answers, if it is the sender's own."""
        case = self.sudo().browse(case_id if is_id(case_id) else ()).exists()
        is_own = case and case._is_closed_for_good() and case._is_mail_of_customer(msg_dict)
        return case if is_own else case.browse()

    @api.model
    def _get_mail_contact(self, msg_dict):
        """Return who is to be answered: of what staff forwards, the one who wrote it first."""
        sender = msg_dict.get("email_from") or ""
        facts = self._get_mail_facts()
        normalized = email_normalize(sender)
        staff = Domain("email_normalized", "=", normalized) & Domain("share", "=", False)
        if normalized and self.env["res.users"].sudo().search_count(staff, limit=1):
            return self._read_address(facts.forwarded_from)
        return self._read_address(facts.reply_to) or self._read_address(sender) or sender

    @api.model
    def _read_address(self, text):
        """Return the first address of a header, if it is one and none of ours."""
        found = email_split_and_format(text)[:1]
        address = found and email_normalize(found[0])
        own = self.env["mail.alias.domain"].sudo()
        return found[0] if address and not own._find_aliases([address]) else ""

    @api.model
    def _prepare_mail_vals(self, msg_dict, team, contact, company):
        channel = self.env.ref("retail_complaint.helpdesk_ticket_channel_email", False)
        [(name, address)] = email_split_tuples(contact)[:1] or [("", "")]
        partner = self._find_mail_partner(address, name, company)
        subject = " ".join((msg_dict.get("subject") or "").split())
        body = msg_dict.get("body") or ""
        is_empty = not html2plaintext(body).strip() and "<img" not in body
        return {
            "channel_id": channel and channel.id,
            "partner_id": partner.id,
            "partner_name": partner.name or name or False,
            "partner_email": contact or False,
            "name": subject[:MAX_SUBJECT] or self.env._("(no subject)"),
            "description": self.env._("(The mail has no text.)") if is_empty else body,
        }

    @api.model
    def _find_mail_partner(self, address, name, company):
        """Return the one customer with this address; nobody where it does not say which one.

        None is made: a case knows its sender without (INT-3).
        """
        partners = self.env["res.partner"].sudo()
        normalized = email_normalize(address)
        if not normalized:
            return partners
        found = partners.search(
            [
                ("email_normalized", "=", normalized),
                ("company_id", "in", [False, company.id]),
                ("id", "!=", self.env.ref("base.partner_root").id),
            ]
        )
        if len(found) > 1:
            named = found.filtered(lambda partner: partner.name == (name or "").strip())
            firms = found.commercial_partner_id
            found = named if len(named) == 1 else firms if len(firms) == 1 else partners
        return found

    # An answer -------------------------------------------------------------------------------

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        if not self.sudo().is_complaint:
            return super().message_update(msg_dict, update_vals)
        self.ensure_one()
        ticket = self.with_user(SUPERUSER_ID)
        # Programs may hand in a mail without one.
        if msg_dict.get("message_id"):
            self.env["complaint.inbound"]._find(msg_dict["message_id"])._belongs_to(ticket)
        quiet = ticket.with_context(complaint_no_follow=True)
        # Nothing of a mail is a value of the case: it is written down beside what it answers.
        result = super(HelpdeskTicket, quiet).message_update(msg_dict)
        if self._get_mail_facts().is_automatic:
            # Staff may know that they are on leave; nobody is asked to do anything about it.
            msg_dict["is_internal"] = True
        elif ticket.complaint_phase in ENDED:
            ticket._receive_late_message(
                msg_dict.get("subject") or self.env._("(no subject)"),
                ticket._is_mail_of_customer(msg_dict),
            )
        return result

    def _receive_late_message(self, words, is_customer):
        """Words on a resolved case: a closed one is taken up again, of others the owner is told.

        Before it is closed "thank you" is the usual answer to a result; a merged case goes on
        elsewhere.
        """
        merged = self.complaint_outcome == "merged"
        if self.complaint_phase == "archived" and is_customer and not merged:
            self._reopen(self.env._("The customer wrote again: %s", words))
            return
        owner = (self.duplicate_id if merged else self)._get_role_users("owner")
        readers = self._get_within_reach(owner)
        self._schedule_quietly(
            (readers or self._ensure_leader_in_reach())[:1],
            "retail_complaint.mail_activity_type_look",
            lambda env: env._("Somebody wrote after the end: answer, or reopen the case"),
            words,
        )

    def _is_mail_of_customer(self, msg_dict):
        self.ensure_one()
        own = {self.email_normalized, self.partner_id.email_normalized} - {False}
        return email_normalize(msg_dict.get("email_from")) in own

    def _is_closed_for_good(self):
        """Whether the days have passed within which a customer's mail reopens the case."""
        self.ensure_one()
        if not self.complaint_archived_at:
            return False
        days = timedelta(days=self.company_id.complaint_reopen_days)
        return self.complaint_archived_at + days < fields.Datetime.now()

    def _is_from_customer(self, message):
        if self._get_mail_facts().is_automatic:
            return False
        return super()._is_from_customer(message)

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        ticket = self.sudo()
        if message.message_type == "email" and "cid:" in (ticket.description or ""):
            # The pictures in the text are files of the message, which has their addresses.
            ticket.description = message.body
        return result
