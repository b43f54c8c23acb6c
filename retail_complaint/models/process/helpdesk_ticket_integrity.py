from odoo import api, models
from odoo.exceptions import UserError

from ...tools.process import ANSWERED_KINDS, PHASES

#: What a gate asked for is corrected after it, but not taken away again; by the gate's phase.
GATE_FIELDS = {
    "complaint_store_id": "intake",
    "category_id": "assessment",
    "complaint_severity_id": "assessment",
}
#: Until here a complaint may turn out to be a suggestion or an inquiry.
LAST_KIND_CHANGE = "assessment"


class HelpdeskTicket(models.Model):
    """What of a case stays on record: itself, its number, and what it was let through for.

    Nobody takes a case out of sight or off its path by writing a field.
    """

    _inherit = "helpdesk.ticket"

    def _check_changes(self, vals):
        self._check_integrity(vals)
        return super()._check_changes(vals)

    def _check_integrity(self, vals):
        """:raises UserError: naming what of these cases these values would take away"""
        if "active" in vals and not vals["active"]:
            self._ensure_can_be_hidden()
        if "number" in vals and any(ticket.number != vals["number"] for ticket in self):
            raise UserError(self.env._("The number of a complaint stays as it is."))
        if "complaint_kind" in vals:
            self._ensure_can_change_kind(vals["complaint_kind"])
        if "duplicate_id" in vals:
            self._ensure_merged_by_step(vals["duplicate_id"])
        for name, phase in GATE_FIELDS.items():
            if name in vals and not vals[name]:
                self._ensure_not_emptied(name, phase)

    def _is_past(self, phase):
        self.ensure_one()
        return PHASES.index(self.complaint_phase) > PHASES.index(phase)

    def _ensure_can_be_hidden(self):
        # Late without anybody seeing it.
        hidden = self.filtered(lambda ticket: ticket.complaint_phase != "archived")[:1]
        if hidden:
            raise UserError(
                self.env._("%s is open. End it with a reason before you hide it.", hidden.number)
            )

    def _ensure_merged_by_step(self, target_id):
        # Ending a case as merged checks what into; a circle of merged cases would take no mail.
        if any(ticket.duplicate_id.id != (target_id or False) for ticket in self):
            raise UserError(self.env._("End the case as merged, and say into which one."))

    def _ensure_can_change_kind(self, kind):
        # Suggestions and inquiries have no deadlines, no finding and no follow-up.
        for ticket in self:
            escapes = kind in ANSWERED_KINDS and ticket.complaint_kind not in ANSWERED_KINDS
            if escapes and (ticket.complaint_is_safety or ticket._is_past(LAST_KIND_CHANGE)):
                raise UserError(
                    self.env._(
                        "%s is investigated, or a safety case: it does not become a suggestion or "
                        "an inquiry any more.",
                        ticket.number,
                    )
                )

    def _ensure_not_emptied(self, name, phase):
        bare = self.filtered(lambda ticket: ticket[name] and ticket._is_past(phase))[:1]
        if bare:
            raise UserError(
                self.env._(
                    "%(number)s went on because it had this: %(field)s. Correct it, but do not "
                    "take it away.",
                    number=bare.number,
                    field=self._fields[name]._description_string(self.env),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_complaints(self):
        complaint = self.filtered("is_complaint")[:1]
        if complaint:
            raise UserError(
                self.env._(
                    "%s is a complaint and stays on record. End it with a reason instead.",
                    complaint.number,
                )
            )
