from odoo import api, models


class ComplaintCalendarPart(models.AbstractModel):
    """What a working calendar is made of: a change re-plans the clocks that count by it."""

    _name = "complaint.calendar.part"
    _description = "Part of a working calendar"

    def _get_changed_calendars(self):
        """Return the calendars whose working time these records change."""
        return self.calendar_id

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.sudo()._get_changed_calendars()._replan_complaint_clocks()
        return records

    def write(self, vals):
        before = self.sudo()._get_changed_calendars()
        result = super().write(vals)
        (before | self.sudo()._get_changed_calendars())._replan_complaint_clocks()
        return result

    def unlink(self):
        calendars = self.sudo()._get_changed_calendars()
        result = super().unlink()
        calendars.exists()._replan_complaint_clocks()
        return result
