from odoo import api, fields, models

from ...tools.roles import OWNER, above


class HelpdeskTicket(models.Model):
    """What escalation does to a case, and the events of the case that rules may ask for."""

    _inherit = "helpdesk.ticket"

    complaint_rung = fields.Selection(
        "_selection_complaint_rung",
        string="Level",
        default=OWNER,
        readonly=True,
        copy=False,
        help="How far up the case was handed.",
        guarded=True,
    )
    complaint_is_at_top = fields.Boolean(compute="_compute_complaint_is_at_top")

    @api.depends("complaint_rung", "company_id")
    def _compute_complaint_is_at_top(self):
        for ticket in self:
            top = [OWNER, *self.env["complaint.level"]._get_roles(ticket.company_id)][-1]
            ticket.complaint_is_at_top = ticket.complaint_rung == top

    @api.model
    def _selection_complaint_rung(self):
        return [
            (OWNER, self.env._("Owner")),
            *self.env["complaint.level"]._get_labels(self.env.company).items(),
        ]

    # Events ----------------------------------------------------------------------------------

    def _after_complaint_created(self):
        result = super()._after_complaint_created()
        self.env["complaint.escalation"]._fire("registered", self)
        return result

    def _reopen(self, reason):
        result = super()._reopen(reason)
        occasion = f"reopened:{self.complaint_reopen_count}"
        self.env["complaint.escalation"]._fire("reopened", self, {self.id: occasion})
        return result

    # What escalation does --------------------------------------------------------------------

    def action_complaint_pass_up(self, reason):
        """Hand the case one level up because it exceeds one's own authority (ORG-5).

        At the top the leading group is told.

        :raises UserError: without a reason
        """
        self.ensure_one()
        self._ensure_can_handle()
        self._check_reason(reason)
        # Who passes a case up may lose it from sight; the check above was their right to.
        return self.sudo()._hand_up(reason)[1]

    def _hand_up(self, reason):
        """Give the case to the next level that has somebody; return whom, and what was done."""
        self.ensure_one()
        for role in self._get_roles_above():
            user = self._filter_takers(self._get_role_users(role))[:1]
            if user:
                return user, self._move_up(role, user, reason)
        leaders = self._ensure_leader_in_reach()
        self._report_to_leading_group(reason)
        return leaders, self.env._(
            "The case is at the top: %s was told.", ", ".join(leaders.mapped("name"))
        )

    def _get_roles_above(self):
        """Return the levels above the case: above where it was handed, and where its owner stands.

        A level that is no more counts as none.
        """
        roles = self.env["complaint.level"]._get_roles(self.company_id)
        owner = self.user_id
        filled = {role for role in roles if owner and owner in self._get_role_users(role)}
        return above(roles, filled | {self.complaint_rung or OWNER})

    def _prepare_owner_vals(self, user, team):
        # Whoever takes a case by another way stands where they stand.
        return dict(super()._prepare_owner_vals(user, team), complaint_rung=OWNER)

    def _move_up(self, role, user, reason):
        former = self.user_id
        self._assign(user, reason, "escalation")
        self._as_server().write({"complaint_rung": role})
        done = self.env._(
            "Handed up from %(former)s to %(user)s (%(rung)s).",
            former=former.name or self.env._("nobody"),
            user=user.name,
            rung=self.env["complaint.level"]._get_labels(self.company_id)[role],
        )
        self.message_post(body=" ".join((done, reason)))
        return done

    def _raise_severity(self):
        """Raise the severity by one; return what was done."""
        self.ensure_one()
        current = self.complaint_severity_id
        higher = self.env["complaint.severity"].search(
            [
                ("level", ">", current.level),
                ("company_id", "in", [False, self.company_id.id]),
            ],
            order="level",
            limit=1,
        )
        if not higher:
            return self.env._("The severity is the highest already.")
        self.complaint_severity_id = higher
        return self.env._("Severity raised to %s.", higher.name)
