from odoo import fields, models


class SaleOrderLine(models.Model):
    """What rewards, cards and delivery are in the charge of an order."""

    _inherit = "sale.order.line"

    complaint_reach = fields.Json(
        readonly=True,
        copy=False,
        help="Which lines a reward reached when the order was confirmed.",
    )

    def _get_complaint_nature(self):
        reward = self.reward_id.sudo()
        if not reward or reward.reward_type == "product":
            # Free shipping and rewards on the order spare it or reach it, each by its scope.
            # The module of delivery methods need not be there.
            if "is_delivery" in self._fields and self["is_delivery"] and self.price_unit >= 0:
                return {"kind": "delivery"}
            return super()._get_complaint_nature()
        if reward.program_id.is_payment_program:
            return {"kind": "payment"}
        reach = self.complaint_reach or self._get_complaint_reach()
        return {
            "kind": "discount",
            "scope": reach["scope"],
            "targets": frozenset(f"{self._name},{line_id}" for line_id in reach["lines"]),
        }

    def _get_complaint_reach(self):
        """Return the scope of the reward of this line, and the ids of the lines it names."""
        reward, order = self.reward_id.sudo(), self.order_id.sudo()
        if reward.reward_type == "shipping":
            return {"scope": "free_shipping", "lines": []}
        scope = reward.discount_applicability or "order"
        lines = self.browse()
        if scope == "cheapest":
            lines |= order._cheapest_line(reward) or lines
        elif scope == "specific":
            lines |= order._get_specific_discountable_lines(reward)
        return {"scope": scope, "lines": lines.ids}
