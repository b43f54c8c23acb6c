from odoo import api, fields, models
from odoo.exceptions import UserError

from .complaint_proposal_agreed import BINDING


class HelpdeskTicket(models.Model):
    """What the case offers, what would be standard for it (SOL-3), and what became of it."""

    _inherit = "helpdesk.ticket"

    complaint_proposal_ids = fields.One2many(
        "complaint.proposal", "ticket_id", string="Proposals", copy=False
    )
    complaint_compensation_ids = fields.One2many(
        "complaint.compensation", "ticket_id", string="Compensations", copy=False
    )

    def _check_changes(self, vals):
        parties = ("partner_id", "complaint_store_id", "company_id")
        for ticket in self:
            proposals = ticket.sudo().complaint_proposal_ids
            bound = proposals.filtered(lambda proposal: proposal.state in BINDING)[:1]
            if bound and any(name in vals and vals[name] != ticket[name].id for name in parties):
                raise UserError(
                    self.env._(
                        "Proposal %s is for this customer and of this store. Withdraw it or take "
                        "it back to draft first.",
                        bound.name,
                    )
                )
        return super()._check_changes(vals)

    def _has_binding_proposal(self):
        """Whether the customer holds an offer or has accepted one that is not done."""
        self.ensure_one()
        return any(p.state in ("offered", "accepted") for p in self.complaint_proposal_ids)

    def _get_finding_in_words(self):
        """Return what was found and by which measure, in the customer's language; else nothing."""
        self.ensure_one()
        if not (self.complaint_finding and self.complaint_finding_basis):
            return ""
        spoken = self.with_context(lang=self._get_customer_lang())
        labels = [
            dict(self._fields[name]._description_selection(spoken.env))[self[name]]
            for name in ("complaint_finding", "complaint_finding_basis")
        ]
        return spoken.env._(
            "We looked into your complaint. Finding: %(finding)s. Basis: %(basis)s.",
            finding=labels[0],
            basis=labels[1],
        )

    def _get_link_veils(self):
        return super()._get_link_veils() | self.complaint_proposal_ids._get_veils()

    # What the gates ask ----------------------------------------------------------------------

    @api.depends(
        "complaint_proposal_ids.state",
        "complaint_compensation_ids.state",
        "complaint_compensation_ids.move_state",
        "complaint_compensation_ids.payment_state",
    )
    def _compute_complaint_missing(self):
        return super()._compute_complaint_missing()

    def _get_settlement_missing(self):
        missing = super()._get_settlement_missing()
        if not {"accepted", "executed"}.intersection(self.complaint_proposal_ids.mapped("state")):
            missing.append(self.env._("A proposal that the customer accepted."))
        return missing

    def _get_open_questions(self):
        questions = super()._get_open_questions()
        if "offered" in self.complaint_proposal_ids.mapped("state"):
            questions.append(self.env._("The customer's answer to an offer, or its withdrawal."))
        return questions

    def _ensure_can_go_back(self, phase):
        result = super()._ensure_can_go_back(phase)
        if self._has_binding_proposal():
            raise UserError(
                self.env._(
                    "A proposal is with the customer or accepted. Withdraw it before going back."
                )
            )
        return result

    def _ensure_can_end(self):
        result = super()._ensure_can_end()
        if self._has_binding_proposal():
            raise UserError(
                self.env._("A proposal is with the customer or accepted. Withdraw it first.")
            )
        return result

    def _get_open_work(self):
        open_work = super()._get_open_work()
        for proposal in self.complaint_proposal_ids:
            if proposal.state == "accepted":
                open_work.append(
                    self.env._("Proposal %s was accepted but not executed.", proposal.name)
                )
        for compensation in self.complaint_compensation_ids:
            if compensation.state == "executed" and not compensation._is_done():
                open_work.append(compensation._get_open_text())
        return open_work

    # Settled elsewhere -----------------------------------------------------------------------

    def _ensure_not_settled_outside(self):
        """What is mediated, decided or settled elsewhere is not settled here as well (INT-10).

        :raises UserError: while others mediate, or when another case holds the same outside case
        """
        self.ensure_one()
        if self.complaint_outside_stage == "mediation":
            raise UserError(
                self.env._(
                    "%(case)s: they mediate, and what is agreed there settles it. Wait for it, or "
                    "set the outside stage when they have ended.",
                    case=self._get_outside_label(),
                )
            )
        twin = self._get_outside_duplicate()
        if twin:
            raise UserError(
                self.env._(
                    "%(twin)s is about the same outside case %(case)s and has an offer already. "
                    "Merge the two.",
                    twin=twin.number,
                    case=self._get_outside_label(),
                )
            )

    def _get_outside_duplicate(self):
        """Return another case of the same outside case that holds or had a settlement."""
        if not (self.complaint_outside_body and self.complaint_outside_number):
            return self.browse()
        # Another store may hold it, out of this user's reach: its number alone is told.
        proposal = (
            self.env["complaint.proposal"]
            .sudo()
            .search(
                [
                    ("ticket_id", "!=", self.id),
                    ("company_id", "=", self.company_id.id),
                    ("ticket_id.complaint_outside_body", "=", self.complaint_outside_body),
                    ("ticket_id.complaint_outside_number", "=", self.complaint_outside_number),
                    ("state", "in", ("offered", "accepted", "executed")),
                    ("ticket_id.complaint_is_drill", "=", False),
                ],
                limit=1,
            )
        )
        return proposal.ticket_id

    # A new proposal --------------------------------------------------------------------------

    def action_complaint_propose(self):
        """Open a new proposal, with what such a case is given to begin with."""
        self.ensure_one()
        self._ensure_can_handle()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New proposal"),
            "res_model": "complaint.proposal",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_ticket_id": self.id,
                "default_compensation_ids": [
                    fields.Command.create(vals) for vals in self._prepare_proposal_lines()
                ],
            },
        }

    def _prepare_proposal_lines(self):
        """Return the values of the lines that a new proposal starts with.

        What is standard for such a case, else what was bought; and the apology that is owed.
        """
        proven = self.complaint_line_ids.filtered("is_proven")
        lines = self._get_standard_lines() or [{"line_id": line.id} for line in proven]
        if self.complaint_is_justified:
            lines.append({"kind": "apology"})
        return lines

    # What is standard ------------------------------------------------------------------------

    def _get_paid_in_company_currency(self):
        """Return what was paid for all that this case proves, at the rates of then."""
        self.ensure_one()
        company, currency = self.company_id, self.company_id.currency_id
        total = 0.0
        for line in self.complaint_line_ids.filtered("is_proven"):
            paid = line._get_paid_amount()
            total += line.currency_id._convert(paid, currency, company, line.purchase_date)
        return currency.round(total)

    def _get_standard_lines(self):
        """Return the values of the lines that are standard for this case, in a stable order."""
        self.ensure_one()
        standards = self.env["complaint.policy"]._get_standards(self)
        compensations = self.env["complaint.compensation"]
        lines = []
        for kind in sorted(standards):
            lines += compensations._prepare_standard_vals(self, kind, standards[kind])
        return lines
