from odoo import Command
from odoo.tests import Form

from odoo.addons.retail_complaint.tests.common import ComplaintCommon


class LawCommon(ComplaintCommon):
    """A shop in China; whatever its books are kept in, one yuan is one of them here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        china = cls.env.ref("base.cn")
        cls.store_a.partner_id = cls.env["res.partner"].create(
            {"name": "Store A", "country_id": china.id, "city": "上海"}
        )
        yuan = cls.env.ref("base.CNY")
        yuan.active = True
        yuan.rate_ids.unlink()
        cls.env["res.currency.rate"].create(
            [
                {"currency_id": yuan.id, "name": "2020-01-01", "rate": 1},
                {"currency_id": cls.company.currency_id.id, "name": "2020-01-01", "rate": 1},
            ]
        )
        # The price that the shelf shows is the price with tax.
        cls.tax.price_include_override = "tax_included"

    @classmethod
    def _rule(cls, name):
        return cls.env.ref(f"l10n_cn_retail_complaint.complaint_statute_{name}")

    def _bought(self, *prices, quantity=1, **vals):
        """Return a case about pieces bought at these prices, each on an order of its own."""
        lines = [self._sell(1, price_unit=price, pay=False) for price in prices]
        ticket = self._register(**vals)
        for line in lines:
            self._add_purchase(ticket, line, quantity=quantity)
        ticket.write({"complaint_finding": "justified", "complaint_finding_basis": "law"})
        ticket.action_complaint_advance("proposal")
        return ticket

    def _basket(self, *prices):
        """Return the lines of one order; a price below zero is a coupon or points."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self._new_product(f"Thing {price}", price).id,
                            "price_unit": price,
                        }
                    )
                    for price in prices
                ],
            }
        )
        order.action_confirm()
        return order.order_line

    def _calculate(self, ticket, rule, day=None, **typed):
        """Return the calculator with a rule chosen and inputs typed, as the agent has it."""
        calculators = self.env["complaint.law.calculator"].with_user(self.agent)
        form = Form(calculators.with_context(default_ticket_id=ticket.id))
        if day:
            form.event_date = day
        form.statute_id = self._rule(rule)
        calculator = form.save()
        for row in calculator.input_ids:
            if row.input_id.code in typed:
                row.value = typed[row.input_id.code]
        return calculator
