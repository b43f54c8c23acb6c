from unittest import SkipTest

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ..builders.complaints import CASES
from ..hooks import post_init_hook
from ..tables.customers import CUSTOMERS
from ..tables.products import PRODUCTS
from ..tables.stores import COMPANY, REGIONS, SISTER, SISTER_STORES, STORES
from ..users import USERS

ADDON = "retail_complaint_demo"


@tagged("post_install", "-at_install")
class TestDemoCompany(TransactionCase):
    """The shop that ``make serve`` shows has what somebody who looks at it wants to see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if ADDON not in cls.env.registry._init_modules:
            raise SkipTest("This database has no demo company; make test looks at one that has.")
        cls.company = cls.env["res.company"].search([("name", "=", COMPANY)])
        cls.own = [("company_id", "=", cls.company.id)]
        cls.cases = cls.env["helpdesk.ticket"].search([*cls.own, ("is_complaint", "=", True)])

    def _values(self, model, field):
        """Return the keys of a selection."""
        selection = self.env[model]._fields[field]._description_selection(self.env)
        return {key for key, _label in selection}

    def test_company(self):
        """A Chinese shop: yuan, prices with tax of 13 and 9 percent, till, bank, both scripts."""
        self.assertEqual(self.company.currency_id.name, "CNY")
        self.assertEqual(self.company.chart_template, "cn")
        taxes = self.env["product.product"].search(self.own).taxes_id
        self.assertLessEqual({9, 13}, set(taxes.mapped("amount")))
        self.assertTrue(all(tax.price_include for tax in taxes))
        journals = self.env["account.journal"].search(self.own)
        self.assertLessEqual({"cash", "bank"}, set(journals.mapped("type")))
        languages = {code for code, _name in self.env["res.lang"].get_installed()}
        self.assertLessEqual({"en_US", "zh_CN", "zh_TW"}, languages)

    def test_once(self):
        """A database that has the company already is told so, instead of getting half of it."""
        with self.assertRaises(UserError):
            post_init_hook(self.env)

    def test_stores(self):
        """Three stores, each with areas, a manager, staff of every role and a warehouse."""
        stores = self.env["retail.store"].search([*self.own, ("parent_id", "=", False)])
        self.assertEqual(len(stores), len(STORES))
        for store in stores:
            self.assertTrue(store.area_ids and store.manager_id and store.warehouse_id)
            self.assertTrue(all((store | store.area_ids).mapped("token")))
            for role in ("intake", "agent", "duty_manager", "manager"):
                group = self.env.ref(f"retail_complaint.group_{role}")
                self.assertTrue(store.member_ids.filtered(lambda u, g=group: g in u.group_ids))
        self.assertLess(len(stores.manager_id), len(stores), "one manages two stores")
        store = stores[0].with_context(lang="zh_CN")
        self.assertNotEqual(store.name, stores[0].with_context(lang="en_US").name)

    def test_regions(self):
        """Each store is in a region; the manager of one reaches its cases and no others."""
        stores = self.env["retail.store"].search([*self.own, ("parent_id", "=", False)])
        self.assertEqual(len(stores.region_id), len(REGIONS))
        self.assertTrue(all(store.region_id for store in stores))
        manager = self.env["res.users"].search([("login", "=", "region_manager")])
        found = self.env["helpdesk.ticket"].with_user(manager).search([("is_complaint", "=", True)])
        self.assertEqual(found.sudo().complaint_store_id, manager.complaint_region_ids.store_ids)
        self.assertLess(len(found), len(self.cases))

    def _get_sister_cases(self):
        sister = self.env["res.company"].search([("name", "=", SISTER)])
        return self.env["helpdesk.ticket"].search(
            [("company_id", "=", sister.id), ("is_complaint", "=", True)]
        )

    def test_two_companies(self):
        """A second company has a store and cases; who works for one sees nothing of the other."""
        cases = self._get_sister_cases()
        self.assertGreaterEqual(len(cases), 3)
        self.assertEqual(len(cases.complaint_store_id), len(SISTER_STORES))
        self.assertEqual(cases.company_id.currency_id, self.company.currency_id)
        seen = {}
        for login in ("market_manager", "canteen_manager", "two_companies"):
            user = self.env["res.users"].search([("login", "=", login)])
            tickets = self.env["helpdesk.ticket"].with_user(user)
            tickets = tickets.with_context(allowed_company_ids=user.company_ids.ids)
            seen[login] = tickets.search([("is_complaint", "=", True)]).sudo().company_id
        self.assertEqual(seen["market_manager"], self.company)
        self.assertEqual(seen["canteen_manager"], cases.company_id)
        self.assertEqual(seen["two_companies"], self.company | cases.company_id)

    def test_users_open_their_lists(self):
        """Everybody of the printed table opens the list of their work; its passwords are true."""
        lists = {
            "accountant": "complaint.compensation",
            "salesman": "sale.order",
            "warehouse": "stock.picking",
        }
        for row in USERS:
            user = self.env["res.users"].search([("login", "=", row.login)])
            model = self.env[lists.get(row.role, "helpdesk.ticket")].with_user(user)
            found = model.web_search_read([], {"display_name": {}})
            self.assertTrue(found["length"], f"{row.login} has nothing to look at")
        # One of them: a password is slow to check on purpose.
        credential = {"type": "password", "login": row.login, "password": row.password}
        user.with_user(user)._check_credentials(credential, {"interactive": False})
        salesman = self.env["res.users"].search([("login", "=", "salesman")])
        self.assertFalse(self.env["helpdesk.ticket"].with_user(salesman).search(self.own))

    def test_goods(self):
        """Twenty products in stock; food lies in batches that have a date."""
        products = self.env["product.product"].search(self.own)
        self.assertEqual(len(products), len(PRODUCTS))
        self.assertGreaterEqual(len(products), 20)
        goods = products.filtered("is_storable").with_company(self.company)
        self.assertTrue(all(quantity > 0 for quantity in goods.mapped("qty_available")))
        food = products.filtered("use_expiration_date")
        lots = self.env["stock.lot"].search([("product_id", "in", food.ids)])
        self.assertTrue(lots)
        self.assertTrue(all(lots.mapped("expiration_date")))
        below = [*self.own, ("quantity", "<", 0), ("location_id.usage", "=", "internal")]
        self.assertFalse(self.env["stock.quant"].search(below))

    def test_sales(self):
        """Sixty days of orders: delivered, half delivered, invoiced, paid, unpaid, in HKD."""
        customers = self.env["res.partner"].search([*self.own, ("phone", "!=", False)])
        self.assertLessEqual({row.name for row in CUSTOMERS}, set(customers.mapped("name")))
        orders = self.env["sale.order"].search(self.own)
        self.assertEqual(set(orders.mapped("state")), {"sale"})
        span = max(orders.mapped("date_order")) - min(orders.mapped("date_order"))
        self.assertGreaterEqual(span.days, 55)
        self.assertLessEqual({"full", "partial", "pending"}, set(orders.mapped("delivery_status")))
        self.assertLessEqual({"CNY", "HKD"}, set(orders.currency_id.mapped("name")))
        invoices = orders.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")
        self.assertLessEqual({"paid", "not_paid"}, set(invoices.mapped("payment_state")))

    def test_complaints(self):
        """Thirty complaints and a drill, of every kind, in every phase and with every outcome."""
        real = self.cases.filtered(lambda case: not case.complaint_is_drill)
        self.assertEqual(len(real), 30)
        self.assertEqual(len(self.cases), 31)
        model = "helpdesk.ticket"
        for field in ("kind", "phase", "outcome", "finding"):
            name = f"complaint_{field}"
            found = set(real.mapped(name)) - {False}
            self.assertEqual(found, self._values(model, name))
        severities = self.env["complaint.severity"].search([])
        self.assertEqual(real.complaint_severity_id, severities)
        self.assertGreaterEqual(len(real.category_id), 8)
        self.assertGreaterEqual(len(real.channel_id), 6)
        self.assertEqual(len(real.complaint_store_id), 3)
        self.assertTrue(max(real.mapped("complaint_reopen_count")))

    def test_cases_stand_where_their_rows_say(self):
        """Each complaint of the tables has come as far as its row says, and its money too."""
        everywhere = self.cases | self._get_sister_cases()
        for case in (case for cases in CASES.values() for case in cases):
            ticket = everywhere.filtered(lambda t, case=case: t.name == case.title)
            phase = "archived" if case.ending else "assessment" if case.reopened else case.phase
            self.assertEqual(ticket.complaint_phase, phase, case.key)
            self.assertEqual(
                ticket.complaint_proposal_ids.mapped("state"), [o.state for o in case.offers]
            )

    def test_settlement(self):
        """Proposals in every state; credit notes drafted, posted and paid; a drill has none."""
        proposals = self.cases.complaint_proposal_ids
        self.assertEqual(
            set(proposals.mapped("state")), self._values("complaint.proposal", "state")
        )
        notes = self.cases.complaint_compensation_ids.move_id
        self.assertLessEqual({"draft", "posted"}, set(notes.mapped("state")))
        posted = notes.filtered(lambda move: move.state == "posted")
        self.assertEqual(set(posted.mapped("payment_state")), {"paid", "not_paid"})
        drill = self.cases.filtered("complaint_is_drill")
        self.assertTrue(drill.complaint_proposal_ids)
        self.assertFalse(drill.complaint_compensation_ids.move_id)
        self.assertFalse(self.env["complaint.ledger"].search([("is_over", "=", True)]))

    def test_returns(self):
        """Food is to come back before it is paid for; it will lie on no shelf again."""
        returned = self.cases.complaint_compensation_ids.filtered(lambda c: c.kind == "return")
        self.assertTrue(returned.line_id.product_id.use_expiration_date)
        self.assertEqual((returned.goods_state, returned.disposal), ("awaited", "quarantine"))

    def test_deadlines(self):
        """Some open cases are late, some are due today, some have nobody told anything yet."""
        still_open = self.cases.filtered("complaint_resolution_due").filtered(
            lambda case: not case.complaint_resolved_at
        )
        now = fields.Datetime.now()
        late = still_open.filtered(lambda case: case.complaint_resolution_due < now)
        self.assertTrue(late)
        self.assertTrue(still_open - late)
        self.assertTrue(still_open.filtered(lambda case: not case.complaint_first_response_at))
        closed = self.cases.filtered("complaint_archived_at")
        self.assertLess(max(closed.mapped("complaint_resolved_at")), self.company.create_date)
        self.assertLessEqual({"met", "missed"}, set(closed.complaint_clock_ids.mapped("result")))

    def test_no_mail(self):
        """Building the company sends nobody a mail, and leaves none that would be sent later."""
        since = [("create_date", ">=", self.company.create_date)]
        self.assertFalse(self.env["mail.mail"].search(since))
