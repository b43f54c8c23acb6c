from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.retail_complaint.tools.compensation import Kind, declare


@dataclass(frozen=True, kw_only=True)
class VoucherKind(Kind):
    """A kind that is issued by a program of ``loyalty``."""

    family: str = "voucher"
    #: The type of the program.
    program_type: str
    #: It is kept on the customer's own card, which they may have already.
    is_personal: bool = False


# pylint: disable=unexpected-keyword-arg # it does not see the fields that Kind has
KINDS = declare(
    VoucherKind(
        code="coupon",
        label="Coupon",
        program_type="coupons",
        is_money=False,
        asks=frozenset({"voucher_program_id", "voucher_expiration"}),
    ),
    # Money to be spent: a liability of the house from the day it is granted.
    VoucherKind(
        code="gift_card",
        label="Gift card",
        program_type="gift_card",
        asks=frozenset({"voucher_program_id", "voucher_expiration", "requested_amount"}),
    ),
    VoucherKind(
        code="ewallet",
        label="E-wallet",
        program_type="ewallet",
        is_personal=True,
        asks=frozenset({"voucher_program_id", "requested_amount"}),
    ),
    VoucherKind(
        code="points",
        label="Loyalty points",
        program_type="loyalty",
        is_personal=True,
        is_money=False,
        asks=frozenset({"voucher_program_id", "voucher_points"}),
    ),
)


class ComplaintCompensation(models.Model):
    """Vouchers as compensation: what is proposed, checked and told."""

    _inherit = "complaint.compensation"

    kind = fields.Selection(
        selection_add=KINDS, ondelete={code: "set default" for code, _label in KINDS}
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
            compensation.voucher_program_type = compensation._get_program_type()

    @api.depends("kind")
    def _compute_voucher_program_id(self):
        for compensation in self:
            program_type = compensation._get_program_type()
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
            can_expire = compensation._asks("voucher_expiration")
            compensation.voucher_expiration = program.date_to if can_expire else False

    @api.depends("voucher_program_id", "voucher_points")
    def _compute_amount(self):
        return super()._compute_amount()

    def _get_program_type(self):
        """Return the type of program that issues this line, or False for no voucher."""
        kind = self._get_kind()
        return kind.program_type if isinstance(kind, VoucherKind) else False

    def _voucher_asked_fields(self):
        asked = self._kind_asked_fields()
        return asked | {"requested_amount"} if self._by_kind("worth") is None else asked

    # Amounts and checks ----------------------------------------------------------------------

    def _voucher_amount(self):
        worth = self._by_kind("worth")
        return self.requested_amount if worth is None else worth

    def _voucher_worth(self):
        """Return what a voucher is worth at most, in company currency; None: nobody can say.

        Then the agent says what it is to count for, and only who has no limit approves it.
        """
        return self.requested_amount

    def _coupon_worth(self):
        return self._get_worth_of_points(self._coupon_value())

    def _points_worth(self):
        return self._get_worth_of_points(self.voucher_points)

    def _get_reward(self):
        # Agents need not read the rewards of a program.
        return self.voucher_program_id.sudo().reward_ids[:1]

    def _get_worth_of_points(self, points):
        """Return what points are worth at most, by the reward that makes most of them.

        :return: in the currency of the program; None when a reward has no limit
        """
        rewards = self.voucher_program_id.sudo().reward_ids
        worths = [self._get_reward_worth(reward) for reward in rewards]
        if not rewards or None in worths:
            return None
        return max(
            worth * points / (reward.required_points or 1)
            for reward, worth in zip(rewards, worths, strict=True)
        )

    def _get_reward_worth(self, reward):
        """Return what one use of a reward is worth at most; None when nobody can say."""
        if reward.reward_type == "product":
            prices = reward.reward_product_ids.mapped("lst_price")
            return max(prices) * reward.reward_product_qty if prices else None
        if reward.reward_type == "discount" and reward.discount_mode == "per_order":
            return reward.discount
        if reward.reward_type == "discount" and reward.discount_mode == "per_point":
            return reward.discount * reward.required_points
        return reward.discount_max_amount or None

    def _voucher_check(self):
        self._check_voucher()
        self._check_amount()

    def _check_voucher(self):
        """:raises UserError: when this voucher cannot be issued, with the way out"""
        program = self.voucher_program_id
        label = self._get_kind_label()
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
        if self._get_kind().is_personal and not self.proposal_id.ticket_id.partner_id:
            raise UserError(
                self.env._("%s is for a known customer. Enter the customer of the case.", label)
            )
        today = fields.Date.context_today(self)
        if self.voucher_expiration and self.voucher_expiration < today:
            raise UserError(self.env._("The voucher would have expired already."))
        if self._asks("voucher_points") and self.voucher_points <= 0:
            raise UserError(self.env._("Say how many points: more than none."))

    # Words -----------------------------------------------------------------------------------

    def _voucher_digest_content(self):
        return dict(
            self._kind_digest_content(),
            voucher=[
                self.voucher_program_id.id,
                repr(self.voucher_points),
                str(self.voucher_expiration or ""),
            ],
        )

    def _voucher_public_text(self):
        text = f"{self._kind_public_text()}: {self._by_kind('what')}"
        if self.voucher_expiration:
            text = self.env._(
                "%(voucher)s, valid until %(date)s", voucher=text, date=self.voucher_expiration
            )
        return text

    def _voucher_what(self):
        """Return what is issued, in words for the customer."""
        return self.voucher_program_id.sudo().name

    def _points_what(self):
        return f"{self.voucher_points:g}, {self._voucher_what()}"

    def _voucher_is_settled(self):
        """A voucher is done when it is issued; the customer learns it with the result."""
        return True
