from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.retail_complaint.tests.common import ComplaintCommon
from odoo.addons.retail_complaint.tests.proves import proves
from odoo.addons.retail_complaint.tests.secrets_common import find_readable


@tagged("post_install", "-at_install")
class TestVoucher(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.programs = {}
        for kind, program_type in (
            ("coupon", "coupons"),
            ("gift_card", "gift_card"),
            ("ewallet", "ewallet"),
            ("points", "loyalty"),
        ):
            program = cls.env["loyalty.program"]
            program.search([("program_type", "=", program_type)]).active = False
            cls.programs[kind] = program.create(
                {**program._get_template_values()[program_type], "name": f"Our {kind}"}
                if program_type in program._get_template_values()
                else {"name": f"Our {kind}"}
            )
        cls.liability = cls.env["account.account"].create(
            {
                "name": "Gift cards owed",
                "code": "209999",
                "account_type": "liability_current",
            }
        )
        for kind in ("gift_card", "ewallet"):
            cls.programs[
                kind
            ].payment_program_discount_product_id.property_account_income_id = cls.liability

    def _grant(self, kind, state="executed", ticket=None, amount=20, **vals):
        proposal = self._propose(
            ticket or self._investigated(False),
            kind=kind,
            line_id=False,
            requested_amount=amount,
            **vals,
        )
        if state != "draft":
            self._to_state(proposal, state)
        return proposal.compensation_ids.filtered(lambda line: line.kind == kind)

    def _order(self, price=100, partner=None):
        product = self._new_product("Hamper", price, taxes_id=[Command.clear()])
        return self.env["sale.order"].create(
            {
                "partner_id": (partner or self.customer).id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )

    def _redeem(self, order, code):
        status = order._try_apply_code(code)
        self.assertNotIn("error", status)
        for coupon, rewards in status.items():
            order._apply_program_reward(rewards[:1], coupon)
        return order

    @proves("SOL-2", "A gift card is issued once, owed in the books, and pays in the shop")
    def test_gift_card(self):
        """Goodwill against what is owed; using the card takes it off the same account."""
        compensation = self._grant("gift_card")
        card = compensation.sudo().voucher_card_id
        self.assertEqual((card.points, card.partner_id), (20, self.customer))
        self.assertTrue(compensation._is_done())
        compensation.proposal_id.action_execute()
        self.assertEqual(self.programs["gift_card"].coupon_ids, card)
        entry = compensation.sudo().move_id
        self.assertEqual((entry.state, entry.move_type), ("draft", "entry"))
        entry.with_user(self.accountant).action_post()
        owed = entry.line_ids.filtered("credit")
        self.assertEqual((owed.account_id, owed.credit), (self.liability, 20))
        order = self._redeem(self._order(), card.code)
        self.assertEqual(order.amount_total, 80)
        order.action_confirm()
        self.assertEqual(card.points, 0)
        invoice = order._create_invoices()
        invoice.action_post()
        used = invoice.line_ids.filtered(lambda line: line.account_id == self.liability)
        self.assertEqual(used.debit, 20)

    @proves("SOL-2", "A coupon gives its discount in the next order, until it expires")
    def test_coupon(self):
        """A coupon is worth what its program says at most; it is no debt in the books."""
        self.programs["coupon"].reward_ids.write({"discount_mode": "per_order", "discount": 15})
        until = fields.Date.today() + timedelta(days=30)
        compensation = self._grant("coupon", voucher_expiration=until)
        self.assertEqual((compensation.amount, compensation.move_id.ids), (15, []))
        self.assertIn(str(until), compensation._get_public_text())
        card = compensation.sudo().voucher_card_id
        self.assertEqual(card.expiration_date, until)
        self.assertEqual(self._redeem(self._order(), card.code).amount_total, 85)
        card.expiration_date = fields.Date.today() - timedelta(days=1)
        self.assertIn("error", self._order()._try_apply_code(card.code))

    @proves("SOL-4", "A voucher whose worth nobody knows is for who has no limit")
    def test_unknown_worth(self):
        """What a percentage is to count for is said by the agent, and approved without limit."""
        with self.assertRaisesRegex(UserError, "Enter a quantity or an amount"):
            self._grant("coupon", amount=0, state="submitted")
        self.env["complaint.authority"].create({"user_id": self.agent.id, "case_amount": 500})
        compensation = self._grant("coupon", amount=0.01, state="draft")
        proposal = compensation.proposal_id
        self.assertEqual(compensation.amount, 0.01)
        proposal.action_submit()
        for user in (self.agent, self.duty):
            with self.assertRaisesRegex(AccessError, "somebody without a limit"):
                proposal.with_user(user).action_approve()
        proposal.with_user(self.manager).action_approve()
        self.programs["coupon"].reward_ids.discount_max_amount = 9
        self.assertEqual(self._grant("coupon", amount=12, state="draft").amount, 9)

    def test_highest_worth(self):
        """Of the rewards of a program the one that makes most of the points counts."""
        program = self.programs["points"]
        gift = self._new_product("Rice cooker", 300)
        program.reward_ids.write(
            {"discount_mode": "per_order", "discount": 5, "required_points": 200}
        )
        self.assertEqual(self._grant("points", state="draft", voucher_points=400).amount, 10)
        program.write(
            {
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "product",
                            "reward_product_id": gift.id,
                            "reward_product_qty": 1,
                            "required_points": 1000,
                        }
                    )
                ]
            }
        )
        self.assertEqual(self._grant("points", state="draft", voucher_points=400).amount, 120)

    @proves("SOL-2", "Money and points go to the customer's own card, one card each")
    def test_own_card(self):
        """A second grant goes to the card that they have."""
        for kind, vals, balance in (
            ("ewallet", {}, 40),
            ("points", {"voucher_points": 300}, 600),
        ):
            first = self._grant(kind, **vals)
            second = self._grant(kind, **vals)
            card = first.sudo().voucher_card_id
            self.assertEqual(card, second.sudo().voucher_card_id)
            self.assertEqual((card.points, len(card.history_ids)), (balance, 2))
            self.assertEqual(card.history_ids.mapped("order_model"), ["helpdesk.ticket"] * 2)

    @proves("REC-3", "The code of a voucher is the customer's: nobody who reads the case has it")
    def test_code(self):
        """No role of ours reads the code in any field or name; it is told by its end."""
        compensation = self._grant("gift_card", state="accepted")
        known = {"default_code": "known-to-me", "default_points": 9999}
        compensation.proposal_id.with_context(**known).action_execute()
        card = compensation.sudo().voucher_card_id
        code = card.code
        self.assertNotEqual(code, "known-to-me")
        self.assertEqual(card.points, 20)
        self.env.flush_all()
        staff = self.agent | self.duty | self.manager | self.auditor | self.accountant
        self.assertFalse(find_readable(staff, {"the code": code}))
        self.assertEqual(compensation.voucher_hint, f"…{code[-4:]}")

    def test_wallet_pays(self):
        """The e-wallet pays for an order of its owner."""
        card = self._grant("ewallet").sudo().voucher_card_id
        order = self._order()
        order._update_programs_and_rewards()
        rewards = order._get_claimable_rewards()
        order._apply_program_reward(rewards[card], card)
        self.assertEqual(order.amount_total, 80)

    def test_nameless(self):
        """A nameless customer gets a gift card, but has no wallet."""
        ticket = self._investigated(False, partner_id=False, complaint_is_anonymous=True)
        with self.assertRaisesRegex(UserError, "for a known customer"):
            self._grant("ewallet", ticket=ticket, state="submitted")
        self.assertFalse(self._grant("gift_card", ticket=ticket).sudo().voucher_card_id.partner_id)

    @proves(
        "SOL-8", "A voucher that nobody used is withdrawn with its settlement; a used one stays"
    )
    def test_taken_back(self):
        """Unused it is withdrawn and its entry cancelled; used it is refused, with the reason."""
        for kind, vals in (
            ("gift_card", {}),
            ("coupon", {}),
            ("ewallet", {}),
            ("points", {"voucher_points": 300}),
        ):
            with self.subTest(kind=kind):
                compensation = self._grant(kind, **vals)
                card, entry = compensation.sudo().voucher_card_id, compensation.sudo().move_id
                self.assertTrue(compensation.can_take_back)
                compensation.action_take_back()
                self.assertEqual(compensation.proposal_id.state, "accepted")
                self.assertEqual(card.points, 0)
                self.assertEqual(entry.mapped("state"), ["cancel"] * len(entry))
                self.assertEqual(card.active, kind in ("ewallet", "points"))
                if not card.active:
                    self.assertIn("error", self._order()._try_apply_code(card.code))
                compensation.proposal_id.action_execute()
                card = compensation.sudo().voucher_card_id
                card.points -= 1
                with self.assertRaisesRegex(UserError, "settle what is left"):
                    compensation.action_take_back()
                self.assertEqual(compensation.state, "executed")

    def test_accounting_cannot_cancel_a_used_card(self):
        """The entry of a card that was used stays."""
        compensation = self._grant("gift_card")
        card = compensation.sudo().voucher_card_id
        entry = compensation.sudo().move_id.with_user(self.accountant)
        self._redeem(self._order(), card.code).action_confirm()
        with self.assertRaisesRegex(UserError, "was used"):
            entry.button_cancel()

    def test_reversed_entry(self):
        """A posted entry that accounting reverses withdraws the card."""
        compensation = self._grant("gift_card")
        card, entry = compensation.sudo().voucher_card_id, compensation.sudo().move_id
        entry.action_post()
        with self.assertRaisesRegex(UserError, "ask accounting"):
            compensation.action_take_back()
        entry._reverse_moves([{"date": entry.date}]).action_post()
        self.assertEqual((card.active, compensation.proposal_id.state), (False, "accepted"))

    @proves("SOL-8", "A voucher is sent after the settlement, not within it")
    def test_sent_afterwards(self):
        """No mail is made while settling; the scheduled action sends once."""
        card = self._grant("gift_card").sudo().voucher_card_id
        mails = self.env["mail.mail"].search([("model", "=", "loyalty.card")])
        self.assertFalse(mails.filtered(lambda mail: mail.res_id == card.id))
        sent = []
        self.patch(
            type(self.env["loyalty.card"]),
            "_send_creation_communication",
            lambda cards, force_send=False: sent.extend(cards.ids),
        )
        # Tests do not commit.
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 0)
        for _run in range(2):
            self.env["complaint.compensation"]._cron_send_vouchers()
        self.assertEqual(sent, [card.id])

    def test_bad_input(self):
        """What cannot be issued is refused with the way out; nothing is made."""
        with self.assertRaisesRegex(UserError, "expired already"):
            self._grant("coupon", state="submitted", voucher_expiration="2020-01-01")
        with self.assertRaisesRegex(UserError, "Say how many points"):
            self._grant("points", state="submitted")
        self.programs["gift_card"].active = False
        with self.assertRaisesRegex(UserError, "There is no program"):
            self._grant("gift_card", state="submitted")
        self.assertFalse(
            self.env["loyalty.card"].search(
                [("program_id", "in", [p.id for p in self.programs.values()])]
            )
        )

    def test_rights(self):
        """Nobody sets the card of a line by hand, and agents change no program or card."""
        compensation = self._grant("coupon", state="draft")
        card = (
            self.env["loyalty.card"]
            .with_context(loyalty_no_mail=True)
            .create({"program_id": self.programs["coupon"].id})
        )
        with self.assertRaises(AccessError):
            compensation.voucher_card_id = card
        for record in (self.programs["coupon"], card):
            with self.assertRaises(AccessError):
                record.with_user(self.agent).write({"active": False})
        self.assertTrue(self.programs["coupon"].with_user(self.agent).name)

    def test_drill(self):
        """A drill issues nothing."""
        ticket = self._investigated(False, complaint_is_drill=True)
        self.assertFalse(self._grant("gift_card", ticket=ticket).sudo().voucher_card_id)
