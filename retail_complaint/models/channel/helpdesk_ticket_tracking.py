import re
from typing import NamedTuple

from odoo import api, fields, models
from odoo.orm.models import NO_ACCESS
from odoo.tools import formataddr, html2plaintext, plaintext2html
from odoo.tools.translate import LazyGettext, LazyTranslate

from ...tools.clean import clean_text
from ...tools.followup import GRADES, OPEN_STATES
from ...tools.told import VEIL
from ...tools.web_form import MAX_STORY, new_code, normalize_code
from ..shared.complaint_link_mixin import find_by_secret
from .helpdesk_ticket_public_form import FormError

_lt = LazyTranslate(__name__)


class PublicPhase(NamedTuple):
    """What customers read of a phase.

    :param step: on the way that their page shows
    :param status: where the case stands, in lists
    :param sentence: what happens now
    """

    step: LazyGettext
    status: LazyGettext
    sentence: LazyGettext


#: The words for a phase, wherever customers read them: portal, page, mail, messenger, API.
PUBLIC_PHASES = {
    "intake": PublicPhase(
        _lt("Taken in"),
        _lt("Received by us"),
        _lt("We have your complaint. Somebody takes care of it."),
    ),
    "assessment": PublicPhase(
        _lt("Looked into"), _lt("Being looked into"), _lt("We are finding out what happened.")
    ),
    "investigation": PublicPhase(
        _lt("Looked into"), _lt("Being looked into"), _lt("We are finding out what happened.")
    ),
    "proposal": PublicPhase(
        _lt("Proposal"),
        _lt("We are working out a proposal"),
        _lt("We are working out what we can offer you."),
    ),
    "execution": PublicPhase(
        _lt("Carried out"), _lt("Being carried out"), _lt("We are carrying out what we agreed on.")
    ),
    "followup": PublicPhase(
        _lt("Done"), _lt("Done"), _lt("What we agreed on is done. Are you satisfied?")
    ),
    "archived": PublicPhase(
        _lt("Done"),
        _lt("Closed"),
        _lt("This case is closed. Write to us if something is left open."),
    ),
}
#: The address of the customer's page, before its code.
TRACK = "/complaint/track"
#: Messages that pass between the customer and us; what is noted or sent by itself is none.
CONVERSATION_TYPES = ("comment", "email")
#: How a mail as plain text names its links.
REFERENCE = re.compile(r" \[\d+\](?=\s|$)|^\[\d+\] \S+$", re.MULTILINE)


