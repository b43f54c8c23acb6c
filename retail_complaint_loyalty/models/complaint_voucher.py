from odoo import api, fields, models
from odoo.exceptions import UserError

VOUCHER_SELECTION = [
    ("coupon", "Coupon"),
    ("gift_card", "Gift card"),
    ("ewallet", "E-wallet"),
    ("points", "Loyalty points"),
]
#: The type of program that issues a kind.
PROGRAM_TYPES = {
    "coupon": "coupons",
    "gift_card": "gift_card",
    "ewallet": "ewallet",
    "points": "loyalty",
}
#: Kinds that are money to be spent: a liability of the house from the day they are granted.
MONEY_KINDS = frozenset({"gift_card", "ewallet"})
#: Kinds that are kept on the customer's own card, which he may have already.
PERSONAL_KINDS = frozenset({"ewallet", "points"})


class ComplaintCompensation(models.Model):
    """Vouchers as compensation: what is proposed, checked and told."""

    _inherit = "complaint.compensation"

    kind = fields.Selection(
        selection_add=VOUCHER_SELECTION,
        ondelete=dict.fromkeys(PROGRAM_TYPES, "set default"),
    )
    voucher_program_type = fields.Char(compute="_compute_voucher_program_type")
    voucher_program_id = fields.Many2one(
        "loyalty.program",
        string="Program",
        compute="_compute_voucher_program_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('program_type', '=', voucher_program_type),"
        " ('company_id', 'in', (False, company_id))]",
    )
    voucher_points = fields.Float(
        string="Points", digits="Product Unit", help="How many loyalty points are granted."
    )
    voucher_expiration = fields.Date(
        string="Valid until",
        compute="_compute_voucher_expiration",
        store=True,
        readonly=False,
        precompute=True,
        help="Empty: without end, as far as the program goes on.",
    )

    @api.depends("kind")
    def _compute_voucher_program_type(self):
        for compensation in self:
            compensation.voucher_program_type = PROGRAM_TYPES.get(compensation.kind)

    @api.depends("kind")
    def _compute_voucher_program_id(self):
        for compensation in self:
            program_type = PROGRAM_TYPES.get(compensation.kind)
            program = compensation.voucher_program_id
            if not program_type:
                compensation.voucher_program_id = False
            elif program.program_type != program_type:
                company = compensation.proposal_id.company_id
                compensation.voucher_program_id = self.env["loyalty.program"].search(
                    [
                        ("program_type", "=", program_type),
                        ("company_id", "in", (False, company.id)),
                    ],
                    limit=1,
                )

    @api.depends("voucher_program_id")
    def _compute_voucher_expiration(self):
        for compensation in self:
            program = compensation.voucher_program_id
            can_expire = program and compensation.kind not in PERSONAL_KINDS
            compensation.voucher_expiration = program.date_to if can_expire else False

    @api.depends("voucher_program_id", "voucher_points")
    def _compute_amount(self):
        return super()._compute_amount()

    def _get_asked_fields(self):
        asked = super()._get_asked_fields()
        if self.kind not in PROGRAM_TYPES:
            return asked
        asked = {"voucher_program_id"}
        if self.kind == "points":
            asked.add("voucher_points")
        if self.kind not in PERSONAL_KINDS:
            asked.add("voucher_expiration")
        if self._get_voucher_worth() is None:
            asked.add("requested_amount")
        return asked

    # Amounts and checks ----------------------------------------------------------------------

    def _get_kind_amount(self):
        if self.kind not in PROGRAM_TYPES:
            return super()._get_kind_amount()
        worth = self._get_voucher_worth()
        return self.requested_amount if worth is None else worth

    def _get_voucher_worth(self):
        """Return what a coupon or points are worth at most; None when the agent says it.

        It counts against the limits of authority, in company currency.
        """
        # Agents need not read the rewards of a program.
        reward = self.voucher_program_id.sudo().reward_ids[:1]
        if self.kind not in ("coupon", "points") or reward.reward_type != "discount":
            return None
        uses = 1.0
        if self.kind == "points":
            uses = self.voucher_points / (reward.required_points or 1)
        if reward.discount_mode == "per_order":
            return reward.discount * uses
        if reward.discount_mode == "per_point":
            return reward.discount * reward.required_points * uses
        if reward.discount_max_amount:
            return reward.discount_max_amount * uses
        return None

    def _check_kind(self):
        if self.kind in PROGRAM_TYPES:
            self._check_voucher()
        return super()._check_kind()

    def _check_voucher(self):
        """:raises UserError: when this voucher cannot be issued, with the way out"""
        program = self.voucher_program_id
        label = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        if not program or not program.active or program.program_type != self.voucher_program_type:
            raise UserError(
                self.env._(
                    "There is no program for: %s. Ask whoever keeps the loyalty programs to make "
                    "one.",
                    label,
                )
            )
        if program.currency_id != self.company_id.currency_id:
            raise UserError(
                self.env._(
                    "%(program)s is in %(currency)s. Choose one in the currency of the company.",
                    program=program.name,
                    currency=program.currency_id.name,
                )
            )
        if self.kind in PERSONAL_KINDS and not self.proposal_id.ticket_id.partner_id:
            raise UserError(
                self.env._("%s is for a known customer. Enter the customer of the case.", label)
            )
        today = fields.Date.context_today(self)
        if self.voucher_expiration and self.voucher_expiration < today:
            raise UserError(self.env._("The voucher would have expired already."))
        if self.kind == "points" and self.voucher_points <= 0:
            raise UserError(self.env._("Say how many points: more than none."))

    # Words -----------------------------------------------------------------------------------

    def _get_digest_content(self):
        content = super()._get_digest_content()
        if self.kind not in PROGRAM_TYPES:
            return content
        return dict(
            content,
            voucher=[
                self.voucher_program_id.id,
                repr(self.voucher_points),
                str(self.voucher_expiration or ""),
            ],
        )

    def _get_public_text(self):
        text = super()._get_public_text()
        if self.kind not in PROGRAM_TYPES:
            return text
        program = self.voucher_program_id.sudo().name
        if self.kind == "points":
            text = f"{text}: {self.voucher_points:g}, {program}"
        else:
            text = f"{text}: {program}"
        if self.voucher_expiration:
            text = self.env._(
                "%(voucher)s, valid until %(date)s", voucher=text, date=self.voucher_expiration
            )
        return text

    def _is_done(self):
        """A voucher is done when it is issued; the customer learns it with the result."""
        return True if self.kind in PROGRAM_TYPES else super()._is_done()
