from odoo import api, fields, models
from odoo.orm.models import NO_ACCESS


class RatingRating(models.Model):
    _inherit = "rating.rating"

    # Whoever has it rates in the customer's place.
    access_token = fields.Char(groups=NO_ACCESS)
    complaint_ticket_id = fields.Many2one(
        "helpdesk.ticket",
        string="Rated ticket",
        compute="_compute_complaint_ticket_id",
        store=True,
        index="btree_not_null",
        help="Whoever may read the case may read what its customer answered.",
    )

    @api.depends("res_model", "res_id")
    def _compute_complaint_ticket_id(self):
        for rating in self:
            is_ticket = rating.res_model == "helpdesk.ticket"
            rating.complaint_ticket_id = is_ticket and rating.res_id
