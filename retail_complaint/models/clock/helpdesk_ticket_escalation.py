from odoo import fields, models

from ...tools.roles import LADDER


class HelpdeskTicket(models.Model):
    """What escalation does to a case, and the events of the case that rules may ask for."""

    _inherit = "helpdesk.ticket"

    complaint_rung = fields.Selection(
        [
            ("owner", "Owner"),
            ("duty_manager", "Duty manager"),
            ("team_leader", "Team leader"),
            ("store_manager", "Store manager"),
            ("leading_group", "Leading group"),
        ],
        string="Level",
        default="owner",
        readonly=True,
        copy=False,
        help="How far up the case was handed.",
        guarded=True,
    )

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
        # Who passes a case up may lose it from sight; the check above was his right to.
        return self.sudo()._hand_up(reason)[1]

    def _hand_up(self, reason):
        """Give the case to the next level that has somebody; return whom, and what was done."""
        self.ensure_one()
        above = LADDER[LADDER.index(self._get_rung()) + 1 :]
        for rung in above:
            user = self._filter_takers(self._get_role_users(rung))[:1]
            if user:
                return user, self._move_up(rung, user, reason)
        leaders = self._ensure_leader_in_reach()
        self._report_to_leading_group(reason)
        return leaders, self.env._(
            "The case is at the top: %s was told.", ", ".join(leaders.mapped("name"))
        )

    def _get_rung(self):
        """Return how far up the case is: where it was handed, or where its owner stands anyway."""
        filled = [
            rung
            for rung in LADDER[1:]
            if self.user_id and self.user_id in self._get_role_users(rung)
        ]
        return max([self.complaint_rung or "owner", *filled], key=LADDER.index)

    def _prepare_owner_vals(self, user, team):
        # Whoever takes a case by another way stands where he stands.
        return dict(super()._prepare_owner_vals(user, team), complaint_rung="owner")

    def _move_up(self, rung, user, reason):
        former = self.user_id
        self._assign(user, reason, "escalation")
        self._as_server().write({"complaint_rung": rung})
        rungs = dict(self._fields["complaint_rung"]._description_selection(self.env))
        done = self.env._(
            "Handed up from %(former)s to %(user)s (%(rung)s).",
            former=former.name or self.env._("nobody"),
            user=user.name,
            rung=rungs[rung],
        )
        self.message_post(body=" ".join((done, reason)))
        return done

    def _raise_severity(self):
        """Raise the severity by one; return what was done."""
        self.ensure_one()
        current = self.complaint_severity_id
        higher = self.env["complaint.severity"].search(
            [("level", ">", current.level)], order="level", limit=1
        )
        if not higher:
            return self.env._("The severity is the highest already.")
        self.complaint_severity_id = higher
        return self.env._("Severity raised to %s.", higher.name)
