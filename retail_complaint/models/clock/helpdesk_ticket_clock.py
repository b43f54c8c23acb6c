from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ...tools.process import EARLY_OUTCOMES, ENDED, EXPLAINED_FINDINGS
from ...tools.service_level import PAUSE_REASONS

#: A change of these plans the clocks of a case anew.
PLANNING_FIELDS = frozenset(
    {
        "complaint_severity_id",
        "complaint_kind",
        "complaint_store_id",
        "category_id",
        "team_id",
        "company_id",
    }
)
#: Outcomes that leave nothing to resolve.
VOID_OUTCOMES = EARLY_OUTCOMES - {"refused"}
#: Which words fulfil which promise.
FULFILLS = {
    "progress": {"progress", "proposal", "result"},
    "proposal": {"proposal", "result"},
    "result": {"result"},
}


class HelpdeskTicket(models.Model):
    """What starts, pauses, resumes and stops the clocks of a case."""

    _inherit = "helpdesk.ticket"

    # Start -----------------------------------------------------------------------------------

    def _after_complaint_created(self):
        result = super()._after_complaint_created()
        self._ensure_case_clocks()
        self.filtered("complaint_outside_deadline")._follow_authority()
        return result

    def _get_case_clock_kinds(self):
        """Return the kinds of clocks that run from receipt, as far as a service level names them.

        A bridge that adds a kind extends this.
        """
        self.ensure_one()
        kinds = ["first_response", "preliminary", "proposal", "resolution"]
        if self.complaint_finding in EXPLAINED_FINDINGS:
            kinds.remove("proposal")
        return kinds

    def _ensure_case_clocks(self):
        """Start the clocks that run from receipt, where they neither run nor ran."""
        wanted = []
        for ticket in self.filtered(lambda t: t.is_complaint and t.complaint_phase not in ENDED):
            clocks = ticket.sudo().complaint_clock_ids
            known = clocks.filtered(lambda clock: clock.result != "cancelled").mapped("kind")
            wanted += [
                (ticket, kind) for kind in ticket._get_case_clock_kinds() if kind not in known
            ]
        self._start_clocks(wanted)

    def _start_clocks(self, wanted, at=None):
        """Start clocks for which the case has a service level.

        :param wanted: list of (ticket, kind)
        :param at: moment in naive UTC, by default the receipt or reopening
        """
        cases = self._get_cases()
        levels = self.env["complaint.service.level"].sudo()
        clocks = self.env["complaint.clock"]
        starts = []
        for ticket, kind in wanted:
            level = levels._get_level(kind, cases[ticket.id])
            if not level:
                continue
            started_at = at or ticket.complaint_reopened_at or ticket.complaint_received_at
            starts.append(
                {
                    "ticket_id": ticket.id,
                    "kind": kind,
                    "started_at": started_at,
                    "events": ticket._get_clock_past(kind, started_at),
                    **clocks._prepare_level_plan(ticket, level),
                }
            )
        if starts:
            clocks._start(starts)

    def _get_clock_past(self, kind, started_at):
        """Return the events of a clock that starts late: it may be paused or stopped already."""
        self.ensure_one()
        now = max(fields.Datetime.now(), started_at)
        events = []
        if self.complaint_pause_reason:
            events.append({"at": now, "kind": "pause", "reason": self.complaint_pause_reason})
        stop = self._get_clock_stop(kind, started_at)
        if stop:
            events.append({"at": max(stop, started_at), "kind": "stop"})
        return events

    def _get_clock_stop(self, kind, since):
        """Return when what a clock waits for happened, False when it did not since then."""
        if kind == "first_response":
            return self.complaint_first_response_at
        if kind == "preliminary":
            return self.complaint_preliminary_at
        if kind == "proposal":
            offers = [p.offered_at for p in self.complaint_proposal_ids if p.offered_at]
            return min((at for at in offers if at >= since), default=False)
        return False

    # Stop ------------------------------------------------------------------------------------

    def _get_open_clocks(self, *kinds):
        # Nobody has rights on clocks but to read them: the case moves its own.
        return self.sudo().complaint_clock_ids.filtered(
            lambda clock: clock.state != "stopped" and (not kinds or clock.kind in kinds)
        )

    def _after_told(self, log):
        """What was told may be the first response, and may keep or make a promise."""
        if log.is_delivered and not log.is_automatic:
            self._record_first_response(log.told_at)
            self._follow_promise(log)
        return super()._after_told(log)

    def _record_first_response(self, moment):
        """Keep the moment at which a person first answered the customer (RSP-1)."""
        waiting = self.filtered(lambda ticket: not ticket.complaint_first_response_at)
        waiting._as_server().write({"complaint_first_response_at": moment})
        self._get_open_clocks("first_response")._stop(moment)

    def _follow_promise(self, log):
        """Close the promise that these words keep or replace, and start the one that they make."""
        running = self._get_open_clocks("promise")
        if running and log.purpose in FULFILLS[self._get_promise(log).promised_for or "progress"]:
            running._stop(log.told_at)
        elif running and log.promised_at:
            # Promised anew in time it is not needed any more; too late, it was broken.
            running._stop(log.told_at, cancelled=log.told_at <= running.due_at)
        if log.promised_at:
            self._start_dated_clock("promise", log.told_at, log.promised_at)

    def _get_promise(self, log):
        """Return the words that made the promise which stood before ``log``."""
        earlier = self.complaint_contact_log_ids.filtered(
            lambda told: told.promised_at and told.is_delivered and told.id < log.id
        )
        return earlier.sorted("id")[-1:]

    def _start_dated_clock(self, kind, started_at, due):
        """Start a clock that runs until a date that somebody named."""
        self.ensure_one()
        clocks = self.env["complaint.clock"]
        # A date that has passed already is late from the start.
        started_at = min(started_at, due)
        plan = clocks._prepare_dated_plan(started_at, due)
        clocks._start([{"ticket_id": self.id, "kind": kind, "started_at": started_at, **plan}])

    def _get_authority_deadline(self):
        """Seam: return the deadline that an outside body set for this case, or False."""
        self.ensure_one()
        return self.complaint_outside_deadline

    def _follow_authority(self):
        """Let the clock of the outside body run until its deadline of now."""
        for ticket in self:
            due = ticket._get_authority_deadline()
            running = ticket._get_open_clocks("authority")
            if running and running.due_at == due:
                continue
            running._stop(cancelled=True)
            if due and not ticket.complaint_resolved_at:
                ticket._start_dated_clock("authority", fields.Datetime.now(), due)

    def _after_offered(self, proposal):
        """A proposal is with the customer (RSP-8)."""
        self._get_open_clocks("proposal")._stop(proposal.offered_at)

    def _after_executed(self, proposal):
        """What was promised is done: the follow-up is due a set time later (EXE-4)."""
        if not self._get_open_clocks("followup"):
            self._start_clocks([(self, "followup")], proposal.executed_at)

    def _set_phase(self, phase):
        result = super()._set_phase(phase)
        if phase in ENDED:
            for ticket in self:
                ticket._end_clocks(phase)
        return result

    def _end_clocks(self, phase):
        """Stop the clocks of a case that was resolved or archived."""
        if self.complaint_pause_reason:
            self._as_server().write({"complaint_pause_reason": False})
        if self.complaint_outcome not in VOID_OUTCOMES:
            self._get_open_clocks("resolution", "authority")._stop(self.complaint_resolved_at)
        if phase == "archived":
            self._get_open_clocks()._stop(cancelled=True)
            return
        goes_on = self._get_open_clocks("promise", "followup")
        (self._get_open_clocks() - goes_on)._stop(cancelled=True)
        if "followup" not in goes_on.mapped("kind"):
            self._start_clocks([(self, "followup")], self.complaint_resolved_at)

    def _reopen(self, reason):
        result = super()._reopen(reason)
        self._get_open_clocks()._stop(cancelled=True)
        again = {"proposal", "resolution"}.intersection(self._get_case_clock_kinds())
        self._start_clocks([(self, kind) for kind in sorted(again)])
        # What was broken off before, such as a first response, is still owed.
        self._ensure_case_clocks()
        return result

    # Pause -----------------------------------------------------------------------------------

    def action_complaint_pause(self, reason):
        """Pause the clocks that may, while the case waits for something outside (RSP-7).

        :param reason: "customer", "goods" or "test"
        :raises UserError: without one of these reasons, or when the case has ended
        """
        self._ensure_can_handle()
        if reason not in dict(PAUSE_REASONS):
            raise UserError(self.env._("Say what the case waits for."))
        for ticket in self:
            if ticket.complaint_phase in ENDED:
                raise UserError(self.env._("%s is resolved: nothing waits.", ticket.number))
            if ticket.complaint_pause_reason:
                ticket._resume()
            ticket._as_server().write({"complaint_pause_reason": reason})
            # Also those that may not pause: under another service level they may have.
            ticket._get_open_clocks()._record("pause", reason=reason)

    def action_complaint_clock_step(self):
        """Open the dialogue for the step named in the context: pause or pass_up."""
        self.ensure_one()
        steps = {"pause": self.env._("Pause the clocks"), "pass_up": self.env._("Pass it up")}
        step = self.env.context.get("complaint_step")
        return {
            "type": "ir.actions.act_window",
            "name": steps.get(step, steps["pause"]),
            "res_model": "complaint.clock.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id, "default_step": step},
        }

    def action_complaint_resume(self):
        """Let the paused clocks run on."""
        self._ensure_can_handle()
        for ticket in self.filtered("complaint_pause_reason"):
            ticket._resume()

    def _resume(self, at=None):
        self._as_server().write({"complaint_pause_reason": False})
        self._get_open_clocks()._record("resume", at)

    def _record_customer_reply(self, at=None):
        """The customer has answered, by whatever door: what waited for them runs on at once."""
        for ticket in self:
            if ticket.complaint_pause_reason == "customer":
                ticket._resume(at)

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        # In sudo: the mail gateway and the portal write for somebody without rights.
        ticket = self.sudo()
        if ticket.complaint_pause_reason == "customer" and ticket._is_from_customer(message):
            ticket._record_customer_reply()
        return result

    def _is_from_customer(self, message):
        """Whether a message was written by the complainant, as partner or by their address."""
        if message.message_type not in ("email", "comment"):
            return False
        if self.partner_id and message.author_id == self.partner_id:
            return True
        if message.author_id and not message.author_id.partner_share:
            # Staff have signed it, whatever the address says.
            return False
        own = {email_normalize(self.partner_email), self.partner_id.email_normalized} - {False}
        return email_normalize(message.email_from) in own

    # Changes ---------------------------------------------------------------------------------

    def _check_changes(self, vals):
        if "complaint_received_at" in vals:
            self._check_received_at(fields.Datetime.to_datetime(vals["complaint_received_at"]))
        return super()._check_changes(vals)

    @api.model
    def _get_followed_fields(self):
        return super()._get_followed_fields() | {"complaint_received_at"}

    def _follow_changes(self, vals, former):
        result = super()._follow_changes(vals, former)
        if "complaint_received_at" in vals:
            self.filtered(
                lambda case: (
                    case in former
                    and former[case]["complaint_received_at"] != case.complaint_received_at
                )
            )._restart_clocks()
        if (
            vals.get("complaint_finding")
            or (vals.get("complaint_preliminary_result") or "").strip()
        ):
            self._record_preliminary()
        if "complaint_finding" in vals:
            self._follow_finding()
        if "complaint_outside_deadline" in vals:
            self._follow_authority()
        if "complaint_followup_at" in vals:
            self._get_open_clocks("followup")._stop(vals["complaint_followup_at"])
        if "is_complaint" in vals or not PLANNING_FIELDS.isdisjoint(vals):
            self._get_open_clocks()._replan()
            self._ensure_case_clocks()
        return result

    def _check_received_at(self, received_at):
        """:raises UserError: without a time, or after the intake: the deadlines run from it"""
        moved = self.filtered(lambda case: case.complaint_received_at != received_at)
        if moved and not received_at:
            raise UserError(self.env._("Enter when the complaint was received."))
        late = moved.filtered(lambda case: case.complaint_phase != "intake")[:1]
        if late:
            raise UserError(
                self.env._(
                    "The deadlines of %s run from its receipt, which is fixed after the intake.",
                    late.number,
                )
            )

    def _restart_clocks(self):
        """Run the open clocks of a case anew from its receipt, which was corrected."""
        for ticket in self:
            ticket._get_open_clocks(*ticket._get_case_clock_kinds())._stop(cancelled=True)
        self._ensure_case_clocks()

    def _record_preliminary(self):
        """Keep when a preliminary result was first on record (RSP-3); a finding is one too."""
        now = fields.Datetime.now()
        fresh = self.filtered(lambda t: t.is_complaint and not t.complaint_preliminary_at)
        fresh._as_server().write({"complaint_preliminary_at": now})
        fresh._get_open_clocks("preliminary")._stop(now)

    def _follow_finding(self):
        """Where an explanation is all there is to give, no proposal is due."""
        explained = self.filtered(lambda t: t.complaint_finding in EXPLAINED_FINDINGS)
        explained._get_open_clocks("proposal")._stop(cancelled=True)
        (self - explained)._ensure_case_clocks()
