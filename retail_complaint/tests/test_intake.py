from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestIntake(ComplaintCommon):
    def _find(self, ticket, query):
        return ticket.env["complaint.purchase.finder"].create(
            {"ticket_id": ticket.id, "query": query}
        )

    @proves("INT-5", "The receipt is found by number, customer, telephone, product or date")
    def test_one_search(self):
        """One field finds the purchase by any of number, customer, telephone, product and date."""
        line = self._sell()
        self._sell(product=self._new_product("Battery", 3))
        ticket = self._register(partner_id=False)
        invoice = line.invoice_lines.move_id
        for query in (
            line.order_id.name,
            invoice.name,
            "wang xiao",
            "13800001234 cod",
            f"cod {line.order_id.date_order.date()} wang@",
        ):
            with self.subTest(query=query):
                found = self._find(ticket, query).line_ids
                self.assertIn(line, found.sale_line_id)
        self.assertEqual(self._find(ticket, "13800001234 cod").line_ids.sale_line_id, line)

    def test_search_needs_a_word(self):
        """Without a customer or a word of three letters nothing is shown: it is no catalogue."""
        self._sell()
        ticket = self._register(partner_id=False)
        for query in (False, "", "co", "a b"):
            self.assertFalse(self._find(ticket, query).line_ids)

    @proves("INT-5", "Product, quantity, price, tax and date are the purchase's own, not typed")
    def test_read_not_typed(self):
        """A purchase brings product, price, tax, currency and date; the customer comes with it."""
        line = self._sell(discount=10)
        ticket = self._register(partner_id=False)
        finder = self._find(ticket, line.order_id.name)
        finder.line_ids.write({"is_chosen": True, "quantity": 2})
        finder.action_add()
        purchase = ticket.complaint_line_ids
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(purchase.product_id, self.product)
        self.assertEqual(
            (purchase.price_unit, purchase.discount, purchase.tax_ids), (12.5, 10, self.tax)
        )
        self.assertEqual((purchase.purchased_qty, purchase.quantity), (5, 2))
        self.assertEqual(purchase.price_total, line.price_total)
        self.assertTrue(purchase.is_proven)
        with self.assertRaises(UserError):
            purchase.write({"product_id": self._new_product("Other", 1).id})

    def test_invoice_without_order(self):
        """A posted invoice without an order is found and taken too."""
        line = self._invoice()
        ticket = self._register()
        finder = self._find(ticket, line.move_id.name)
        self.assertEqual(finder.line_ids.invoice_line_id, line)
        finder.line_ids.is_chosen = True
        finder.action_add()
        self.assertEqual(ticket.complaint_line_ids.invoice_line_id, line)

    def test_nothing_chosen(self):
        """Adding without a tick says what to do."""
        with self.assertRaisesRegex(UserError, "Tick"):
            self._find(self._register(), "x").action_add()

    def test_after_sales_needs_proof(self):
        """An after-sales request does not leave intake without its purchase."""
        ticket = self._register(complaint_kind="after_sales")
        with self.assertRaisesRegex(UserError, "proof"):
            ticket.action_complaint_next()
        self._add_purchase(ticket, self._sell())
        ticket.action_complaint_next()
        self.assertEqual(ticket.complaint_phase, "assessment")

    def test_direct_intake_is_the_response(self):
        """Taking a complaint by telephone is the first response; a mail still waits."""
        phone = self._register(
            channel_id=self.env.ref("retail_complaint.helpdesk_ticket_channel_phone").id
        )
        mail = self._register(
            channel_id=self.env.ref("retail_complaint.helpdesk_ticket_channel_email").id
        )
        self.assertTrue(phone.complaint_first_response_at)
        self.assertFalse(mail.complaint_first_response_at)
        self._tell(mail, "acknowledge")
        self.assertTrue(mail.complaint_first_response_at)

    def test_default_store(self):
        """Staff of one store register for it without choosing."""
        ticket = self._register(complaint_store_id=False)
        self.assertEqual(ticket.complaint_intake_store_id, self.store_a)
        self.assertEqual(ticket.complaint_store_id, self.store_a)

    def test_many_at_once_are_numbered_in_order(self):
        """An import gives each case the next number, as if they came one by one."""
        values = {"name": "x", "description": "x", "team_id": self.team.id}
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        before = tickets.create(dict(values)).number
        numbers = tickets.create([dict(values) for _number in range(3)]).mapped("number")
        after = tickets.create(dict(values)).number
        digits = [int(number[2:]) for number in [before, *numbers, after]]
        self.assertEqual(digits, list(range(digits[0], digits[0] + 5)))
