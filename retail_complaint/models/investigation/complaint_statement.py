from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

#: How long a party has by default.
DEFAULT_DAYS = 3
#: Characters of an answer.
MAX_ANSWER = 20000
STATEMENT_ACTIVITY = "retail_complaint.mail_activity_type_statement"
#: What an answer is on file as, by the kind of the party.
ANSWER_KINDS = {"employee": "staff_statement", "department": "staff_statement"}


class ComplaintStatement(models.Model):
    """A question to a party, with a deadline; the answer becomes evidence (INV-3, ORG-7).

    Staff answer in Odoo, parties outside by a link with a token: both see the question and
    nothing else of the case. A request takes one answer, until its deadline.
    """

    _name = "complaint.statement"
    _inherit = [
        "complaint.link.mixin",
        "complaint.lock.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Request for a statement"
    _order = "due_at, id"
    _rec_name = "question"
    _link_path = "/complaint/statement"
    _is_link_open = True

    token = fields.Char(groups="retail_complaint.group_agent")
    party_id = fields.Many2one(
        "complaint.party",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        groups="retail_complaint.group_intake,retail_complaint.group_auditor",
    )
    ticket_id = fields.Many2one(
        related="party_id.ticket_id",
        store=True,
        index=True,
        groups="retail_complaint.group_intake,retail_complaint.group_auditor",
        guarded=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Asked",
        compute="_compute_user_id",
        store=True,
        index="btree_not_null",
        help="The employee who is asked; for a department its head.",
        guarded=True,
    )
    question = fields.Text(
        required=True,
        help="All that the party sees: ask for facts, and name nobody who wants to stay unnamed.",
    )
    due_at = fields.Datetime(
        string="Answer until",
        required=True,
        default=lambda self: fields.Datetime.now() + timedelta(days=DEFAULT_DAYS),
    )
    state = fields.Selection(
        [("asked", "Asked"), ("answered", "Answered"), ("cancelled", "Cancelled")],
        default="asked",
        required=True,
        readonly=True,
        copy=False,
        guarded=True,
    )
    asked_by_id = fields.Many2one(
        "res.users", string="Asked by", readonly=True, copy=False, guarded=True
    )
    answer = fields.Text(readonly=True, copy=False, guarded=True)
    answered_at = fields.Datetime(string="Answered", readonly=True, copy=False, guarded=True)
    evidence_ids = fields.Many2many(
        "complaint.evidence",
        readonly=True,
        copy=False,
        groups="retail_complaint.group_intake,retail_complaint.group_auditor",
        guarded=True,
    )
    link = fields.Char(
        help="Send it to the party by the channel it is reached by. It opens this question only.",
    )

    @api.depends("party_id.user_id", "party_id.department_id")
    def _compute_user_id(self):
        for statement in self:
            party = statement.sudo().party_id
            statement.user_id = party.user_id or party.department_id.manager_id

    @api.depends("state", "user_id")
    def _compute_link(self):
        return super()._compute_link()

    def _is_link_shown(self):
        return super()._is_link_shown() and self.state == "asked" and not self.user_id

    @api.constrains("due_at")
    def _check_due_at(self):
        now = fields.Datetime.now()
        if any(statement.due_at <= now for statement in self if statement.state == "asked"):
            raise ValidationError(self.env._("Give the party some time: the deadline is past."))

    # CRUD ------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_sent(vals_list)
        parties = self.env["complaint.party"].browse(
            vals["party_id"] for vals in vals_list if vals.get("party_id")
        )
        parties.ticket_id._ensure_can_handle()
        vals_list = [
            dict(vals, asked_by_id=self.env.uid, token=self._new_token()) for vals in vals_list
        ]
        statements = super(ComplaintStatement, self._as_server()).create(vals_list)
        for statement in statements.filtered("user_id"):
            statement._remind_user()
        return statements

    def write(self, vals):
        if self._is_server_write():
            return super().write(vals)
        if "party_id" in vals:
            raise UserError(self.env._("A question stays with the party that was asked."))
        closed = self.filtered(lambda statement: statement.state != "asked")
        if closed:
            raise UserError(self.env._("This question is closed. Ask another one."))
        result = super().write(vals)
        if "due_at" in vals:
            for statement in self.filtered("user_id"):
                statement._remind_user()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What a party was asked stays on record. Cancel the question."))

    def action_cancel(self):
        """Ask no longer; the link is dead."""
        self.ticket_id._ensure_can_handle()
        self._ensure_asked()
        self._as_server().write({"state": "cancelled"})
        self.activity_unlink([STATEMENT_ACTIVITY])

    def action_close(self):
        """Close the dialogue; the question is saved by then."""
        return {"type": "ir.actions.act_window_close"}

    def _ensure_asked(self):
        if any(statement.state != "asked" for statement in self):
            raise UserError(self.env._("This question is closed. Ask another one."))

    def _remind_user(self):
        """Keep one activity for the employee who is asked until they have answered."""
        self.activity_unlink([STATEMENT_ACTIVITY])
        self.activity_schedule(
            STATEMENT_ACTIVITY,
            date_deadline=fields.Date.context_today(self, self.due_at),
            user_id=self.user_id.id,
        )

    # Answering -------------------------------------------------------------------------------

    def action_answer(self, answer):
        """Give the answer as the employee who was asked.

        :raises AccessError: for anybody else
        :raises UserError: when it is empty, or the question is closed
        """
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user:
            raise AccessError(self.env._("Only the person who was asked answers this question."))
        # Who is asked has no right on the case: the server puts their words on file, theirs alone.
        self.sudo()._record_answer(answer)

    def action_open_answer(self):
        """Open the dialogue in which the employee answers."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Your statement"),
            "res_model": "complaint.statement.answer",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_statement_id": self.id},
        }

    @api.model
    def _get_link_domain(self):
        # A wrong, used, cancelled and expired token are not told apart.
        is_open = Domain("state", "=", "asked") & Domain("user_id", "=", False)
        return super()._get_link_domain() & is_open & Domain("due_at", ">", fields.Datetime.now())

    def _record_answer(self, answer, files=()):
        """Put an answer on file as evidence that nobody changes; one answer per question.

        :param files: pairs of name and base64 content
        """
        self.ensure_one()
        if not (answer or "").strip():
            raise UserError(self.env._("Write your answer."))
        if len(answer) > MAX_ANSWER:
            raise UserError(
                self.env._(
                    "The answer has %(length)s characters, and at most %(limit)s are taken. Send "
                    "the rest as a file.",
                    length=len(answer),
                    limit=MAX_ANSWER,
                )
            )
        self._lock()
        self._ensure_asked()
        evidences = self.env["complaint.evidence"].create(
            [
                self._prepare_answer_vals(answer),
                *(self._prepare_answer_file_vals(name, content) for name, content in files),
            ]
        )
        for evidence in evidences:
            evidence._accept()
        self._as_server().write(
            {
                "state": "answered",
                "answer": answer,
                "answered_at": fields.Datetime.now(),
                "evidence_ids": [fields.Command.set(evidences.ids)],
            }
        )
        self.activity_unlink([STATEMENT_ACTIVITY])
        ticket = self.ticket_id
        # Who asked may have handed the case over since, or it became confidential.
        told = ticket._get_within_reach(self.asked_by_id | ticket.user_id)
        ticket.message_post(
            body=self.env._("%s gave the statement that was asked for.", self.party_id.name),
            partner_ids=told.partner_id.ids,
        )

    def _prepare_answer_vals(self, answer):
        party = self.party_id
        now = fields.Datetime.now()
        if party.role == "witness":
            kind = "witness"
        else:
            kind = ANSWER_KINDS.get(party.kind, "merchant_statement")
        return {
            "ticket_id": self.ticket_id.id,
            "kind": kind,
            "name": self.env._("Statement of %s", party.name),
            "text": self.env._("Asked: %(q)s\n\nAnswered: %(a)s", q=self.question, a=answer),
            "party_id": party.id,
            "source": party.name,
            "captured_at": now,
            "collected_by_id": self.asked_by_id.id,
        }

    def _prepare_answer_file_vals(self, name, content):
        return dict(
            self._prepare_answer_vals(""),
            kind="document",
            name=self.env._("%(name)s, sent by %(party)s", name=name, party=self.party_id.name),
            text=False,
            file=content,
            file_name=name,
        )
