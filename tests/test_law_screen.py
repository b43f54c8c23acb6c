"""What the law gives, by clicking: calculator, confirmation, proposal."""

import contextlib
import re

import pytest
from playwright.sync_api import expect

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.browser import DESKTOP, PHONE
from tests.harness.shop import Shop
from tests.test_main_job_screen import TRIES, Case

LAW = "Fraud: three times the price"


@pytest.fixture(scope="module")
def shop(server):
    """A shop in China."""
    shop = Shop(server)
    address = shop.new("res.partner", name="Store A", country_id=server.id_of("base.cn"))
    shop.admin.call("retail.store", "write", ids=[shop.stores["A"]], vals={"partner_id": address})
    return shop


def investigated(shop):
    """Return the address of a case in the proposal phase about two of five pieces."""
    sale = shop.sell(5)
    case = shop.register(partner_id=shop.customer)
    agent = shop.client("agent")
    shop.new("complaint.line", agent, ticket_id=case, sale_line_id=sale.line, quantity=2)
    found = {"complaint_finding": "justified", "complaint_finding_basis": "law"}
    agent.call("helpdesk.ticket", "write", ids=[case], vals=found)
    agent.call("helpdesk.ticket", "action_complaint_advance", ids=[case], phase="proposal")
    return f"/odoo/complaints/{case}"


@proves("SOL-9", "By clicking: rule, inputs and result are read, confirmed by name, and offered")
def test_by_clicking(shop, browse):
    """An agent asks the law, confirms what it gives, and puts it into a proposal."""
    session = browse(shop.server, DESKTOP, "en_US")
    page = session.login(shop.users["agent"], investigated(shop))
    case = Case(page)
    case.tab("Settlement")
    page.get_by_role("button", name="What the law says").click()
    case.choose("statute_id", LAW, within=".modal")
    dialog = page.locator(".modal").last
    expect(dialog.locator("[name=why]")).to_contain_text("max(3 × 28.25, 500)")
    expect(dialog.locator("[name=choices]")).to_contain_text("Unsafe food")
    session.screenshot("law-1-calculator")
    case.in_dialog("Confirm")
    claims = page.locator(".o_field_widget[name=complaint_claim_ids]")
    expect(claims).to_contain_text("Fraud")
    session.screenshot("law-2-confirmed")
    page.get_by_role("button", name="New proposal").click()
    dialog = page.locator(".modal").last
    lines = dialog.locator(".o_field_widget[name=compensation_ids]")
    expect(lines).to_contain_text("Statutory amount")
    session.screenshot("law-3-proposal")
    case.in_dialog("Submit for approval")
    proposals = page.locator(".o_field_widget[name=complaint_proposal_ids]")
    expect(proposals).to_contain_text("Submitted")
    assert not session.errors


def choose_first_rule(session, page, size):
    """Odoo drops a choice when the form draws itself anew at that moment; people choose again."""
    field = page.locator(".modal .o_field_widget[name=statute_id] input")
    rules = page.locator(".o-autocomplete--dropdown-item, .modal .o_kanban_record")
    for _attempt in range(TRIES):
        # A telephone has no pointer: it opens the rules on a page of their own.
        field.tap() if size == PHONE else field.click()
        expect(rules.first).to_be_visible()
        session.screenshot("law-rules")
        rules.first.tap() if size == PHONE else rules.first.click()
        with contextlib.suppress(AssertionError):
            expect(field).to_have_value(re.compile("500|五百"), timeout=5_000)
            return
    raise AssertionError("no rule was taken")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["en_US", "zh_CN"])
def test_screens(shop, browse, size, lang):
    """The calculator is usable at a desk and on a telephone, in both languages."""
    user = shop.server.user(f"agent_{lang}_{size.width}", "retail_complaint.group_agent", lang=lang)
    shop.admin.call(
        "retail.store", "write", ids=[shop.stores["A"]], vals={"member_ids": [(4, user.id)]}
    )
    session = browse(shop.server, size, lang)
    page = session.login(user, investigated(shop))
    page.locator(".o_notebook .nav-link[name=settlement]").click()
    page.locator("button[name=action_complaint_law]").click()
    expect(page.locator(".modal .o_field_widget[name=statute_id] input")).to_be_visible()
    choose_first_rule(session, page, size)
    expect(page.locator(".modal [name=why]")).to_contain_text("28.25")
    session.screenshot("law-calculator")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size.width
