"""A settlement by clicking: agent, duty manager, the customer himself, and accounting in turn."""

import pytest
from playwright.sync_api import expect

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.browser import DESKTOP, PHONE
from tests.harness.settlement import Settlement
from tests.harness.shop import Shop
from tests.test_main_job_screen import Case

CASES = "/odoo/action-retail_complaint.helpdesk_ticket_action"
REFUNDS = "/odoo/complaint-refunds"


@pytest.fixture(scope="module")
def shop(server):
    """A shop whose customers can be asked by a link."""
    return Shop(server)


def propose(agent, shop, ticket):
    """The agent proposes what the form offers him: the refund, with the apology that is owed."""
    page = agent.login(shop.users["agent"], f"{CASES}/{ticket}")
    case = Case(page)
    case.tab("Settlement")
    page.get_by_role("button", name="New proposal").click()
    expect(page.locator(".modal .o_field_widget[name=grounds] textarea")).not_to_be_empty()
    agent.screenshot("settle-1-proposal")
    case.in_dialog("Submit for approval")
    proposals = page.locator(".o_field_widget[name=complaint_proposal_ids]")
    expect(proposals).to_contain_text("Submitted")
    return page


def approve(session, shop, ticket):
    """The duty manager approves on his telephone."""
    page = session.login(shop.users["duty"], f"{CASES}/{ticket}")
    case = Case(page)
    case.open_proposal()
    session.screenshot("settle-2-approval")
    case.in_dialog("Approve")
    expect(page.locator(".o_field_widget[name=complaint_proposal_ids]")).to_contain_text("Approved")


def answer(session, path):
    """The customer reads the offer on his telephone and accepts it."""
    page = session.page
    page.goto(path)
    session.screenshot("settle-3-offer")
    page.locator("textarea[name=words]").fill("谢谢")
    page.locator("button[value=accept]").click()
    expect(page.locator("[role=status]")).to_be_visible()
    expect(page.locator("button[value=accept]")).to_have_count(0)
    session.screenshot("settle-4-accepted")


def post_and_pay(session, shop, numbers):
    """Accounting posts and pays two refunds in one go, and notes how."""
    page = session.login(shop.users["accountant"], REFUNDS)
    for number in numbers:
        row = page.locator(".o_data_row", has_text=number).first
        row.locator(".o_list_record_selector input").click()
    page.get_by_role("button", name="Post", exact=True).click()
    for number in numbers:
        row = page.locator(".o_data_row", has_text=number).first
        expect(row.locator("td[name=move_state]")).to_contain_text("Posted")
        row.locator(".o_list_record_selector input").check()
    session.screenshot("settle-5-posted")
    page.get_by_role("button", name="Pay", exact=True).click()
    dialogue = page.locator(".modal")
    Case(page).choose("complaint_payout_route", "WeChat Pay", within=".modal")
    Case(page).fill("complaint_payout_reference", "4200001234", within=".modal")
    session.screenshot("settle-6-pay")
    dialogue.get_by_role("button", name="Create Payment").click()
    expect(dialogue).to_have_count(0)


@proves("SOL-5", "The customer accepts on his telephone; nobody types his answer for him")
@proves("SOL-10", "Accounting pays several refunds at once and notes route and reference")
def test_settled_by_everybody(shop, browse):
    """Each at his own screen; the customer in Chinese on a telephone, without an account."""
    settle = Settlement(shop)
    ticket = settle.case(shop.sell())
    agent = browse(shop.server, DESKTOP, "en_US")
    page = propose(agent, shop, ticket)
    approve(browse(shop.server, PHONE, "en_US"), shop, ticket)

    client = shop.client("agent")
    [proposal] = client.call("complaint.proposal", "search", domain=[("ticket_id", "=", ticket)])
    client.call("complaint.proposal", "action_offer", ids=[proposal])
    # The link is the customer's; nobody of the house reads it.
    query = "SELECT token FROM complaint_proposal WHERE id = %s"
    [(token,)] = shop.server.query(query, proposal)
    answer(browse(shop.server, PHONE, "zh_CN"), f"/complaint/offer/{token}")

    page.goto(f"{CASES}/{ticket}")
    case = Case(page)
    case.expect_phase("Execution")
    case.open_proposal()
    expect(case.dialog).to_contain_text("by the customer himself")
    case.in_dialog("Execute")
    expect(page.locator("[name=missing]")).to_contain_text("to be posted by accounting")

    other = settle.proposal_in("executed")
    numbers = [
        number
        for (number,) in shop.server.query(
            "SELECT t.number FROM helpdesk_ticket t JOIN complaint_proposal p ON p.ticket_id = t.id"
            " WHERE p.id = ANY(%s)",
            [proposal, other],
        )
    ]
    post_and_pay(browse(shop.server, DESKTOP, "en_US"), shop, numbers)
    paid = shop.server.query(
        "SELECT m.payment_state, m.complaint_payout_route, m.complaint_payout_reference"
        " FROM account_move m JOIN complaint_compensation c ON c.move_id = m.id"
        " WHERE c.proposal_id = ANY(%s)",
        [proposal, other],
    )
    assert {row[1:] for row in paid} == {("wechat", "4200001234")}
    assert {row[0] for row in paid} <= {"paid", "in_payment"}
