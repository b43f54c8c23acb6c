from odoo import models


class ResourceCalendarLeaves(models.Model):
    _name = "resource.calendar.leaves"
    _inherit = ["complaint.calendar.part", "resource.calendar.leaves"]

    def _get_changed_calendars(self):
        # The leave of one employee closes no shop.
        public = self.filtered(lambda leave: not leave.resource_id)
        if not public:
            return self.env["resource.calendar"]
        everywhere = public.filtered(lambda leave: not leave.calendar_id)
        calendars = public.calendar_id
        if everywhere:
            calendars |= calendars.search(
                [("company_id", "in", [False, *everywhere.company_id.ids])]
            )
        return calendars
