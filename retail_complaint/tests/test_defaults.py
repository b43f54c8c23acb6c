from odoo import Command, fields
from odoo.tests import tagged

from .goods_common import GoodsCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestDefaults(GoodsCommon):
    """Defaults that a client sends along fill no field of a document that the server makes."""

    sales_ahead = 2

    def _get_defaults(self, *records):
        """Return a context with a default for every field that a client could think of."""
        friend = self.env["res.partner"].create({"name": "A friend"})
        friend.bank_ids = [Command.create({"acc_number": "6222 0000 9999"})]
        context = {}
        for record in records:
            for name, field in record._fields.items():
                if field.type == "many2one" and field.comodel_name == "res.partner":
                    context[f"default_{name}"] = friend.id
                elif field.type == "many2one" and field.comodel_name == "res.partner.bank":
                    context[f"default_{name}"] = friend.bank_ids.id
                elif field.type in ("monetary", "float"):
                    context[f"default_{name}"] = 9999.0
                elif field.type == "char":
                    context[f"default_{name}"] = "forged"
                elif field.type == "date":
                    context[f"default_{name}"] = "2001-01-01"
        return context | {
            "default_state": "posted",
            "default_move_type": "entry",
            "default_auto_post": "at_date",
        }

    def _get_documents(self, proposal):
        lines = proposal.sudo().compensation_ids
        return [
            lines.move_id,
            lines.move_id.line_ids,
            lines.rma_ids,
            lines.rma_ids.reception_move_id,
            lines.exchange_order_id,
            lines.exchange_order_id.order_line,
            lines.exchange_order_id.picking_ids,
            lines.rma_ids.reception_move_id.picking_id,
        ]

    @proves("SOL-8", "What the server books is what was agreed, whatever a forged request adds")
    def test_documents(self):
        """Partners, accounts, amounts, dates and states of every document, for each kind."""
        models = (
            "account.move",
            "account.move.line",
            "sale.order",
            "sale.order.line",
            "rma",
            "stock.move",
            "stock.picking",
        )
        context = self._get_defaults(*(self.env[model] for model in models))
        for kind, vals in (
            ("refund", {}),
            ("goodwill", {"requested_amount": 20, "line_id": False}),
            ("return", {}),
            ("exchange", {"exchange_product_id": self.other.id, "goods_back": "after"}),
        ):
            with self.subTest(kind):
                proposal = self._propose(self._investigated(self._sell()), kind=kind, **vals)
                proposal = self._to_state(proposal, "accepted")
                proposal.with_context(**context).action_execute()
                self.env.flush_all()
                self.assertEqual(proposal.sudo().compensation_ids.move_id.state, "draft")
                self.assertFalse(list(self._find_forged(proposal, context)))

    def _find_forged(self, proposal, context):
        """Yield each field of a document that holds what the client sent."""
        for documents in self._get_documents(proposal):
            for name, field in documents._fields.items():
                if f"default_{name}" not in context or not field.store:
                    continue
                for document in documents:
                    value = document[name]
                    if field.type == "many2one":
                        value = value.id
                    elif field.type == "date":
                        value = value and fields.Date.to_string(value)
                    if value == context[f"default_{name}"]:
                        yield f"{document}.{name} = {value}"
