from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestBadInput(ComplaintCommon):
    """Bad input gets an error that says what to do, and nothing is half made."""

    sales_ahead = 1

    def test_too_many_pieces(self):
        """More pieces than were bought are refused at intake and at the proposal."""
        line = self._sell(5)
        ticket = self._register()
        with self.assertRaisesRegex(ValidationError, "only 5"):
            self._add_purchase(ticket, line, quantity=6)
        ticket = self._investigated(line)
        proposal = self._propose(ticket, quantity=6)
        with self.assertRaisesRegex(UserError, "only 5"):
            proposal.action_submit()
        self.assertEqual(proposal.state, "draft")

    def test_too_much_money(self):
        """An amount above what was charged is refused."""
        proposal = self._propose(self._investigated(), mode="amount", requested_amount=500)
        with self.assertRaisesRegex(UserError, "only .* was charged"):
            proposal.action_submit()

    def test_nothing(self):
        """A refund of nothing, or of less, is refused."""
        ticket = self._investigated()
        with self.assertRaisesRegex(UserError, "nothing"):
            self._propose(ticket, mode="amount", requested_amount=0).action_submit()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.cr.savepoint(),
        ):
            self._propose(ticket, mode="amount", requested_amount=-5)
        with self.assertRaisesRegex(UserError, "at least one line"):
            ticket.env["complaint.proposal"].create({"ticket_id": ticket.id}).action_submit()

    def test_other_customer(self):
        """An order of another customer is not this customer's purchase."""
        other = self.env["res.partner"].create({"name": "Li"})
        line = self._sell(partner=other)
        with self.assertRaisesRegex(UserError, "not bought by"):
            self._add_purchase(self._register(), line)

    def test_other_company(self):
        """An order of another company is refused."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        order = (
            self.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": company.id,
                    "order_line": [(0, 0, {"product_id": self.product.id, "tax_ids": False})],
                }
            )
        )
        order.state = "sale"
        with self.assertRaisesRegex(UserError, "another company"):
            self._add_purchase(self._register(), order.order_line, quantity=1)

    def test_pair_that_does_not_belong_together(self):
        """An order line cannot carry another purchase's invoice."""
        mine, other = self._sell(), self._invoice()
        with self.assertRaisesRegex(UserError, "does not invoice"):
            self._add_purchase(self._register(), mine, invoice_line_id=other.id)
        invoiced = mine.invoice_lines
        self._add_purchase(self._register(), mine, invoice_line_id=invoiced.id)

    def test_unposted_invoice(self):
        """A draft invoice is no proof; an order without a posted invoice cannot be credited."""
        draft = self._invoice(post=False)
        ticket = self._register()
        with self.assertRaisesRegex(UserError, "not a confirmed order or posted invoice"):
            self._add_purchase(ticket, invoice_line_id=draft.id)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [(0, 0, {"product_id": self.product.id, "product_uom_qty": 5})],
            }
        )
        order.action_confirm()
        proposal = self._propose(self._investigated(order.order_line))
        with self.assertRaisesRegex(UserError, "no posted invoice"):
            proposal.action_submit()

    def test_closed_period(self):
        """A purchase of a closed period is given back in the open one; a closed day waits."""
        line = self._sell(product=self._new_product("Facial", 30, type="service"))
        today = fields.Date.today()
        self.company.sudo().fiscalyear_lock_date = today
        proposal = self._to_state(self._propose(self._investigated(line)), "executed")
        move = proposal.sudo().compensation_ids.move_id.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "Lock Date"), self.cr.savepoint():
            move.action_post()
        self.assertEqual(move.state, "draft")
        self.company.sudo().fiscalyear_lock_date = today - timedelta(days=1)
        move.action_post()
        self.assertEqual((move.state, move.date), ("posted", today))

    def test_html_in_every_text(self):
        """Script in any text stays text, or is taken out."""
        script = "<script>alert(1)</script>"
        ticket = self._register(
            name=script, description=f"<p>x</p>{script}", complaint_demand=script
        )
        self._tell(ticket, words=script)
        ticket.action_complaint_next()
        ticket.with_user(self.manager)._pass_gate(script)
        self.assertNotIn("<script", ticket.description)
        refund = self._propose(self._investigated())
        refund.grounds = script
        refund = self._to_state(refund, "accepted")
        closed = self._register(complaint_kind="suggestion")
        self._tell(closed, words=script)
        closed.action_complaint_next()
        closed._reopen(script)
        told = "".join((ticket | refund.ticket_id | closed).message_ids.mapped("body"))
        self.assertNotIn("<script", told)
        self.assertIn("&lt;script", told)

    def test_future(self):
        """Nothing is received, happens or is told in the future."""
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        for name in ("complaint_received_at", "complaint_incident_at"):
            with self.assertRaisesRegex(ValidationError, "future"):
                self._register(**{name: tomorrow})
        with self.assertRaisesRegex(UserError, "future"):
            self._tell(self._register(), told_at=tomorrow)

    def test_area_of_another_store(self):
        """An area belongs to its store."""
        area = self.env["retail.store"].create(
            {"name": "Fish", "code": "B-F", "parent_id": self.store_b.id}
        )
        with self.assertRaisesRegex(ValidationError, "does not belong"):
            self._register(complaint_area_id=area.id)
