from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.followup import GRADES
from ...tools.process import ANSWERED_KINDS

#: What the customer says at the end; those who handle the case write it down.
ANSWER_FIELDS = frozenset({"complaint_satisfaction", "complaint_followup_note"})


class HelpdeskTicket(models.Model):
    """After the settlement: was the customer satisfied?

    What was asked and answered are the follow-ups; on the case stands the short of the latest.
    """

    _inherit = "helpdesk.ticket"

    complaint_followup_ids = fields.One2many(
        "complaint.followup",
        "ticket_id",
        string="Follow-ups",
        copy=False,
        guarded=True,
    )
    complaint_satisfaction = fields.Selection(
        [*GRADES, ("0", "Not reached")],
        string="Satisfaction",
        tracking=True,
        copy=False,
        help="With the handling or with the result, whichever is the lower.",
    )
    complaint_followup_note = fields.Text(string="Customer's opinion", copy=False)
    complaint_followup_at = fields.Datetime(
        string="Followed up", readonly=True, copy=False, guarded=True
    )
    complaint_followup_user_id = fields.Many2one(
        "res.users",
        string="Followed up by",
        readonly=True,
        copy=False,
        guarded=True,
    )

    @api.model
    def _check_registration(self, vals):
        # Nobody asks customers whether they are satisfied before their complaint is registered.
        if ANSWER_FIELDS.intersection(name for name in vals if vals[name]):
            self._ensure_agent()
            raise UserError(self.env._("The customer is asked once his complaint is settled."))
        return super()._check_registration(vals)

    def _take_steps(self, vals):
        steps = super()._take_steps(vals)
        said = {name: vals.pop(name) for name in ANSWER_FIELDS.intersection(vals)}
        if said:
            self._ensure_can_handle()
            steps += [partial(ticket._record_grade, **said) for ticket in self]
        return steps

    def _record_grade(self, complaint_satisfaction=False, complaint_followup_note=""):
        """Take one grade as the answer to both questions, over the API or from an import."""
        followup = self._get_followup().with_env(self.env)
        if not followup:
            raise UserError(self.env._("The customer is asked once his complaint is settled."))
        if complaint_satisfaction == "0":
            followup.action_no_answer()
        else:
            grade = complaint_satisfaction
            followup.action_answer(grade, grade, complaint_followup_note)

    def _get_followup(self):
        """Return the follow-up of the present settlement, with the server's rights; or none."""
        self.ensure_one()
        return self.sudo().complaint_followup_ids.filtered(
            lambda followup: followup.run == self.complaint_reopen_count
        )

    def _get_link_veils(self):
        return super()._get_link_veils() | self.complaint_followup_ids._get_veils()

    @api.depends("complaint_followup_ids.state")
    def _compute_complaint_missing(self):
        return super()._compute_complaint_missing()

    def _is_followed_up(self):
        followup = self._get_followup()
        return bool(followup) and followup.state != "to_ask"

    def _set_phase(self, phase):
        result = super()._set_phase(phase)
        followups = self.env["complaint.followup"]
        if phase == "followup":
            followups._open(self.filtered(lambda t: t.complaint_kind not in ANSWERED_KINDS))
        elif phase == "archived":
            self.sudo().complaint_followup_ids._close("skipped", skip_reason="passed")
        return result

    def _reopen(self, reason):
        result = super()._reopen(reason)
        self.sudo().complaint_followup_ids._close("cancelled")
        return result

    def _prepare_reopen_vals(self):
        return super()._prepare_reopen_vals() | {
            "complaint_satisfaction": False,
            "complaint_followup_note": False,
            "complaint_followup_at": False,
            "complaint_followup_user_id": False,
        }
