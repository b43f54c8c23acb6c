from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ...tools.process import ANSWERED_KINDS


class HelpdeskTicket(models.Model):
    """What the leading group hears of a case (RSP-4)."""

    _inherit = "helpdesk.ticket"

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

    # A rating answers the reports ------------------------------------------------------------

    @api.model
    def _get_followed_fields(self):
        return super()._get_followed_fields() | {"complaint_severity_id"}

    def _follow_changes(self, vals, former):
        result = super()._follow_changes(vals, former)
        if "complaint_severity_id" in vals:
            self.filtered(lambda case: case in former)._follow_rating(
                {case: values["complaint_severity_id"] for case, values in former.items()}
            )
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

    # What goes wrong is put before it -------------------------------------------------------

    def _ensure_leader_in_reach(self):
        """Give the case to the first of the leading group where none of it reaches the case.

        :return: those of the leading group who reach it now, at least one
        :raises UserError: when there is no leading group at all
        """
        self.ensure_one()
        leaders = self._get_role_users("leading_group")
        reached = self._get_within_reach(leaders)
        if reached:
            return reached
        leaders -= self._get_respondent_users()
        if not leaders:
            raise UserError(
                self.env._(
                    "Nobody of %s whom the case is not about belongs to the leading group. Give "
                    "somebody that role.",
                    self.company_id.name,
                )
            )
        self._assign(
            leaders[0], self.env._("Nobody else of the leading group sees it."), "escalation"
        )
        return leaders[0]

    def _report_to_leading_group(self, text):
        """Put before the leading group what went wrong with this case."""
        for ticket in self.sudo():
            leader = ticket._ensure_leader_in_reach()[:1]
            same = ticket.activity_ids.filtered(
                lambda a, text=text: html2plaintext(a.note or "").strip() == text.strip()
            )
            if not same:
                ticket.activity_schedule(
                    "retail_complaint.mail_activity_type_escalation",
                    user_id=leader.id,
                    note=text,
                )
