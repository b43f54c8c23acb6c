from odoo import api, fields, models


class HelpdeskTicket(models.Model):
    """The graft: one mixin per concern, each before the model so that its overrides run."""

    _name = "helpdesk.ticket"
    _inherit = [
        "complaint.chargeback.mixin",
        "complaint.law.mixin",
        "complaint.policy.mixin",
        "complaint.screen.mixin",
        "complaint.tracking.mixin",
        "complaint.form.mixin",
        "complaint.followup.mixin",
        "complaint.leading.group.mixin",
        "complaint.standing.mixin",
        "complaint.handover.mixin",
        "complaint.settlement.mixin",
        "complaint.history.mixin",
        "complaint.duplicate.mixin",
        "complaint.record.mixin",
        "complaint.classification.mixin",
        "complaint.kept.mixin",
        "complaint.reply.mixin",
        "complaint.gateway.mixin",
        "complaint.mail.mixin",
        "complaint.told.mixin",
        "complaint.investigation.mixin",
        "complaint.escalation.mixin",
        "complaint.owner.mixin",
        "complaint.clock.mixin",
        "complaint.outcome.mixin",
        "complaint.process.mixin",
        "complaint.reach.mixin",
        "complaint.people.mixin",
        "complaint.deadline.mixin",
        "complaint.case.mixin",
        "helpdesk.ticket",
    ]

    _check_company_auto = True

    # One list serves the kanban columns, the status bar and the form: phase stages for
    # complaints, the others for ordinary tickets.
    stage_id = fields.Many2one(
        domain="['|', ('team_ids', '=', team_id), ('team_ids', '=', False),"
        " ('complaint_phase', is_complaint and '!=' or '=', False)]"
    )

    channel_id = fields.Many2one(domain="[('is_complaint', '=', is_complaint)]")
    category_id = fields.Many2one(domain="[('is_complaint', 'in', [False, is_complaint])]")
    # Without it, deleting or merging tickets reads the whole table for each of them.
    duplicate_id = fields.Many2one(index="btree_not_null")

    @api.depends("team_id")
    def _compute_stage_id(self):
        complaints = self.filtered("is_complaint")
        for ticket in complaints:
            ticket.stage_id = ticket._get_phase_stage(ticket.complaint_phase)
        return super(HelpdeskTicket, self - complaints)._compute_stage_id()

    @api.depends("team_id")
    def _compute_user_id(self):
        # The owner of a complaint changes by hand-over only, not because the team changed.
        complaints = self.filtered("is_complaint")
        for ticket in complaints:
            ticket.user_id = ticket.user_id
        return super(HelpdeskTicket, self - complaints)._compute_user_id()

    @api.depends(
        "team_id.complaint_group_ids.member_ids",
        "complaint_store_id.complaint_group_ids.member_ids",
        "complaint_store_id.manager_id",
        "complaint_task_force_ids",
        "complaint_handover_ids.state",
        "complaint_handover_ids.candidate_ids",
        "complaint_party_ids.role",
        "complaint_party_ids.user_id",
    )
    @api.depends_context("uid")
    def _compute_complaint_standing(self):
        return super()._compute_complaint_standing()

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
        "complaint_finding",
        "complaint_finding_basis",
        "complaint_followup_ids.state",
        "complaint_cause",
        "complaint_effect",
        "complaint_lessons",
        "complaint_line_ids",
        "complaint_contact_log_ids.purpose",
        "complaint_contact_log_ids.is_delivered",
        "complaint_measure_ids.state",
        "complaint_measure_ids.is_internal",
        "complaint_proposal_ids.state",
        "complaint_compensation_ids.state",
        "complaint_compensation_ids.move_state",
        "complaint_compensation_ids.payment_state",
        "complaint_compensation_ids.goods_state",
    )
    def _compute_complaint_missing(self):
        return super()._compute_complaint_missing()

    @api.depends(
        "complaint_phone",
        "complaint_outside_number",
        "partner_id",
        "partner_email",
        "complaint_line_ids.purchase_number",
        "complaint_line_ids.lot_id",
    )
    def _compute_complaint_duplicate_keys(self):
        return super()._compute_complaint_duplicate_keys()

    @api.depends("name", "description")
    def _compute_complaint_words(self):
        return super()._compute_complaint_words()

    @api.depends(
        "complaint_duplicate_keys",
        "complaint_words",
        "complaint_duplicate_check",
        "complaint_received_at",
        "complaint_store_id",
        "complaint_phase",
    )
    @api.depends_context("uid")
    def _compute_complaint_duplicate_hint(self):
        return super()._compute_complaint_duplicate_hint()

    @api.depends("partner_email")
    def _compute_email_normalized(self):
        return super()._compute_email_normalized()

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        found = super()._read_group_stage_ids(stages, domain)
        if self.env.context.get("complaint_stages"):
            return found.filtered("complaint_phase")
        return found.filtered(lambda stage: not stage.complaint_phase) | stages
