from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.roster import DAILY, WEEKEND, WORKDAYS, Shift, on_duty

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DAYS = {"daily": DAILY, "workdays": WORKDAYS, "weekend": WEEKEND} | {
    str(day): frozenset({day}) for day in DAILY
}


class ComplaintDutyShift(models.Model):
    """Duty roster: at every hour somebody is named as first receiver (ORG-8).

    A row with dates stands in for the weekly rows in its period.
    """

    _name = "complaint.duty.shift"
    _inherit = ["complaint.scope.mixin"]
    _description = "Duty shift"
    _order = "store_id, team_id, duty, date_from, days, hour_from, sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    duty = fields.Selection(
        [("first_receiver", "First receiver"), ("duty_manager", "Duty manager")],
        required=True,
        default="first_receiver",
        help="The first receiver takes what comes in by itself; the duty manager where the "
        "category says so, as for food.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        domain="[('share', '=', False)]",
        required=True,
        index=True,
        ondelete="cascade",
    )
    days = fields.Selection(
        [
            ("daily", "Every day"),
            ("workdays", "Monday to Friday"),
            ("weekend", "Saturday and Sunday"),
            *((str(day), name) for day, name in enumerate(WEEKDAYS)),
        ],
        required=True,
        default="daily",
    )
    hour_from = fields.Float(string="From", default=0.0, help="Hour of the store's day.")
    hour_to = fields.Float(
        string="Until", default=24.0, help="Not after the beginning: until the next day."
    )
    date_from = fields.Date(string="First day", help="For a stand-in or a holiday.")
    date_to = fields.Date(string="Last day")

    _one_scope = models.Constraint(
        "CHECK ((team_id IS NULL) <> (store_id IS NULL))",
        "A shift belongs to a team or to a store: choose one of both.",
    )
    _hours_of_a_day = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < 24 AND hour_to >= 0 AND hour_to <= 24)",
        "The hours of a shift are between 0:00 and 24:00.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The last day is before the first day.",
    )

    @api.constrains("user_id", "store_id", "team_id")
    def _check_user(self):
        agent = self.env.ref("retail_complaint.group_agent")
        for shift in self.sudo():
            user = shift.user_id
            if agent not in user.all_group_ids or shift.company_id - user.company_ids:
                raise ValidationError(
                    self.env._(
                        "%s could not take a case: it takes the agent role in this company. Give "
                        "him that first.",
                        user.name,
                    )
                )

    @api.depends("duty", "user_id")
    def _compute_display_name(self):
        labels = dict(self._fields["duty"]._description_selection(self.env))
        for shift in self:
            shift.display_name = f"{labels.get(shift.duty, '')}: {shift.user_id.name or ''}"

    @api.model
    def _get_on_duty(self, duty, store, team, moment, zone):
        """Return the users who have ``duty`` at ``moment``, the store's own before the team's.

        :param moment: naive, UTC
        :param zone: name of the time zone in which the roster is written
        """
        local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        users = self.env["res.users"]
        shifts = self._search_scope(store, team, [("duty", "=", duty)])
        of_store = shifts.filtered("store_id")
        for roster in (of_store, shifts - of_store):
            users |= self.browse(on_duty(roster._get_rows(), local)).user_id
        return users

    def _get_rows(self):
        """Return the shifts as plain rows; those of users who have left are none."""
        return [
            Shift(
                shift.id,
                DAYS[shift.days],
                shift.hour_from,
                shift.hour_to,
                shift.date_from or None,
                shift.date_to or None,
            )
            for shift in self
            if shift.user_id.active
        ]
