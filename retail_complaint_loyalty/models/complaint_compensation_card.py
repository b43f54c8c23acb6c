from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.orm.models import NO_ACCESS

#: No letter yet, and no log in the name of who settles: its title is the code, and theirs to read.
QUIETLY = {"loyalty_no_mail": True, "tracking_disable": True}
#: How much of a code is shown to staff.
HINT = 4
#: How many vouchers one transaction of the scheduled action sends.
BATCH = 50


def hint_of(card):
    """Return the end of a card's code, to tell cards apart; False for none."""
    return card.code and f"…{card.code[-HINT:]}"


class ComplaintCompensation(models.Model):
    """The card that a voucher became: issued once, sent afterwards, withdrawn while unused.

    A gift card or an e-wallet is money owed from the day it is granted. Its document is a journal
    entry: goodwill against the account that using it will debit, which is the income account of
    the program's discount product. Coupons and points are a discount of the sale in which they
    are used, and are booked there.
    """

    _inherit = "complaint.compensation"

    voucher_card_id = fields.Many2one(
        "loyalty.card",
        string="Card",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        # Its name is its code, which is money for whoever reads it.
        groups=NO_ACCESS,
        guarded=True,
    )
    voucher_hint = fields.Char(
        string="Voucher",
        compute="_compute_voucher_hint",
        compute_sudo=True,
        help="The end of its code, to tell vouchers apart. The customer has the code.",
    )
    voucher_to_send = fields.Boolean(
        readonly=True,
        copy=False,
        help="Issued, and its mail not sent yet.",
        guarded=True,
    )

    _voucher_to_send = models.Index("(id) WHERE voucher_to_send")

    @api.depends("voucher_card_id")
    def _compute_voucher_hint(self):
        for compensation in self:
            compensation.voucher_hint = hint_of(compensation.voucher_card_id)

    # Issuing ---------------------------------------------------------------------------------

    def _voucher_execute(self):
        self._check_voucher()
        card = self._issue_voucher()
        self.sudo()._as_server().write({"voucher_card_id": card.id})
        vals = {"voucher_to_send": True}
        if self._get_kind().is_money:
            move = self._create_voucher_entry()
            vals |= {"move_id": move.id, "move_digest": move._get_complaint_digest()}
        return vals

    def _voucher_value(self):
        """Return what is put on the card, in its own points."""
        return self.amount

    def _points_value(self):
        return self.voucher_points

    def _coupon_value(self):
        return self._get_reward().required_points or 1

    def _issue_voucher(self):
        value = self._by_kind("value")
        card = self._find_own_card() if self._get_kind().is_personal else None
        if card:
            self._lock_voucher(card)
            card.points += value
        else:
            # Who executes needs the right on the case, not on loyalty programs.
            cards = self.env["loyalty.card"].sudo().with_context(**QUIETLY)
            card = cards.create(
                {
                    "program_id": self.voucher_program_id.id,
                    "partner_id": self.proposal_id.ticket_id.sudo().partner_id.id,
                    "points": value,
                    "expiration_date": self.voucher_expiration,
                }
            )
        self._record_voucher(card, issued=value)
        return card

    def _find_own_card(self):
        """Return the customer's card of this program.

        Two settlements of one customer cannot both miss it and make one each: executing updates
        the month's use of the customer first, so that the later of them is retried and sees it.
        """
        partner = self.proposal_id.ticket_id.sudo().partner_id
        return (
            self.env["loyalty.card"]
            .sudo()
            .with_context(**QUIETLY)
            .search(
                [
                    ("program_id", "=", self.voucher_program_id.id),
                    ("partner_id", "=", partner.id),
                ],
                order="id",
                limit=1,
            )
        )

    def _lock_voucher(self, card):
        """Hold the card until the transaction ends; its balance is read and written."""
        card.flush_recordset()
        self.env.cr.execute(
            "SELECT id FROM loyalty_card WHERE id = %s FOR UPDATE",
            [card.id],
            log_exceptions=False,  # losing a race is no error
        )
        card.invalidate_recordset()

    def _record_voucher(self, card, issued=0.0, used=0.0):
        ticket = self.proposal_id.ticket_id.sudo()
        self.env["loyalty.history"].sudo().create(
            {
                "card_id": card.id,
                "description": self.env._("Complaint %s", ticket.number),
                "issued": issued,
                "used": used,
                "order_model": ticket._name,
                "order_id": ticket.id,
            }
        )

    def _create_voucher_entry(self):
        # Accounting posts it; who executes has no right there.
        return (
            self.env["account.move"]
            .sudo()
            .with_company(self.company_id)
            .create(self._prepare_voucher_entry_vals())
        )

    def _prepare_voucher_entry_vals(self):
        company = self.company_id.sudo()
        expense = self._get_voucher_account(company.complaint_goodwill_product_id)
        liability = self._get_voucher_account(
            self.voucher_program_id.sudo().payment_program_discount_product_id
        )
        journal = (
            self.env["account.journal"]
            .sudo()
            .search([("type", "=", "general"), ("company_id", "=", company.id)], limit=1)
        )
        partner = self.proposal_id.ticket_id.sudo().partner_id
        label = self.voucher_program_id.sudo().name
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "date": fields.Date.context_today(self),
            "ref": self.case_number,
            "line_ids": [
                Command.create(
                    {
                        "name": label,
                        "account_id": expense.id,
                        "partner_id": partner.id,
                        "debit": self.amount,
                        "analytic_distribution": self._get_analytic_distribution(),
                    }
                ),
                Command.create(
                    {
                        "name": label,
                        "account_id": liability.id,
                        "partner_id": partner.id,
                        "credit": self.amount,
                    }
                ),
            ],
        }

    def _get_voucher_account(self, product):
        product = product.sudo().with_company(self.company_id)
        account = product.product_tmpl_id.get_product_accounts()["income"]
        if not account:
            raise UserError(
                self.env._(
                    "There is no account to book %(program)s on. Ask accounting to set the income "
                    "account of its discount product and of the product for goodwill.",
                    program=self.voucher_program_id.sudo().name,
                )
            )
        return account

    # Sending ---------------------------------------------------------------------------------

    @api.model
    def _cron_send_vouchers(self):
        """Send what was issued, after the transaction that settled it."""
        due = self.search([("voucher_to_send", "=", True)], limit=BATCH)
        for compensation in due:
            card = compensation.voucher_card_id
            if compensation.state == "executed" and card.active:
                card._send_creation_communication()
        due._as_server().write({"voucher_to_send": False})
        remaining = self.search_count([("voucher_to_send", "=", True)])
        self.env["ir.cron"]._commit_progress(len(due), remaining=remaining)

    # Taking back -----------------------------------------------------------------------------

    def _voucher_is_shown_on_case(self):
        return bool(self.sudo().voucher_card_id)

    def _get_voucher_use(self):
        """Return why a voucher cannot be taken back, or None while it is unused."""
        card = self.sudo().voucher_card_id
        is_short = card.points < self._by_kind("value") - 1e-6
        is_personal = self._get_kind().is_personal
        if is_personal and is_short:
            return self.env._(
                "Of what was granted on %(code)s the customer has used a part: %(left)s are left.",
                code=self.sudo().voucher_hint,
                left=card.points_display,
            )
        if not is_personal and (is_short or card.use_count):
            return self.env._("%s was used in an order or at the till.", self.sudo().voucher_hint)
        return None

    def _voucher_has_moved(self):
        is_used = bool(self.sudo().voucher_card_id and self._get_voucher_use())
        return is_used or self._kind_has_moved()

    def _voucher_check_take_back(self):
        """:raises UserError: also when a voucher was used, and how much of it is left"""
        if self.sudo().voucher_card_id:
            self._ensure_unused()
        self._kind_check_take_back()

    def _ensure_unused(self):
        use = self._get_voucher_use()
        if use:
            raise UserError(
                self.env._(
                    "%s It cannot be taken back: settle what is left by another proposal.", use
                )
            )

    def _voucher_undo(self):
        """Take the voucher off its card.

        :raises UserError: when it was used
        """
        card = self.sudo().voucher_card_id.with_context(**QUIETLY)
        self._lock_voucher(card)
        self._ensure_unused()
        value = self._by_kind("value")
        self._record_voucher(card, used=value)
        card.points -= value
        if not self._get_kind().is_personal:
            card.action_archive()
        self.sudo()._as_server().write({"voucher_card_id": False, "voucher_to_send": False})
