from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.process import ENDED, FINDINGS, JUSTIFIED_FINDINGS, path

BASES = [
    ("law", "Law"),
    ("contract", "Contract"),
    ("standard", "Quality standard"),
    ("store_rule", "Store rule"),
    ("goodwill", "Goodwill"),
]
#: What only those who handle cases decide.
DECIDED = frozenset(
    {
        "complaint_preliminary_result",
        "complaint_finding",
        "complaint_finding_basis",
        "complaint_finding_note",
        "complaint_root_cause_id",
    }
)


class HelpdeskTicket(models.Model):
    """Who is involved, what is proven, what is to be done, what was found and why it happened."""

    _inherit = "helpdesk.ticket"

    complaint_preliminary_result = fields.Text(
        string="Preliminary result",
        copy=False,
        help="What is known so far, before the investigation is finished.",
    )
    complaint_preliminary_at = fields.Datetime(
        string="Preliminary result on",
        readonly=True,
        copy=False,
        guarded=True,
    )
    complaint_party_ids = fields.One2many(
        "complaint.party", "ticket_id", string="People involved", copy=False
    )
    complaint_evidence_ids = fields.One2many(
        "complaint.evidence", "ticket_id", string="Evidence", copy=False
    )
    complaint_measure_ids = fields.One2many(
        "complaint.measure", "ticket_id", string="Measures", copy=False
    )
    complaint_finding = fields.Selection(FINDINGS, string="Finding", tracking=True, copy=False)
    complaint_finding_basis = fields.Selection(BASES, string="Basis", tracking=True, copy=False)
    complaint_finding_note = fields.Text(string="Reasons", copy=False)
    complaint_is_justified = fields.Boolean(
        string="Counts as justified",
        compute="_compute_complaint_is_justified",
        store=True,
        help="Justified or partly so. A misunderstanding is recorded and does not count.",
        guarded=True,
    )
    complaint_root_cause_id = fields.Many2one(
        "complaint.root.cause",
        check_company=True,
        string="Root cause",
        tracking=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    @api.depends("complaint_finding")
    def _compute_complaint_is_justified(self):
        for ticket in self:
            ticket.complaint_is_justified = ticket.complaint_finding in JUSTIFIED_FINDINGS

    @api.model
    def _check_registration(self, vals):
        if DECIDED.intersection(name for name in vals if vals[name]):
            self._ensure_agent()
        return super()._check_registration(vals)

    def _check_changes(self, vals):
        decided = DECIDED.intersection(vals)
        if decided:
            self._ensure_can_decide(decided)
        return super()._check_changes(vals)

    def _ensure_can_decide(self, names):
        """:raises UserError: for those who only register, and once the customer was told"""
        for ticket in self:
            ticket._ensure_can_handle()
            ended = ticket.complaint_phase in ENDED
            if ended and {"complaint_finding", "complaint_finding_basis"}.intersection(names):
                raise UserError(
                    self.env._(
                        "The customer was told the result of %s. Reopen it to find otherwise.",
                        ticket.number,
                    )
                )

    def _get_case(self):
        return replace(super()._get_case(), finding=self.sudo().complaint_finding or "")

    def _get_respondent_users(self):
        """Return the employees whom the complaint is about."""
        self.ensure_one()
        # Who may not see the parties of a case may need to know that they are no judge in it.
        parties = self.sudo().complaint_party_ids
        return parties.filtered(lambda p: p.role == "respondent").user_id.with_env(self.env)

    # What the gates ask ----------------------------------------------------------------------

    @api.depends(
        "complaint_finding",
        "complaint_finding_basis",
        "complaint_measure_ids.state",
        "complaint_measure_ids.is_internal",
    )
    def _compute_complaint_missing(self):
        return super()._compute_complaint_missing()

    def _get_path(self):
        # Where an explanation is all there is to give, nothing is offered and carried out.
        allowed = path("complaint", self.complaint_finding)
        return tuple(phase for phase in super()._get_path() if phase in allowed)

    def _get_finding_missing(self):
        missing = super()._get_finding_missing()
        if not self.complaint_finding:
            missing.append(self.env._("The finding of the investigation."))
        if not self.complaint_finding_basis:
            missing.append(
                self.env._("The basis of the finding: law, contract, standard or store rule.")
            )
        return missing

    def _get_open_work(self):
        open_work = super()._get_open_work()
        # Counted whether or not the reader may see each of them.
        for measure in self.sudo().complaint_measure_ids:
            if measure.state == "open" and not measure.is_internal:
                open_work.append(
                    self.env._(
                        "%(measure)s: %(owner)s, until %(date)s.",
                        measure=measure.name,
                        owner=measure.user_id.name or measure.party_id.name,
                        date=measure.date_due,
                    )
                )
        return open_work

    def action_complaint_verify_evidence(self):
        """Compare every file of the case with its digest and say what differs."""
        self.ensure_one()
        self.check_access("read")
        return self.complaint_evidence_ids.action_verify()
