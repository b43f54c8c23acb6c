from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.followup import GRADES, OPEN_STATES
from ...tools.process import MIN_ATTEMPT_DAYS

#: From this grade down a customer is unsatisfied.
UNSATISFIED = 2
MAX_OPINION = 4000
#: A second tap on "no answer" is the same call.
SAME_CALL = timedelta(minutes=1)


class ComplaintFollowup(models.Model):
    """What is done with a row of the call list: tries, the one answer, and what follows from it."""

    _inherit = "complaint.followup"

    # Attempts --------------------------------------------------------------------------------

    def action_no_answer(self):
        """Record a call that nobody answered; after so many the customer counts as not reached."""
        self.ensure_one()
        self._ensure_can_ask()
        last = max(self.attempt_ids.mapped("told_at"), default=None)
        if last and fields.Datetime.now() - last < SAME_CALL:
            return
        self._record_attempt("no_answer", self.env._("Nobody answered."))
        if self._has_enough_attempts():
            self._finish_unreached()
        else:
            self._postpone(fields.Datetime.now() + timedelta(days=1))

    def action_call_back(self, at, words=""):
        """Record that the customer wants to be called at another time.

        :param at: moment in naive UTC
        :raises UserError: when it does not lie ahead
        """
        self.ensure_one()
        self._ensure_can_ask()
        at = fields.Datetime.to_datetime(at)
        if not at or at <= fields.Datetime.now():
            raise UserError(self.env._("Choose a time ahead for the next call."))
        words = (words or "").strip() or self.env._("Asked to be called later.")
        self._record_attempt("call_back", words, call_back_at=at)
        self._postpone(at)

    def action_refused(self, words=""):
        """Record that the customer does not want to answer; they are not asked again."""
        self.ensure_one()
        self._ensure_can_ask()
        words = (words or "").strip() or self.env._("Did not want to answer.")
        self._record_attempt("refused", words)
        self._finish("refused", self.env.user)

    def action_answer(self, handling, result, opinion="", channel="phone"):
        """Record the customer's answer as they gave it to the user.

        :param handling: grade "1" (worst) to "5" (best)
        :param result: grade "1" to "5"
        :param channel: by what they were asked, as on ``complaint.contact.log``
        :raises UserError: for no such grade, or when it was answered before
        """
        self.ensure_one()
        self._ensure_can_ask()
        self._check_grades(handling, result)
        opinion = (opinion or "").strip()
        words = opinion or self.env._("Answered the questions.")
        self._record_attempt("reached", words, channel=channel)
        self._record_answer(handling, result, opinion, channel, self.env.user)

    def action_step(self):
        """Open the dialogue of the step in the context: reached, call_back or refused."""
        self.ensure_one()
        self._ensure_can_ask()
        return {
            "type": "ir.actions.act_window",
            "name": self.customer_name or self.display_name,
            "res_model": "complaint.followup.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_followup_id": self.id,
                "default_step": self.env.context.get("followup_step", "reached"),
            },
        }

    def action_ask_in_writing(self):
        """Send the customer the link to the questions, once.

        :raises UserError: where it was sent before, or they have chosen to be called
        """
        template = self.env.ref("retail_complaint.mail_template_followup").sudo()
        for followup in self:
            followup._ensure_can_ask()
            followup._ensure_can_write_to()
            # Who may handle the case may have them asked; rows are the server's.
            own = followup.sudo()
            own._mark_asked(own.ticket_id._get_reply_channel())
            own.ticket_id._tell(template, "followup", own)

    def _ensure_can_write_to(self):
        ticket = self.ticket_id
        if self.sudo().asked_channel not in (False, "phone", "in_person"):
            raise UserError(self.env._("%s was asked in writing before.", ticket.number))
        if not ticket._get_reply_address() or ticket._get_reply_channel() == "phone":
            raise UserError(
                self.env._("%s: this customer is to be called, not written to.", ticket.number)
            )

    def _ensure_can_ask(self):
        """:raises UserError: when this customer is not to be asked, or was"""
        self.ticket_id._ensure_can_handle()
        self._lock()
        if self.state != "to_ask":
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(number)s: %(state)s. There is nothing to ask any more.",
                    number=self.ticket_id.number,
                    state=labels[self.state],
                )
            )

    def _record_attempt(self, outcome, words, channel="phone", **vals):
        """Keep an attempt among what the customer was told."""
        vals |= {
            "ticket_id": self.ticket_id.id,
            "purpose": "followup",
            "channel": channel,
            "words": words,
            "is_delivered": outcome != "no_answer",
            "followup_id": self.id,
            "followup_outcome": outcome,
        }
        self.env["complaint.contact.log"]._as_server().create(vals)
        if outcome != "no_answer":
            self.sudo()._mark_asked(channel)

    def _mark_asked(self, channel):
        """From the first question on this customer is one of those who were asked."""
        if not self.asked_at:
            vals = {"asked_at": fields.Datetime.now(), "asked_channel": channel, "asked": 1}
            self._as_server().write(vals)
        elif channel != self.asked_channel and not self.answered:
            # Who did not answer the letter and was called then counts as called.
            self._as_server().write({"asked_channel": channel})

    def _postpone(self, moment):
        self.sudo()._as_server().write({"call_at": moment})

    def _get_failed_attempts(self):
        return self.attempt_ids.filtered(lambda log: log.followup_outcome == "no_answer")

    def _has_enough_attempts(self):
        """Often enough for the setting, and not all in one day."""
        vain = self._get_failed_attempts()
        wanted = self.company_id.complaint_followup_attempts
        days = {self.ticket_id._to_customer_time(log.told_at).date() for log in vain}
        return len(vain) >= wanted and len(days) >= min(wanted, MIN_ATTEMPT_DAYS)

    def _finish_unreached(self):
        """Nobody reached: it is noted, and the case may be archived."""
        self._finish("unreachable", self.env.user, satisfaction="0")
        self.ticket_id.message_post(
            body=self.env._(
                "Follow-up: the customer was not reached in %s attempts.", self.attempt_count
            )
        )

    # The answer ------------------------------------------------------------------------------

    @api.model
    def _check_grades(self, *grades):
        if not dict(GRADES).keys() >= set(grades):
            raise UserError(self.env._("Choose one of the five answers to each question."))

    def _record_customer_satisfaction(self, handling, result, opinion, by="portal"):
        """Take what the customers themselves answered, by link or page; the second time nothing.

        With the server's rights: whoever calls this made sure that it is the customer.

        :param handling: grade "1" (worst) to "5" (best), likewise ``result``
        :param by: the channel, as on ``complaint.contact.log``
        :return: whether it was taken
        :raises UserError: for no such grade
        """
        own = self.sudo()
        own.ensure_one()
        own._check_grades(handling, result)
        own._lock()
        if own.state not in OPEN_STATES:
            return False
        opinion = (opinion or "").strip()[:MAX_OPINION]
        own._mark_asked(by)
        own._post_answer(handling, result, opinion)
        own._record_answer(handling, result, opinion, by)
        return True

    def _post_answer(self, handling, result, opinion):
        """Put what they answered by themselves on file, and before the owner of the case."""
        grades = dict(self._fields["satisfaction_handling"]._description_selection(self.env))
        told = self.env._(
            "The customer answered the follow-up. Handling: %(handling)s. Result: %(result)s.",
            handling=grades[handling],
            result=grades[result],
        )
        self.ticket_id._post_customer_answer(told, opinion)

    def _record_answer(self, handling, result, opinion, channel, user=None):
        """Write the one answer down, and act on it.

        :param user: who asked, nobody when the customers answered by themselves
        """
        own = self.sudo()
        unsatisfied = min(int(handling), int(result)) <= UNSATISFIED
        answer = {
            "answered_at": fields.Datetime.now(),
            "answered_channel": channel,
            "answered": 1,
            "satisfaction_handling": handling,
            "satisfaction_result": result,
            "handling_score": int(handling),
            "result_score": int(result),
            "response_rate": 100,
            "opinion": opinion,
            "is_unsatisfied": unsatisfied,
        }
        own._finish("answered", user, min(handling, result), **answer)
        if unsatisfied:
            own._reopen_case(opinion)

    def _finish(self, state, user=None, satisfaction=False, **vals):
        """Close the row and write the short of it on the case, whose clock stops."""
        own = self.sudo()
        user = user or self.env["res.users"]
        own._as_server().write(dict(vals, state=state, user_id=user.id))
        own.ticket_id._as_server().write(
            {
                "complaint_satisfaction": satisfaction,
                "complaint_followup_note": vals.get("opinion"),
                "complaint_followup_at": fields.Datetime.now(),
                "complaint_followup_user_id": user.id,
            }
        )

    def _reopen_case(self, opinion):
        """Reopen the case of an unsatisfied customer, one level higher (EXE-5); once.

        Unsatisfied again, they are put before the leading group, who decides.
        """
        ticket = self.ticket_id
        reason = self.env._("The customer is not satisfied. %s", opinion or "")
        if ticket.complaint_followup_ids.filtered("has_reopened"):
            ticket._report_to_leading_group(reason)
            return
        self._as_server().write({"has_reopened": True})
        ticket._reopen(reason)

    @api.model
    def _get_link_domain(self):
        # Who has answered finds thanks there.
        is_shown = Domain("state", "in", (*OPEN_STATES, "answered"))
        return super()._get_link_domain() & is_shown & Domain("ticket_id.active", "=", True)
