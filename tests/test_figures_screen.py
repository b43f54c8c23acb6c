"""Figures, dashboard and review as the manager of one of two stores sees them."""

import pytest
from playwright.sync_api import expect

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.browser import DESKTOP, PHONE
from tests.harness.settlement import Settlement
from tests.harness.shop import Shop
from tests.test_case_screen import press

DASHBOARD = "retail_complaint_dashboard.spreadsheet_dashboard_complaint"


@pytest.fixture(scope="module")
def shop(server):
    """Three cases in store A, one of them settled, and one in store B."""
    shop = Shop(server)
    Settlement(shop).proposal_in("executed")
    shop.register()
    shop.register(partner_id=shop.customer)
    shop.register("other", complaint_store_id=shop.stores["B"], name="Secret of B")
    return shop


def manager(shop, lang, size):
    """Return a manager of store A who reads this language."""
    user = shop.server.user(
        f"figures_{lang}_{size.width}", "retail_complaint.group_manager", lang=lang
    )
    shop.admin.call(
        "retail.store", "write", ids=[shop.stores["A"]], vals={"member_ids": [(4, user.id)]}
    )
    return user


@proves("ANA-1", "On screen too, a store manager sees the figures of his store and of no other")
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["en_US", "zh_CN"])
def test_pivot(shop, browse, size, lang):
    """Three cases of store A; store B is not on the page."""
    session = browse(shop.server, size, lang)
    page = session.login(manager(shop, lang, size), "/odoo/complaint-figures")
    table = page.locator(".o_pivot table")
    expect(table).to_contain_text("Store A")
    expect(table).not_to_contain_text("Store B")
    assert "3" in table.locator("td").all_inner_texts()
    session.screenshot("figures-pivot")


@proves("ANA-6", "The manager takes the figures of a review and writes its minutes, on a phone too")
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_review(shop, browse, size):
    """Figures are there at a click; the review is closed once it has its minutes."""
    session = browse(shop.server, size, "zh_CN" if size == PHONE else "en_US")
    user = manager(shop, session.lang, size._replace(width=size.width + 1))
    client = shop.server.json2(user)
    [review] = client.call(
        "complaint.review",
        "create",
        vals_list=[
            {
                "store_ids": [shop.stores["A"]],
                "date_from": "2026-01-01",
                "held_on": "2026-02-03",
            }
        ],
    )
    page = session.login(user, f"/odoo/complaint-reviews/{review}")
    expect(page.locator(".o_form_sheet")).to_be_visible()
    press(page, size, "action_take_figures")
    page.locator(".o_notebook .nav-link[name=figures]").click()
    figures = page.locator(".o_field_widget[name=figure_ids]")
    expect(figures.locator(".o_data_row, .o_kanban_record").first).to_be_visible()
    session.screenshot("figures-review")
    page.locator(".o_notebook .nav-link[name=minutes]").click()
    page.locator(".o_field_widget[name=minutes] .odoo-editor-editable").click()
    page.keyboard.type("The cold chain broke twice.")
    press(page, size, "action_close")
    expect(page.locator(".o_field_widget[name=minutes] .odoo-editor-editable")).to_have_count(0)
    fields = ["state", "minutes", "figure_ids"]
    [read] = client.call("complaint.review", "read", ids=[review], fields=fields)
    assert read["state"] == "closed"
    assert "The cold chain broke twice." in read["minutes"]
    assert read["figure_ids"]


@proves("ANA-2", "The dashboard draws its charts from the figures of the viewer's stores")
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_dashboard(shop, browse, size):
    """It opens without an error and draws its scorecards and charts."""
    session = browse(shop.server, size, "en_US")
    user = manager(shop, "en_US", size._replace(width=size.width + 2))
    dashboard = shop.server.id_of(DASHBOARD)
    action = "spreadsheet_dashboard.ir_actions_dashboard_action"
    page = session.login(user, f"/odoo/action-{action}?dashboard_id={dashboard}")
    board = page.locator(".o-spreadsheet, .o_mobile_dashboard, .o-figure").first
    expect(board).to_be_visible()
    expect(page.locator(".o-scorecard, canvas").first).to_be_visible()
    session.screenshot("figures-dashboard")
