from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ComplaintCommon
from .proves import proves


class DeskCommon(ComplaintCommon):
    def _open(self, user=None):
        return Form(self.env["complaint.desk"].with_user(user or self.agent))

    def _search(self, query, partner=None, user=None):
        desk = self.env["complaint.desk"].with_user(user or self.agent)
        return desk.search_caller(query, partner and partner.id, self.store_a.id)

    def _typed(self, user=None, line=None, **values):
        """Return the screen with a known customer and their purchase."""
        form = self._open(user)
        form.pick = f"sale:{(line or self._sell()).id}:2"
        for name, value in {"description": "Two packs smelled sour.", **values}.items():
            form[name] = value
        return form

    def _registered(self, **values):
        """Return the screen after registering something that is no safety case."""
        desk = self._typed(**{"description": "Two packs were torn open.", **values}).save()
        desk.action_register()
        return desk

    def _limit(self, amount):
        group = self.env.ref("retail_complaint.group_agent")
        self.env["complaint.authority"].create({"group_id": group.id, "case_amount": amount})


@tagged("post_install", "-at_install")
class TestDesk(DeskCommon):
    @proves("INT-1", "One field finds the customer by a half-typed number, and then what he bought")
    def test_search(self):
        """Telephone by its first digits, name, order number; with a customer also the product."""
        line = self._sell()
        customer = f"customer:{self.customer.id}"
        for query in ("138 0000", "wang xiao", "+86 13800001234"):
            with self.subTest(query=query):
                self.assertEqual(self._search(query)[0]["pick"], customer)
        found = self._search(line.order_id.name)
        self.assertIn(f"sale:{line.id}:1", [row["pick"] for row in found])
        [bought] = self._search("2x cod", self.customer)
        self.assertEqual(bought["pick"], f"sale:{line.id}:2")
        self.assertIn("70.63", bought["detail"])
        self.assertTrue(self._search("", self.customer))
        self.assertEqual([r["pick"] for r in self._search("zzz")], ["new:zzz"])
        self.assertFalse(self._search(""), "It is no catalogue.")

    def test_search_needs_the_role(self):
        """Who registers no complaints looks nobody up here."""
        for user in (self.auditor, self.accountant):
            with self.assertRaises(AccessError):
                self._search("wang", user=user)

    @proves(
        "INT-1", "Taken at the desk: customer, purchase, category and severity without retyping"
    )
    def test_register(self):
        """What was chosen and typed becomes one case; the second click makes no second one."""
        line = self._sell()
        desk = self._typed(self.intake, line, demand="Money back", is_read_back=True).save()
        desk.action_register()
        ticket = desk.ticket_id
        desk.action_register()
        self.assertEqual(desk.ticket_id, ticket)
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(ticket.complaint_phone, "13800001234")
        self.assertEqual(ticket.complaint_line_ids.sale_line_id, line)
        self.assertEqual(ticket.complaint_line_ids.quantity, 2)
        self.assertEqual(ticket.complaint_registrar_id, self.intake)
        self.assertEqual(ticket.complaint_store_id, self.store_a)
        self.assertTrue(ticket.complaint_first_response_at)
        self.assertEqual(ticket.name, "Two packs smelled sour.")
        self.assertEqual(ticket.complaint_readback_user_id, self.intake)
        self.assertFalse(ticket.complaint_readback_changed, "What was read is what was kept.")
        self.assertIn(ticket.number, desk.words)
        desk.action_told()
        [told] = ticket.complaint_contact_log_ids
        self.assertEqual((told.purpose, told.channel), ("acknowledge", "in_person"))

    @proves("CLS-2", "Category, safety flag and severity are proposed from the customer's words")
    def test_proposed(self):
        """Words in any language point to a category; a flag forces the top severity."""
        ref = self.env.ref
        for words, category, top in (
            ("收银员多收了我十块钱", "checkout", False),
            ("The cashier was rude and shouted", "attitude", False),
            ("牛奶过期了，孩子呕吐", "spoiled", True),
        ):
            with self.subTest(words=words):
                form = self._open()
                form.description = words
                self.assertEqual(
                    form.category_id, ref(f"retail_complaint.helpdesk_ticket_category_{category}")
                )
                is_top = form.severity_id == self.env["complaint.severity"]._get_top(self.company)
                self.assertEqual(is_top, top)
        form = self._open()
        form.category_id = ref("retail_complaint.helpdesk_ticket_category_delivery")
        form.description = "The cashier was rude"
        self.assertEqual(
            form.category_id,
            ref("retail_complaint.helpdesk_ticket_category_delivery"),
            "What somebody chose himself stays.",
        )

    def test_beside(self):
        """Earlier cases, the probable duplicate and the words to read stand beside the talk."""
        earlier = self._register()
        form = self._typed()
        self.assertIn(earlier, form.earlier_ids)
        self.assertIn(earlier.number, form.duplicate_hint)
        for words in ("Wang Xiaoming", "13800001234", "2 x ", "smelled sour"):
            self.assertIn(words, form.readback)

    def test_unknown_caller(self):
        """Somebody new needs a name or nothing, and one contact; no partner is made of them."""
        before = self.env["res.partner"].search_count([])
        form = self._open()
        for text in ("139 0000 9999", "Li", "li@home.example"):
            form.pick = f"new:{text}"
        form.description = "The floor was wet."
        desk = form.save()
        desk.action_register()
        ticket = desk.ticket_id
        self.assertEqual(
            (ticket.complaint_phone, ticket.partner_name, ticket.partner_email),
            ("139 0000 9999", "Li", "li@home.example"),
        )
        self.assertFalse(ticket.partner_id)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_incomplete(self):
        """One error names all that is missing, and what was typed is kept for the next try."""
        form = self._open()
        form.demand = "Money back"
        desk = form.save()
        with self.assertRaisesRegex(UserError, "What happened(.|\n)*telephone"):
            desk.action_register()
        self.assertFalse(desk.ticket_id)
        self.assertEqual(desk.demand, "Money back")

    def test_forged_pick(self):
        """A purchase of a company that the user does not work in is not taken."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        line = self._sell()
        with self.assertRaisesRegex(UserError, "not to be found"):
            self._open().pick = f"sale:{line.id + 10_000}:1"
        self.agent.write({"company_ids": [(4, elsewhere.id)]})
        desk = self.env["complaint.desk"].with_user(self.agent)
        desk = desk.with_context(allowed_company_ids=elsewhere.ids)
        with self.assertRaisesRegex(UserError, "not to be found"):
            Form(desk).pick = f"sale:{line.id}:1"


@tagged("post_install", "-at_install")
class TestDeskSettlement(DeskCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store_a.cash_journal_id = cls.env["account.journal"].create(
            {"name": "Desk", "code": "DSK", "type": "cash"}
        )

    def _settle(self, desk, **values):
        desk.write({"settlement": "refund", **values})
        desk.action_settle()
        return desk.ticket_id

    @proves("RSP-1", "A simple complaint is settled on the spot, from the call to the follow-up")
    @proves("SOL-11", "Within his limit the agent pays a small refund at once, and it is booked")
    def test_settled(self):
        """Money back for two of five pieces: credited, paid from the cash desk, told, resolved."""
        self._limit(50)
        desk = self._registered()
        ticket = self._settle(desk)
        move = ticket.sudo().complaint_compensation_ids.move_id
        self.assertEqual(move.amount_total, 28.25)
        self.assertIn(move.payment_state, ("paid", "in_payment"))
        self.assertIn("28.25", desk.settled)
        self.assertEqual(ticket.complaint_phase, "followup")
        told = ticket.complaint_contact_log_ids
        self.assertEqual(set(told.mapped("purpose")), {"proposal", "result"})
        self.assertEqual(set(told.mapped("channel")), {"in_person"})
        self.assertFalse(told.message_id, "He stands here: nothing is written to him.")
        desk.action_settle()
        self.assertEqual(len(ticket.complaint_proposal_ids), 1, "The second click pays nothing.")

    def test_beyond_the_limit(self):
        """More than the limit is not paid: it waits for approval, and the customer is told so."""
        self._limit(20)
        desk = self._registered()
        desk.settlement = "refund"
        self.assertIn("20.00", desk.limit)
        ticket = self._settle(desk)
        self.assertEqual(desk.proposal_id.state, "submitted")
        self.assertFalse(ticket.sudo().complaint_compensation_ids.move_id)
        self.assertIn("beyond your limit", desk.settled)

    def test_not_settled_by_halves(self):
        """What cannot be settled says why, and leaves the registered case as it was."""
        self._limit(50)
        form = self._open()
        form.pick = f"customer:{self.customer.id}"
        form.description = "The cashier was rude."
        desk = form.save()
        desk.action_register()
        with self.assertRaisesRegex(UserError, "Find the purchase"), self.cr.savepoint():
            self._settle(desk)
        self.env.invalidate_all()
        self.assertEqual(desk.ticket_id.complaint_phase, "intake")
        self.assertFalse(desk.ticket_id.complaint_finding)
        self._settle(desk, settlement="goodwill", amount=10)
        self.assertEqual(desk.proposal_id.state, "executed")

    def test_apology(self):
        """Words alone settle it too."""
        desk = self._registered()
        ticket = self._settle(desk, settlement="apology")
        self.assertEqual(ticket.complaint_phase, "followup")
        self.assertEqual(ticket.complaint_compensation_ids.kind, "apology")

    def test_intake_settles_nothing(self):
        """Who only registers gives nothing away."""
        desk = self._typed(self.intake).save()
        desk.action_register()
        with self.assertRaises(AccessError):
            self._settle(desk, settlement="apology")
