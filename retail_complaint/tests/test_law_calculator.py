from datetime import datetime

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestLawCalculator(ComplaintCommon):
    """The mechanism, with a law of its own; the figures of real laws are tested in their packs."""

    sales_ahead = 2

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Whatever law packs this database has, this shop lies elsewhere.
        cls.country = cls.env.ref("base.is")
        cls.store_a.partner_id = cls.env["res.partner"].create(
            {"name": "Store A", "country_id": cls.country.id, "city": "Akureyri"}
        )
        cls.price = cls.env.ref("retail_complaint.complaint_statute_input_price")
        cls.loss = cls.env.ref("retail_complaint.complaint_statute_input_loss")
        cls.fraud = cls._new_rule("fraud", "max(3 * price, 50)", cls.price, alternative="one")
        cls.unsafe = cls._new_rule("unsafe", "max(2 * loss, 40)", cls.loss, alternative="one")

    @classmethod
    def _new_rule(cls, code, formula=None, inputs=None, **vals):
        return cls.env["complaint.statute"].create(
            {
                "name": code.title(),
                "code": code,
                "country_id": cls.country.id,
                "formula": formula,
                "input_ids": inputs and inputs.ids,
                "article": "Act 7, s. 3",
                **vals,
            }
        )

    def _calculator(self, ticket, rule, user=None, **typed):
        """Return the saved calculator with a rule chosen and inputs typed."""
        calculators = self.env["complaint.law.calculator"].with_user(user or self.agent)
        form = Form(calculators.with_context(default_ticket_id=ticket.id))
        form.statute_id = rule
        calculator = form.save()
        for row in calculator.input_ids:
            if row.input_id.code in typed:
                row.value = typed[row.input_id.code]
        return calculator

    def _confirm(self, ticket, rule, **typed):
        self._calculator(ticket, rule, **typed).action_confirm()
        return ticket.complaint_claim_ids[:1]

    @proves("SOL-9", "The calculator says why this number: inputs, rule, article and how sure")
    def test_why(self):
        """Three times 28.25 paid; both rules are shown, since the customer chooses."""
        calculator = self._calculator(self._investigated(), self.fraud, loss=10)
        self.assertEqual(calculator.amount, 84.75)
        for words in ("Fraud", "Price paid: 28.25", "max(3 × 28.25, 50)", "84.75", "Act 7"):
            self.assertIn(words, calculator.why)
        self.assertIn("Not verified", calculator.why)
        shown = calculator.choices.splitlines()
        self.assertEqual(shown[0], f"Fraud: {calculator.currency_id.format(84.75)}")
        self.assertEqual(shown[1], f"Unsafe: {calculator.currency_id.format(40)}")

    def test_before_saving(self):
        """The result is there as soon as the rule is chosen, and follows what is typed."""
        ticket = self._investigated()
        calculators = self.env["complaint.law.calculator"].with_user(self.agent)
        form = Form(calculators.with_context(default_ticket_id=ticket.id))
        form.statute_id = self.unsafe
        self.assertEqual(form.amount, 40)
        with form.input_ids.edit(1) as row:
            row.value = 30
        self.assertEqual(form.amount, 60)

    def test_verified(self):
        """Who has read it says so by name and day; an agent cannot."""
        with self.assertRaises(AccessError):
            self.fraud.with_user(self.agent).action_verify()
        self.fraud.with_user(self.manager).action_verify()
        self.assertEqual(self.fraud.verified_by, self.manager.name)
        calculator = self._calculator(self._investigated(), self.fraud)
        self.assertIn(f"Read in its text by {self.manager.name}", calculator.why)

    @proves("SOL-9", "A named person confirms; the amount goes into a proposal with its basis")
    def test_confirmed_to_paid(self):
        """Confirmed, proposed, approved, paid beside the purchase: the ledger knows nothing."""
        sale_line = self._sell()
        ticket = self._investigated(sale_line)
        claim = self._confirm(ticket, self.fraud)
        self.assertEqual((claim.amount, claim.confirmed_by_id), (84.75, self.agent))
        action = ticket.action_complaint_propose()
        proposals = self.env["complaint.proposal"].with_user(self.agent)
        proposal = Form(proposals.with_context(**action["context"])).save()
        line = proposal.compensation_ids.filtered(lambda row: row.kind == "statutory")
        self.assertEqual((line.amount, line.why), (84.75, claim.why))
        self._to_state(proposal, "executed")
        move = line.sudo().move_id
        product = self.env.ref("retail_complaint.product_product_statutory")
        self.assertEqual(move.invoice_line_ids.product_id, product)
        self.assertEqual((move.amount_total, move.amount_tax), (84.75, 0))
        self.assertIn("Act 7", move.invoice_line_ids.name)
        self.assertEqual(self._ledger(sale_line).refunded_amount, 28.25, "the refund alone")
        self.assertTrue(claim.is_offered)

    def test_partly_refunded(self):
        """A refund of the price does not lower what the law gives on top of it."""
        ticket = self._investigated()
        self._to_state(self._propose(ticket), "executed")
        self.assertEqual(self._confirm(ticket, self.fraud).amount, 84.75)

    @proves("SOL-9", "Rules between which the customer chooses do not add up")
    @mute_logger("odoo.sql_db")
    def test_either_or(self):
        """One of them is confirmed; the other needs the first to be withdrawn, with a reason."""
        ticket = self._investigated()
        first = self._confirm(ticket, self.fraud)
        for rule in (self.unsafe, self.fraud):
            with self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
                self._confirm(ticket, rule, loss=30)
        with self.assertRaises(UserError):
            first.action_withdraw("")
        first.action_withdraw("He chose the other one")
        self.assertEqual(first.state, "withdrawn")
        self.assertEqual(self._confirm(ticket, self.unsafe, loss=30).amount, 60)

    def test_offered_once(self):
        """A claim is in one proposal, and is not withdrawn under it."""
        ticket = self._investigated()
        claim = self._confirm(ticket, self.fraud)
        vals = {"kind": "statutory", "line_id": False, "claim_id": claim.id}
        self._propose(ticket, **vals).action_submit()
        with self.assertRaisesRegex(UserError, "another proposal"):
            self._propose(ticket, **vals).action_submit()
        with self.assertRaisesRegex(UserError, "rests on"):
            claim.action_withdraw("Wrong")
        other = self._investigated()
        with self.assertRaisesRegex(UserError, "confirmed for this case"):
            self._propose(other, **vals).action_submit()
        with self.assertRaisesRegex(UserError, "confirmed for this case"):
            self._propose(other, **dict(vals, claim_id=False)).action_submit()

    def test_forged(self):
        """No client writes a claim, says what was paid, or takes a rule of another place."""
        ticket = self._investigated()
        claim = self._confirm(ticket, self.fraud)
        with self.assertRaises(AccessError):
            claim.write({"amount": 9999})
        with self.assertRaises(AccessError):
            claim.copy()
        other = self._investigated()
        calculator = self._calculator(other, self.fraud, price=9999)
        self.assertEqual(calculator.amount, 84.75)
        calculator.line_ids = ticket.complaint_line_ids
        with self.assertRaisesRegex(UserError, "of this case"):
            calculator.action_confirm()
        elsewhere = self._new_rule("x", "9999", country_id=self.env.ref("base.no").id)
        calculator.write({"statute_id": elsewhere.id, "line_ids": False})
        with self.assertRaisesRegex(UserError, "Choose a rule"):
            calculator.action_confirm()
        calculator.statute_id = self.fraud
        with self.assertRaises(AccessError):
            calculator.with_user(self.agent_b).action_confirm()

    @proves("SOL-9", "City before province before country; the company's promise where it is more")
    def test_layers(self):
        """The nearest law holds; the promise comes on top and never takes away."""
        ticket = self._investigated()
        city = self._new_rule("fraud", "4 * price", self.price, city="akureyri ")
        self.assertEqual(self._calculator(ticket, city).amount, 113)
        promise = self._new_rule(
            "fraud", "5 * price", self.price, company_id=self.company.id, country_id=False
        )
        calculator = self._calculator(ticket, city)
        self.assertEqual(calculator.amount, 141.25)
        self.assertIn("own promise", calculator.why)
        promise.formula = "1 * price"
        self.assertEqual(self._calculator(ticket, city).amount, 113)
        self.assertNotIn(self.fraud, calculator.available_ids)

    def test_day_of_the_event(self):
        """The rule in force on the day holds, on its first and last day too."""
        self.fraud.valid_to = "2026-04-14"
        new = self._new_rule("fraud", "9 * price", self.price, valid_from="2026-04-15")
        ticket = self._investigated()
        calculators = self.env["complaint.law.calculator"].with_user(self.agent)
        for day, rule in (("2026-04-14", self.fraud), ("2026-04-15", new)):
            calculator = calculators.create({"ticket_id": ticket.id, "event_date": day})
            self.assertEqual(calculator.available_ids & (self.fraud | new), rule)

    def test_deadline(self):
        """A deadline becomes the clock of the authority, or a task with a date."""
        vals = {"kind": "deadline", "length": 10, "unit": "days"}
        clock = self._new_rule("mediation", follow_as="authority", **vals)
        task = self._new_rule("recall", follow_as="measure", **vals)
        ticket = self._investigated()
        for rule in (clock, task):
            calculator = self._calculator(ticket, rule)
            calculator.started_at = datetime(2026, 5, 1, 12)
            self.assertEqual(calculator.due_at.date(), datetime(2026, 5, 11).date())
            calculator.action_confirm()
        self.assertEqual(ticket.complaint_outside_deadline, calculator.due_at)
        self.assertTrue(ticket._get_open_clocks("authority"))
        measure = ticket.complaint_measure_ids
        self.assertEqual((measure.name, str(measure.date_due)), ("Recall", "2026-05-11"))

    def test_close_purchases(self):
        """Other purchases of the same goods within the hours of the rule are pointed out."""
        self.fraud.aggregate_hours = 1
        first, second = self._sell(), self._sell()
        first.order_id.date_order = "2026-05-01 10:00:00"
        second.order_id.date_order = "2026-05-01 10:59:00"
        calculator = self._calculator(self._investigated(first), self.fraud)
        self.assertEqual(calculator.close_purchases, second.order_id.name)
        second.order_id.date_order = "2026-05-01 11:01:00"
        self.assertFalse(self._calculator(self._investigated(first), self.fraud).close_purchases)

    def test_setup_errors(self):
        """A formula that cannot be read, or reads what is no input, is refused with its name."""
        for formula in ("3 * prize", "import os", ""):
            with self.subTest(formula), self.assertRaisesRegex(ValidationError, "Wrong"):
                self._new_rule("wrong", formula, self.price)
        with self.assertRaises(ValidationError):
            self._new_rule("city", "1", country_id=False, city="Akureyri")

    def test_zero_and_missing(self):
        """What cannot be computed says which input is missing, and nothing is confirmed."""
        rule = self._new_rule("ratio", "price / loss", self.price | self.loss)
        calculator = self._calculator(self._investigated(), rule)
        self.assertIn("Proven loss", calculator.problem)
        with self.assertRaisesRegex(UserError, "Proven loss"):
            calculator.action_confirm()

    def test_law_is_not_the_shops_to_change(self):
        """The leading group writes its promises; the law comes with its pack."""
        mine = self.env["complaint.statute"].with_user(self.manager)
        mine.create(
            {"name": "Ours", "code": "fraud", "formula": "1", "company_id": self.company.id}
        )
        for door in (
            lambda: self.fraud.with_user(self.manager).write({"formula": "1"}),
            lambda: self.fraud.with_user(self.manager).unlink(),
            lambda: mine.create({"name": "Law", "code": "x", "formula": "1"}),
        ):
            with self.assertRaises(AccessError):
                door()
