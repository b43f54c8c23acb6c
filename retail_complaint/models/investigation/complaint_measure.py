from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

MEASURE_ACTIVITY = "retail_complaint.mail_activity_type_measure"
MEASURE_KINDS = [
    ("request", "Ask or tell somebody"),
    ("inspection", "Inspection of goods"),
    ("visit", "On-site visit"),
    ("replacement", "Replacement of the item"),
    ("training", "Training"),
    ("discipline", "Warning or discipline"),
    ("transfer", "Transfer to another post"),
    ("process", "Change of a process"),
]
#: What the house does for itself: tracked, and no case waits for it (SOL-7).
INTERNAL_KINDS = frozenset({"training", "discipline", "transfer", "process"})


class ComplaintMeasure(models.Model):
    """A task of a case: who does what until when, and what came of it (EXE-1, INV-3).

    Its owner need not have any right on the case to see and finish the task. Owners outside
    the house are parties of the case; whoever handles the case records their result.
    """

    _name = "complaint.measure"
    _inherit = ["complaint.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Measure"
    _order = "state desc, date_due, id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        groups="retail_complaint.group_intake,retail_complaint.group_auditor",
    )
    kind = fields.Selection(MEASURE_KINDS, required=True, default="request")
    is_internal = fields.Boolean(
        compute="_compute_is_internal",
        store=True,
        help="For the house, not for this customer: the case does not wait for it.",
        guarded=True,
    )
    name = fields.Char(string="What is to be done", required=True)
    note = fields.Text(string="Details")
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    party_id = fields.Many2one(
        "complaint.party",
        string="Owner outside",
        domain="[('ticket_id', '=', ticket_id)]",
        index="btree_not_null",
        ondelete="restrict",
        groups="retail_complaint.group_intake,retail_complaint.group_auditor",
    )
    date_due = fields.Date(
        string="Due", required=True, default=lambda self: fields.Date.context_today(self)
    )
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        guarded=True,
    )
    result = fields.Text(readonly=True, copy=False, help="What was found or done.", guarded=True)
    done_at = fields.Datetime(string="Finished", readonly=True, copy=False, guarded=True)
    done_by_id = fields.Many2one(
        "res.users", string="Finished by", readonly=True, copy=False, guarded=True
    )
    hazard_id = fields.Many2one(
        "complaint.hazard",
        string="Because of",
        readonly=True,
        copy=False,
        help="The safety flag that made this measure.",
        guarded=True,
    )

    @api.depends("kind")
    def _compute_is_internal(self):
        for measure in self:
            measure.is_internal = measure.kind in INTERNAL_KINDS

    @api.constrains("user_id", "party_id", "ticket_id")
    def _check_owner(self):
        for measure in self:
            # Whose it is must be known, whoever saves it.
            party = measure.sudo().party_id
            if bool(measure.user_id) == bool(party):
                raise ValidationError(
                    self.env._("%s needs one owner: an employee or a party.", measure.name)
                )
            if party and party.ticket_id != measure.sudo().ticket_id:
                raise ValidationError(self.env._("This person belongs to another case."))

    # CRUD ------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        measures = super().create(vals_list)
        measures._remind_owner()
        return measures

    def write(self, vals):
        if not self._is_server_write():
            if "ticket_id" in vals:
                raise UserError(self.env._("A measure stays with its case."))
            self._ensure_open()
        result = super().write(vals)
        if {"user_id", "date_due", "name"}.intersection(vals):
            self._remind_owner()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Measures stay on record. Cancel it with a reason."))

    def _ensure_open(self):
        """:raises UserError: when a measure is finished"""
        closed = self.filtered(lambda measure: measure.state != "open")[:1]
        if closed:
            raise UserError(
                self.env._("%s is finished and stays as it is. Add a measure.", closed.name)
            )

    def _remind_owner(self):
        """Keep one activity for the employee who owns an open measure."""
        for measure in self.sudo():
            measure.activity_unlink([MEASURE_ACTIVITY])
            if measure.state == "open" and measure.user_id:
                measure.activity_schedule(
                    MEASURE_ACTIVITY,
                    date_deadline=measure.date_due,
                    user_id=measure.user_id.id,
                    summary=measure.name,
                )

    # Finishing -------------------------------------------------------------------------------

    def action_finish(self):
        """Open the dialogue that takes the result, or the reason why it is not done."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "complaint.measure.result",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_measure_id": self.id},
        }

    def action_done(self, result):
        """Finish the measure with its result.

        :raises UserError: without a result, or when it is finished already
        """
        self._finish("done", result)

    def action_cancel(self, reason):
        """Give the measure up, with a written reason; its owner cannot, who handles the case can.

        :raises UserError: without a reason, or when it is finished already
        """
        self.sudo().ticket_id.with_env(self.env)._ensure_can_handle()
        self._finish("cancelled", reason)

    def _finish(self, state, result):
        self.ensure_one()
        self._ensure_can_finish()
        self._ensure_open()
        if not (result or "").strip():
            raise UserError(self.env._("Write what was found or done, in a sentence."))
        # Its owner need not have the right to write measures of this case; checked above.
        measure = self.sudo()
        measure._as_server().write(
            {
                "state": state,
                "result": result,
                "done_at": fields.Datetime.now(),
                "done_by_id": self.env.uid,
            }
        )
        measure.activity_unlink([MEASURE_ACTIVITY])
        label = dict(self._fields["state"]._description_selection(self.env))[state]
        measure.ticket_id.message_post(
            body=self.env._(
                "%(state)s: %(name)s. %(result)s", state=label, name=self.name, result=result
            )
        )

    def _ensure_can_finish(self):
        """:raises AccessError: for others than its owner and those who handle the case"""
        self.check_access("read")
        if self.user_id == self.env.user or self.env.su:
            return
        if not self.has_access("write"):
            raise AccessError(self.env._("%s is not your task. Its owner finishes it.", self.name))
