"""Goods by clicking: an exchange for dearer goods, from the proposal to the handing over."""

import pytest
from playwright.sync_api import expect

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.browser import DESKTOP, PHONE
from tests.harness.shop import Shop
from tests.test_main_job_screen import Case


@pytest.fixture(scope="module")
def shop(server):
    """A shop that also has salmon on the shelf, and an agent who may settle small cases."""
    shop = Shop(server)
    shop.salmon = shop.new(
        "product.product",
        name="Salmon fillet",
        list_price=20,
        type="consu",
        taxes_id=[(6, 0, [shop.tax])],
    )
    shop.new(
        "complaint.authority",
        user_id=shop.users["agent"].id,
        case_amount=100,
    )
    return shop


def investigated(shop, role="agent"):
    """Return the id of a case about two of five pieces, in the proposal phase."""
    sale = shop.sell(5)
    agent = shop.client(role)
    case = shop.register(role, partner_id=shop.customer)
    shop.new("complaint.line", agent, ticket_id=case, sale_line_id=sale.line, quantity=2)
    agent.call(
        "helpdesk.ticket",
        "write",
        ids=[case],
        vals={"complaint_finding": "justified", "complaint_finding_basis": "law"},
    )
    agent.call("helpdesk.ticket", "action_complaint_advance", ids=[case], phase="proposal")
    return case


def choose_kind(page, kind):
    """Make the proposed line one of another kind."""
    row = page.locator(".modal .o_field_widget[name=compensation_ids] .o_data_row").first
    row.locator("td[name=kind]").click()
    Case(page).choose("kind", kind, within=".modal .o_data_row")
    return row


@proves("SOL-2", "By clicking: an agent exchanges goods, takes the old in and hands the new out")
def test_exchange(shop, browse):
    """The agent offers dearer goods, sees the difference, and closes the exchange at the desk."""
    case = investigated(shop)
    session = browse(shop.server, DESKTOP, "en_US")
    page = session.login(shop.users["agent"], f"/odoo/complaints/{case}")
    form = Case(page)
    form.tab("Settlement")
    page.get_by_role("button", name="New proposal").click()
    row = choose_kind(page, "Exchange")
    expect(row.locator("td[name=exchange_product_id]")).to_be_visible()
    row.locator("td[name=exchange_product_id]").click()
    form.choose("exchange_product_id", "Salmon", within=".modal .o_data_row")
    form.fill("grounds", "She rather has salmon.", within=".modal")
    expect(row.locator("td[name=exchange_difference]")).to_contain_text("16.95")
    session.screenshot("goods-1-exchange")
    form.in_dialog("Submit for approval")
    proposals = page.locator(".o_field_widget[name=complaint_proposal_ids]")
    expect(proposals).to_contain_text("Approved")
    form.open_proposal()
    form.in_dialog("Offer to the customer")
    expect(proposals).to_contain_text("Offered")
    form.open_proposal()
    form.choose("consent_channel", "Telephone", within=".modal")
    form.in_dialog("Accepted")
    form.expect_phase("Execution")
    form.open_proposal()
    form.in_dialog("Execute")
    goods = page.locator(".o_field_widget[name=complaint_goods_ids]")
    expect(goods).to_contain_text("Goods awaited")
    expect(page.locator("[name=missing]")).to_contain_text("is to come back")
    session.screenshot("goods-2-awaited")
    for button, state in (("Received", "To be delivered"), ("Handed over", "Goods done")):
        goods.get_by_role("button", name=button).click()
        page.locator(".modal").get_by_role("button", name="Ok").click()
        expect(goods).to_contain_text(state)
    session.screenshot("goods-3-done")
    [line] = shop.admin.call(
        "complaint.compensation",
        "search_read",
        domain=[("ticket_id", "=", case), ("kind", "=", "exchange")],
        fields=["goods_state", "exchange_order_id", "move_state"],
    )
    assert line["goods_state"] == "done"
    assert line["move_state"] == "draft"
    [order] = shop.admin.call(
        "sale.order",
        "read",
        ids=[line["exchange_order_id"][0]],
        fields=["delivery_status", "amount_total"],
    )
    assert (order["delivery_status"], order["amount_total"]) == ("full", 45.2)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["en_US", "zh_CN"])
def test_screens(shop, browse, size, lang):
    """The lines of a proposal can be made at a desk and on a telephone, in both languages."""
    agent = shop.server.user(
        f"agent_{lang}_{size.width}", "retail_complaint.group_agent", lang=lang
    )
    shop.admin.call(
        "retail.store", "write", ids=[shop.stores["A"]], vals={"member_ids": [(4, agent.id)]}
    )
    case = investigated(shop)
    client = shop.client("agent")
    [line] = client.call("helpdesk.ticket", "read", ids=[case], fields=["complaint_line_ids"])
    kinds = ("exchange", "replacement", "repair", "return")
    shop.new(
        "complaint.proposal",
        client,
        ticket_id=case,
        grounds="As agreed.",
        compensation_ids=[
            (0, 0, {"kind": kind, "line_id": line["complaint_line_ids"][0], "quantity": 1})
            for kind in kinds
        ],
    )
    session = browse(shop.server, size, lang)
    page = session.login(agent, f"/odoo/complaints/{case}")
    page.locator(".o_notebook .nav-link[name=settlement]").first.click()
    cards = page.locator(".o_field_widget[name=complaint_proposal_ids]")
    cards.locator(".o_kanban_record a").first.click()
    lines = page.locator(".modal .o_field_widget[name=compensation_ids]")
    expect(lines).to_contain_text("Cod fillet")
    session.screenshot("goods-lines")
    if size == PHONE:
        lines.locator(".o_kanban_record:not(.o_kanban_ghost)").first.click()
        expect(page.locator(".modal").last).to_contain_text("Cod fillet")
        session.screenshot("goods-line")
