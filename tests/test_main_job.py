"""The main job from outside: from the counter to a reconciled credit note, each as himself."""

from concurrent.futures import ThreadPoolExecutor

import odoorpc.error
import pytest
import requests

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.clients import Refused
from tests.harness.shop import Shop

OVER_REFUND = "retail_complaint.mail_activity_type_over_refund"


@pytest.fixture(scope="module")
def shop(server):
    """A shop for the tests of this file; each sells and complains for itself."""
    return Shop(server)


def case_about(shop, sale, quantity=2):
    """Return a case about a sale, up to the proposal phase, made by the store's agent."""
    agent = shop.client("agent")
    ticket = shop.register(complaint_reply_channel="phone")
    finder = shop.new("complaint.purchase.finder", agent, ticket_id=ticket, query=name(shop, sale))
    [line] = agent.call("complaint.purchase.finder", "read", ids=[finder], fields=["line_ids"])[0][
        "line_ids"
    ]
    agent.call(
        "complaint.purchase.finder.line",
        "write",
        ids=[line],
        vals={"is_chosen": True, "quantity": quantity},
    )
    agent.call("complaint.purchase.finder", "action_add", ids=[finder])
    agent.call(
        "helpdesk.ticket",
        "write",
        ids=[ticket],
        vals={"complaint_finding": "justified", "complaint_finding_basis": "law"},
    )
    agent.call("helpdesk.ticket", "action_complaint_advance", ids=[ticket], phase="proposal")
    return ticket


def name(shop, sale):
    return shop.admin.call("sale.order", "read", ids=[sale.order], fields=["name"])[0]["name"]


def draft_for(shop, ticket):
    """Return a draft that refunds the purchase of a case."""
    agent = shop.client("agent")
    [line] = agent.call("complaint.line", "search", domain=[("ticket_id", "=", ticket)])
    return shop.new(
        "complaint.proposal",
        agent,
        ticket_id=ticket,
        compensation_ids=[(0, 0, {"line_id": line})],
    )


def approved_for(shop, ticket):
    """Return a refund that the manager approved."""
    proposal = draft_for(shop, ticket)
    shop.client("agent").call("complaint.proposal", "action_submit", ids=[proposal])
    shop.client("manager").call("complaint.proposal", "action_approve", ids=[proposal])
    return proposal


def proposal_for(shop, ticket):
    """Return a refund that the customer accepted."""
    agent, proposal = shop.client("agent"), approved_for(shop, ticket)
    agent.call("complaint.proposal", "action_offer", ids=[proposal])
    agent.call("complaint.proposal", "write", ids=[proposal], vals={"consent_channel": "phone"})
    agent.call("complaint.proposal", "action_accept", ids=[proposal])
    return proposal


def read(client, model, record, *fields):
    return client.call(model, "read", ids=[record], fields=list(fields))[0]


def credit_notes(shop, sale):
    return shop.admin.call(
        "account.move",
        "search",
        domain=[("reversed_entry_id", "=", sale.invoice), ("state", "!=", "cancel")],
    )


@proves("SOL-8", "Sold, complained about, credited and paid out: two of five pieces, reconciled")
@proves("EXE-3", "Resolving is refused until the money is out and the customer was told")
def test_from_the_counter_to_the_books(shop):
    """The whole job, each step by the person whose job it is, with no other rights."""
    sale = shop.sell(5, discount=10)
    ticket = case_about(shop, sale)
    proposal = proposal_for(shop, ticket)
    agent, accountant = shop.client("agent"), shop.client("accountant")
    agent.call("complaint.proposal", "action_execute", ids=[proposal])
    with pytest.raises(Refused, match="posted by accounting"):
        agent.call("helpdesk.ticket", "action_complaint_next", ids=[ticket])

    [move] = credit_notes(shop, sale)
    credit = read(
        accountant, "account.move", move, "state", "currency_id", "amount_total", "ref",
        "invoice_line_ids",
    )  # fmt: skip
    [line] = accountant.call(
        "account.move.line",
        "read",
        ids=credit["invoice_line_ids"],
        fields=["product_id", "quantity", "price_unit", "discount", "tax_ids"],
    )
    assert credit["state"] == "draft"
    assert (line["product_id"][0], line["tax_ids"]) == (shop.product, [shop.tax])
    assert (line["quantity"], line["price_unit"], line["discount"]) == (2, 12.5, 10)
    # Two fifths of the 63.56 that five pieces cost, so that all parts come to just that.
    assert credit["amount_total"] == 25.42

    accountant.call("account.move", "action_post", ids=[move])
    shop.pay(accountant, move)
    paid = read(accountant, "account.move", move, "payment_state", "amount_residual")
    assert paid["payment_state"] in ("paid", "in_payment")
    assert paid["amount_residual"] == 0

    agent.call("complaint.proposal", "action_execute", ids=[proposal])
    assert credit_notes(shop, sale) == [move]

    with pytest.raises(Refused, match="told to the customer"):
        agent.call("helpdesk.ticket", "action_complaint_next", ids=[ticket])
    shop.new(
        "complaint.contact.log", agent, ticket_id=ticket, purpose="result", words="25.42 paid back"
    )
    agent.call("helpdesk.ticket", "action_complaint_next", ids=[ticket])
    agent.call("helpdesk.ticket", "write", ids=[ticket], vals={"complaint_satisfaction": "5"})
    agent.call("helpdesk.ticket", "action_complaint_next", ids=[ticket])
    closed = read(agent, "helpdesk.ticket", ticket, "complaint_phase", "complaint_outcome")
    assert (closed["complaint_phase"], closed["complaint_outcome"]) == ("archived", "settled")


