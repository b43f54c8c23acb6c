import logging

from odoo import api, fields, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...tools.case import fits
from ...tools.escalation import get_fire_moment

_logger = logging.getLogger(__name__)

CLOCK_BATCH = 100
#: How often a batch is taken up again that another process disturbed.
TRIES = 5


class ComplaintClock(models.Model):
    """The one scheduled action: it takes what is due, in batches, and commits each.

    Its cost grows with what is due, never with what is open or closed: every batch comes from a
    partial index. Two of them at once take different rows; what another one has changed since is
    taken up again. An escalation is first written down and then carried out, each in one
    transaction, so a killed process leaves nothing half-done and nothing twice.
    """

    _inherit = "complaint.clock"

    @api.model
    def _cron_escalate(self):
        """Plan anew what has to be, write down what is due, and carry out what is written down."""
        # What it keeps on record is read by the house.
        self = self.with_context(lang=self.env.company.partner_id.lang)
        steps = (
            self._replan_batch,
            self._fire_batch,
            self.env["complaint.escalation"]._execute_batch,
        )
        for step in steps:
            while processed := self._run_batch(step):
                # How many are left is not counted: that would cost more than to look again.
                if not self.env["ir.cron"]._commit_progress(processed, remaining=CLOCK_BATCH):
                    return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _run_batch(self, step):
        """Run one batch, again when another process disturbed it; return how many it took."""
        for attempt in range(TRIES):
            try:
                processed = step(CLOCK_BATCH)
                self.env.flush_all()
                return processed
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                _logger.info("%s was disturbed, try %s", step.__name__, attempt + 1)
        return 0

    @api.model
    def _replan_batch(self, limit):
        clocks = self._lock_batch(SQL("needs_replan IS TRUE"), SQL("id"), limit)
        still_open = clocks.filtered(lambda clock: clock.state != "stopped")
        (clocks - still_open)._as_server().write({"needs_replan": False})
        still_open._do_or_set_aside(type(self)._replan)
        return len(clocks)

    @api.model
    def _fire_batch(self, limit):
        """Write down what the rules do with the clocks that are due, in the order of their time."""
        now = fields.Datetime.now()
        clocks = self._lock_batch(
            SQL("next_at IS NOT NULL AND next_at <= %s", now), SQL("next_at, id"), limit
        )
        clocks._do_or_set_aside(type(self)._write_down)
        return len(clocks)

    def _set_aside(self, problem):
        self._as_server().write({"needs_replan": False, "next_at": False, "problem": problem})
        return super()._set_aside(problem)

    def _write_down(self):
        now = fields.Datetime.now()
        cases = self.ticket_id._get_cases()
        escalations = self.env["complaint.escalation"]
        fired = escalations._get_fired(self)
        rows = []
        for clock in self:
            case = cases[clock.ticket_id.id]
            due = [
                (moment, rule_id)
                for moment, rule_id in self._get_moments(clock, case, fired[clock.id])
                if moment <= now
            ]
            rows += [
                escalations._prepare_clock_vals(clock, rule_id, moment)
                for moment, rule_id in sorted(due)
            ]
            done = fired[clock.id] | {rule_id for _moment, rule_id in due}
            clock._as_server().write({"next_at": self._get_next_moment(clock, case, done)})
        escalations.sudo()._as_server().create(rows)

    @api.model
    def _get_moments(self, clock, case, fired):
        """Return when which rules act on a clock that did not act on it yet.

        :param clock: a clock, or the values of one
        :param fired: ids of the rules that acted
        """
        if clock["state"] == "stopped":
            return []
        moments = [
            (
                get_fire_moment(
                    rule, clock["kind"], clock["due_at"] or None, clock["warning_at"] or None
                ),
                rule.id,
            )
            for rule in self.env["complaint.escalation.rule"]._get_table()
            if rule.id not in fired and fits(rule, case)
        ]
        return [(moment, rule_id) for moment, rule_id in moments if moment]

    @api.model
    def _get_next_moment(self, clock, case, fired):
        moments = [moment for moment, _rule in self._get_moments(clock, case, fired)]
        return min(moments, default=False)

    @api.model
    def _wake_scheduler(self):
        """Have the scheduled action run as soon as this transaction is done."""
        cron = self.env.ref("retail_complaint.ir_cron_escalate", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()
