from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import plaintext2html

from ..tools.process import KINDS

#: So many earlier cases are shown: what one glance takes in.
MAX_EARLIER = 5
MAX_DESK_TITLE = 64


class ComplaintDesk(models.TransientModel):
    """Take a complaint while somebody is talking: one screen, by keyboard alone (INT-1).

    One field finds customer and purchase; category, severity and flags are proposed from the
    words; the record is read aloud before it is registered. Nothing is kept before that, and what
    was typed survives an error.
    """

    _name = "complaint.desk"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Take a complaint"

    pick = fields.Char(help="What was chosen in the search: kind and id.")
    query = fields.Char(string="Customer or purchase")
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    store_id = fields.Many2one(
        "retail.store",
        domain="[('parent_id', '=', False)]",
        default=lambda self: self.env["helpdesk.ticket"]._get_own_store(),
    )
    channel_id = fields.Many2one(
        "helpdesk.ticket.channel",
        string="By",
        domain="[('complaint_is_direct', '=', True), ('is_complaint', '=', True)]",
        default=lambda self: self.env.ref("retail_complaint.helpdesk_ticket_channel_desk", False),
    )
    kind = fields.Selection(KINDS, default="complaint", required=True)
    partner_id = fields.Many2one("res.partner", string="Customer")
    partner_name = fields.Char(string="Name")
    phone = fields.Char(string="Telephone")
    email = fields.Char(string="E-mail")
    is_anonymous = fields.Boolean(string="Anonymous")
    line_ids = fields.One2many("complaint.desk.line", "desk_id", string="What was bought")
    earlier_ids = fields.Many2many(
        "helpdesk.ticket", string="Earlier cases", compute="_compute_earlier_ids"
    )
    description = fields.Text(string="What happened")
    demand = fields.Text(string="What the customer asks for")
    category_id = fields.Many2one(
        "helpdesk.ticket.category",
        domain="[('is_complaint', '=', True)]",
        compute="_compute_category_id",
        store=True,
        readonly=False,
    )
    hazard_ids = fields.Many2many(
        "complaint.hazard",
        "complaint_desk_hazard_rel",
        string="Safety",
        compute="_compute_hazard_ids",
        store=True,
        readonly=False,
    )
    severity_id = fields.Many2one(
        "complaint.severity", compute="_compute_severity_id", store=True, readonly=False
    )
    duplicate_hint = fields.Html(
        string="Probable duplicates", compute="_compute_case", sanitize=False
    )
    readback = fields.Text(string="Read aloud", compute="_compute_case")
    is_read_back = fields.Boolean(
        string="The customer says it is right", help="He heard the record and confirmed it."
    )
    ticket_id = fields.Many2one("helpdesk.ticket", string="Case", readonly=True)
    number = fields.Char(related="ticket_id.number")
    words = fields.Text(string="Tell the customer", compute="_compute_words")

    # What is known and proposed --------------------------------------------------------------

    @api.depends("pick")
    def _compute_display_name(self):
        for desk in self:
            desk.display_name = self.env._("Take a complaint")

    @api.depends("store_id")
    def _compute_company_id(self):
        for desk in self:
            desk.company_id = desk.store_id.company_id or self.env.company

    @api.depends("partner_id")
    def _compute_earlier_ids(self):
        for desk in self:
            customer = desk.partner_id.commercial_partner_id
            # An empty id would find the cases of everybody unknown.
            desk.earlier_ids = self.env["helpdesk.ticket"].search(
                [("is_complaint", "=", True), ("commercial_partner_id", "in", customer.ids)],
                order="complaint_received_at desc",
                limit=MAX_EARLIER,
            )

    @api.depends("description")
    def _compute_category_id(self):
        """Propose while there is none: what somebody chose stays."""
        categories = self.env["helpdesk.ticket.category"]
        for desk in self:
            desk.category_id = desk.category_id or categories._propose(
                desk.description or "", desk.company_id
            )

    @api.depends("description", "category_id")
    def _compute_hazard_ids(self):
        for desk in self:
            proposed = self.env["complaint.hazard"]._propose(
                desk.description or "", desk.company_id
            )
            desk.hazard_ids |= proposed | desk.category_id._get_complaint_hazards()

    @api.depends("category_id", "hazard_ids")
    def _compute_severity_id(self):
        for desk in self:
            if desk.hazard_ids:
                desk.severity_id = desk.severity_id._get_top(desk.company_id)
            else:
                proposed = desk.category_id._get_complaint_severity()
                desk.severity_id = proposed or desk.severity_id

    @api.depends(
        "partner_id",
        "partner_name",
        "phone",
        "email",
        "store_id",
        "line_ids.quantity",
        "description",
        "demand",
        "ticket_id",
    )
    def _compute_case(self):
        """What the case would say, before it is one."""
        for desk in self:
            if desk.ticket_id or not (desk.description or desk.partner_id or desk.phone):
                desk.duplicate_hint, desk.readback = False, False
                continue
            vals = desk._prepare_ticket_vals()
            vals["complaint_line_ids"] = [
                Command.create(
                    {
                        "name": line.product_id.display_name or line.number,
                        "quantity": line.quantity,
                        "purchase_number": line.number,
                    }
                )
                for line in desk.line_ids
            ]
            case = self.env["helpdesk.ticket"].new(vals)
            found = case._find_probable_duplicates()
            desk.duplicate_hint = case._get_duplicate_hint(found.get(case))
            desk.readback = desk.description and case._get_readback_text()

    @api.depends("ticket_id")
    def _compute_words(self):
        for desk in self:
            sentences = desk._get_closing_sentences() if desk.ticket_id else []
            desk.words = "\n".join(sentences)

    def _get_closing_sentences(self):
        """Return what customers are told before they go: number, date, and how they hear more."""
        ticket = self.ticket_id
        due = ticket.complaint_resolution_due
        channels = dict(ticket._fields["complaint_reply_channel"]._description_selection(self.env))
        sentences = [self.env._("Your complaint has the number %s.", ticket.number)]
        if due:
            moment = ticket._to_customer_time(due).strftime("%Y-%m-%d %H:%M")
            sentences.append(self.env._("We expect to be done by %s.", moment))
        if ticket._has_contact() and not ticket.complaint_is_anonymous:
            by = channels[ticket._get_reply_channel()]
            sentences.append(self.env._("You will hear from us by: %s.", by))
        return sentences

    # Registering -----------------------------------------------------------------------------

    def _prepare_ticket_vals(self):
        self.ensure_one()
        tickets = self.env["helpdesk.ticket"]
        return {
            "name": self._get_title(),
            "description": plaintext2html(self.description or ""),
            "team_id": tickets._get_default_complaint_team().id,
            "company_id": self.company_id.id,
            "complaint_kind": self.kind,
            "complaint_store_id": self.store_id.id,
            "channel_id": self.channel_id.id,
            "partner_id": not self.is_anonymous and self.partner_id.id,
            "partner_name": not self.is_anonymous and self.partner_name,
            "partner_email": not self.is_anonymous and self.email,
            "complaint_phone": self.phone,
            "complaint_is_anonymous": self.is_anonymous,
            "complaint_demand": self.demand,
            "category_id": self.category_id.id,
            "complaint_severity_id": self.severity_id.id,
            "complaint_hazard_ids": [Command.set(self.hazard_ids.ids)],
            "complaint_received_at": fields.Datetime.now(),
        }

    def _get_title(self):
        """Return the beginning of what was told, cut where a word ends."""
        lines = (self.description or "").strip().splitlines()
        title = lines[0].strip() if lines else ""
        if len(title) <= MAX_DESK_TITLE:
            return title
        cut = title[:MAX_DESK_TITLE]
        return f"{cut.rpartition(' ')[0] or cut}…"

    def action_register(self):
        """Register the case; a second click finds it registered.

        :raises UserError: naming what is missing
        """
        self.ensure_one()
        if self.ticket_id:
            return
        self._ensure_complete()
        ticket = self.env["helpdesk.ticket"].create(self._prepare_ticket_vals())
        self.line_ids._add_to_case(ticket)
        if self.is_read_back:
            ticket._confirm_readback(self._get_spoken_channel(), self.partner_name)
        self.ticket_id = ticket

    def _ensure_complete(self):
        missing = []
        if not (self.description or "").strip():
            missing.append(self.env._("What happened, in the customer's words."))
        if not (self.is_anonymous or self.partner_id or self.phone or self.email):
            missing.append(self.env._("A customer, telephone or e-mail; or mark it as anonymous."))
        if not self.store_id:
            missing.append(self.env._("The store concerned."))
        if missing:
            raise UserError("\n".join(missing))

    def _get_spoken_channel(self):
        """Return whether the customer stands here or is on the telephone."""
        is_call = self.channel_id == self.env.ref(
            "retail_complaint.helpdesk_ticket_channel_phone", False
        )
        return "phone" if is_call else "in_person"

    def action_told(self):
        """Keep that the customer was told number and date, and take the next one."""
        self.ensure_one()
        ticket = self.ticket_id
        if ticket and not ticket._is_told("acknowledge"):
            self.env["complaint.contact.log"].create(
                {
                    "ticket_id": ticket.id,
                    "purpose": "acknowledge",
                    "channel": self._get_spoken_channel(),
                    "words": self.words,
                }
            )
        return self.env["ir.actions.actions"]._for_xml_id("retail_complaint.complaint_desk_action")

    def action_open_case(self):
        """Open the registered case."""
        self.ensure_one()
        return self.ticket_id.action_complaint_open()


class ComplaintDeskLine(models.TransientModel):
    _name = "complaint.desk.line"
    _inherit = ["complaint.purchase.found.mixin"]
    _description = "Purchase complained about"

    desk_id = fields.Many2one("complaint.desk", required=True, ondelete="cascade")