@proves("SOL-8", "What was paid in another currency is credited in it, at the invoice's rate")
def test_another_currency(shop):
    """The rate halves after the sale; the credit note still counts as the invoice did."""
    [currency] = shop.admin.call(
        "res.currency",
        "search",
        domain=[("name", "=", "HKD")],
        context={"active_test": False},
    )
    shop.admin.call("res.currency", "write", ids=[currency], vals={"active": True})
    rate = shop.new("res.currency.rate", currency_id=currency, rate=8, name="2020-01-01")
    pricelist = shop.new("product.pricelist", name="Hong Kong", currency_id=currency)
    sale = shop.sell(pricelist_id=pricelist)
    shop.admin.call("res.currency.rate", "write", ids=[rate], vals={"rate": 4})
    proposal = proposal_for(shop, case_about(shop, sale))
    shop.client("agent").call("complaint.proposal", "action_execute", ids=[proposal])

    accountant = shop.client("accountant")
    [move] = credit_notes(shop, sale)
    accountant.call("account.move", "action_post", ids=[move])
    shop.pay(accountant, move)
    fields = ("currency_id", "invoice_currency_rate", "amount_total", "amount_residual")
    credit = read(accountant, "account.move", move, *fields)
    invoice = read(accountant, "account.move", sale.invoice, *fields)
    assert credit["currency_id"] == invoice["currency_id"] == [currency, "HKD"]
    assert credit["invoice_currency_rate"] == invoice["invoice_currency_rate"] == 8
    assert (credit["amount_total"], credit["amount_residual"]) == (226, 0)  # 2 x 100, 13 % tax


@proves("SOL-8", "Eight clients execute the same proposal at once: one credit note")
def test_executed_once_by_eight_at_once(shop):
    """Who loses the race is answered as if he had done it; there is one document."""
    sale = shop.sell()
    proposal = proposal_for(shop, case_about(shop, sale))

    def execute(_number):
        shop.client("agent").call("complaint.proposal", "action_execute", ids=[proposal])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(execute, range(8)))
    assert len(credit_notes(shop, sale)) == 1
    [row] = ledger(shop, sale)
    assert (row["refunded_qty"], row["reserved_qty"]) == (2, 0)


@proves("SOL-8", "Cases about one purchase offered at once never promise more than was paid")
def test_offered_at_once_within_what_was_charged(shop):
    """Four cases of two pieces each about five pieces: two are offered, two are refused."""
    sale = shop.sell(5)
    proposals = [approved_for(shop, case_about(shop, sale)) for _number in range(4)]

    def offer(proposal):
        try:
            shop.client("agent").call("complaint.proposal", "action_offer", ids=[proposal])
        except Refused as refusal:
            return refusal.message
        return None

    with ThreadPoolExecutor(4) as pool:
        refusals = [told for told in pool.map(offer, proposals) if told]
    assert len(refusals) == 2
    assert all("left to give back" in told for told in refusals)
    [row] = ledger(shop, sale)
    assert (row["reserved_qty"], row["charged_qty"]) == (4, 5)


