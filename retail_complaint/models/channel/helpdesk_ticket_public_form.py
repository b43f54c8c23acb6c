import base64
import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize, plaintext2html

from ...tools.clean import clean_line, clean_text
from ...tools.file_kind import file_kind
from ...tools.web_form import MAX_LINE, MAX_PHOTOS, MAX_STORY

MAX_FORM_TITLE = 80
#: What a telephone or a screen makes.
PHOTO_TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/avif", "image/gif")
#: It is kept as it came, though nothing here can draw it.
UNDRAWN_TYPE = "image/heic"
PHONE = re.compile(r"[+0-9][0-9 ()./-]{5,31}")


class FormError(UserError):
    """Something on the page has to be put right; ``field`` says where."""

    def __init__(self, field, message):
        super().__init__(message)
        self.field = field


class HelpdeskTicket(models.Model):
    """What customers enter by themselves, on the page that the code of a store opens (INT-9).

    Nothing of it is looked up here: whether we know the person, the receipt or the order is seen
    by staff alone.
    """

    _inherit = "helpdesk.ticket"

    @api.model
    def _register_from_form(self, place, told, photos=(), health_photos=()):
        """Register what a visitor entered on the page of a store or area, and return the case.

        To be called with the server's rights; the visitor is the user of the environment.

        :param told: what they entered: story, demand, receipt, area, name, phone, email,
            is_anonymous, is_hurt, has_consent
        :param photos: contents of the files that they sent
        :param health_photos: of these they consent to each use by itself
        :raises FormError: naming the field and what to do
        """
        store = place.parent_id or place
        if health_photos and not told.get("has_consent"):
            raise FormError(
                "consent",
                self.env._(
                    "Photos of an injury or illness are taken with your separate consent only. "
                    "Tick it, or send the form without these photos."
                ),
            )
        tickets = self.with_company(store.company_id).with_context(mail_create_nosubscribe=True)
        ticket = tickets.create(self._prepare_form_vals(place, told)).with_env(self.env)
        ticket._add_customer_photos(photos, health_photos)
        if ticket.partner_id:
            ticket.message_subscribe(ticket.partner_id.ids)
        ticket._record_shown()
        return ticket

    @api.model
    def _prepare_form_vals(self, place, told):
        store = place.parent_id or place
        story = clean_text(told.get("story"), MAX_STORY)
        if len(story) < 5:
            raise FormError("story", self.env._("Tell us in a sentence what happened."))
        channel = self.env.ref("retail_complaint.helpdesk_ticket_channel_qr", False)
        vals = {
            "name": story.splitlines()[0][:MAX_FORM_TITLE],
            "description": plaintext2html(story),
            "team_id": self._get_form_team(store).id,
            "company_id": store.company_id.id,
            "channel_id": channel and channel.id,
            "complaint_store_id": store.id,
            "complaint_intake_store_id": store.id,
            "complaint_area_id": self._get_form_area(place, told.get("area")).id,
            "complaint_demand": clean_line(told.get("demand"), MAX_LINE),
            "complaint_receipt_number": clean_line(told.get("receipt"), MAX_LINE),
            "complaint_lang": self.env.lang,
            "user_id": False,
            **self._prepare_form_contact(told),
        }
        if told.get("is_hurt"):
            hazard = self.env.ref("retail_complaint.complaint_hazard_injury", False)
            vals["complaint_hazard_ids"] = [Command.set(hazard.ids if hazard else [])]
        return vals

    @api.model
    def _prepare_form_contact(self, told):
        """Return who it is: the portal user who is logged in, else as they say, or nobody."""
        user = self.env.user
        if user._is_portal():
            partner = user.partner_id
            return {
                "partner_id": partner.id,
                "partner_name": partner.name,
                "partner_email": partner.email,
                "complaint_phone": partner.phone,
            }
        if told.get("is_anonymous"):
            return {"partner_id": False, "complaint_is_anonymous": True}
        phone = clean_line(told.get("phone"), MAX_LINE)
        address = clean_line(told.get("email"), MAX_LINE)
        if not phone and not address:
            raise FormError(
                "contact",
                self.env._("Give us a telephone number or an e-mail address, or stay anonymous."),
            )
        if phone and not PHONE.fullmatch(phone):
            raise FormError("phone", self.env._("This is no telephone number: %s", phone))
        if address and not email_normalize(address):
            raise FormError("email", self.env._("This is no e-mail address: %s", address))
        return {
            "partner_id": False,
            "partner_name": clean_line(told.get("name"), MAX_LINE),
            "partner_email": email_normalize(address),
            "complaint_phone": phone,
        }

    @api.model
    def _get_form_team(self, store):
        """Return the team that takes complaints of a store: its company's, else everybody's.

        :raises UserError: when nobody handles complaints there
        """
        domain = [
            ("is_complaint", "=", True),
            ("company_id", "in", [False, store.company_id.id]),
        ]
        teams = self.env["helpdesk.ticket.team"].search(domain)
        team = (teams.filtered("company_id") or teams)[:1]
        if not team:
            raise UserError(self.env._("Nobody takes complaints here. Please ask the staff."))
        return team

    @api.model
    def _get_form_area(self, place, area):
        if place.parent_id:
            return place
        return place.area_ids.filtered(lambda child: str(child.id) == area)

    def _record_shown(self):
        """Keep on record what the page tells the customer at once: number, way, date (RSP-2)."""
        self.ensure_one()
        # Without the code: these words are read by staff who do not answer for the customer.
        words = self.env._(
            "We received your complaint %s and look into it. You can follow it and write to us on "
            "this page.",
            self.number,
        )
        if self.complaint_resolution_due:
            due = self._to_customer_time(self.complaint_resolution_due)
            promise = self.env._("You will have our result by %s.", due.date().isoformat())
            words = f"{words} {promise}"
        self.env["complaint.contact.log"]._log_written(
            self, "portal", "acknowledge", words, self.env["mail.message"], is_automatic=True
        )

    # Photos ----------------------------------------------------------------------------------

    def _add_customer_photos(self, photos, health_photos=()):
        """Take photos on file as the customer sent them; what is shown is another picture."""
        self.ensure_one()
        if len(photos) + len(health_photos) > MAX_PHOTOS:
            raise FormError("photos", self.env._("Send at most %s photos at once.", MAX_PHOTOS))
        sent = [(content, False) for content in photos]
        sent += [(content, True) for content in health_photos]
        rows = [
            self._prepare_photo_vals(number, content, is_health)
            for number, (content, is_health) in enumerate(sent, 1)
        ]
        if not rows:
            return self.env["complaint.evidence"]
        evidences = self.env["complaint.evidence"].with_context(mail_create_nolog=True)
        evidences = evidences._as_server().create(rows)
        for evidence in evidences:
            if not evidence.picture and evidence.mimetype != UNDRAWN_TYPE:
                raise FormError(
                    "photos", self.env._("%s cannot be opened. Take it anew.", evidence.name)
                )
        return evidences

    def _prepare_photo_vals(self, number, content, is_health):
        kind = file_kind(content)
        if kind is None or kind.mimetype not in PHOTO_TYPES:
            raise FormError(
                "photos",
                self.env._(
                    "Photo %s is no photo. Send pictures as your telephone takes them.", number
                ),
            )
        vals = {
            "ticket_id": self.id,
            "kind": "photo",
            "name": self.env._("Photo %s of the customer", number),
            "source": self.env._("The customer, by the web page"),
            "file": base64.b64encode(content),
            # Of our own making: a name that a visitor sends is of no use, and may do harm.
            "file_name": f"photo-{number}.{kind.extensions[0]}",
            "is_from_customer": True,
        }
        if is_health:
            vals |= {
                "name": self.env._("Photo %s of the customer: injury or illness", number),
                "shows_people": True,
                "has_consent": True,
                "lawful_purpose": self.env._("To handle this complaint, by his separate consent."),
            }
        return vals