class HelpdeskTicket(models.Model):
    """What customers see of their case by its code, without an account (INT-9)."""

    _inherit = "helpdesk.ticket"

    complaint_tracking_code = fields.Char(
        string="Tracking code",
        compute="_compute_complaint_tracking_code",
        store=True,
        copy=False,
        groups=NO_ACCESS,
        help="Who has it sees the customer's page of this case, and answers there for them.",
        guarded=True,
    )
    _complaint_tracking_code_unique = models.UniqueIndex(
        "(sha256(complaint_tracking_code::bytea)) WHERE complaint_tracking_code IS NOT NULL"
    )

    @api.depends("is_complaint")
    def _compute_complaint_tracking_code(self):
        for ticket in self:
            code = ticket.complaint_tracking_code
            ticket.complaint_tracking_code = code or (ticket.is_complaint and new_code())

    def _get_track_path(self):
        """Return the address of the customer's page on this server, with its secret."""
        self.ensure_one()
        return f"{TRACK}/{self.sudo().complaint_tracking_code}"

    def _get_veiled_track_path(self):
        return f"{TRACK}/{self.id}{VEIL}"

    def _get_tracking_url(self):
        """Return where customers follow their case, veiled as it stands in letters.

        Of an ordinary ticket it is the portal page.
        """
        self.ensure_one()
        path = self._get_veiled_track_path() if self.is_complaint else self.access_url
        return self.get_base_url() + path

    def _get_link_veils(self):
        own = {self._get_veiled_track_path(): self._get_track_path()}
        return super()._get_link_veils() | own

    @api.model
    def _find_by_tracking_code(self, text):
        """Return the case of a code, with the server's rights; empty for any other text."""
        # Whoever has the code has no account: it is the only right asked for.
        return find_by_secret(self.sudo(), "complaint_tracking_code", normalize_code(text))

    # What they see ---------------------------------------------------------------------------

    def _get_public_status(self):
        """Return where the case stands, in the customer's words."""
        self.ensure_one()
        return self.env._(PUBLIC_PHASES[self.complaint_phase].status)

    def _get_public_sentence(self):
        """Return in a plain sentence what happens with the case now."""
        self.ensure_one()
        return self.env._(PUBLIC_PHASES[self.complaint_phase].sentence)

    def _get_public_steps(self):
        """Return the steps of the way in the customer's words, and at which of them the case is."""
        self.ensure_one()
        steps = {phase: self.env._(words.step) for phase, words in PUBLIC_PHASES.items()}
        labels = list(dict.fromkeys(steps.values()))
        return labels, labels.index(steps[self.complaint_phase])

    def _get_public_photos(self):
        """Return the photos that the customer sent, as far as they are still on file."""
        self.ensure_one()
        return self.complaint_evidence_ids.filtered(
            lambda evidence: evidence.is_from_customer and evidence.state != "withdrawn"
        )

    @staticmethod
    def _drop_references(words):
        """Take out the addresses that a mail has at its end, and their numbers in the text."""
        return REFERENCE.sub("", words).strip()

    def _get_conversation(self):
        """Return what the customer and the house told each other, the latest first.

        Each a dict of "at", "is_own" (the customer's), "words" in plain text and "files" of the
        house: no name of staff, no note among colleagues.
        """
        self.ensure_one()
        told = self.complaint_contact_log_ids.filtered("is_delivered")
        said = [
            {
                "at": log.told_at,
                "is_own": False,
                "words": self._reveal_links(self._drop_references(log.words)),
                "files": self._get_sent_files(log.message_id),
                "id": log.id,
            }
            for log in told
        ]
        messages = self.message_ids - told.message_id
        for message in messages.filtered(self._is_conversation):
            is_own = not message.author_id or self._is_from_customer(message)
            said.append(
                {
                    "at": message.date,
                    "is_own": is_own,
                    "words": html2plaintext(message.body, include_references=False).strip(),
                    "files": [] if is_own else self._get_sent_files(message),
                    "id": message.id,
                }
            )
        said = [line for line in said if line["words"] or line["files"]]
        return sorted(said, key=lambda line: (line["at"], line["id"]), reverse=True)

    @staticmethod
    def _get_sent_files(message):
        """Return the files that the house sent with a message; evidence is shown elsewhere."""
        return message.attachment_ids.filtered(lambda f: f.res_model != "complaint.evidence")

    @staticmethod
    def _is_conversation(message):
        """Whether a message passed between the customer and the house, as on the portal."""
        return (
            message.message_type in CONVERSATION_TYPES
            and bool(message.subtype_id)
            and not message.is_internal
            and not message.subtype_id.internal
        )

    # What they say ---------------------------------------------------------------------------

    def _post_from_page(self, words, photos=()):
        """Take a message of the customer, with photos, and put it before the owner.

        :raises FormError: for nothing to take
        """
        self.ensure_one()
        words = clean_text(words, MAX_STORY)
        if not words and not photos:
            raise FormError("words", self.env._("Write what you want to tell us."))
        taken = self._add_customer_photos(photos)
        if taken:
            words = "\n".join(filter(None, (words, self.env._("(photos: %s)", len(taken)))))
        self._post_for_customer(words)
        self._record_customer_reply()

    def _post_for_customer(self, words):
        owner = self._get_within_reach(self.user_id)
        author = {"author_id": self.partner_id.id}
        if not self.partner_id:
            name = self.partner_name or self.env._("The customer")
            address = self.partner_email or self.company_id.email
            author = {
                "author_id": False,
                "email_from": formataddr((name, address)) if address else name,
            }
        self.message_post(
            body=plaintext2html(words),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=owner.partner_id.ids,
            **author,
        )

    def _can_be_rated(self):
        """Whether the customer is asked now if they are satisfied; they answer once."""
        self.ensure_one()
        followup = self._get_followup()
        return bool(followup) and followup.state in OPEN_STATES

    def _record_rating(self, rate, words):
        """Take the customer's own answer to the question whether they are satisfied (EXE-6).

        The page asks one question, so that the answer counts for the handling and the result.

        :param rate: "1" (very dissatisfied) to "5"
        :raises FormError: without one of these
        """
        self.ensure_one()
        if rate not in dict(GRADES):
            raise FormError("rate", self.env._("Choose how satisfied you are."))
        if self._can_be_rated():
            words = clean_text(words, MAX_STORY)
            self._get_followup()._record_customer_satisfaction(rate, rate, words)