@proves("SOL-8", "A credit note made by hand reduces what a case can still give back")
def test_credit_note_outside_the_case(shop):
    """Accounting credits three pieces by hand, then four: less is left, then the alarm."""
    sale = shop.sell(5)
    ticket = case_about(shop, sale)
    shop.client("agent").call(
        "complaint.proposal", "action_execute", ids=[proposal_for(shop, ticket)]
    )
    accountant = shop.client("accountant")
    credit_by_hand(shop, accountant, sale, 3)
    [row] = ledger(shop, sale)
    assert (row["outside_qty"], row["left_qty"], row["is_over"]) == (3, 0, False)
    credit_by_hand(shop, accountant, sale, 1)
    [row] = ledger(shop, sale)
    assert row["is_over"]
    activities = shop.client("manager").call(
        "mail.activity",
        "search_count",
        domain=[
            ("res_model", "=", "helpdesk.ticket"),
            ("res_id", "=", ticket),
            ("activity_type_id", "=", shop.server.id_of(OVER_REFUND)),
        ],
    )
    assert activities == 1


def credit_by_hand(shop, client, sale, quantity):
    context = {"active_model": "account.move", "active_ids": [sale.invoice]}
    journal = read(client, "account.move", sale.invoice, "journal_id")["journal_id"][0]
    [wizard] = client.call(
        "account.move.reversal", "create", vals_list=[{"journal_id": journal}], context=context
    )
    action = client.call("account.move.reversal", "refund_moves", ids=[wizard], context=context)
    move = action["res_id"]
    [line] = read(client, "account.move", move, "invoice_line_ids")["invoice_line_ids"]
    client.call(
        "account.move",
        "write",
        ids=[move],
        vals={"invoice_line_ids": [(1, line, {"quantity": quantity})]},
    )
    client.call("account.move", "action_post", ids=[move])


def ledger(shop, sale):
    return shop.client("manager").call(
        "complaint.ledger",
        "search_read",
        domain=[("origin_model", "=", "sale.order.line"), ("origin_id", "=", sale.line)],
        fields=[
            "charged_qty",
            "reserved_qty",
            "refunded_qty",
            "outside_qty",
            "left_qty",
            "is_over",
        ],
    )


@proves("SOL-8", "What was approved cannot be forged over the API")
def test_forged_requests(shop):
    """An agent cannot approve, change or execute past the process by writing fields himself."""
    sale = shop.sell()
    ticket = case_about(shop, sale)
    agent = shop.client("agent")
    [line] = agent.call("complaint.line", "search", domain=[("ticket_id", "=", ticket)])
    proposal = draft_for(shop, ticket)
    [compensation] = read(agent, "complaint.proposal", proposal, "compensation_ids")[
        "compensation_ids"
    ]
    forged = [
        ("complaint.proposal", proposal, {"state": "accepted"}),
        ("complaint.compensation", compensation, {"amount": 1}),
        ("complaint.compensation", compensation, {"state": "executed"}),
        ("helpdesk.ticket", ticket, {"complaint_phase": "archived"}),
        ("helpdesk.ticket", ticket, {"complaint_outcome": "settled"}),
        ("complaint.line", line, {"price_total": 9999}),
    ]
    for model, record, vals in forged:
        for context in ({}, {"complaint_server_key": ["<server key>", model]}):
            with pytest.raises(Refused, match="cannot be set by hand"):
                agent.call(model, "write", ids=[record], vals=vals, context=context)
    agent.call("complaint.proposal", "action_submit", ids=[proposal])
    with pytest.raises(Refused, match="no authority"):
        agent.call("complaint.proposal", "action_approve", ids=[proposal])
    for method in ("_execute", "_set_phase", "_as_server"):
        with pytest.raises(Refused, match="[Pp]rivate method"):
            agent.call("helpdesk.ticket", method, ids=[ticket])
    with pytest.raises(Refused) as refusal:
        shop.client("intake").call("complaint.proposal", "action_execute", ids=[proposal])
    assert refusal.value.status == 403
    assert read(agent, "complaint.proposal", proposal, "state")["state"] == "submitted"


