"""A small shop to test in: two stores, a user per role, something sold, invoiced and paid."""

import contextlib

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

ROLES = {
    "intake": "retail_complaint.group_intake",
    "agent": "retail_complaint.group_agent",
    "duty": "retail_complaint.group_duty_manager",
    "manager": "retail_complaint.group_manager",
    "auditor": "retail_complaint.group_auditor",
    "accountant": "account.group_account_invoice",
}


class _Undo(Exception):
    """Leaves a savepoint without what was done in it."""


class ComplaintCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Messages are compared: English, whatever languages the database has.
        cls.env = cls.env(context=dict(cls.env.context, lang="en_US"))
        cls.company = cls.env.company
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading(
                "generic_coa", cls.company, install_demo=False
            )
        # New cases are reported where that is tested; elsewhere activities are counted.
        cls.env["complaint.severity"].search([]).report_to = "nobody"
        cls.team = cls.env.ref("retail_complaint.helpdesk_ticket_team_complaints")
        cls.store_a, cls.store_b = cls.env["retail.store"].create(
            [{"name": "Store A", "code": "T-A"}, {"name": "Store B", "code": "T-B"}]
        )
        for role in ROLES:
            setattr(cls, role, cls._new_user(role, role, cls.store_a))
        cls.manager2 = cls._new_user("manager2", "manager", cls.store_a)
        cls.agent_b = cls._new_user("agent_b", "agent", cls.store_b)
        cls.store_a.manager_id = cls.manager
        cls.customer = cls.env["res.partner"].create(
            {"name": "Wang Xiaoming", "phone": "13800001234", "email": "wang@shop.example"}
        )
        cls.tax = cls.env["account.tax"].create(
            {"name": "VAT 13%", "amount": 13, "type_tax_use": "sale"}
        )
        cls.product = cls._new_product("Cod fillet", 12.5)

    @contextlib.contextmanager
    def undone(self):
        """Undo in the end what is done within."""
        with contextlib.suppress(_Undo), self.cr.savepoint():
            yield
            raise _Undo

    @classmethod
    def _new_user(cls, login, role, store):
        user = new_test_user(
            cls.env,
            f"rc_{login}",
            groups=ROLES[role],
            email=f"{login}@shop.example",
            lang="en_US",
        )
        store.member_ids |= user
        return user

    @classmethod
    def _new_product(cls, name, price, **vals):
        return cls.env["product.product"].create(
            {
                "name": name,
                "list_price": price,
                "type": "consu",
                "invoice_policy": "order",
                "taxes_id": [Command.set(cls.tax.ids)],
                **vals,
            }
        )

    @classmethod
    def _sell(cls, quantity=5, product=None, partner=None, pay=True, **line_vals):
        """Return the line of an order that was sold, invoiced and (by default) paid."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": (product or cls.product).id,
                            "product_uom_qty": quantity,
                            **line_vals,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        if pay:
            cls._pay(invoice)
        return order.order_line

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
        wizard = (
            cls.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"reason": "outside", "journal_id": invoice.journal_id.id})
        )
        move = invoice._reverse_moves([wizard._prepare_default_reversal(invoice)])
        if quantity:
            move.invoice_line_ids.quantity = quantity
        move.action_post()
        return move

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
