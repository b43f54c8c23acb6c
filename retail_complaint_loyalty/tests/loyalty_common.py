"""Programs of a shop, and orders on which their rewards and cards are used."""

from odoo import Command

from odoo.addons.retail_complaint.tests.common import ComplaintCommon


class LoyaltyCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Prices in shops say what is paid.
        cls.tax.price_include_override = "tax_included"
        cls.env["loyalty.program"].search([]).active = False

    @classmethod
    def _program(cls, program_type, rewards=None, **vals):
        programs = cls.env["loyalty.program"]
        values = {**programs._get_template_values()[program_type], "name": program_type, **vals}
        if rewards:
            values["reward_ids"] = [Command.clear(), *map(Command.create, rewards)]
        return programs.create(values)

    @classmethod
    def _card(cls, program, points):
        cards = cls.env["loyalty.card"].with_context(loyalty_no_mail=True)
        return cards.create(
            {"program_id": program.id, "points": points, "partner_id": cls.customer.id}
        )

    @classmethod
    def _quote(cls, *lines):
        """Return an order; each line is (price, pieces)."""
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls._new_product(f"Goods {number}", price).id,
                            "product_uom_qty": quantity,
                        }
                    )
                    for number, (price, quantity) in enumerate(lines)
                ],
            }
        )

    def _use(self, order, code):
        status = order._try_apply_code(code)
        self.assertNotIn("error", status)
        for coupon, rewards in status.items():
            order._apply_program_reward(rewards[:1], coupon)

    def _bill(self, order):
        """Confirm an order, invoice it and have what is open paid."""
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        if invoice.amount_residual:
            self._pay(invoice)
        return invoice

    def _give_back(self, line, quantity=1, kind="refund", **vals):
        """Return the executed compensation of some pieces of an order line."""
        case = self._investigated(False)
        self._add_purchase(case, line, quantity=quantity)
        proposal = self._propose(case, kind=kind, **vals)
        self._to_state(proposal, "executed")
        return proposal.compensation_ids.filtered(lambda line: line.kind == kind)
