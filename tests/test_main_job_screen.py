"""The main job by clicking: agent, manager and accountant in turn, at a desk."""

import contextlib
import re

import pytest
from playwright.sync_api import Page, expect

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.browser import DESKTOP, PHONE
from tests.harness.shop import Shop

#: Odoo drops a choice when the form draws itself anew at that moment; people choose again.
TRIES = 4


@pytest.fixture(scope="module")
def shop(server):
    """A shop with an order of five pieces; the accountant has his menus."""
    return Shop(server)


class Case:
    """What a person does on the form of a case; every step waits for what it changes."""

    def __init__(self, page: Page):
        self.page = page
        self.dialog = page.locator(".modal").last

    def fill(self, name: str, text: str, within: str = "") -> None:
        field = self.page.locator(f"{within} .o_field_widget[name={name}]").last
        field.locator("input, textarea").first.fill(text)

    def choose(self, name: str, option: str, within: str = "") -> None:
        """Pick an option of a list or of a field that searches while typing."""
        field = self.page.locator(f"{within} .o_field_widget[name={name}] input").last
        options = self.page.locator(
            ".o-autocomplete--dropdown-item, .o_select_menu_item", has_text=option
        )
        for _attempt in range(TRIES):
            field.click()
            # A list whose text changes draws itself anew a moment later, under the pointer.
            if field.get_attribute("autocomplete") != "selectMenuAutocompleteOff":
                field.fill(option)
            options.first.click()
            with contextlib.suppress(AssertionError):
                expect(field).to_have_value(re.compile(re.escape(option)), timeout=5_000)
                return
        raise AssertionError(f"{option} was not taken for {name}")

    def press(self, label: str) -> None:
        """Press a button above the sheet."""
        self.page.locator(".o_form_statusbar").first.get_by_role(
            "button", name=label, exact=True
        ).click()

    def tab(self, label: str) -> None:
        self.page.locator(".o_notebook .nav-link", has_text=label).first.click()

    def in_dialog(self, label: str) -> None:
        self.dialog.get_by_role("button", name=label, exact=True).first.click()

    def expect_phase(self, label: str) -> None:
        current = self.page.locator(".o_statusbar_status .o_arrow_button_current").first
        expect(current).to_have_text(re.compile(label))

    def open_proposal(self) -> None:
        self.tab("Settlement")
        cards = self.page.locator(".o_field_widget[name=complaint_proposal_ids]")
        cards.locator(".o_kanban_record a").first.click()
        expect(self.dialog).to_be_visible()


def register(session, shop, order):
    """The agent registers a complaint about two of five pieces and returns its address."""
    page = session.login(shop.users["agent"], "/odoo/my-complaints")
    page.locator(".o-kanban-button-new, .o_list_button_add").first.click()
    case = Case(page)
    case.fill("name", "Two of five fish packs smell")
    page.locator(".o_field_widget[name=description] .odoo-editor-editable").click()
    page.keyboard.type("She opened them an hour after buying.")
    case.choose("category_id", "Product quality")
    case.choose("complaint_reply_channel", "Telephone")
    page.get_by_role("button", name="Find the purchase").click()
    case.fill("query", order, within=".modal")
    page.keyboard.press("Tab")
    row = page.locator(".modal .o_data_row").first
    row.locator("td[name=is_chosen] input").click()
    row.locator("td[name=quantity]").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    session.screenshot("job-1-purchase-found")
    case.in_dialog("Add to the case")
    expect(page.locator(".o_field_widget[name=complaint_line_ids]")).to_contain_text("Cod fillet")
    session.screenshot("job-2-registered")
    return page.url


def investigate_and_propose(session, page):
    """The agent walks the case to a submitted proposal."""
    case = Case(page)
    case.press("Start assessment")
    case.expect_phase("Assessment")
    case.press("Start investigation")
    case.expect_phase("Investigation")
    case.tab("Investigation")
    page.locator(
        ".o_field_widget[name=complaint_finding] label", has_text="Justified"
    ).first.click()
    case.choose("complaint_finding_basis", "Law")
    case.press("Work out a proposal")
    case.expect_phase("Proposal")
    case.tab("Settlement")
    page.get_by_role("button", name="New proposal").click()
    case.fill("grounds", "Both packs were past their date.", within=".modal")
    session.screenshot("job-3-proposal")
    case.in_dialog("Submit for approval")
    expect(page.locator(".o_field_widget[name=complaint_proposal_ids]")).to_contain_text("28.25")


