from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.process import ANSWERED_KINDS, EARLY_OUTCOMES, SUMMING_UP


class HelpdeskTicket(models.Model):
    """What the leading group says at the end: cause, effect of the handling, measures (REC-6)."""

    _inherit = "helpdesk.ticket"

    complaint_cause = fields.Text(string="Cause", copy=False, groups="base.group_user")
    complaint_effect = fields.Text(
        string="Effect of the handling", copy=False, groups="base.group_user"
    )
    complaint_lessons = fields.Text(
        string="Measures for the future", copy=False, groups="base.group_user"
    )
    complaint_summed_up_at = fields.Datetime(
        string="Summed up",
        readonly=True,
        copy=False,
        groups="base.group_user",
        guarded=True,
    )
    complaint_summed_up_by_id = fields.Many2one(
        "res.users",
        string="Summed up by",
        readonly=True,
        copy=False,
        groups="base.group_user",
        guarded=True,
    )
    complaint_can_sum_up = fields.Boolean(compute="_compute_complaint_can_sum_up")

    @api.depends_context("uid")
    def _compute_complaint_can_sum_up(self):
        for ticket in self:
            ticket.complaint_can_sum_up = ticket._can_sum_up()

    def _can_sum_up(self):
        self.ensure_one()
        return self.is_complaint and (
            self.env.user.has_group("retail_complaint.group_manager")
            or self.env.user in self._get_role_users("leading_group")
        )

    @api.model
    def _check_registration(self, vals):
        # A case is summed up at its end, not when it is registered.
        if SUMMING_UP.intersection(name for name in vals if vals[name]):
            self._raise_not_leading()
        return super()._check_registration(vals)

    def _check_changes(self, vals):
        if SUMMING_UP.intersection(vals) and not (
            self.env.su or all(case._can_sum_up() for case in self)
        ):
            self._raise_not_leading()
        return super()._check_changes(vals)

    def _follow_changes(self, vals, former):
        result = super()._follow_changes(vals, former)
        if SUMMING_UP.intersection(vals):
            self.filtered(lambda case: case in former)._stamp_summing_up()
        return result

    def _stamp_summing_up(self):
        stamp = {
            "complaint_summed_up_at": fields.Datetime.now(),
            "complaint_summed_up_by_id": self.env.uid,
        }
        self._as_server().write(stamp)

    def _raise_not_leading(self):
        raise AccessError(
            self.env._("The case is summed up by its leading group, after it was handled.")
        )

    @api.depends(*sorted(SUMMING_UP))
    def _compute_complaint_missing(self):
        return super()._compute_complaint_missing()

    def _get_archive_missing(self):
        missing = super()._get_archive_missing()
        handled = (
            self.complaint_kind not in ANSWERED_KINDS
            and self.complaint_outcome not in EARLY_OUTCOMES
        )
        if handled and self.complaint_severity_id.needs_summing_up:
            missing += self._get_summing_up_missing()
        return missing

    def _get_summing_up_missing(self):
        # Shown to everybody who handles the case: what is missing, not what is written.
        ticket = self.sudo()
        if all(ticket[name] and ticket[name].strip() for name in SUMMING_UP):
            return []
        return [self.env._("The leading group's summing-up: cause, effect and measures.")]
