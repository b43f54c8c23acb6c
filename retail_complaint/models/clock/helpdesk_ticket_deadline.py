from dataclasses import replace

from odoo import api, fields, models

from ...tools.service_level import PAUSE_REASONS


class HelpdeskTicket(models.Model):
    """Until when: what the clocks of the case say in one line."""

    _inherit = "helpdesk.ticket"

    complaint_clock_ids = fields.One2many(
        "complaint.clock",
        "ticket_id",
        string="Clocks",
        readonly=True,
        copy=False,
        guarded=True,
    )
    complaint_escalation_ids = fields.One2many(
        "complaint.escalation",
        "ticket_id",
        string="Escalations",
        readonly=True,
        copy=False,
        guarded=True,
    )
    complaint_timeline_ids = fields.One2many(
        "complaint.timeline",
        "ticket_id",
        string="Timeline",
        readonly=True,
        copy=False,
        guarded=True,
    )
    complaint_first_response_at = fields.Datetime(
        string="First response",
        readonly=True,
        copy=False,
        guarded=True,
    )
    complaint_pause_reason = fields.Selection(
        PAUSE_REASONS,
        string="Waiting for",
        readonly=True,
        copy=False,
        tracking=True,
        guarded=True,
    )
    complaint_first_response_due = fields.Datetime(
        string="First response due",
        compute="_compute_complaint_clocks",
        store=True,
        precompute=True,
        guarded=True,
    )
    complaint_resolution_due = fields.Datetime(
        string="Resolution due",
        compute="_compute_complaint_clocks",
        store=True,
        precompute=True,
        guarded=True,
    )
    complaint_next_due = fields.Datetime(
        string="Next due",
        compute="_compute_complaint_clocks",
        store=True,
        precompute=True,
        help="When the first of the running clocks is due.",
        guarded=True,
    )
    complaint_next_warning = fields.Datetime(
        string="At risk from",
        compute="_compute_complaint_clocks",
        store=True,
        precompute=True,
        guarded=True,
    )
    complaint_next_clock_id = fields.Many2one(
        "complaint.clock",
        string="Next clock",
        compute="_compute_complaint_clocks",
        store=True,
        precompute=True,
        ondelete="set null",
        index="btree_not_null",
        guarded=True,
    )
    complaint_clock_state = fields.Selection(
        [("running", "Running"), ("paused", "Paused")],
        string="Clocks are",
        compute="_compute_complaint_clocks",
        store=True,
        precompute=True,
        help="Empty: nothing is due.",
        guarded=True,
    )

    # The open complaints in the order in which they are due, whatever else the table holds.
    _complaint_next_due_index = models.Index(
        "(complaint_next_due, id)"
        " WHERE is_complaint IS TRUE AND complaint_archived_at IS NULL AND active IS TRUE"
    )

    @api.depends(
        "complaint_clock_ids.kind",
        "complaint_clock_ids.state",
        "complaint_clock_ids.result",
        "complaint_clock_ids.due_at",
        "complaint_clock_ids.warning_at",
    )
    def _compute_complaint_clocks(self):
        for ticket in self:
            # The summary is the case's own, whoever may read the clocks.
            clocks = ticket.sudo().complaint_clock_ids
            running = clocks.filtered(lambda clock: clock.state == "running" and clock.due_at)
            first = running.sorted(lambda clock: (clock.due_at, clock.kind))[:1]
            is_paused = not first and "paused" in clocks.mapped("state")
            ticket.complaint_next_due = first.due_at
            ticket.complaint_next_clock_id = first
            ticket.complaint_next_warning = first.warning_at
            ticket.complaint_clock_state = "running" if first else "paused" if is_paused else False
            ticket.complaint_first_response_due = clocks._get_last_due("first_response")
            ticket.complaint_resolution_due = clocks._get_last_due("resolution")

    def _prepare_complaint_vals(self, vals, team):
        added = super()._prepare_complaint_vals(vals, team)
        channel = self.env["helpdesk.ticket.channel"].browse(vals.get("channel_id"))
        if channel.complaint_is_direct:
            # Who takes a complaint in person has responded (RSP-1).
            added["complaint_first_response_at"] = (
                vals.get("complaint_received_at") or fields.Datetime.now()
            )
        return added

    def _get_case(self):
        """Return it with the day on which the case was received, where the case is."""
        received = self.sudo().complaint_received_at or fields.Datetime.now()
        return replace(super()._get_case(), day=self._to_customer_time(received).date())
