from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.process import (
    ANSWERED_KINDS,
    EARLY_OUTCOMES,
    ENDED,
    OUTCOMES,
    PHASE_SELECTION,
    next_phase,
    path,
    phases_between,
)


class HelpdeskTicket(models.Model):
    """The phase of a case and the gates between phases.

    The phase is written by :meth:`_set_phase` alone. Buttons, dragged cards and the API all come
    through :meth:`_advance`, which asks every gate on the way. What a gate asks is said by the
    part of the case that knows: each extends the hook of its gate.
    """

    _inherit = "helpdesk.ticket"

    complaint_phase = fields.Selection(
        PHASE_SELECTION,
        string="Phase",
        readonly=True,
        copy=False,
        index=True,
        guarded=True,
    )
    complaint_next_phase = fields.Selection(
        PHASE_SELECTION, string="Next phase", compute="_compute_complaint_missing"
    )
    complaint_missing = fields.Text(
        string="Missing for the next phase", compute="_compute_complaint_missing"
    )
    complaint_outcome = fields.Selection(
        OUTCOMES,
        string="Outcome",
        readonly=True,
        copy=False,
        tracking=True,
        guarded=True,
    )
    complaint_outcome_reason = fields.Text(
        string="Reason of the outcome",
        readonly=True,
        copy=False,
        guarded=True,
    )
    complaint_resolved_at = fields.Datetime(
        string="Resolved",
        readonly=True,
        copy=False,
        help="When the result was told and goods and payments were done.",
        guarded=True,
    )
    complaint_archived_at = fields.Datetime(
        string="Archived on", readonly=True, copy=False, guarded=True
    )
    complaint_reopen_count = fields.Integer(
        string="Reopened", readonly=True, copy=False, guarded=True
    )

    # Gates -----------------------------------------------------------------------------------

    @api.depends(
        "is_complaint",
        "complaint_phase",
        "complaint_kind",
        "complaint_outcome",
        "complaint_is_anonymous",
        "complaint_phone",
        "partner_id",
        "partner_email",
        "category_id",
        "complaint_store_id",
        "complaint_severity_id",
        "complaint_line_ids",
        "complaint_contact_log_ids.purpose",
        "complaint_contact_log_ids.is_delivered",
    )
    def _compute_complaint_missing(self):
        """Who adds a condition adds what it reads to the dependencies, by an override of this."""
        for ticket in self:
            phase = ticket.is_complaint and ticket._get_next_phase()
            missing = ticket._get_gate_missing(phase) if phase else []
            ticket.complaint_next_phase = phase
            ticket.complaint_missing = "\n".join(missing)

    def _get_path(self):
        """Hook: return the phases that this case walks, in order."""
        self.ensure_one()
        return path(self.complaint_kind)

    def _get_next_phase(self):
        return next_phase(self.complaint_phase or "intake", self._get_path())

    def _get_gate_missing(self, phase):
        """Return what is missing before this case may enter ``phase``, as sentences."""
        self.ensure_one()
        check = {
            "assessment": self._get_intake_missing,
            "investigation": self._get_assessment_missing,
            "proposal": self._get_finding_missing,
            "execution": self._get_settlement_missing,
            "followup": self._get_resolution_missing,
            "archived": self._get_archive_missing,
        }.get(phase)
        return check() if check else []

    def _get_intake_missing(self):
        missing = []
        if not self._has_contact():
            missing.append(self.env._("A customer, telephone or e-mail; or mark it as anonymous."))
        if not self.complaint_store_id:
            missing.append(self.env._("The store concerned."))
        if self.complaint_kind == "after_sales" and not self.complaint_line_ids:
            missing.append(self.env._("The purchase: an after-sales request needs its proof."))
        return missing

    def _get_assessment_missing(self):
        missing = []
        if not self.category_id:
            missing.append(self.env._("The category."))
        if not self.complaint_severity_id:
            missing.append(self.env._("The severity."))
        return missing

    def _get_finding_missing(self):
        """Hook: return what is still to be found out before something is offered."""
        self.ensure_one()
        return []

    def _get_settlement_missing(self):
        """Hook: return what is still to be agreed before something is carried out."""
        self.ensure_one()
        return []

    def _get_resolution_missing(self):
        """What keeps the case from being resolved: work undone, a result not told (EXE-3)."""
        missing = [] if self.complaint_phase == "execution" else self._get_finding_missing()
        missing += self._get_open_work() + self._get_open_questions()
        if not self._is_told("result"):
            missing.append(self.env._("The result told to the customer, on record under Told."))
        return missing

    def _get_open_work(self):
        """Hook: return the customer's measures, goods and payments not done yet, as sentences."""
        self.ensure_one()
        return []

    def _get_open_questions(self):
        """Hook: return what the customer was asked and has not answered yet, as sentences."""
        self.ensure_one()
        return []

    def _get_archive_missing(self):
        # Accounting may have undone a payment since the case was resolved.
        missing = self._get_open_work()
        if self.complaint_outcome in EARLY_OUTCOMES:
            return missing
        if self.complaint_kind in ANSWERED_KINDS:
            if not self._is_told("result"):
                missing.append(self.env._("The answer told to the customer, on record under Told."))
        elif not self._is_followed_up():
            missing.append(self.env._("The follow-up with the customer's satisfaction."))
        return missing

    def _is_followed_up(self):
        """Hook: whether the customer was asked, or need not be."""
        self.ensure_one()
        return True

    # Moving ----------------------------------------------------------------------------------

    def action_complaint_next(self):
        """Move each case to the next phase of its path.

        :raises UserError: naming all that is missing
        """
        for ticket in self:
            phase = ticket._get_next_phase()
            if not phase:
                raise UserError(self.env._("%s is at its end.", ticket.number))
            ticket._advance(phase)

    def action_complaint_advance(self, phase):
        """Move the cases to ``phase``; a case that is already there stays as it is.

        :raises UserError: naming all that is missing on the way
        """
        for ticket in self:
            ticket._advance(phase)

    def _advance(self, phase, pass_reason=None):
        """Move one case to ``phase`` through every gate between, or back to an earlier phase.

        :param pass_reason: a manager's written reason to pass what is missing
        """
        self.ensure_one()
        self._ensure_can_handle()
        if phase == self.complaint_phase:
            return
        on_way = phases_between(self.complaint_phase, phase, self._get_path())
        if not on_way:
            self._ensure_can_go_back(phase)
        missing = [text for step in on_way for text in self._get_gate_missing(step)]
        if missing and pass_reason is None:
            raise UserError(
                self.env._(
                    "%(number)s cannot go to %(phase)s yet. Missing:\n%(missing)s",
                    number=self.number,
                    phase=self._get_phase_label(phase),
                    missing="\n".join(f"- {text}" for text in missing),
                )
            )
        if missing:
            self._log_gate_pass(phase, missing, pass_reason)
        self._set_phase(phase)

    def _set_phase(self, phase):
        """The one writer of the phase; it looks the stage up and keeps the dates."""
        now = fields.Datetime.now()
        for ticket in self:
            vals = {
                "complaint_phase": phase,
                "stage_id": ticket._get_phase_stage(phase).id,
            }
            if phase == "archived":
                vals["complaint_archived_at"] = now
            if phase in ENDED:
                if not ticket.complaint_outcome:
                    vals["complaint_outcome"] = ticket._get_natural_outcome()
                if not ticket.complaint_resolved_at:
                    vals["complaint_resolved_at"] = now
            ticket._as_server().write(vals)

    def _get_natural_outcome(self):
        """The outcome of a case that walked its path to the end."""
        self.ensure_one()
        if self.complaint_kind in ANSWERED_KINDS:
            return "answered"
        return "settled" if "execution" in self._get_path() else "explained"

    def _get_phase_stage(self, phase):
        """Return the stage that shows ``phase`` in this team; a team's own stage wins."""
        self.ensure_one()
        stages = self.team_id._get_applicable_stages().filtered(
            lambda stage: stage.complaint_phase == phase
        )
        return (stages.filtered("team_ids") or stages)[:1] or self.stage_id

    def _get_phase_label(self, phase):
        field = self._fields["complaint_phase"]
        return dict(field._description_selection(self.env)).get(phase, phase)

    def _ensure_can_handle(self):
        """:raises AccessError: when the user may not handle cases"""
        self.check_access("write")
        self._ensure_agent()
        ordinary = self.filtered(lambda ticket: not ticket.is_complaint)
        if ordinary:
            raise UserError(self.env._("%s is not a complaint.", ordinary[0].number))

    def _ensure_agent(self):
        """:raises AccessError: for those who only register"""
        if not (self.env.su or self.env.user.has_group("retail_complaint.group_agent")):
            raise AccessError(
                self.env._("You can register complaints. To handle one, ask for the agent role.")
            )

    def _ensure_manager(self):
        """:raises AccessError: when the user does not belong to the leading group"""
        if not self.env.user.has_group("retail_complaint.group_manager"):
            raise AccessError(self.env._("Only the leading group can do this."))

    def _check_reason(self, reason):
        """:raises UserError: without a written reason"""
        if not (reason or "").strip():
            raise UserError(self.env._("Write the reason in a sentence."))

    def _ensure_can_go_back(self, phase):
        """Hook: going back is free until something was settled; an ended case is reopened instead.

        :raises UserError: naming what stands in the way
        """
        path_phases = [key for key, _label in PHASE_SELECTION]
        if phase not in path_phases:
            raise UserError(self.env._("There is no phase %s.", phase))
        ahead = path_phases.index(phase) > path_phases.index(self.complaint_phase)
        if ahead:
            raise UserError(
                self.env._(
                    "%(phase)s is not on the way of this case: its kind and finding end it "
                    "another way.",
                    phase=self._get_phase_label(phase),
                )
            )
        if self.complaint_phase in ENDED:
            raise UserError(self.env._("This case is resolved. Reopen it with a reason."))

    def _log_gate_pass(self, phase, missing, reason):
        self.message_post(
            body=self.env._(
                "Passed to %(phase)s by %(user)s without: %(missing)s Reason: %(reason)s",
                phase=self._get_phase_label(phase),
                user=self.env.user.name,
                missing=" ".join(missing),
                reason=reason,
            )
        )

    # CRUD ------------------------------------------------------------------------------------

    @api.model
    def _prepare_team_vals(self, team):
        # Whatever stage the client asks for, a case begins at intake.
        stage = team._get_applicable_stages().filtered(lambda s: s.complaint_phase == "intake")
        return dict(
            super()._prepare_team_vals(team),
            complaint_phase="intake",
            stage_id=(stage.filtered("team_ids") or stage)[:1].id,
        )

    def _take_steps(self, vals):
        steps = super()._take_steps(vals)
        if "stage_id" in vals:
            stage = self.env["helpdesk.ticket.stage"].browse(vals.pop("stage_id"))
            if not stage.complaint_phase:
                raise UserError(
                    self.env._("%s is no stage for complaints.", stage.name or self.env._("None"))
                )
            steps.append(partial(self._move_to_stage, stage))
        return steps

    def _move_to_stage(self, stage):
        """A dragged card asks the same gates as the button."""
        for ticket in self:
            ticket._advance(stage.complaint_phase)
            if ticket.stage_id != stage:
                ticket._as_server().write({"stage_id": stage.id})
