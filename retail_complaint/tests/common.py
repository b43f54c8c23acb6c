"""A small shop to test in, and how a case in it comes about, is settled and told."""

import contextlib

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

from . import shop


class _Undo(Exception):
    """Leaves a savepoint without what was done in it."""


class ComplaintCommon(TransactionCase):
    #: How many paid sales the tests of the class find made. A sale takes half a second, so a
    #: class sets this where most of its tests want one and none counts orders.
    sales_ahead = 0
    _ahead = None
    _left = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Messages are compared: English, whatever languages the database has.
        cls.env = cls.env(context=dict(cls.env.context, lang="en_US"))
        cls.company = cls.env.company
        # New cases are reported where that is tested; elsewhere activities are counted.
        cls.env["complaint.severity"].search([]).report_to = "nobody"
        cls.team = cls.env.ref("retail_complaint.helpdesk_ticket_team_complaints")
        # Two stores, a user per role and one more, a customer, a tax, a product.
        for name, record in shop.get(cls.env).items():
            setattr(cls, name, record)

    def setUp(self):
        cls = type(self)
        if cls._ahead is None:
            # Not before all of setUpClass, which may change the goods; for all tests, so not in
            # the savepoint of one.
            cls._ahead = [cls._sell_now() for _number in range(cls.sales_ahead)]
        super().setUp()
        cls._left = list(cls._ahead)

    @contextlib.contextmanager
    def undone(self):
        """Undo in the end what is done within."""
        with contextlib.suppress(_Undo), self.cr.savepoint():
            yield
            raise _Undo

    @classmethod
    def _new_user(cls, name, role, store):
        """Return a new member of the staff of a store."""
        user = shop.new_users(cls.env, {name: role})
        store.member_ids |= user
        return user

    @classmethod
    def _new_login(cls, login, groups, **vals):
        """Return a new user of these groups, without the mail that invites them."""
        quiet = {"no_reset_password": True}
        return new_test_user(cls.env, login, groups, context=quiet, **vals).with_env(cls.env)

    @classmethod
    def _new_product(cls, name, price, **vals):
        vals = shop.product_vals(cls.tax, name=name, list_price=price, **vals)
        return cls.env["product.product"].create(vals)

    @classmethod
    def _sell(cls, *args, **options):
        """Return the line of an order that was sold, invoiced and (by default) paid.

        Without options that may be one of those that were made ahead. A test that has changed
        goods or taxes before calls :meth:`_sell_now`.
        """
        if cls._left and args in ((), (5,)) and not options:
            return cls._left.pop().with_env(cls.env)
        return cls._sell_now(*args, **options)

    @classmethod
    def _sell_now(cls, quantity=5, product=None, partner=None, pay=True, **line_vals):
        line = {
            "product_id": (product or cls.product).id,
            "product_uom_qty": quantity,
            **line_vals,
        }
        # What the chatter of orders and invoices tracks is Odoo's affair.
        orders = cls.env["sale.order"].with_context(tracking_disable=True)
        order = orders.create(
            {
                "partner_id": (partner or cls.customer).id,
                "order_line": [Command.create(line)],
            }
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        if pay:
            cls._pay(invoice)
        return order.order_line.with_env(cls.env)

    @classmethod
    def _invoice(cls, quantity=5, post=True, **line_vals):
        """Return the line of an invoice that was made without an order."""
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": cls.product.id, "quantity": quantity, **line_vals}
                    )
                ],
            }
        )
        if post:
            invoice.action_post()
        return invoice.invoice_line_ids

    @classmethod
    def _pay(cls, move, user=None):
        wizard = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        return wizard.with_user(user or cls.env.user).create({})._create_payments()

    @classmethod
    def _reverse(cls, invoice, quantity=None):
        """Post a credit note on an invoice in accounting, outside any case."""
        move = cls._reverse_draft(invoice)
        if quantity:
            move.invoice_line_ids.quantity = quantity
        move.action_post()
        return move

    @classmethod
    def _reverse_draft(cls, invoice):
        wizard = (
            cls.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"reason": "outside", "journal_id": invoice.journal_id.id})
        )
        return invoice._reverse_moves([wizard._prepare_default_reversal(invoice)])

    @classmethod
    def _register(cls, user=None, **vals):
        """Return a complaint as its registrar sees it."""
        tickets = cls.env["helpdesk.ticket"].with_user(user or cls.agent)
        if vals.get("complaint_is_drill"):
            tickets = tickets._as_server()
        category = cls.env.ref("retail_complaint.helpdesk_ticket_category_quality")
        return tickets.create(
            {
                "name": "Spoiled fish",
                "description": "It smelled when I opened it.",
                "team_id": cls.team.id,
                "complaint_store_id": cls.store_a.id,
                "partner_id": cls.customer.id,
                "category_id": category.id,
                **vals,
            }
        )

    @classmethod
    def _add_purchase(cls, ticket, sale_line=None, quantity=2, **vals):
        return (
            cls.env["complaint.line"]
            .create(
                {
                    "ticket_id": ticket.id,
                    "sale_line_id": sale_line and sale_line.id,
                    "quantity": quantity,
                    **vals,
                }
            )
            .with_env(ticket.env)
        )

    @classmethod
    def _investigated(cls, sale_line=None, **vals):
        """Return a case in the proposal phase with one purchase."""
        ticket = cls._register(**vals)
        if sale_line is not False:
            cls._add_purchase(ticket, sale_line or cls._sell())
        ticket.write({"complaint_finding": "justified", "complaint_finding_basis": "law"})
        ticket.action_complaint_advance("proposal")
        return ticket

    @classmethod
    def _propose(cls, ticket, **vals):
        return ticket.env["complaint.proposal"].create(
            {
                "ticket_id": ticket.id,
                "compensation_ids": [
                    Command.create({"line_id": ticket.complaint_line_ids[:1].id, **vals})
                ],
            }
        )

    @classmethod
    def _to_state(cls, proposal, state):
        """Walk a draft proposal to a later state, each step by whom it belongs to."""
        steps = ["submitted", "approved", "offered", "accepted", "executed"]
        for step in steps[: steps.index(state) + 1]:
            if step == "submitted":
                proposal.action_submit()
            elif step == "approved" and proposal.state == "submitted":
                proposal.with_user(cls.manager).action_approve()
            elif step == "offered":
                proposal.action_offer()
            elif step == "accepted":
                proposal.consent_channel = "phone"
                proposal.action_accept()
            elif step == "executed":
                proposal.action_execute()
        return proposal

    @classmethod
    def _settled(cls, **vals):
        """Return an executed proposal of a refund."""
        return cls._to_state(cls._propose(cls._investigated(), **vals), "executed")

    @classmethod
    def _tell(cls, ticket, purpose="result", **vals):
        return ticket.env["complaint.contact.log"].create(
            {"ticket_id": ticket.id, "purpose": purpose, "words": "As agreed.", **vals}
        )

    @classmethod
    def _ledger(cls, purchase):
        return cls.env["complaint.ledger"].search(
            [("origin_model", "=", purchase._name), ("origin_id", "=", purchase.id)]
        )
