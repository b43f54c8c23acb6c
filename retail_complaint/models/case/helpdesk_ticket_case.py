from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.case import Case
from ...tools.process import KINDS

#: What complainants themselves read of their case over the API; the rest is the house's own.
PORTAL_FIELDS = frozenset(
    {
        "complaint_phase",
        "complaint_kind",
        "complaint_outcome",
        "complaint_store_id",
        "complaint_received_at",
        "complaint_incident_at",
        "complaint_demand",
        "complaint_resolution_due",
    }
)


class HelpdeskTicket(models.Model):
    """What happened: kind, place, time, people, demand and what was bought."""

    _inherit = "helpdesk.ticket"

    is_complaint = fields.Boolean(
        string="Complaint",
        readonly=True,
        copy=False,
        index=True,
        help="Set by the team: a ticket of a team that handles complaints is a complaint.",
        guarded=True,
    )
    complaint_kind = fields.Selection(
        KINDS,
        string="Kind",
        default="complaint",
        tracking=True,
        help="Suggestions and inquiries are answered; complaints and after-sales "
        "requests are investigated and settled.",
    )
    complaint_store_id = fields.Many2one(
        "retail.store",
        string="Store concerned",
        domain="[('parent_id', '=', False)]",
        tracking=True,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    complaint_area_id = fields.Many2one(
        "retail.store",
        string="Area",
        domain="[('parent_id', '=', complaint_store_id), ('parent_id', '!=', False)]",
        check_company=True,
        ondelete="restrict",
        help="Counter, aisle, floor or unit within the store.",
    )
    complaint_intake_store_id = fields.Many2one(
        "retail.store",
        string="Store of intake",
        domain="[('parent_id', '=', False)]",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    complaint_registrar_id = fields.Many2one(
        "res.users",
        string="Registered by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        guarded=True,
    )
    complaint_received_at = fields.Datetime(
        string="Received",
        default=lambda self: fields.Datetime.now(),
        copy=False,
        index=True,
        help="When the complaint reached us; its deadlines run from here.",
    )
    complaint_incident_at = fields.Datetime(string="Incident", copy=False)
    complaint_phone = fields.Char(string="Telephone")
    complaint_is_anonymous = fields.Boolean(string="Anonymous")
    complaint_demand = fields.Text(
        string="Customer's demand", help="What the customer asks for, in his own words."
    )
    complaint_is_drill = fields.Boolean(
        string="Drill",
        copy=False,
        readonly=True,
        guarded=True,
        help="A simulated complaint: it walks the process, but makes no document and "
        "counts in no figure.",
    )
    complaint_reopened_at = fields.Datetime(
        string="Reopened on", readonly=True, copy=False, guarded=True
    )
    complaint_receipt_number = fields.Char(
        string="Receipt or order number",
        copy=False,
        help="As the customer gave it: it proves nothing before the purchase is found.",
    )
    complaint_line_ids = fields.One2many(
        "complaint.line", "ticket_id", string="What was bought", copy=False
    )
    complaint_contact_log_ids = fields.One2many(
        "complaint.contact.log", "ticket_id", string="Told", copy=False
    )

    def _has_field_access(self, field, operation):
        is_ours = field.name.startswith("complaint_") and field.name not in PORTAL_FIELDS
        if is_ours and self.env.user.share and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def _get_own_store(self):
        """The user's store, where they have exactly one."""
        stores = self.env.user.sudo().retail_store_ids.filtered(
            lambda store: not store.parent_id and store.company_id in self.env.companies
        )
        return stores if len(stores) == 1 else stores.browse()

    @api.constrains("complaint_received_at", "complaint_incident_at")
    def _check_complaint_times(self):
        # A client's clock may be some minutes ahead of ours.
        limit = fields.Datetime.add(fields.Datetime.now(), minutes=10)
        for ticket in self.filtered("is_complaint"):
            for name in ("complaint_received_at", "complaint_incident_at"):
                if ticket[name] and ticket[name] > limit:
                    raise ValidationError(
                        self.env._(
                            "%(field)s lies in the future. Enter when it happened.",
                            field=self._fields[name]._description_string(self.env),
                        )
                    )

    @api.constrains("complaint_area_id", "complaint_store_id")
    def _check_complaint_area(self):
        for ticket in self.filtered("complaint_area_id"):
            if ticket.complaint_area_id.parent_id != ticket.complaint_store_id:
                raise ValidationError(
                    self.env._(
                        "The area %(area)s does not belong to the store %(store)s.",
                        area=ticket.complaint_area_id.name,
                        store=ticket.complaint_store_id.name or self.env._("(none)"),
                    )
                )

    def _prepare_complaint_vals(self, vals, team):
        added = super()._prepare_complaint_vals(vals, team)
        user = self.env.user
        # The mail gateway and the portal are nobody.
        is_staff = not self.env.su and not user.share
        added["complaint_registrar_id"] = user.id if is_staff else False
        if not vals.get("complaint_received_at"):
            # Cleared by a client: the clocks need it.
            added["complaint_received_at"] = fields.Datetime.now()
        here = vals.get("complaint_intake_store_id") or self._get_own_store().id
        store = self.env["retail.store"].browse(
            vals.get("complaint_store_id") or here or team.complaint_store_id.id
        )
        added["complaint_intake_store_id"] = here
        added["complaint_store_id"] = store.id
        if store and not vals.get("company_id"):
            added["company_id"] = store.sudo().company_id.id
        if vals.get("channel_id"):
            # The portal and fetchmail name the helpdesk's channels, of another company maybe.
            channel = self.env["helpdesk.ticket.channel"].sudo().browse(vals["channel_id"])
            added["channel_id"] = channel._get_for_complaint().id
        return added

    def _get_complaint_start(self):
        return super()._get_complaint_start() | {
            "complaint_store_id": self.complaint_store_id.id,
            "complaint_intake_store_id": self.complaint_intake_store_id.id,
        }

    def _check_changes(self, vals):
        if "team_id" in vals:
            self._check_complaint_team(vals["team_id"])
        return super()._check_changes(vals)

    def _check_complaint_team(self, team_id):
        """A complaint stays with the teams that handle complaints.

        :raises UserError: when the new team handles none.
        """
        complaints = self.filtered("is_complaint")
        team = self.env["helpdesk.ticket.team"].sudo().browse(team_id)
        if complaints and not (team_id and team.is_complaint):
            raise UserError(
                self.env._(
                    "%(numbers)s: a complaint can only be given to a team that handles "
                    "complaints. If it is none, end it as withdrawn and open an ordinary "
                    "ticket.",
                    numbers=", ".join(complaints.mapped("number")),
                )
            )

    def _get_cases(self):
        """Return what of each case decides which settings count for it, by ticket id."""
        return {ticket.id: ticket._get_case() for ticket in self}

    def _get_case(self):
        """Return what of this case decides which settings count for it.

        :return: a ``tools.case.Case``
        """
        self.ensure_one()
        # Whoever asks need not be able to read all of the case, or its category.
        ticket = self.sudo()
        path = (ticket.category_id.parent_path or "").split("/")
        return Case(
            kind=ticket.complaint_kind or "complaint",
            severity_id=ticket.complaint_severity_id.id or 0,
            category_ids=tuple(int(part) for part in reversed(path) if part),
            team_id=ticket.team_id.id or 0,
            store_id=ticket.complaint_store_id.id or 0,
            company_id=ticket.company_id.id or 0,
        )

    def _has_contact(self):
        """A surname or nothing plus one contact is enough (INT-3)."""
        self.ensure_one()
        return bool(
            self.complaint_is_anonymous
            or self.partner_id
            or self.partner_email
            or self.complaint_phone
        )

    def _get_complaint_calendar(self):
        """Return the working calendar: of the store, else of the team, else of the company."""
        self.ensure_one()
        # Who registers a case need not be able to read stores and teams in full.
        ticket = self.sudo()
        return (
            ticket.complaint_store_id.calendar_id
            or ticket.team_id.complaint_calendar_id
            or ticket.company_id.resource_calendar_id
        )

    def _get_customer_timezone(self):
        """Return the time zone in which customers read times: the one that the clocks use."""
        return self._get_complaint_calendar().tz or "UTC"

    def _to_customer_time(self, moment):
        """Return a moment (in naive UTC) as the customer reads it, with its time zone."""
        local = self.with_context(tz=self._get_customer_timezone())
        return fields.Datetime.context_timestamp(local, moment)

    def _is_told(self, purpose):
        """Whether the customer was reached with this, since the case was last opened."""
        self.ensure_one()
        since = self.complaint_reopened_at
        return any(
            log.purpose == purpose and log.is_delivered and (not since or log.told_at >= since)
            for log in self.complaint_contact_log_ids
        )

    def action_complaint_find_purchase(self):
        """Open the search for what was bought."""
        self.ensure_one()
        self.check_access("write")
        finder = self.env["complaint.purchase.finder"].create(
            {"ticket_id": self.id, "query": self.complaint_receipt_number}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Find the purchase"),
            "res_model": finder._name,
            "res_id": finder.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_complaint_convert(self):
        """Make complaints of ordinary tickets, and open the one when it is one."""
        self.check_access("write")
        team = self._get_default_complaint_team()
        if not team:
            raise UserError(self.env._("No team handles complaints. Set one up first."))
        ordinary = self.filtered(lambda ticket: not ticket.is_complaint)
        ordinary.write({"team_id": team.id})
        if len(self) == 1:
            return self.action_complaint_open()
        return None
