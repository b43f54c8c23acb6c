from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...tools.roles import LAST_RESORT


class HelpdeskTicket(models.Model):
    """Who owns the case: whoever first receives it, until somebody else takes it (ORG-2).

    The owner is written by :meth:`_set_owner` alone.
    """

    _inherit = "helpdesk.ticket"

    # First contact ---------------------------------------------------------------------------

    @api.model
    def _check_registration(self, vals):
        user = self.env.user
        is_other = vals.get("user_id") and vals["user_id"] != user.id
        is_free = self.env.su or user.share or user.has_group("retail_complaint.group_manager")
        if is_other and not is_free:
            raise AccessError(
                self.env._(
                    "Whoever registers a case owns it until somebody accepts it. Register it, "
                    "then hand it over."
                )
            )
        return super()._check_registration(vals)

    def _prepare_complaint_vals(self, vals, team):
        """Whoever registers a case owns it until somebody else accepts it (ORG-2)."""
        added = super()._prepare_complaint_vals(vals, team)
        user = self.env.user
        # The mail gateway and the portal are nobody.
        is_staff = not self.env.su and not user.share
        if "user_id" not in vals or (is_staff and not vals["user_id"]):
            added["user_id"] = user.id if is_staff else False
        return added

    def _get_complaint_start(self):
        start = super()._get_complaint_start()
        return dict(start, user_id=self.user_id.id) if self.user_id else start

    def copy_data(self, default=None):
        # A copy is a new case: it belongs to whoever makes it.
        rows = super().copy_data(default)
        for ticket, row in zip(self, rows, strict=True):
            if ticket.is_complaint and "user_id" not in (default or {}):
                row.pop("user_id", None)
        return rows

    def assign_to_me(self):
        complaints = self.filtered("is_complaint")
        if complaints:
            return complaints.action_complaint_take()
        return super().assign_to_me()

    def action_complaint_take(self):
        """Take cases that nobody owns.

        :raises UserError: when a case has an owner, or the user is concerned himself
        """
        self._ensure_can_handle()
        for ticket in self:
            if ticket.user_id and ticket.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "%(number)s belongs to %(owner)s. Ask him to hand it over; for an absent "
                        "colleague the leading group reassigns it.",
                        number=ticket.number,
                        owner=ticket.user_id.name,
                    )
                )
            ticket._ensure_uninvolved(self.env.user)
        self._set_owner(self.env.user)

    # The owner -------------------------------------------------------------------------------

    def _check_changes(self, vals):
        if not self.env.su and {"user_id", "team_id"}.intersection(vals):
            self._ensure_no_change_of_hands(vals)
        return super()._check_changes(vals)

    @api.model
    def _get_followed_fields(self):
        return super()._get_followed_fields() | {"user_id"}

    def _follow_changes(self, vals, former):
        result = super()._follow_changes(vals, former)
        for case, values in former.items():
            owner = values.get("user_id")
            if owner and owner != case.user_id:
                case._after_owner_left(owner.with_env(self.env))
        return result

    def _ensure_no_change_of_hands(self, vals):
        """Owner and team of a case change by hand-over, not by typing another name.

        :raises AccessError: when these values change one of them
        """
        team = self.env["helpdesk.ticket.team"].sudo().browse(vals.get("team_id") or [])
        for ticket in self:
            moved = "team_id" in vals and ticket.team_id != team and team.is_complaint
            if moved or ("user_id" in vals and ticket.user_id.id != (vals["user_id"] or False)):
                raise AccessError(
                    self.env._(
                        "%s changes hands by a hand-over, which the other side accepts. Use the "
                        "button Hand over.",
                        ticket.number,
                    )
                )

    def _set_owner(self, user, team=None):
        """The one writer of the owner; with a team the cases move there too."""
        # Who accepts a case cannot write it yet; the callers have checked that he may take it.
        self.sudo()._as_server().write(self._prepare_owner_vals(user, team))

    def _prepare_owner_vals(self, user, team):
        vals = {"user_id": user.id}
        return dict(vals, team_id=team.id) if team else vals

    def _after_owner_left(self, owner):
        """The former owner stops following; what he had planned in the case goes with it."""
        self.ensure_one()
        # He may have lost the case with its ownership, and must not keep a part of it.
        ticket = self.sudo()
        if owner not in ticket.complaint_task_force_ids:
            ticket.message_unsubscribe(owner.partner_id.ids)
        personal = self.env.ref("retail_complaint.mail_activity_type_approve")
        planned = ticket.activity_ids.filtered(
            lambda activity: activity.user_id == owner and activity.activity_type_id != personal
        )
        if planned and ticket.user_id:
            planned.with_context(mail_activity_quick_update=True).write(
                {"user_id": ticket.user_id.id}
            )

    # Without asking ------------------------------------------------------------------------

    def _give_to_leader(self, reason):
        """End the passing round: the team leader gets the case, and is not asked (ORG-4).

        :return: whoever got it, empty where nobody may
        """
        self.ensure_one()
        for role in LAST_RESORT:
            leader = self._filter_takers(self._get_role_users(role))[:1]
            if leader:
                self._assign(leader, reason, "escalation")
                break
        return leader

    def _assign(self, user, reason, kind):
        """Give cases to a user without asking him, and write down why."""
        # Rows and ownership are the server's; the callers check who may do this.
        tickets = self.sudo()
        tickets.complaint_handover_ids.filtered(lambda h: h.state == "offered")._close("withdrawn")
        rows = [
            dict(ticket._prepare_handover_vals(user, reason, kind), state="assigned")
            for ticket in tickets
        ]
        tickets.env["complaint.handover"]._as_server().create(
            [dict(row, offered_by_id=self.env.uid) for row in rows]
        )
        tickets._set_owner(user)
        tickets._schedule_quietly(
            user,
            "retail_complaint.mail_activity_type_look",
            lambda env: env._("The case is yours now"),
            reason,
        )

    def _reassign(self, user, reason):
        """Give the cases of an absent colleague to another; the leading group does.

        :raises UserError: when the other may not take one of them
        """
        self._ensure_manager()
        self.check_access("write")
        self._check_reason(reason)
        for ticket in self:
            if user != ticket.user_id and not ticket._filter_takers(user):
                ticket._get_candidates(user)
        self.filtered(lambda ticket: ticket.user_id != user)._assign(user, reason, "reassignment")

    def _filter_takers(self, users):
        """Return those of ``users`` who may become the owner."""
        self.ensure_one()
        agent = self.env.ref("retail_complaint.group_agent")
        concerned = self._get_respondent_users() | self.user_id
        takers = users.sudo().filtered(
            lambda user: (
                user.active
                and not user.share
                and agent in user.all_group_ids
                and self.company_id in user.company_ids
                and user not in concerned
            )
        )
        if self.complaint_is_confidential:
            takers = self._get_within_reach(takers)
        return takers.with_env(self.env)

    # The investigator is no respondent -------------------------------------------------------

    def _ensure_uninvolved(self, users):
        """:raises UserError: when the case is against one of ``users``"""
        for ticket in self:
            involved = users & ticket._get_respondent_users()
            if involved:
                raise UserError(
                    self.env._(
                        "%(number)s is about %(users)s, who cannot investigate it.",
                        number=ticket.number,
                        users=", ".join(involved.mapped("name")),
                    )
                )

    def _leave_to_uninvolved(self):
        """Take cases away from owners and task forces against whom they are.

        To be called when the respondents of a case have changed.
        """
        for ticket in self:
            respondents = ticket._get_respondent_users()
            if ticket.sudo().complaint_task_force_ids & respondents:
                ticket.sudo()._leave_task_force(respondents)
            if ticket.user_id in respondents and not ticket._give_to_leader(
                self.env._("The complaint is about its owner.")
            ):
                # Rather nobody, for whoever handles cases of the store to take.
                ticket._set_owner(self.env["res.users"])
