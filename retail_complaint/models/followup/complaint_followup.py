from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.followup import GRADES, OPEN_STATES
from ...tools.told import CHANNELS

STATES = [
    ("to_ask", "To ask"),
    ("answered", "Answered"),
    ("refused", "Did not want to answer"),
    ("unreachable", "Not reached"),
    ("skipped", "Not asked"),
    ("cancelled", "Taken up again"),
]


class ComplaintFollowup(models.Model):
    """Is the customer satisfied, some days after it was done (EXE-4)?

    One row for each time a case was settled, also where its customer is not asked, with the reason
    why: so the figures say how many they speak for. What is done with it stands in
    ``complaint_followup_answer.py``.
    """

    _name = "complaint.followup"
    _inherit = ["complaint.link.mixin", "complaint.lock.mixin"]
    _description = "Follow-up"
    _order = "call_at, id"
    _rec_names_search = ["ticket_id"]
    _is_server_only = True
    _link_path = "/complaint/followup"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", string="Case", required=True, index=True, ondelete="cascade"
    )
    run = fields.Integer(string="Settlement", help="0: the first; 1: after it was reopened once.")
    state = fields.Selection(STATES, required=True, default="to_ask", index=True)
    skip_reason = fields.Selection(
        [
            ("drill", "A drill has no customer"),
            ("staff", "The complainant is our own staff"),
            ("contact", "No way to reach him"),
            ("passed", "Archived without, by the leading group"),
        ],
        string="Why not asked",
    )
    call_at = fields.Datetime(string="To ask by")
    due_at = fields.Datetime(string="Due", help="By the service level, when the case was settled.")
    attempt_ids = fields.One2many("complaint.contact.log", "followup_id", string="Attempts")
    attempt_count = fields.Integer(string="Tried in vain", compute="_compute_attempt_count")
    user_id = fields.Many2one("res.users", string="Asked by", index="btree_not_null")
    asked_at = fields.Datetime(string="First asked")
    asked_channel = fields.Selection(CHANNELS, string="Asked by way of")
    answered_at = fields.Datetime(string="Answered on")
    answered_channel = fields.Selection(CHANNELS, string="Answered by way of")
    satisfaction_handling = fields.Selection(GRADES, string="With the handling")
    satisfaction_result = fields.Selection(GRADES, string="With the result")
    opinion = fields.Text(string="Customer's opinion")
    is_unsatisfied = fields.Boolean(string="Unsatisfied", index="btree_not_null")
    has_reopened = fields.Boolean(string="Reopened the case")
    link = fields.Char(string="Link for the customer", help="It opens these two questions only.")
    # As they were when it was settled: figures of a month stay what they were.
    company_id = fields.Many2one("res.company", required=True, index=True)
    store_id = fields.Many2one("retail.store", index="btree_not_null", ondelete="restrict")
    category_id = fields.Many2one("helpdesk.ticket.category", index="btree_not_null")
    outcome = fields.Selection("_selection_outcome")
    # What the pivot adds up.
    asked = fields.Integer(aggregator="sum")
    answered = fields.Integer(aggregator="sum")
    response_rate = fields.Float(
        string="Response rate (%)",
        aggregator="avg",
        help="Answered of a hundred who were asked. Those who do not answer may think otherwise.",
    )
    handling_score = fields.Float(
        string="Handling, 1 to 5", aggregator="avg", help="Mean of those who answered."
    )
    result_score = fields.Float(
        string="Result, 1 to 5", aggregator="avg", help="Mean of those who answered."
    )
    # What whoever calls has before them.
    owner_id = fields.Many2one(related="ticket_id.user_id", string="Owner")
    customer_name = fields.Char(string="Customer", compute="_compute_customer")
    phone = fields.Char(string="Telephone", compute="_compute_customer")
    settlement = fields.Text(string="What was done", compute="_compute_settlement")

    _once = models.UniqueIndex(
        "(ticket_id, run)", "This customer is asked already: once for each settlement."
    )
    _to_ask_index = models.Index("(call_at, id) WHERE state = 'to_ask'")

    @api.model
    def _selection_outcome(self):
        field = self.env["helpdesk.ticket"]._fields["complaint_outcome"]
        return field._description_selection(self.env)

    @api.depends("ticket_id.number")
    def _compute_display_name(self):
        for followup in self:
            followup.display_name = self.env._("Follow-up of %s", followup.ticket_id.number)

    @api.depends("attempt_ids.followup_outcome")
    def _compute_attempt_count(self):
        for followup in self:
            followup.attempt_count = len(followup._get_failed_attempts())

    @api.depends("state")
    def _compute_link(self):
        return super()._compute_link()

    def _is_link_shown(self):
        return super()._is_link_shown() and self.state in OPEN_STATES

    def _get_letter_links(self):
        """Seam: ways to answer with one tap, each an address and its words; a bridge adds some."""
        self.ensure_one()
        return []

    @api.depends("ticket_id.partner_id", "ticket_id.partner_name", "ticket_id.complaint_phone")
    def _compute_customer(self):
        for followup in self:
            ticket = followup.ticket_id
            followup.customer_name = ticket.partner_id.name or ticket.partner_name
            followup.phone = ticket.complaint_phone or ticket.partner_id.phone

    @api.depends("ticket_id.complaint_proposal_ids.state", "ticket_id.complaint_finding_note")
    def _compute_settlement(self):
        for followup in self:
            ticket = followup.ticket_id
            done = ticket.complaint_proposal_ids.filtered(
                lambda proposal: proposal.state in ("accepted", "executed")
            )
            texts = [line._get_public_text() for line in done.compensation_ids]
            followup.settlement = "\n".join(texts) or ticket.complaint_finding_note

    # The call list ---------------------------------------------------------------------------

    @api.model
    def _open(self, tickets):
        """Put settled cases on the call list, or note why their customers are not asked."""
        # Nobody has rights to write follow-ups: what happens in the case makes them.
        own = self.sudo()
        known = {
            (followup.ticket_id.id, followup.run)
            for followup in own.search_fetch([("ticket_id", "in", tickets.ids)], ["run"])
        }
        rows = [
            own._prepare_followup_vals(ticket)
            for ticket in tickets.sudo()
            if (ticket.id, ticket.complaint_reopen_count) not in known
        ]
        return own._as_server().create(rows) if rows else own

    @api.model
    def _prepare_followup_vals(self, ticket):
        """Return the values of a settled case's row; a bridge adds its own."""
        reason = self._get_skip_reason(ticket)
        clock = ticket._get_open_clocks("followup")
        due = clock.due_at or fields.Datetime.now()
        return {
            "ticket_id": ticket.id,
            "run": ticket.complaint_reopen_count,
            "company_id": ticket.company_id.id,
            "store_id": ticket.complaint_store_id.id,
            "category_id": ticket.category_id.id,
            "outcome": ticket.complaint_outcome,
            "state": "skipped" if reason else "to_ask",
            "skip_reason": reason,
            "due_at": due,
            "call_at": due,
            "token": self._new_token(),
        }

    @api.model
    def _get_skip_reason(self, ticket):
        """Return why this customer is not asked, False where they are."""
        if ticket.complaint_is_drill:
            return "drill"
        if ticket.partner_id.user_ids.filtered(lambda user: not user.share):
            return "staff"
        if not (ticket.partner_id or ticket.partner_email or ticket.complaint_phone):
            return "contact"
        return False

    def _close(self, state, **vals):
        """Take open rows off the list."""
        self.filtered(lambda f: f.state == "to_ask")._as_server().write(dict(vals, state=state))

    # Screens ---------------------------------------------------------------------------------

    def action_open_case(self):
        """Open the case."""
        self.ensure_one()
        return self.ticket_id.get_formview_action()

    def _read_group_select(self, aggregate_spec, query):
        # Rates of sums, and means of those who answered: not means of rows.
        asked, answered = (
            self._field_to_sql(self._table, name, query) for name in ("asked", "answered")
        )
        if aggregate_spec == "response_rate:avg":
            return SQL("SUM(%s) * 100.0 / NULLIF(SUM(%s), 0)", answered, asked)
        if aggregate_spec in ("handling_score:avg", "result_score:avg"):
            name = aggregate_spec.split(":")[0]
            return SQL("AVG(NULLIF(%s, 0))", self._field_to_sql(self._table, name, query))
        return super()._read_group_select(aggregate_spec, query)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What the customer was asked stays on record."))
