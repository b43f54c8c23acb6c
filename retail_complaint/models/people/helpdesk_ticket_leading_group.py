from odoo import api, fields, models
from odoo.exceptions import AccessError

from ...tools.process import ANSWERED_KINDS, EARLY_OUTCOMES

TEXTS = frozenset({"complaint_cause", "complaint_effect", "complaint_lessons"})


class HelpdeskTicket(models.Model):
    """What the leading group hears of a case, and what it says at the end (RSP-4, REC-6)."""

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

    # Every case is reported -----------------------------------------------------------------

    def _after_complaint_created(self):
        result = super()._after_complaint_created()
        self._report_case()
        return result

    def _report_case(self):
        """Tell the groups that the severity names, by an activity: rate it, or know of it."""
        told = self.filtered(lambda t: t.complaint_kind not in ANSWERED_KINDS).grouped(
            lambda t: (t.complaint_severity_id, t.complaint_store_id, t.team_id, t.company_id)
        )
        for (severity, *_place), tickets in told.items():
            users = tickets[0]._get_report_users(severity) - self.env.user
            known = tickets._get_reported_to() if users else {}
            for user in users:
                (tickets - known.get(user, tickets.browse()))._schedule_quietly(
                    user,
                    "retail_complaint.mail_activity_type_report",
                    severity._get_report_summary,
                )

    def _set_phase(self, phase):
        result = super()._set_phase(phase)
        if phase == "archived":
            # Nobody has to look at the report of a case that is over.
            self._get_reports().unlink()
        return result

    def _get_reports(self):
        """Return the open activities by which these cases were reported."""
        asked = self.env.ref("retail_complaint.mail_activity_type_report")
        # Other people's activities are not for everybody who handles a case.
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "helpdesk.ticket"),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", asked.id),
                ]
            )
        )

    def _get_reported_to(self):
        """Return the cases that are on somebody's list already, by user."""
        reports = self._get_reports().grouped("user_id")
        return {
            user.with_env(self.env): self.browse(activities.mapped("res_id"))
            for user, activities in reports.items()
        }

    def _get_report_users(self, severity):
        """Return who hears of a new case of this severity, within whose reach it is."""
        self.ensure_one()
        report_to = severity.report_to or "leader"
        leading = self._get_role_users("leading_group")
        users = {
            "nobody": leading.browse(),
            "leader": leading[:1],
            "leading": leading,
            "all": leading | self._get_role_users("support_group"),
        }[report_to]
        return self._get_within_reach(users)

    # Summing-up ------------------------------------------------------------------------------

    def _can_sum_up(self):
        self.ensure_one()
        return self.is_complaint and (
            self.env.user.has_group("retail_complaint.group_manager")
            or self.env.user in self._get_role_users("leading_group")
        )

    @api.model
    def _check_registration(self, vals):
        # A case is summed up at its end, not when it is registered.
        if TEXTS.intersection(name for name in vals if vals[name]):
            self._raise_not_leading()
        return super()._check_registration(vals)

    def _check_changes(self, vals):
        if TEXTS.intersection(vals) and not (
            self.env.su or all(case._can_sum_up() for case in self)
        ):
            self._raise_not_leading()
        return super()._check_changes(vals)

    @api.model
    def _get_followed_fields(self):
        return super()._get_followed_fields() | {"complaint_severity_id"}

    def _follow_changes(self, vals, former):
        result = super()._follow_changes(vals, former)
        cases = self.filtered(lambda case: case in former)
        if "complaint_severity_id" in vals:
            cases._follow_rating(
                {case: values["complaint_severity_id"] for case, values in former.items()}
            )
        if TEXTS.intersection(vals):
            cases._stamp_summing_up()
        return result

    def _follow_rating(self, former):
        """Report what is graver than it was; what the leading group itself rated needs no report.

        :param former: severity before, by case
        """
        rated = self.filtered(lambda case: not self.env.su and case._can_sum_up())
        reports = rated._get_reports()
        self.filtered(
            lambda case: case.complaint_severity_id.level > former[case].level
        )._report_case()
        reports.unlink()

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
        if all(ticket[name] and ticket[name].strip() for name in TEXTS):
            return []
        return [self.env._("The leading group's summing-up: cause, effect and measures.")]
