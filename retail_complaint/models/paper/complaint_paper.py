import base64
import io
from typing import NamedTuple

import qrcode

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.tools import html2plaintext
from odoo.tools.image import image_data_uri

from ...tools.mask import mask
from ...tools.pdf import Missing, make_pdf

#: More in one file are for a printer's memory too many.
MAX_FORMS = 100


class Form(NamedTuple):
    """A form: on what model, by which template, for whom it is written, who may print it."""

    model: str
    template: str
    reader: str = "house"  # or "customer"
    group: str = "retail_complaint.group_intake"


class ComplaintForm(models.AbstractModel):
    """The forms on paper: registration, report, agreement and others (INT-2, REC-2, QLT-5).

    Who prints one reads what is on it with his own rights. Forms of the house are in the language
    of who prints them, those of the customer in his.
    """

    _name = "complaint.form"
    _description = "Forms in PDF"

    @api.model
    def _get_forms(self):
        """Return the forms by their kind; a bridge adds its own."""
        agent = "retail_complaint.group_agent"
        return {
            "registration": Form("helpdesk.ticket", "form_registration"),
            "report": Form("helpdesk.ticket", "form_report", group=agent),
            "report_anonymous": Form("helpdesk.ticket", "form_report_anonymous", group=agent),
            "proposal": Form("complaint.proposal", "form_proposal", "customer", agent),
            "agreement": Form("complaint.proposal", "form_agreement", "customer", agent),
            "statement": Form("complaint.statement", "form_statement", "customer", agent),
            "followup": Form("complaint.followup", "form_followup", group=agent),
            "store": Form("retail.store", "form_store", group=agent),
        }

    @api.model
    def _print(self, kind, ids, lang=None):
        """Return a form of each record as one PDF.

        :param kind: a key of :meth:`_get_forms`
        :param ids: ids of the form's model; none for the empty registration form
        :param lang: code of an installed language, instead of the reader's
        :raises AccessError: where the user may not print it, or not read one of the records
        :raises UserError: for no such form or record, or too many of them
        """
        form = self._get_forms().get(kind)
        if not form:
            raise UserError(self.env._("There is no form %s.", kind))
        records = self._get_records(form, ids)
        if lang not in dict(self.env["res.lang"].get_installed()):
            lang = None
        pages = [self._render_page(form, record, lang) for record in records]
        with tools.file_open("retail_complaint/static/pdf/form.css") as style:
            try:
                return make_pdf(pages, style.read())
            except Missing as error:
                raise UserError(
                    self.env._(
                        "Forms in PDF need the Python package weasyprint and the system's Pango "
                        "(on Debian: libpango-1.0-0 and libpangoft2-1.0-0). %s",
                        error,
                    )
                ) from error

    @api.model
    def _get_records(self, form, ids):
        roles = (form.group, "retail_complaint.group_auditor")
        if not (self.env.su or any(self.env.user.has_group(role) for role in roles)):
            raise AccessError(self.env._("Your role does not print this form."))
        if len(ids) > MAX_FORMS:
            raise UserError(self.env._("Print at most %s forms at once.", MAX_FORMS))
        records = self.env[form.model].browse(ids).exists()
        if len(records) != len(ids) or not (records or form.template == "form_registration"):
            raise UserError(self.env._("Choose what to print; what was deleted cannot be."))
        records.check_access("read")
        if form.model == "helpdesk.ticket" and not all(r.is_complaint for r in records):
            raise UserError(self.env._("Only complaints have these forms."))
        # The empty form is a page too.
        return records or [records]

    # One page --------------------------------------------------------------------------------

    @api.model
    def _render_page(self, form, record, lang=None):
        """Return a form as HTML, in the language of its reader."""
        lang = lang or self._get_lang(form, record) or self.env.lang or "en_US"
        context = {"lang": lang, "tz": self._get_timezone(record)}
        own = self.with_context(**context)
        values = own._prepare_values(form, record.with_context(**context))
        return own.env["ir.qweb"]._render(
            f"retail_complaint.{form.template}", values, minimal_qcontext=True
        )

    @api.model
    def _get_lang(self, form, record):
        """Return the language of the reader, or nothing where it is not known."""
        if form.reader != "customer":
            return False
        if record._name == "complaint.statement":
            return record.party_id.partner_id.lang or record.party_id.user_id.sudo().lang
        return record.ticket_id._get_customer_lang()

    @api.model
    def _get_company(self, record):
        return record.company_id if "company_id" in record._fields else record.ticket_id.company_id

    @api.model
    def _get_timezone(self, record):
        """Return the time zone of the store: what is on paper is of its place."""
        store = record if record._name == "retail.store" else self._get_ticket(record)
        if "complaint_store_id" in store._fields:
            store = store.complaint_store_id
        # Calendars are not readable for everybody who prints.
        return store.sudo().calendar_id.tz or self.env.user.tz or "UTC"

    @api.model
    def _get_ticket(self, record):
        return record.ticket_id if "ticket_id" in record._fields else record

    @api.model
    def _prepare_values(self, form, record):
        """Return what a template may use."""
        company = (self._get_company(record) or self.env.company).sudo()
        ticket = self._get_ticket(record)
        return {
            "env": self.env,
            "doc": record,
            "ticket": ticket,
            "company": company,
            # The picture that Odoo puts where a company has none says "Your logo".
            "logo": not company.uses_default_logo
            and company.logo_web
            and image_data_uri(company.logo_web),
            "lang_tag": (self.env.lang or "en_US").replace("_", "-"),
            "printed_at": fields.Datetime.now(),
            "printed_by": self.env.user.name,
            "plain": html2plaintext,
            "label": self._get_label,
            "qr": self._get_qr,
            "mask": lambda text: mask(text, self._get_persons(ticket)),
        }

    @api.model
    def _get_label(self, record, name):
        """Return the label of a selection field's value, in the language of the page."""
        labels = dict(record._fields[name]._description_selection(record.env))
        return labels.get(record[name], "")

    @api.model
    def _get_qr(self, text):
        """Return a QR code as an address that carries its picture."""
        picture = io.BytesIO()
        qrcode.make(text, box_size=12, border=2).save(picture, "PNG")
        return f"data:image/png;base64,{base64.b64encode(picture.getvalue()).decode()}"

    @api.model
    def _get_persons(self, ticket):
        """Return the names by which somebody in this case could be known."""
        # Whoever reads the case reads them; names of users are not readable for all.
        case = ticket.sudo()
        people = case.partner_id | case.complaint_party_ids.partner_id
        users = case.user_id | case.complaint_registrar_id | case.message_partner_ids.user_ids
        people |= users.partner_id
        return [
            *people.mapped("name"),
            *people.mapped("phone"),
            case.partner_name,
            case.complaint_phone,
            case.complaint_readback_name,
            *case.complaint_party_ids.mapped("name"),
            *case.complaint_party_ids.mapped("contact"),
            *case.complaint_evidence_ids.mapped("source"),
        ]

    # Buttons ---------------------------------------------------------------------------------

    @api.model
    def _get_action(self, kind, records):
        """Return the action that opens the forms of these records."""
        ids = ",".join(map(str, records.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/complaint/form/{kind}?ids={ids}",
            "target": "new",
        }
