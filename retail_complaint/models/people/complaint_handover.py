from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

HANDOVER_KINDS = [
    ("handover", "Hand-over"),
    ("emergency", "Emergency"),
    ("escalation", "Escalation"),
    ("reassignment", "Reassignment by the leading group"),
]
#: Refusals of a case after which it goes to the team leader.
REFUSALS = 2
BATCH = 100


class ComplaintHandover(models.Model):
    """The offer of a case to somebody else: pending until accepted, else it stays (ORG-2, ORG-4).

    Rows are written by the server alone: :meth:`helpdesk.ticket._offer` makes them, the actions
    here answer them.
    """

    _name = "complaint.handover"
    _inherit = ["complaint.guarded.mixin", "complaint.set.aside.mixin"]
    _description = "Hand-over of a case"
    _order = "id desc"
    _is_server_only = True

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, readonly=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(HANDOVER_KINDS, required=True, readonly=True)
    state = fields.Selection(
        [
            ("offered", "Offered"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("lapsed", "Lapsed"),
            ("withdrawn", "Taken back"),
            ("assigned", "Assigned"),
        ],
        required=True,
        readonly=True,
    )
    from_user_id = fields.Many2one("res.users", string="From", readonly=True)
    offered_by_id = fields.Many2one("res.users", string="By", readonly=True)
    offered_at = fields.Datetime(string="When", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="To", readonly=True)
    department_id = fields.Many2one("complaint.department", readonly=True, ondelete="restrict")
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True, ondelete="restrict")
    candidate_ids = fields.Many2many(
        "res.users",
        "complaint_handover_candidate_rel",
        "handover_id",
        "user_id",
        string="Who may accept",
        readonly=True,
    )
    receiver_name = fields.Char(string="Offered to", compute="_compute_receiver_name")
    reason = fields.Text(required=True, readonly=True)
    lapse_at = fields.Datetime(string="Lapses", readonly=True)
    answered_by_id = fields.Many2one("res.users", string="Answered by", readonly=True)
    answered_at = fields.Datetime(string="Answered", readonly=True)
    answer_reason = fields.Text(string="Why refused", readonly=True)

    _one_pending = models.UniqueIndex(
        "(ticket_id) WHERE state = 'offered'", "This case is already offered to somebody."
    )
    _lapse_index = models.Index("(lapse_at, id) WHERE state = 'offered'")

    @api.depends("user_id", "department_id", "team_id")
    def _compute_receiver_name(self):
        for handover in self.sudo():
            receiver = handover.user_id or handover.department_id or handover.team_id
            handover.receiver_name = receiver.display_name

    @api.depends("ticket_id", "kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for handover in self.sudo():
            handover.display_name = f"{handover.ticket_id.number}: {labels.get(handover.kind)}"

    def _get_text(self):
        """Return the offer in a sentence, for those who see the case."""
        self.ensure_one()
        return self.env._(
            "%(giver)s offers it to %(receiver)s until %(until)s: %(reason)s",
            giver=self.offered_by_id.name,
            receiver=self.receiver_name,
            until=format_datetime(self.env, self.lapse_at, dt_format="short"),
            reason=self.reason,
        )

    # Answers ---------------------------------------------------------------------------------

    def action_accept(self):
        """Take the case: from now on it is the user's.

        :raises UserError: when the offer is over, or the users are concerned themselves
        :raises AccessError: when it was offered to others
        """
        self.ensure_one()
        handover = self._lock_offer()
        ticket = handover.ticket_id
        # What was true when it was offered may have changed.
        ticket._get_candidates(self.env.user)
        handover._close("accepted")
        ticket._set_owner(self.env.user, handover.team_id)
        ticket.with_env(self.env)._after_handover_closed(handover)
        return True

    def action_refuse(self, reason):
        """Give the offer back with a reason; the case stays with its owner.

        Refused a second time, it goes to the team leader, who cannot refuse.
        :raises UserError: without a reason, or when the offer is over
        """
        self.ensure_one()
        handover = self._lock_offer()
        handover.ticket_id._check_reason(reason)
        handover._close("refused", reason)
        ticket = handover.ticket_id
        ticket._after_handover_closed(handover)
        if self._count_refusals(ticket) >= REFUSALS:
            ticket._give_to_leader(self.env._("Refused %s times.", REFUSALS))
        return True

    def action_withdraw(self):
        """Take the offer back; the owner or a duty manager does.

        :raises AccessError: for others
        """
        self.ensure_one()
        self.ticket_id._ensure_can_offer()
        # The row belongs to the server; who may withdraw was just checked.
        handover = self.sudo()
        handover._ensure_offered()
        handover._close("withdrawn")
        return True

    def _lock_offer(self):
        """Return the offer, locked and as the server, when the user may answer it."""
        # Who is asked need not be able to write the case, or, once it is confidential, read it.
        handover = self.sudo()
        handover.lock_for_update()
        handover._ensure_offered()
        if self.env.user not in handover.candidate_ids:
            raise AccessError(
                self.env._(
                    "This case was offered to %s. Only who was asked answers.",
                    handover.receiver_name,
                )
            )
        return handover

    def _ensure_offered(self):
        self.invalidate_recordset(["state"])
        if self.state != "offered":
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This offer is over: %(state)s on %(when)s. Look at the case again.",
                    state=states[self.state],
                    when=fields.Datetime.context_timestamp(
                        self, self.answered_at or self.offered_at
                    ).strftime("%Y-%m-%d %H:%M"),
                )
            )

    def _close(self, state, reason=False):
        """Write how offers ended, and take back the activity that asked for the answer."""
        if not self:
            return
        answered_by = self.env.uid if state in ("accepted", "refused", "withdrawn") else False
        self._as_server().write(
            {
                "state": state,
                "answered_by_id": answered_by,
                "answered_at": fields.Datetime.now(),
                "answer_reason": reason,
            }
        )
        asked = self.env.ref("retail_complaint.mail_activity_type_handover")
        self.env["mail.activity"].search(
            [
                ("res_model", "=", "helpdesk.ticket"),
                ("res_id", "in", self.ticket_id.ids),
                ("activity_type_id", "=", asked.id),
            ]
        ).unlink()

    @api.model
    def _count_refusals(self, ticket):
        """Return how often this case was refused since it last got an owner."""
        taken = self.search(
            [("ticket_id", "=", ticket.id), ("state", "in", ("accepted", "assigned"))], limit=1
        )
        return self.search_count(
            [("ticket_id", "=", ticket.id), ("state", "=", "refused"), ("id", ">", taken.id or 0)]
        )

    # Lapse -----------------------------------------------------------------------------------

    @api.model
    def _cron_lapse(self):
        """Give back what nobody answered in time, in batches; a commit per batch."""
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(self._get_due_domain()))
        while done := self._lapse_batch(BATCH):
            if not cron._commit_progress(done):
                break

    @api.model
    def _get_due_domain(self):
        return Domain("state", "=", "offered") & Domain("lapse_at", "<=", fields.Datetime.now())

    @api.model
    def _lapse_batch(self, limit):
        """Give back the oldest offers that are due; return how many."""
        due = self._get_due_domain()
        batch = self.search(due, limit=limit, order="lapse_at, id")
        # What somebody is just answering is left to them, and looked at again later.
        locked = batch.try_lock_for_update().filtered_domain(due)
        locked._do_or_set_aside(type(self)._lapse)
        return len(locked)

    def _lapse(self):
        self._close("lapsed")
        for handover in self:
            handover.ticket_id._after_handover_closed(handover)

    def _set_aside(self, problem):
        # Looked at again tomorrow, behind the others.
        later = fields.Datetime.add(fields.Datetime.now(), days=1)
        self._as_server().write({"lapse_at": later})
        return super()._set_aside(problem)
