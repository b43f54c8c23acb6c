"""A shop on a server under test, made as its own people would make it, over the API."""

from typing import Any, NamedTuple

from tests.harness.clients import Json2
from tests.harness.odoo_server import OdooServer

ROLES = {
    "intake": ["retail_complaint.group_intake"],
    "agent": ["retail_complaint.group_agent"],
    "duty": ["retail_complaint.group_duty_manager"],
    "manager": ["retail_complaint.group_manager"],
    "auditor": ["retail_complaint.group_auditor"],
    "accountant": ["account.group_account_invoice"],
}


class Sale(NamedTuple):
    """Ids of an order that was sold, delivered, invoiced and paid."""

    order: int
    line: int
    invoice: int
    buyer: int


class Shop:
    """The shop of the template, with its goods in stock, and orders on demand."""

    def __init__(self, server: OdooServer):
        self.server = server
        self.admin = server.admin
        [self.company] = self.admin.call("res.company", "search", domain=[], limit=1)
        # Otherwise Odoo asks about text messages instead of delivering.
        quiet = {"has_received_warning_stock_sms": True, "stock_text_confirmation": False}
        self.admin.call("res.company", "write", ids=[self.company], vals=quiet)
        self.team = server.id_of("retail_complaint.helpdesk_ticket_team_complaints")
        self.stores = {code: self._kept(f"store_{code.lower()}") for code in ("A", "B")}
        self.users = {role: server.accounts.of_shop(role) for role in ROLES}
        self.users["other"] = server.accounts.of_shop("agent_b")
        self.tax, self.customer, self.product = map(self._kept, ("tax", "customer", "product"))
        chinese = {"name": "王小明 Wang"}
        self.admin.call("res.partner", "write", ids=[self.customer], vals=chinese)
        delivered = {"name": "Cod fillet 鳕鱼", "is_storable": True}
        self.admin.call("product.product", "write", ids=[self.product], vals=delivered)

    def _kept(self, name: str) -> int:
        return self.server.id_of(f"__test__.{name}")

    def new(self, model: str, client: Json2 | None = None, **vals: Any) -> int:
        """Create one record and return its id."""
        return (client or self.admin).call(model, "create", vals_list=[vals])[0]

    def client(self, role: str) -> Json2:
        """Return the API of a member of the staff."""
        return self.server.json2(self.users[role])

    def sell(
        self,
        quantity: float = 5,
        discount: float = 0,
        partner: int | None = None,
        product: int | None = None,
        **order_vals: Any,
    ) -> Sale:
        """Sell, deliver, invoice and get paid."""
        line = {"product_uom_qty": quantity, "discount": discount}
        line["product_id"] = product or self.product
        buyer = partner or self.customer
        order = self.new("sale.order", partner_id=buyer, order_line=[(0, 0, line)], **order_vals)
        self.admin.call("sale.order", "action_confirm", ids=[order])
        [read] = self.admin.call(
            "sale.order", "read", ids=[order], fields=["picking_ids", "order_line"]
        )
        [picking] = self.admin.call(
            "stock.picking", "read", ids=read["picking_ids"], fields=["move_ids"]
        )
        self.admin.call(
            "stock.move",
            "write",
            ids=picking["move_ids"],
            vals={"quantity": quantity, "picked": True},
        )
        self.admin.call("stock.picking", "button_validate", ids=read["picking_ids"])
        wizard = self.new(
            "sale.advance.payment.inv",
            advance_payment_method="delivered",
            sale_order_ids=[(6, 0, [order])],
        )
        self.admin.call("sale.advance.payment.inv", "create_invoices", ids=[wizard])
        [invoice] = self.admin.call(
            "account.move", "search", domain=[("line_ids.sale_line_ids.order_id", "=", order)]
        )
        self.admin.call("account.move", "action_post", ids=[invoice])
        self.pay(self.admin, invoice)
        return Sale(order, read["order_line"][0], invoice, buyer)

    def pay(self, client: Json2, move: int) -> None:
        """Register the payment of an invoice or credit note."""
        context = {"active_model": "account.move", "active_ids": [move]}
        [wizard] = client.call(
            "account.payment.register", "create", vals_list=[{}], context=context
        )
        client.call(
            "account.payment.register", "action_create_payments", ids=[wizard], context=context
        )

    def register(self, role: str = "agent", **vals: Any) -> int:
        """Register a complaint as a member of the staff; return its id."""
        return self.new(
            "helpdesk.ticket",
            self.client(role),
            **{
                "name": "Spoiled fish",
                "description": "It smelled when I opened it.",
                "team_id": self.team,
                "complaint_store_id": self.stores["A"],
                "category_id": self.server.id_of(
                    "retail_complaint.helpdesk_ticket_category_quality"
                ),
                **vals,
            },
        )
