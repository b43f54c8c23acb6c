from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.service_level import PAUSE_REASONS


class ComplaintClockEvent(models.Model):
    """The history of a clock, from which due and consumed time follow; rows are only ever added."""

    _name = "complaint.clock.event"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Event of a clock"
    _order = "at, id"
    _is_server_only = True

    clock_id = fields.Many2one(
        "complaint.clock", required=True, index=True, ondelete="cascade", readonly=True
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, index=True, ondelete="cascade", readonly=True
    )
    at = fields.Datetime(string="When", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("start", "Started"),
            ("replan", "Planned anew"),
            ("resume", "Resumed"),
            ("pause", "Paused"),
            ("stop", "Stopped"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Selection(PAUSE_REASONS, string="Waiting for", readonly=True)
    plan = fields.Json(
        readonly=True, help="What the clock was planned by: service level, length, calendar."
    )
    user_id = fields.Many2one("res.users", string="By", readonly=True)

    def write(self, vals):  # pylint: disable=method-required-super # nothing is ever written
        raise UserError(self.env._("The history of a clock is only ever added to."))
