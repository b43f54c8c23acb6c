from odoo import api, models
from odoo.exceptions import AccessError, UserError


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

    def _give_to_first_receiver(self):
        """Give cases that nobody registered, by mail or web, to whoever is on duty (ORG-8)."""
        for ticket in self:
            receiver = ticket._get_first_receiver()
            if receiver:
                ticket._set_owner(receiver)

    def _get_first_receiver(self):
        """Return who takes a case that came in by itself; empty where the shop named nobody.

        Where the category says so, as for food, the duty manager; else the first receiver of the
        roster. Where the roster has a gap, the handling group, then the levels of the house.
        """
        self.ensure_one()
        levels, company = self.env["complaint.level"], self.company_id
        roles = [
            "first_receiver",
            "handling_group",
            *levels._get_roles(company, "is_receiver"),
            *levels._get_roles(company, "is_last_resort"),
        ]
        if self.sudo().category_id.complaint_duty_manager_first:
            roles.insert(0, "duty_manager")
        for role in dict.fromkeys(roles):
            for user in self._filter_takers(self._get_role_users(role)):
                if not user._is_away():
                    return user
        return self.env["res.users"]

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

        :raises UserError: when a case has an owner, or the users are concerned themselves
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
        # Who accepts a case cannot write it yet; the callers have checked that they may take it.
        self.sudo()._as_server().write(self._prepare_owner_vals(user, team))

    def _prepare_owner_vals(self, user, team):
        vals = {"user_id": user.id}
        return dict(vals, team_id=team.id) if team else vals

    def _after_owner_left(self, owner):
        """The former owner stops following; what they had planned in the case goes with it."""
        self.ensure_one()
        # They may have lost the case with its ownership, and must not keep a part of it.
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
