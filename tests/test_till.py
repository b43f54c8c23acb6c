"""A voucher of a settlement at the till, in a shop that has Odoo's Point of Sale."""

import uuid

import pytest

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.clients import Refused
from tests.harness.odoo_server import OdooServer
from tests.harness.settlement import Settlement
from tests.harness.shop import Shop


class Till:
    """An open till, as the Point of Sale's own screen speaks to the server."""

    def __init__(self, shop: Shop):
        self.shop, self.admin = shop, shop.admin
        journal = shop.new("account.journal", name="Till", code="TILL", type="cash")
        self.cash = shop.new("pos.payment.method", name="Cash", journal_id=journal)
        self.config = shop.new(
            "pos.config", name="Till 1", payment_method_ids=[(6, 0, [self.cash])]
        )
        self.admin.call("pos.config", "open_ui", ids=[self.config])
        [self.session] = self.admin.call(
            "pos.session", "search", domain=[("config_id", "=", self.config)]
        )
        self.admin.call(
            "pos.session", "set_opening_control", ids=[self.session], cashbox_value=0, notes=""
        )

    def scan(self, code: str) -> dict:
        """Return what the till says to a code."""
        return self.admin.call(
            "pos.config",
            "use_coupon_code",
            ids=[self.config],
            code=code,
            creation_date="2030-01-01 10:00:00",
            partner_id=self.shop.customer,
            pricelist_id=False,
        )

    def sell(self, price: float, card: int, reward: int, used: float) -> int:
        """Sell something, paid with a card as far as it goes and with cash."""
        [found] = self.admin.call(
            "loyalty.reward",
            "read",
            ids=[reward],
            fields=["discount_line_product_id", "program_id"],
        )
        [read] = self.admin.call("loyalty.card", "read", ids=[card], fields=["code"])
        rebate = {
            "is_reward_line": True,
            "reward_id": reward,
            "coupon_id": card,
            "points_cost": used,
            "reward_identifier_code": "ABC",
        }
        lines = [
            self.line(self.shop.product, price),
            self.line(found["discount_line_product_id"][0], -used, **rebate),
        ]
        order = {
            "uuid": str(uuid.uuid4()),
            "session_id": self.session,
            "partner_id": self.shop.customer,
            "amount_total": price - used,
            "amount_paid": price - used,
            "amount_tax": 0,
            "amount_return": 0,
            "state": "paid",
            "lines": [(0, 0, line) for line in lines],
            "payment_ids": [(0, 0, {"amount": price - used, "payment_method_id": self.cash})],
        }
        self.admin.call("pos.order", "sync_from_ui", orders=[order])
        [sold] = self.admin.call("pos.order", "search", domain=[("uuid", "=", order["uuid"])])
        self.admin.call(
            "pos.order",
            "confirm_coupon_programs",
            ids=[sold],
            coupon_data={
                str(card): {
                    "points": -used,
                    "program_id": found["program_id"][0],
                    "code": read["code"],
                    "line_codes": ["ABC"],
                }
            },
        )
        return sold

    @staticmethod
    def line(product: int, price: float, **vals) -> dict:
        amounts = {"price_unit": price, "price_subtotal": price, "price_subtotal_incl": price}
        return {"product_id": product, "qty": 1, "tax_ids": [], **amounts, **vals}


@pytest.fixture
def server(new_server) -> OdooServer:
    """Return a server with the Point of Sale and its loyalty programs."""
    server = new_server()
    server.install("pos_loyalty")
    return server.start()


@proves("SOL-2", "A gift card from a complaint pays at the till, and is then no longer withdrawn")
def test_gift_card(server):
    """Read by its code, used up, off the account on which it was owed; used up it is refused."""
    shop = Shop(server)
    settle, admin = Settlement(shop), shop.admin
    action = admin.call("loyalty.program", "create_from_template", template_id="gift_card")
    program = action["res_id"]
    # A till asks for the paper on which it prints the cards that it sells.
    paper = {"pos_report_print_id": server.id_of("loyalty.report_gift_card")}
    admin.call("loyalty.program", "write", ids=[program], vals=paper)
    owed = shop.new(
        "account.account", name="Gift cards owed", code="209998", account_type="liability_current"
    )
    [found] = admin.call(
        "loyalty.program",
        "read",
        ids=[program],
        fields=["payment_program_discount_product_id", "reward_ids"],
    )
    admin.call(
        "product.product",
        "write",
        ids=[found["payment_program_discount_product_id"][0]],
        vals={"property_account_income_id": owed, "taxes_id": [(5, 0, 0)]},
    )
    proposal = shop.new(
        "complaint.proposal",
        shop.client("agent"),
        ticket_id=settle.case(shop.sell()),
        compensation_ids=[
            (0, 0, {"kind": "gift_card", "requested_amount": 20, "voucher_program_id": program})
        ],
    )
    settle.walk(proposal, "draft", "executed")
    [line] = admin.call(
        "complaint.compensation",
        "search_read",
        domain=[("proposal_id", "=", proposal), ("kind", "=", "gift_card")],
        fields=["move_id"],
    )
    shop.client("accountant").call("account.move", "action_post", ids=[line["move_id"][0]])
    [card] = admin.call("loyalty.card", "search", domain=[("program_id", "=", program)])
    [read] = admin.call("loyalty.card", "read", ids=[card], fields=["code"])
    till = Till(shop)
    assert till.scan("044no-such-code")["successful"] is False
    answer = till.scan(read["code"])
    assert answer["successful"] is True
    assert (answer["payload"]["coupon_id"], answer["payload"]["points"]) == (card, 20)
    till.sell(30, card, found["reward_ids"][0], 20)
    assert admin.call("loyalty.card", "read", ids=[card], fields=["points"])[0]["points"] == 0
    assert till.scan(read["code"])["successful"] is False
    with pytest.raises(Refused, match="used"):
        shop.client("agent").call("complaint.compensation", "action_take_back", ids=[line["id"]])
    admin.call("pos.session", "action_pos_session_closing_control", ids=[till.session])
    [(balance,)] = server.query(
        "SELECT sum(balance) FROM account_move_line"
        " WHERE account_id = %s AND parent_state = 'posted'",
        owed,
    )
    assert balance == 0
