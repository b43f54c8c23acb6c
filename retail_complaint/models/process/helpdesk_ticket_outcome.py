from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.process import EARLY_OUTCOMES, ENDED, MIN_ATTEMPT_DAYS, MIN_ATTEMPTS


class HelpdeskTicket(models.Model):
    """The steps that need a written reason: pass a gate, end a case early, take it up again."""

    _inherit = "helpdesk.ticket"

    def _pass_gate(self, reason):
        """Move the case on although something is missing, with a manager's written reason."""
        self.ensure_one()
        self._ensure_manager()
        self._check_reason(reason)
        resolves = self._get_next_phase() == "followup"
        if resolves and (self._get_open_work() or self._get_open_questions()):
            raise UserError(
                self.env._(
                    "Money, goods or measures for the customer are still open. No reason lets a "
                    "case be resolved before they are done."
                )
            )
        self._advance(self._get_next_phase(), pass_reason=reason)

    def _end(self, outcome, reason, duplicate_of=None):
        """End the case early, as refused, withdrawn, merged or unreachable.

        :raises UserError: without a reason, or while a settlement is under way
        """
        self.ensure_one()
        self._ensure_can_handle()
        self._check_reason(reason)
        if outcome not in EARLY_OUTCOMES:
            raise UserError(self.env._("Choose how the case ends."))
        self._ensure_can_end()
        vals = {"complaint_outcome": outcome, "complaint_outcome_reason": reason}
        if outcome == "merged":
            self._check_merge_target(duplicate_of)
            vals["duplicate_id"] = duplicate_of.id
        else:
            self._ensure_nothing_open()
        if outcome == "refused" and not self._is_told("result"):
            raise UserError(
                self.env._(
                    "Tell the customer the decision and the outside routes first, and record "
                    "it under Told."
                )
            )
        if outcome == "unreachable":
            self._ensure_tried()
        self._as_server().write(vals)
        self._set_phase("archived")

    def _ensure_can_end(self):
        """Hook: :raises UserError: when the case has ended, or something else has to come first"""
        if self.complaint_phase in ENDED:
            raise UserError(self.env._("%s has ended already.", self.number))

    def _ensure_nothing_open(self):
        """A suspect item is inspected also when its customer has withdrawn (EXE-3)."""
        open_work = self._get_open_work()
        if open_work:
            raise UserError(
                self.env._(
                    "%(number)s has open work. Finish it, or give it up with a reason:\n%(work)s",
                    number=self.number,
                    work="\n".join(f"- {text}" for text in open_work),
                )
            )

    def _ensure_tried(self):
        """Unreachable is whom we tried in vain, on record, more than once and on another day."""
        since = self.complaint_reopened_at
        vain = self.complaint_contact_log_ids.filtered(
            lambda log: not log.is_delivered and (not since or log.told_at >= since)
        )
        days = {self._to_customer_time(log.told_at).date() for log in vain}
        if len(vain) < MIN_ATTEMPTS or len(days) < MIN_ATTEMPT_DAYS:
            raise UserError(
                self.env._(
                    "Try to reach the customer at least %(attempts)s times on %(days)s days, and "
                    "record each attempt under Told as not reached.",
                    attempts=MIN_ATTEMPTS,
                    days=MIN_ATTEMPT_DAYS,
                )
            )

    def _check_merge_target(self, target):
        if not target or target == self or not target.is_complaint:
            raise UserError(self.env._("Choose the complaint that this one is merged into."))
        if target.complaint_outcome == "merged":
            raise UserError(
                self.env._(
                    "%(number)s is itself merged into %(target)s. Choose that one.",
                    number=target.number,
                    target=target.duplicate_id.number,
                )
            )

    def _reopen(self, reason):
        """Take a resolved case up again: outcome and dates are cleared, and it is counted.

        A rule of escalation hands it one level up (EXE-5).
        """
        self.ensure_one()
        self._ensure_can_handle()
        self._check_reason(reason)
        if self.complaint_phase not in ENDED:
            raise UserError(self.env._("%s is open.", self.number))
        self.message_post(body=self.env._("Reopened: %s", reason))
        self._as_server().write(self._prepare_reopen_vals())
        self._set_phase("assessment")

    def _prepare_reopen_vals(self):
        return {
            "active": True,
            "complaint_outcome": False,
            "complaint_outcome_reason": False,
            "complaint_resolved_at": False,
            "complaint_archived_at": False,
            "complaint_reopened_at": fields.Datetime.now(),
            "closed_date": False,
            "duplicate_id": False,
            "complaint_reopen_count": self.complaint_reopen_count + 1,
        }

    def action_complaint_step(self):
        """Open the dialogue for the step named in the context: pass, end or reopen."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give the reason"),
            "res_model": "complaint.case.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_ticket_id": self.id,
                "default_step": self.env.context.get("complaint_step"),
            },
        }
