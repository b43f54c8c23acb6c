from collections import defaultdict

from odoo import api, models


class HelpdeskTicket(models.Model):
    """The way in: what screens, imports and the API send becomes the steps of the case.

    :meth:`create` and :meth:`write` guard and translate, and stand alone: no other file overrides
    them. A part of the case extends the hooks below, and its own work is done by methods with
    names (``_set_owner``, ``_advance``, ``_tell``), which the hooks call.
    """

    _name = "helpdesk.ticket"
    _inherit = ["complaint.guarded.mixin", "helpdesk.ticket"]

    def _get_of_cases(self):
        return super()._get_of_cases().filtered("is_complaint")

    # Registration ----------------------------------------------------------------------------

    @api.model
    def _check_registration(self, vals):
        """Hook: refuse what a new case may not start with, for this user."""

    def _prepare_complaint_vals(self, vals, team):
        """Hook: return the values that the server adds when a case is registered.

        Each part adds its own and asks for no value that another adds.

        :param vals: the values that were sent; not to be changed
        :param team: the team, as superuser
        """
        return {"is_complaint": True}

    @api.model
    def _prepare_team_vals(self, team):
        """Hook: return what all new cases of a team start with; asked once for many cases."""
        return {}

    def _after_complaint_created(self):
        """Hook: complaints have just been registered."""

    @api.model_create_multi
    def create(self, vals_list):
        team_ids = [vals["team_id"] for vals in vals_list if vals.get("team_id")]
        teams = self.env["helpdesk.ticket.team"].sudo().browse(team_ids)
        handling = {team.id: team for team in teams if team.is_complaint}
        if handling:
            self._check_sent(vals_list)
            starts = {team.id: self._prepare_team_vals(team) for team in handling.values()}
            vals_list = [
                self._prepare_registration(vals, handling[vals["team_id"]])
                | starts[vals["team_id"]]
                if vals.get("team_id") in handling
                else vals
                for vals in vals_list
            ]
            self._give_numbers(vals_list)
            tickets = super(HelpdeskTicket, self._as_server()).create(vals_list)
        else:
            tickets = super().create(vals_list)
        tickets._follow_team()
        tickets.filtered("is_complaint")._after_complaint_created()
        return tickets

    def _prepare_registration(self, vals, team):
        self._check_registration(vals)
        return vals | self._prepare_complaint_vals(vals, team)

    @api.model
    def _give_numbers(self, vals_list):
        """Give many cases of a company their numbers by one statement.

        One case, or a sequence that is not the common kind, is left to the helpdesk, which asks
        for each number by itself.
        """
        waiting = defaultdict(list)
        for vals in vals_list:
            if vals.get("number", "/") == "/":
                waiting[vals.get("company_id") or self.env.company.id].append(vals)
        for company_id, rows in waiting.items():
            if len(rows) == 1:
                continue
            # The portal registers too and reads no sequences.
            sequence = self.env["ir.sequence"].sudo()._get_ticket_sequence(company_id)
            if sequence.implementation == "standard" and not sequence.use_date_range:
                for vals, number in zip(rows, sequence._get_next_chars(len(rows)), strict=True):
                    vals["number"] = number

    def _follow_team(self):
        """Make complaints of the ordinary tickets whose team handles complaints."""
        for ticket in self:
            team = ticket.team_id.sudo()
            if team.is_complaint and not ticket.is_complaint:
                vals = ticket._prepare_complaint_vals(ticket._get_complaint_start(), team)
                ticket._as_server().write(vals | ticket._prepare_team_vals(team))

    def _get_complaint_start(self):
        """Hook: return what an ordinary ticket already knows when it becomes a complaint."""
        self.ensure_one()
        return {"channel_id": self.channel_id.id, "complaint_received_at": self.create_date}

    # Changes ---------------------------------------------------------------------------------

    def _check_changes(self, vals):
        """Hook: refuse what these complaints may not be changed to, by this user."""

    def _take_steps(self, vals):
        """Hook: take out of ``vals`` what is no value to write but a step to do.

        :return: functions without arguments, called once the rest is written
        """
        return []

    def _complete_changes(self, vals):
        """Hook: return the values with those that follow from them."""
        return vals

    @api.model
    def _get_followed_fields(self):
        """Hook: return the names of the fields whose former value :meth:`_follow_changes` asks."""
        return frozenset()

    def _follow_changes(self, vals, former):
        """Hook: these complaints were written; do what follows from it.

        :param vals: the values as they were written
        :param former: ``{case: {field: value before}}``, for the followed fields among them; a
            ticket that has become a complaint by this very write is not in it
        """

    def write(self, vals):
        complaints = self.filtered("is_complaint")
        if complaints and complaints != self:
            # Ordinary tickets beside complaints: each goes its own way.
            return complaints.write(vals) and (self - complaints).write(vals)
        by_server = self._is_server_write()
        steps = []
        if complaints and not by_server:
            vals = dict(vals)
            self._check_changes(vals)
            steps = self._take_steps(vals)
        if complaints:
            vals = self._complete_changes(vals)
        followed = self._get_followed_fields().intersection(vals)
        # What changed is followed whoever may read it; what follows checks its own rights.
        former = {case: {name: case.sudo()[name] for name in followed} for case in complaints}
        result = super().write(vals) if vals or not steps else True
        # The key was for these values, not for what follows from them.
        written = self._without_key()
        if "team_id" in vals and not by_server:
            written._follow_team()
        if complaints := written.filtered("is_complaint"):
            complaints._follow_changes(vals, former)
        for step in steps:
            step()
        return result
