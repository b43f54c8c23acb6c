from collections import defaultdict
from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.clock import Event, Reading, get_moment, get_periods, in_order, read
from ...tools.service_level import DATED_KINDS
from .complaint_clock import PLAN_FIELDS


class ComplaintClock(models.Model):
    """How a clock starts, is paused, planned anew and stopped; what is stored follows from that."""

    _inherit = "complaint.clock"

    # Steps -----------------------------------------------------------------------------------

    @api.model
    def _start(self, starts):
        """Start clocks; one whose history goes on at once is stored as that history reads.

        :param starts: list of dicts of ticket_id, kind, started_at (naive UTC), the plan, and
            perhaps ``events``, more of its history as dicts of at, kind and reason
        """
        # Nobody has rights to write clocks: the case's own methods start them.
        clocks = self.sudo()._as_server()
        spans = self._get_new_spans()
        tickets = self.env["helpdesk.ticket"].sudo().browse([s["ticket_id"] for s in starts])
        cases = tickets._get_cases()
        rows, histories = [], []
        for start in starts:
            vals = {name: value for name, value in start.items() if name != "events"}
            plan = {name: vals[name] for name in PLAN_FIELDS}
            history = [{"at": vals["started_at"], "kind": "start", "plan": plan}]
            history += start.get("events", [])
            vals |= clocks._prepare_stored_vals(vals, history, spans)
            vals["next_at"] = clocks._get_next_moment(vals, cases[vals["ticket_id"]], ())
            rows.append(vals)
            histories.append(history)
        # A stop of the former run must reach the table before the next run does.
        clocks.flush_model(["state"])
        started = clocks.create(rows)
        started._append(histories)
        started.filtered("problem")._report_problem()
        return started.with_env(self.env)

    def _record(self, kind, at=None, reason=None, cancelled=False):
        """Add one event to these open clocks and store what follows from it.

        :param at: moment in naive UTC, by default now; never before the start
        :param cancelled: for a stop because the clock is not needed any more
        :raises UserError: for a clock that has stopped
        """
        # Nobody has rights to write clocks: the case's own methods move them.
        clocks = self.sudo()
        if any(clock.state == "stopped" for clock in clocks):
            raise UserError(self.env._("A stopped clock never changes again."))
        at = at or fields.Datetime.now()
        clocks._append(
            [[{"at": max(at, c.started_at), "kind": kind, "reason": reason}] for c in clocks]
        )
        clocks._refresh(cancelled)

    def _stop(self, at=None, cancelled=False):
        """Stop those of these clocks that are open."""
        open_clocks = self.sudo().filtered(lambda clock: clock.state != "stopped")
        if open_clocks:
            open_clocks._record("stop", at, cancelled=cancelled)

    def _replan(self):
        """Plan these open clocks by what their cases and service levels are now.

        A clock whose case has no service level for it any more is not needed any more.
        """
        clocks = self.sudo()
        cases = clocks.ticket_id._get_cases()
        now = fields.Datetime.now()
        gone = clocks.browse()
        for clock in clocks.filtered(lambda c: c.kind not in DATED_KINDS):
            level = self.env["complaint.service.level"]._get_level(
                clock.kind, cases[clock.ticket_id.id]
            )
            if not level:
                gone |= clock
                continue
            plan = self._prepare_level_plan(clock.ticket_id, level.sudo())
            if plan != clock._get_plan_vals():
                at = max(now, clock.started_at)
                clock._append([[{"at": at, "kind": "replan", "plan": plan}]])
                clock._as_server().write(plan)
        gone._stop(cancelled=True)
        (clocks - gone)._refresh()

    @api.model
    def _ask_replan(self, domain):
        """Have the scheduler plan the open clocks anew that fit ``domain``, in batches."""
        # One statement, since a holiday concerns every running clock of a company.
        clocks = self.sudo()
        query = clocks._search([("state", "!=", "stopped"), *domain])
        clocks.flush_model()
        clocks.env.cr.execute(
            SQL(
                "UPDATE complaint_clock SET needs_replan = true"
                " WHERE needs_replan IS NOT TRUE AND id IN %s",
                query.subselect(),
            )
        )
        clocks.invalidate_model(["needs_replan"])
        if clocks.env.cr.rowcount:
            clocks._wake_scheduler()

    # History ---------------------------------------------------------------------------------

    def _append(self, histories):
        """Add events to the history of each clock, without reading it."""
        self.env["complaint.clock.event"].sudo()._as_server().create(
            [
                {
                    "clock_id": clock.id,
                    "ticket_id": clock.ticket_id.id,
                    "at": event["at"],
                    "kind": event["kind"],
                    "reason": event.get("reason"),
                    "plan": event.get("plan"),
                    "user_id": self.env.uid,
                }
                for clock, history in zip(self, histories, strict=True)
                for event in history
            ]
        )

    def _get_histories(self):
        """Return the events of each clock, by its id, as dicts."""
        histories = defaultdict(list)
        for event in self.sudo().event_ids:
            histories[event.clock_id.id].append(
                {"at": event.at, "kind": event.kind, "reason": event.reason}
            )
        return histories

    def _refresh(self, cancelled=False):
        """Store what the histories of these open clocks say now."""
        spans = self._get_new_spans()
        histories = self._get_histories()
        cases = self.ticket_id._get_cases()
        fired = self.env["complaint.escalation"]._get_fired(self)
        for clock in self:
            vals = self._prepare_stored_vals(clock._get_plan_vals(), histories[clock.id], spans)
            if cancelled and vals["state"] == "stopped":
                vals["result"] = "cancelled"
            vals["next_at"] = self._get_next_moment(
                dict(vals, kind=clock.kind), cases[clock.ticket_id.id], fired[clock.id]
            )
            is_new_problem = vals["problem"] and vals["problem"] != clock.problem
            clock._as_server().write(vals)
            if is_new_problem:
                clock._report_problem()

    # Reading ---------------------------------------------------------------------------------

    @api.model
    def _prepare_stored_vals(self, plan, history, spans):
        """Return what is stored of a clock with this plan and history."""
        engine = self._to_engine(plan, history, spans)
        reading = read(engine, engine[-1].at)
        problem = False
        if reading.state == "running" and not reading.due:
            # A calendar that never works must not keep a case waiting for ever.
            engine = self._to_engine(
                dict(plan, calendar_id=False, unit="hours", zone="UTC"), history, spans
            )
            reading = read(engine, engine[-1].at)
            problem = self.env._(
                "The calendar %s has no working hours ahead. The clock counts around the clock "
                "until the calendar is mended.",
                self.env["resource.calendar"].sudo().browse(plan["calendar_id"]).name,
            )
        return dict(
            self._prepare_reading_vals(reading, history),
            warning_at=self._get_warning(reading, plan, engine),
            problem=problem,
            needs_replan=False,
        )

    @api.model
    def _to_engine(self, plan, history, spans):
        # The plan in force holds from the start on, so the earlier ones say nothing any more.
        in_force = self._make_plan(plan, spans)
        return in_order(
            Event(e["at"], e["kind"], in_force if e["kind"] == "start" else None)
            for e in history
            if e["kind"] != "replan"
        )

    @api.model
    def _prepare_reading_vals(self, reading: Reading, history):
        stopped = reading.state == "stopped"
        pauses = [e for e in history if e["kind"] == "pause"]
        vals = {
            "state": reading.state,
            "due_at": reading.due or False,
            "stopped_at": reading.stopped or False,
            "result": ("missed" if reading.is_late else "met") if stopped else False,
            "consumed": 0.0 if reading.state == "running" else float(reading.consumed),
            "pause_reason": pauses[-1]["reason"] if reading.state == "paused" else False,
            "worked": False,
        }
        if stopped:
            to_string = fields.Datetime.to_string
            vals["worked"] = [
                [to_string(span.start), to_string(span.stop), str(span.worth)]
                for span in reading.worked
            ]
        return vals

    @api.model
    def _get_warning(self, reading, plan, engine):
        """Return from when on the case is at risk, as far as somebody can know."""
        if not plan["warning"] or reading.state == "stopped" or not reading.due:
            return False
        in_force = engine[0].plan
        early = in_force.length - Fraction(round(plan["warning"] * 3600), 3600)
        periods = get_periods(engine, in_force.can_pause)
        return get_moment(periods, in_force.spans, early) or reading.due

    def _report_problem(self):
        """Tell the leading group what keeps these clocks from being planned as they should."""
        for clock in self:
            clock.ticket_id._report_to_leading_group(clock.problem)
