from odoo import fields, models
from odoo.exceptions import UserError

OUTSIDE_BODIES = [
    ("12315", "12315 hotline or platform"),
    ("association", "Consumer association"),
    ("authority", "Other authority"),
    ("marketplace", "Marketplace"),
    ("arbitration", "Arbitration"),
    ("court", "Court"),
    ("other", "Other"),
]
OUTSIDE_STAGES = [
    ("passed_on", "Passed on to us"),
    ("mediation", "They mediate"),
    ("decided", "Decided there"),
    ("ended", "Ended without a result"),
]


class HelpdeskTicket(models.Model):
    """The same case outside the house: with an authority, an association, a court (INT-10)."""

    _inherit = "helpdesk.ticket"

    complaint_outside_body = fields.Selection(
        OUTSIDE_BODIES, string="Outside case", copy=False, tracking=True
    )
    complaint_outside_number = fields.Char(
        string="Outside number", copy=False, tracking=True, index="btree_not_null"
    )
    complaint_outside_stage = fields.Selection(
        OUTSIDE_STAGES, string="Outside stage", copy=False, tracking=True
    )
    complaint_outside_deadline = fields.Datetime(
        string="Outside deadline", copy=False, tracking=True
    )

    def _get_outside_label(self):
        self.ensure_one()
        labels = dict(self._fields["complaint_outside_body"]._description_selection(self.env))
        body = labels.get(self.complaint_outside_body, "")
        return " ".join(filter(None, (body, self.complaint_outside_number)))

    def _ensure_not_settled_outside(self):
        """What is mediated, decided or settled elsewhere is not settled here as well (INT-10).

        :raises UserError: while others mediate, or when another case holds the same outside case
        """
        self.ensure_one()
        if self.complaint_outside_stage == "mediation":
            raise UserError(
                self.env._(
                    "%(case)s: they mediate, and what is agreed there settles it. Wait for it, or "
                    "set the outside stage when they have ended.",
                    case=self._get_outside_label(),
                )
            )
        twin = self._get_outside_duplicate()
        if twin:
            raise UserError(
                self.env._(
                    "%(twin)s is about the same outside case %(case)s and has an offer already. "
                    "Merge the two.",
                    twin=twin.number,
                    case=self._get_outside_label(),
                )
            )

    def _get_outside_duplicate(self):
        """Return another case of the same outside case that holds or had a settlement."""
        if not (self.complaint_outside_body and self.complaint_outside_number):
            return self.browse()
        # Another store may hold it, out of this user's reach: its number alone is told.
        proposal = (
            self.env["complaint.proposal"]
            .sudo()
            .search(
                [
                    ("ticket_id", "!=", self.id),
                    ("company_id", "=", self.company_id.id),
                    ("ticket_id.complaint_outside_body", "=", self.complaint_outside_body),
                    ("ticket_id.complaint_outside_number", "=", self.complaint_outside_number),
                    ("state", "in", ("offered", "accepted", "executed")),
                    ("ticket_id.complaint_is_drill", "=", False),
                ],
                limit=1,
            )
        )
        return proposal.ticket_id

    def _get_authority_deadline(self):
        return self.complaint_outside_deadline

    def _follow_changes(self, vals, former):
        result = super()._follow_changes(vals, former)
        if "complaint_outside_deadline" in vals:
            self._follow_authority()
        return result

    def _after_complaint_created(self):
        result = super()._after_complaint_created()
        self.filtered("complaint_outside_deadline")._follow_authority()
        return result
