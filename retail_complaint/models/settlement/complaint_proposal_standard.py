from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.digest import digest

#: Proposals whose lines the customer has, or may still get.
LIVE_STATES = ("submitted", "approved", "offered", "accepted", "executed")


class ComplaintProposal(models.Model):
    """Like cases get the like offer; a departure has a reason and somebody higher decides it.

    What departs is found when the proposal is submitted, stays with it, and belongs to what is
    approved: a policy that changes later changes nothing here, and no departure slips in after
    the approval (SOL-3).
    """

    _inherit = "complaint.proposal"

    departure = fields.Text(
        string="Not standard",
        readonly=True,
        copy=False,
        help="How it departs from the standard compensation for such cases.",
        guarded=True,
    )
    departure_reason = fields.Text(
        string="Why not the standard", copy=False, help="Whoever approves it reads this."
    )
    departure_now = fields.Text(
        string="Departs from the standard", compute="_compute_departure_now"
    )
    why = fields.Text(
        string="Why these numbers",
        compute="_compute_why",
        help="For each line with a rule behind it: the rule, its inputs and the result.",
    )

    @api.depends(
        "state",
        "departure",
        "compensation_ids.kind",
        "compensation_ids.amount",
        "compensation_ids.policy_amount",
    )
    def _compute_departure_now(self):
        for proposal in self:
            is_draft = proposal.state == "draft"
            proposal.departure_now = proposal._find_departure() if is_draft else proposal.departure

    @api.depends("compensation_ids.why")
    def _compute_why(self):
        for proposal in self:
            reasons = proposal.compensation_ids.mapped("why")
            proposal.why = "\n\n".join(filter(None, reasons)) or False

    def _check_editable(self, vals):
        drafts = self.filtered(lambda proposal: proposal.state == "draft")
        super(ComplaintProposal, self - drafts)._check_editable(vals)
        rest = set(vals) - {"departure_reason"}
        return super(ComplaintProposal, drafts)._check_editable(rest)

    # Departures ------------------------------------------------------------------------------

    def _find_departure(self):
        """Return how the lines depart from what is standard for the case; False if they do not."""
        self.ensure_one()
        standards = self.ticket_id and self.env["complaint.policy"]._get_standards(self.ticket_id)
        if not standards or not self.compensation_ids:
            return False
        departures = [line._get_departure(standards) for line in self.compensation_ids]
        labels = dict(self.env["complaint.policy"]._get_kinds())
        departures += [
            self.env._("%s is standard for such a case, and is not given.", labels[kind])
            for kind in sorted(set(standards) - self._get_given_kinds())
        ]
        return "\n".join(filter(None, departures)) or False

    def _get_given_kinds(self):
        """Return the kinds of compensation in this proposal and in the case's other live ones."""
        others = self.ticket_id.complaint_proposal_ids.filtered(
            lambda proposal: proposal.state in LIVE_STATES
        )
        return set((self | others).compensation_ids.mapped("kind"))

    def action_submit(self):
        """Submit with the standard of today.

        :raises UserError: when it departs from the standard and gives no reason
        """
        for proposal in self.filtered(lambda proposal: proposal.state == "draft"):
            proposal.compensation_ids._as_server()._compute_policy()
            departure = proposal._find_departure()
            if departure and not (proposal.departure_reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(departure)s\nWrite why it is not the standard this time; somebody above "
                        "you decides it.",
                        departure=departure,
                    )
                )
            vals = {"departure": departure}
            if not departure:
                vals["departure_reason"] = False
            proposal._as_server().write(vals)
        return super().action_submit()

    def _get_approval_obstacle(self, user):
        obstacle = super()._get_approval_obstacle(user)
        if obstacle or not self.departure:
            return obstacle
        submitter = self.submitted_by_id or self.env.user
        level, needed = user._get_complaint_level(), submitter._get_complaint_level()
        top = self.env.ref("retail_complaint.group_manager").sequence
        if user == submitter or level < min(needed + 1, top):
            return self.env._(
                "It departs from the standard: somebody above %s decides it.", submitter.name
            )
        return None

    def _get_digest(self):
        content = super()._get_digest()
        if not self.departure:
            return content
        return digest([content, self.departure, self.departure_reason])