def offer_and_execute(session, page):
    """The agent offers, records the customer's yes, and executes."""
    case = Case(page)
    case.open_proposal()
    case.in_dialog("Offer to the customer")
    expect(page.locator(".o_field_widget[name=complaint_proposal_ids]")).to_contain_text("Offered")
    case.open_proposal()
    case.choose("consent_channel", "Telephone", within=".modal")
    case.in_dialog("Accepted")
    case.expect_phase("Execution")
    case.open_proposal()
    case.in_dialog("Execute")
    expect(page.locator("[name=missing]")).to_contain_text("to be posted by accounting")
    session.screenshot("job-5-executed")


def post_and_pay(session, shop, number):
    """The accountant finds the refund in his own menu, posts it and pays it."""
    page = session.login(shop.users["accountant"], "/odoo/action-" + ACTION)
    page.locator(".o_data_row", has_text=number).first.click()
    expect(page.locator(".o_form_view")).to_contain_text(number)
    page.get_by_role("button", name="Confirm", exact=True).first.click()
    expect(page.locator(".o_statusbar_status .o_arrow_button_current")).to_have_text("Posted")
    page.get_by_role("button", name="Pay", exact=True).first.click()
    page.locator(".modal").get_by_role("button", name="Create Payment").click()
    expect(page.locator(".o-mail-Chatter")).to_contain_text("Invoice paid")
    session.screenshot("job-6-paid")


ACTION = "retail_complaint.complaint_compensation_action"


@proves("SOL-8", "By clicking: the agent settles, the manager approves, accounting posts and pays")
def test_by_clicking(shop, browse):
    """One complaint from registration to archive, each person at his own screen."""
    sale = shop.sell(5)
    [order] = shop.admin.call("sale.order", "read", ids=[sale.order], fields=["name"])
    agent = browse(shop.server, DESKTOP, "en_US")
    address = register(agent, shop, order["name"])
    investigate_and_propose(agent, agent.page)

    manager = browse(shop.server, DESKTOP, "en_US")
    page = manager.login(shop.users["manager"], address.removeprefix(shop.server.url))
    case = Case(page)
    case.open_proposal()
    manager.screenshot("job-4-approval")
    case.in_dialog("Approve")
    expect(page.locator(".o_field_widget[name=complaint_proposal_ids]")).to_contain_text("Approved")

    agent.page.reload()
    offer_and_execute(agent, agent.page)
    number = agent.page.locator(".o_field_widget[name=number]").first.inner_text()
    post_and_pay(browse(shop.server, DESKTOP, "en_US"), shop, number)

    page = agent.page
    page.reload()
    expect(page.locator("[name=missing]")).to_contain_text("told to the customer")
    case = Case(page)
    case.tab("Told")
    page.get_by_text("Record what the customer was told").click()
    case.fill("words", "28.25 were paid back to your card.", within=".modal")
    case.dialog.locator(".o_form_button_save").click()
    case.press("Resolved: follow up")
    case.expect_phase("Follow-up")
    case.tab("Follow-up")
    page.locator("[name=complaint_followup_ids] button[name=action_step]").first.click()
    for name in ("satisfaction_handling", "satisfaction_result"):
        grades = case.dialog.locator(f".o_field_widget[name={name}] .o_selection_badge")
        grades.first.click()
    case.dialog.locator("button[name=action_confirm]").click()
    expect(case.dialog).to_have_count(0)
    case.press("Archive")
    case.expect_phase("Archived")
    agent.screenshot("job-7-archived")
    expect(page.locator("[name=outcome]")).to_contain_text("Settled")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["en_US", "zh_CN"])
def test_screens_of_the_lowest_role(shop, browse, size, lang):
    """Intake staff find cases and form at a desk and on a telephone, in both languages."""
    user = shop.server.user(
        f"intake_{lang}_{size.width}", "retail_complaint.group_intake", lang=lang
    )
    shop.admin.call(
        "retail.store",
        "write",
        ids=[shop.stores["A"]],
        vals={"member_ids": [(4, user.id)]},
    )
    session = browse(shop.server, size, lang)
    page = session.login(user, "/odoo/my-complaints")
    expect(page.locator(".o_action_manager .o_view_controller")).to_be_visible()
    session.screenshot("intake-list")
    page.locator(".o-kanban-button-new, .o_list_button_add").first.click()
    expect(page.locator(".o_form_view .o_field_widget[name=name]")).to_be_visible()
    session.screenshot("intake-form")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size.width