@proves("REC-3", "The other store's agent sees nothing of a case, by any door")
def test_the_other_store_sees_nothing(shop):
    """Search, read, groups, export, names, chatter and files: shut over the API and by address."""
    ticket = case_about(shop, shop.sell())
    agent, other = shop.client("agent"), shop.client("other")
    number = read(agent, "helpdesk.ticket", ticket, "number")["number"]
    attachment = shop.new(
        "ir.attachment", agent, name="receipt.txt", raw="secret", res_model="helpdesk.ticket",
        res_id=ticket,
    )  # fmt: skip
    about = [("id", "=", ticket)]
    assert agent.call("helpdesk.ticket", "search", domain=about) == [ticket]
    assert other.call("helpdesk.ticket", "search", domain=about) == []
    assert other.call("helpdesk.ticket", "name_search", name=number) == []
    assert not other.call(
        "helpdesk.ticket", "formatted_read_group", domain=about, groupby=["stage_id"],
        aggregates=["__count"],
    )  # fmt: skip
    for model in ("complaint.line", "complaint.contact.log", "complaint.proposal"):
        assert other.call(model, "search", domain=[("ticket_id", "=", ticket)]) == []
    told = [("model", "=", "helpdesk.ticket"), ("res_id", "=", ticket)]
    assert agent.call("mail.message", "search", domain=told)
    assert other.call("mail.message", "search", domain=told) == []
    for model, method, arguments in (
        ("helpdesk.ticket", "read", {"ids": [ticket], "fields": ["name"]}),
        ("helpdesk.ticket", "write", {"ids": [ticket], "vals": {"name": "x"}}),
        ("helpdesk.ticket", "export_data", {"ids": [ticket], "fields_to_export": ["name"]}),
        ("helpdesk.ticket", "message_post", {"ids": [ticket], "body": "x"}),
        ("ir.attachment", "read", {"ids": [attachment], "fields": ["raw"]}),
    ):
        with pytest.raises(Refused) as refusal:
            other.call(model, method, **arguments)
        assert refusal.value.status in (403, 422)
    session = login(shop, "other")
    assert session.get(f"{shop.server.url}/web/content/{attachment}").status_code == 404
    page = session.get(f"{shop.server.url}/my/ticket/{ticket}")
    assert number not in page.text
    for role, seen in (("agent", True), ("other", False)):
        chatter = login(shop, role).post(
            f"{shop.server.url}/mail/thread/messages",
            json={"params": {"thread_model": "helpdesk.ticket", "thread_id": ticket}},
            timeout=60,
        )
        # Odoo shows whom it refuses the thread what else they may read.
        shown = chatter.json()["result"]["data"].get("mail.message", [])
        of_case = {"id": ticket, "model": "helpdesk.ticket"}
        assert (of_case in [message["thread"] for message in shown]) is seen, chatter.text


def login(shop, role):
    """Return a browser-like session of a member of the staff."""
    user = shop.users[role]
    session = requests.Session()
    answer = session.post(
        f"{shop.server.url}/web/session/authenticate",
        json={
            "params": {
                "db": shop.server.database,
                "login": user.login,
                "password": user.password,
            }
        },
        timeout=60,
    )
    assert answer.json()["result"]["uid"] == user.id
    return session


@proves("REC-3", "The complainant sees his case on the portal, his colleague and others do not")
def test_portal_of_the_complainant_only(shop):
    """The portal shows a case to the customer himself."""
    company = shop.new("res.partner", name="Canteen Ltd", is_company=True)
    people = {}
    for who in ("complainant", "colleague"):
        people[who] = shop.server.user(f"portal_{who}", "base.group_portal")
        [user] = shop.admin.call("res.users", "read", ids=[people[who].id], fields=["partner_id"])
        shop.admin.call(
            "res.partner", "write", ids=[user["partner_id"][0]], vals={"parent_id": company}
        )
        people[f"{who}_partner"] = user["partner_id"][0]
    ticket = shop.register(partner_id=people["complainant_partner"], name="Dirty floor")
    shop.users.update(complainant=people["complainant"], colleague=people["colleague"])
    pages = {
        who: login(shop, who).get(f"{shop.server.url}/my/tickets").text
        for who in ("complainant", "colleague")
    }
    assert "Dirty floor" in pages["complainant"]
    assert "Dirty floor" not in pages["colleague"]
    assert (
        "Dirty floor"
        in login(shop, "complainant").get(f"{shop.server.url}/my/ticket/{ticket}").text
    )
    assert (
        "Dirty floor"
        not in login(shop, "colleague").get(f"{shop.server.url}/my/ticket/{ticket}").text
    )


def test_the_same_over_odoorpc(shop):
    """OdooRPC reaches the same process with the same gates."""
    rpc = shop.server.rpc(shop.users["agent"])
    ticket = shop.register(complaint_kind="suggestion")
    model = rpc.env["helpdesk.ticket"]
    with pytest.raises(odoorpc.error.RPCError, match="answer told"):
        model.action_complaint_next([ticket])
    rpc.env["complaint.contact.log"].create(
        {"ticket_id": ticket, "purpose": "result", "words": "Thank you, we do it."}
    )
    # A button answers with nothing, which the old protocol calls an error; the state tells.
    model.action_complaint_advance([ticket], "archived")
    assert model.read([ticket], ["complaint_outcome"])[0]["complaint_outcome"] == "answered"
