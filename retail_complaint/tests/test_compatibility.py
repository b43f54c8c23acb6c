"""Nobody loses by installing us: others can do what they could before."""

from odoo import Command
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestCompatibility(ComplaintCommon):
    def test_salesman_reads_orders(self):
        """A plain salesman reads, makes and confirms an order."""
        user = self._new_login("rc_sales", "sales_team.group_sale_salesman")
        order = (
            self.env["sale.order"]
            .with_user(user)
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                }
            )
        )
        order.action_confirm()
        names = [n for n, f in order._fields.items() if order._has_field_access(f, "read")]
        self.assertEqual(order.read(names)[0]["state"], "sale")

    def test_stock_clerk(self):
        """A plain stock clerk reads and validates a transfer."""
        user = self._new_login("rc_stock", "stock.group_stock_user")
        line = self._sell(product=self._new_product("Rice", 4, is_storable=True))
        picking = line.order_id.picking_ids.with_user(user)
        names = [n for n, f in picking._fields.items() if picking._has_field_access(f, "read")]
        self.assertTrue(picking.read(names))
        picking.move_ids.quantity = 5
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_accountant(self):
        """A plain accountant reads, posts, credits and pays an ordinary invoice."""
        line = self._invoice(post=False)
        move = line.move_id.with_user(self.accountant)
        move.action_post()
        names = [n for n, f in move._fields.items() if move._has_field_access(f, "read")]
        self.assertTrue(move.read(names))
        self._pay(move, self.accountant)
        self.assertIn(move.payment_state, ("paid", "in_payment"))

    def test_ordinary_tickets(self):
        """Tickets of ordinary teams keep their stages, owners and ways."""
        user = self._new_login("rc_help", "helpdesk_mgmt.group_helpdesk_user_team")
        team = self.env["helpdesk.ticket.team"].create(
            {"name": "IT", "user_ids": [Command.set(user.ids)]}
        )
        ticket = (
            self.env["helpdesk.ticket"]
            .with_user(user)
            .create({"name": "Printer", "description": "x", "team_id": team.id})
        )
        self.assertFalse(ticket.is_complaint or ticket.complaint_phase)
        self.assertEqual(ticket.stage_id, self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_new"))
        self.assertFalse(team._get_applicable_stages().filtered("complaint_phase"))
        ticket.stage_id = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
        self.assertTrue(ticket.closed_date)
        groups = ticket._read_group([], ["stage_id"])
        shown = ticket._read_group_stage_ids(self.env["helpdesk.ticket.stage"].browse(), [])
        self.assertFalse(shown.filtered("complaint_phase"))
        self.assertTrue(groups)

    def test_ordinary_ticket_costs_one_query_more_at_most(self):
        """Creating ordinary tickets takes at most one query more each than without us."""
        team = self.env["helpdesk.ticket.team"].create({"name": "IT"})
        vals = {"name": "Printer", "description": "x", "team_id": team.id}
        tickets = self.env["helpdesk.ticket"]
        tickets.create([dict(vals) for _i in range(10)])
        self.env.flush_all()
        # 102 for the ten. On databases with and without us the counts were found equal.
        with self.assertQueryCount(__system__=112):
            tickets.create([dict(vals) for _i in range(10)])
            self.env.flush_all()

    def test_over_the_helpdesk(self):
        """The helpdesk's own dashboard and counters work with complaints about."""
        self._register()
        user = self._new_login("rc_boss", "helpdesk_mgmt.group_helpdesk_manager")
        team = self.env["helpdesk.ticket.team"].with_user(user)
        self.assertTrue(team.retrieve_dashboard())
        self.assertEqual(self.customer.with_user(user).helpdesk_ticket_count, 0)
