from odoo import api, fields, models
from odoo.exceptions import UserError


class HelpdeskTicket(models.Model):
    """What kind of trouble it is, and the safety flags that force the top severity (CLS-5).

    A flag is raised by hand or by the category, through whatever door, and taken down by the
    leading group only, with a written reason.
    """

    _inherit = "helpdesk.ticket"

    complaint_severity_id = fields.Many2one(
        "complaint.severity",
        string="Severity",
        tracking=True,
        check_company=True,
        index="btree_not_null",
    )
    complaint_hazard_ids = fields.Many2many(
        "complaint.hazard",
        "helpdesk_ticket_complaint_hazard_rel",
        "ticket_id",
        "hazard_id",
        string="Safety",
        copy=False,
        tracking=True,
        check_company=True,
        ondelete="restrict",
        # A flag that is no longer offered stays where it was raised.
        context={"active_test": False},
        help="Injury, allergy, suspected spoilage, a child, fire: the case gets the top severity.",
    )
    complaint_is_safety = fields.Boolean(
        string="Safety case",
        compute="_compute_complaint_is_safety",
        store=True,
        index=True,
        guarded=True,
    )
    complaint_hazard_cleared_at = fields.Datetime(
        string="Safety flags taken down",
        readonly=True,
        copy=False,
        guarded=True,
    )
    complaint_hazard_cleared_by_id = fields.Many2one(
        "res.users",
        string="Taken down by",
        readonly=True,
        copy=False,
        guarded=True,
    )
    complaint_hazard_cleared_reason = fields.Text(
        string="Reason for taking them down",
        readonly=True,
        copy=False,
        guarded=True,
    )

    @api.depends("complaint_hazard_ids")
    def _compute_complaint_is_safety(self):
        for ticket in self:
            ticket.complaint_is_safety = bool(ticket.complaint_hazard_ids)

    @api.onchange("category_id", "complaint_hazard_ids")
    def _onchange_complaint_classification(self):
        """Show at once what saving will do: flags and severity of the category."""
        category = self.category_id
        self.complaint_hazard_ids |= category._get_complaint_hazards()
        if self.complaint_hazard_ids:
            company = self.company_id or self.env.company
            self.complaint_severity_id = self.complaint_severity_id._get_top(company)
        elif not self.complaint_severity_id:
            self.complaint_severity_id = category._get_complaint_severity()

    def _prepare_complaint_vals(self, vals, team):
        added = super()._prepare_complaint_vals(vals, team)
        category = self.env["helpdesk.ticket.category"].browse(vals.get("category_id"))
        severity = self.env["complaint.severity"].browse(vals.get("complaint_severity_id"))
        given = self.new({"complaint_hazard_ids": vals.get("complaint_hazard_ids") or []})
        hazards = given.complaint_hazard_ids._origin | category._get_complaint_hazards()
        if hazards:
            # Whatever the agent, an import or another system picked (CLS-5).
            company = added.get("company_id") or vals.get("company_id") or team.company_id.id
            company = self.env["res.company"].browse(company or self.env.company.id)
            severity = severity._get_top(company)
            added["complaint_hazard_ids"] = [fields.Command.set(hazards.ids)]
        severity = severity or category._get_complaint_severity()
        added["complaint_severity_id"] = severity.id
        if severity:
            added["priority"] = severity.priority
        return added

    def _get_complaint_start(self):
        return super()._get_complaint_start() | {
            "complaint_severity_id": self.complaint_severity_id.id,
            "category_id": self.category_id.id,
        }

    def _complete_changes(self, vals):
        vals = super()._complete_changes(vals)
        if vals.get("complaint_severity_id") and "priority" not in vals:
            severity = self.env["complaint.severity"].browse(vals["complaint_severity_id"])
            vals = dict(vals, priority=severity.priority)
        return vals

    def _take_steps(self, vals):
        steps = super()._take_steps(vals)
        if "complaint_hazard_ids" in vals:
            before = {ticket.id: ticket.complaint_hazard_ids for ticket in self}
            steps.append(lambda: self._ensure_hazards_not_removed(before))
        return steps

    def _follow_changes(self, vals, former):
        result = super()._follow_changes(vals, former)
        if {"category_id", "complaint_hazard_ids", "complaint_severity_id"}.intersection(vals):
            for ticket in self:
                ticket._follow_classification("category_id" in vals)
        return result

    def _ensure_hazards_not_removed(self, before):
        for ticket in self:
            if before[ticket.id] - ticket.complaint_hazard_ids:
                raise UserError(
                    self.env._(
                        "A safety flag stays. The leading group takes it down with the button "
                        "Not a safety case, and writes why."
                    )
                )

    def _follow_classification(self, is_new_category):
        """Raise the flags of a new category and hold the severity that they force."""
        self.ensure_one()
        category = self.category_id
        hazards = self.complaint_hazard_ids
        if is_new_category:
            hazards |= category._get_complaint_hazards()
        severity = self.complaint_severity_id
        if hazards:
            severity = severity._get_top(self.company_id)
        elif is_new_category and not severity:
            severity = category._get_complaint_severity()
        vals = {}
        if hazards != self.complaint_hazard_ids:
            vals["complaint_hazard_ids"] = [fields.Command.set(hazards.ids)]
        if severity != self.complaint_severity_id:
            vals["complaint_severity_id"] = severity.id
        if vals:
            self._as_server().write(vals)

    def _clear_hazards(self, reason):
        """Take the safety flags down, for the leading group, with a written reason.

        The severity stays until somebody rates the case anew.

        :raises UserError: without a reason or a flag
        """
        self.ensure_one()
        self._ensure_can_handle()
        self._ensure_manager()
        self._check_reason(reason)
        if not self.complaint_hazard_ids:
            raise UserError(self.env._("%s has no safety flag.", self.number))
        names = ", ".join(self.complaint_hazard_ids.mapped("name"))
        self._as_server().write(
            {
                "complaint_hazard_ids": [fields.Command.clear()],
                "complaint_hazard_cleared_at": fields.Datetime.now(),
                "complaint_hazard_cleared_by_id": self.env.uid,
                "complaint_hazard_cleared_reason": reason,
            }
        )
        self.message_post(
            body=self.env._(
                "Not a safety case: %(user)s took down %(names)s. Reason: %(reason)s",
                user=self.env.user.name,
                names=names,
                reason=reason,
            )
        )
