from odoo import fields, models

from ...tools.process import PHASE_SELECTION


class HelpdeskTicketStage(models.Model):
    _name = "helpdesk.ticket.stage"
    _inherit = ["complaint.setting.mixin", "helpdesk.ticket.stage"]
    _complaint_flag = "complaint_phase"

    complaint_phase = fields.Selection(
        PHASE_SELECTION,
        help="The phase of a complaint that this stage shows. Stages can be renamed, "
        "split and reordered; the process hangs on the phase. Stages without a phase "
        "are for ordinary tickets.",
    )
