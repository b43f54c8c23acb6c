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
MAX_PAPERS = 100


class Paper(NamedTuple):
    """A paper: on what model, by which template, for whom it is written, who may print it."""

    model: str
    template: str
    reader: str = "house"  # or "customer"
    group: str = "retail_complaint.group_intake"


class ComplaintPaper(models.AbstractModel):
    """What is printed: registration, report, agreement and others (INT-2, REC-2, QLT-5).

    Who prints one reads what is on it with their own rights. Papers of the house are in the
    language of who prints them, those of the customer in the customer's.
    """

    _name = "complaint.paper"
    _description = "Papers in PDF"

    @api.model
    def _get_papers(self):
        """Return the papers by their kind; a bridge adds its own."""
        agent = "retail_complaint.group_agent"
        return {
            "registration": Paper("helpdesk.ticket", "paper_registration"),
            "report": Paper("helpdesk.ticket", "paper_handling_report", group=agent),
            "report_anonymous": Paper(
                "helpdesk.ticket", "paper_handling_report_anonymous", group=agent
            ),
            "proposal": Paper("complaint.proposal", "paper_proposal", "customer", agent),
            "agreement": Paper("complaint.proposal", "paper_agreement", "customer", agent),
            "statement": Paper("complaint.statement", "paper_statement", "customer", agent),
            "followup": Paper("complaint.followup", "paper_followup", group=agent),
            "store": Paper("retail.store", "paper_store", group=agent),
        }

    @api.model
    def _print(self, kind, ids, lang=None):
        """Return a paper of each record as one PDF.

        :param kind: a key of :meth:`_get_papers`
        :param ids: ids of the paper's model; none for the empty registration form
        :param lang: code of an installed language, instead of the reader's
        :raises AccessError: where the user may not print it, or not read one of the records
        :raises UserError: for no such paper or record, or too many of them
        """
        paper = self._get_papers().get(kind)
        if not paper:
            raise UserError(self.env._("There is no form %s.", kind))
        records = self._get_records(paper, ids)
        if lang not in dict(self.env["res.lang"].get_installed()):
            lang = None
        pages = [self._render_page(paper, record, lang) for record in records]
        with tools.file_open("retail_complaint/static/pdf/paper.css") as style:
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
    def _get_records(self, paper, ids):
        roles = (paper.group, "retail_complaint.group_auditor")
        if not (self.env.su or any(self.env.user.has_group(role) for role in roles)):
            raise AccessError(self.env._("Your role does not print this form."))
        if len(ids) > MAX_PAPERS:
            raise UserError(self.env._("Print at most %s forms at once.", MAX_PAPERS))
        records = self.env[paper.model].browse(ids).exists()
        if len(records) != len(ids) or not (records or paper.template == "paper_registration"):
            raise UserError(self.env._("Choose what to print; what was deleted cannot be."))
        records.check_access("read")
        if paper.model == "helpdesk.ticket" and not all(r.is_complaint for r in records):
            raise UserError(self.env._("Only complaints have these forms."))
        # The empty registration form is a page too.
        return records or [records]

    # One page --------------------------------------------------------------------------------

    @api.model
    def _render_page(self, paper, record, lang=None):
        """Return a paper as HTML, in the language of its reader."""
        lang = lang or self._get_lang(paper, record) or self.env.lang or "en_US"
        context = {"lang": lang, "tz": self._get_timezone(record)}
        own = self.with_context(**context)
        values = own._prepare_values(paper, record.with_context(**context))
        return own.env["ir.qweb"]._render(
            f"retail_complaint.{paper.template}", values, minimal_qcontext=True
        )

    @api.model
    def _get_lang(self, paper, record):
        """Return the language of the reader, or nothing where it is not known."""
        if paper.reader != "customer":
            return False
        if record._name == "complaint.statement":
            return record.party_id.partner_id.lang or record.party_id.user_id.sudo().lang
        return record.ticket_id._get_customer_lang()

    @api.model
    def _get_company(self, record):
        return record.company_id if "company_id" in record._fields else record.ticket_id.company_id

    @api.model
    def _get_timezone(self, record):
        """Return the time zone of the customer; of a store's sheet, the store's."""
        ticket = self._get_ticket(record)
        if record._name == "retail.store":
            # Calendars are not readable for everybody who prints.
            zone = record.sudo().calendar_id.tz
        else:
            zone = ticket and ticket._get_customer_timezone()
        return zone or self.env.user.tz or "UTC"

    @api.model
    def _get_ticket(self, record):
        return record.ticket_id if "ticket_id" in record._fields else record

    @api.model
    def _prepare_values(self, paper, record):
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
        """Return the action that opens the papers of these records."""
        ids = ",".join(map(str, records.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/complaint/form/{kind}?ids={ids}",
            "target": "new",
        }
