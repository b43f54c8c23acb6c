from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ComplaintCalendarDay(models.Model):
    """A dated exception to a working calendar.

    Odoo's attendances repeat by the week and its leaves only take away. China works on some
    weekends to make up for long holidays 调休: such a day counts like another weekday.
    """

    _name = "complaint.calendar.day"
    _inherit = ["complaint.placed.mixin", "complaint.calendar.part"]
    _description = "Extra working day or closed day"
    _order = "date desc, id"
    _check_company_auto = True

    date = fields.Date(required=True, index=True)
    name = fields.Char(string="Occasion", required=True, translate=True)
    kind = fields.Selection(
        [("working", "Worked"), ("closed", "Closed")], required=True, default="working"
    )
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        string="Hours of",
        default="0",
        help="A worked day has the hours of this weekday.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Only for",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="Empty: for every working calendar of the company.",
    )

    _day_unique = models.UniqueIndex(
        "(company_id, calendar_id, date) NULLS NOT DISTINCT",
        "This day has an entry already.",
    )

    @api.constrains("kind", "weekday", "calendar_id")
    def _check_weekday(self):
        for day in self.filtered(lambda day: day.kind == "working"):
            attendances = day.calendar_id.attendance_ids
            if not day.weekday or (
                attendances and day.weekday not in attendances.mapped("dayofweek")
            ):
                raise ValidationError(
                    self.env._(
                        "Choose the weekday whose hours are worked on %s; the calendar must have "
                        "hours on it.",
                        day.date,
                    )
                )

    def _get_changed_calendars(self):
        calendars = self.calendar_id
        everywhere = self.filtered(lambda day: not day.calendar_id)
        if everywhere:
            calendars |= calendars.search(
                [("company_id", "in", [False, *everywhere.company_id.ids])]
            )
        return calendars
