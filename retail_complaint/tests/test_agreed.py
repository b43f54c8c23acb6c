from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves

WAITING = ("submitted", "approved", "offered", "accepted")


@tagged("post_install", "-at_install")
class TestAgreed(ComplaintCommon):
    """Between whom it was agreed stays so, whatever is changed behind it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.friend = cls.env["res.partner"].create({"name": "A friend"})

    def _goodwill(self, state, **vals):
        ticket = self._investigated(False, **vals)
        proposal = self._propose(ticket, kind="goodwill", requested_amount=20, line_id=False)
        return proposal if state == "draft" else self._to_state(proposal, state)

    @proves("SOL-4", "From submission to payment nobody puts a friend in the customer's place")
    def test_case(self):
        """Customer, store and company of the case are held while a proposal waits."""
        other = self.env["res.company"].create({"name": "Another company"})
        for state in WAITING:
            ticket = self._goodwill(state).ticket_id
            for name, value in (
                ("partner_id", self.friend),
                ("partner_id", self.friend.browse()),
                ("complaint_store_id", self.store_b),
                ("company_id", other),
            ):
                with (
                    self.subTest(state=state, field=name),
                    self.assertRaisesRegex(UserError, "is for this customer"),
                ):
                    ticket.with_user(self.manager).write({name: value.id})
            ticket.with_user(self.agent).write({"partner_id": self.customer.id})
        drafted = self._goodwill("draft").ticket_id
        drafted.partner_id = self.friend
        self.assertEqual(drafted.partner_id, self.friend)

    def _changes(self):
        """Yield each way behind the case, with what it does."""

        def merge(customer, merged):
            wizard = self.env["base.partner.merge.automatic.wizard"].create({})
            wizard._merge((customer | merged).ids, merged)

        def move(customer, merged):
            customer.parent_id = self.env["res.partner"].create(
                {"name": "A friend's firm", "is_company": True}
            )

        def rewrite(customer, merged):
            customer.bank_ids.acc_number = "6222 0000 9999"

        def replace(customer, merged):
            customer.bank_ids = [
                Command.clear(),
                Command.create({"acc_number": "6222 0000 9998"}),
            ]

        def give_away(customer, merged):
            customer.bank_ids.partner_id = self.friend

        def below(customer, merged):
            # Below the server's rules: by an import, a script, another addon.
            cases = self.env["helpdesk.ticket"].search([("partner_id", "=", customer.id)])
            cases._as_server().write({"partner_id": self.friend.id})

        def store(customer, merged):
            cases = self.env["helpdesk.ticket"].search([("partner_id", "=", customer.id)])
            cases._as_server().write({"complaint_store_id": self.store_b.id})

        yield from (merge, move, rewrite, replace, give_away, below, store)

    @proves(
        "SOL-4", "A merged contact or a changed bank account stops a payment until it is agreed"
    )
    def test_behind_the_case(self):
        """Whatever changes behind the case: nothing is offered or paid, and there is a way on."""
        for change in self._changes():
            for state, step in (("approved", "action_offer"), ("accepted", "action_execute")):
                with self.subTest(change.__name__, state=state), self.undone():
                    customer, merged = self.env["res.partner"].create(
                        [{"name": "Wang Fang"}, {"name": "Wang Fang "}]
                    )
                    customer.bank_ids = [Command.create({"acc_number": "6222 0000 1234"})]
                    proposal = self._goodwill(state, partner_id=customer.id)
                    change(customer, merged)
                    self.env.invalidate_all()
                    with self.assertRaisesRegex(UserError, "was changed"):
                        getattr(proposal, step)()
                    self.assertFalse(proposal.sudo().compensation_ids.move_id)
                    if change.__name__ == "store":
                        continue  # it is another manager's now
                    proposal = proposal.with_user(self.manager)
                    proposal.action_cancel()
                    proposal.action_draft()
                    self._to_state(proposal, "executed")
                    self.assertTrue(proposal.sudo().compensation_ids.move_id)

    def test_first_account(self):
        """Customers who name their account after they accepted are paid."""
        customer = self.env["res.partner"].create({"name": "Wang Fang"})
        proposal = self._goodwill("accepted", partner_id=customer.id)
        customer.bank_ids = [Command.create({"acc_number": "6222 0000 1234"})]
        proposal.action_execute()
        self.assertEqual(proposal.sudo().compensation_ids.move_id.partner_id, customer)

    def test_nameless(self):
        """Who was nobody when it was agreed becomes nobody's friend."""
        self.company.complaint_walkin_partner_id = self.env["res.partner"].create(
            {"name": "Walk-in"}
        )
        proposal = self._goodwill("accepted", partner_id=False, complaint_is_anonymous=True)
        ticket = proposal.ticket_id
        with self.assertRaisesRegex(UserError, "is for this customer"):
            ticket.write({"partner_id": self.friend.id})
        ticket._as_server().write({"partner_id": self.friend.id})
        with self.assertRaisesRegex(UserError, "was changed"):
            proposal.action_execute()
