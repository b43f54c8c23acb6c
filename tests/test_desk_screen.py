"""Taking a complaint while somebody is talking: by keyboard alone, and few keys beside the data."""

import re

import pytest
from playwright.sync_api import Page, expect

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.browser import DESKTOP, PHONE
from tests.harness.shop import Shop

#: Clicks and control keys for a known customer with an order, from his number to his money.
MOST_KEYS = 12
OPTION = ".o_complaint_caller_option"


@pytest.fixture(scope="module")
def shop(server):
    """A shop with an order, a cash desk, and an agent who may give back small amounts."""
    shop = Shop(server)
    shop.sell(5)
    cash = shop.new("account.journal", name="Desk", code="DSK", type="cash")
    shop.admin.call("retail.store", "write", ids=[shop.stores["A"]], vals={"cash_journal_id": cash})
    agents = server.id_of("retail_complaint.group_agent")
    shop.new("complaint.authority", group_id=agents, case_amount=50)
    return shop


class Keyboard:
    """Types data, and counts the keys that are none."""

    def __init__(self, page: Page):
        self.page = page
        self.pressed: list[str] = []

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        self.pressed.append(key)
        self.page.keyboard.press(key)

    def tab_to(self, field: str) -> None:
        """Press Tab until the field has the focus."""
        for _try in range(8):
            inside = self.page.evaluate(
                f"!!document.activeElement.closest('.o_field_widget[name={field}]')"
            )
            if inside:
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {field}.")


def field(page: Page, name: str):
    return page.locator(f".o_form_view .o_field_widget[name={name}]").first


def take(keys: Keyboard) -> None:
    """From the telephone number to the customer's demand."""
    page = keys.page
    caller = page.locator(".o_complaint_caller input")
    if page.viewport_size["width"] == PHONE.width:
        caller.click()  # on a telephone no keyboard opens by itself
    expect(caller).to_be_focused()
    keys.type("1380000")
    expect(page.locator(OPTION).first).to_contain_text("Wang")
    keys.press("Enter")
    expect(page.locator(OPTION).first).to_contain_text("Cod fillet")
    keys.type("2x cod")
    expect(page.locator(f"{OPTION}[data-pick$=':2']")).to_be_visible()
    keys.press("Enter")
    expect(field(page, "line_ids")).to_contain_text("Cod fillet")
    keys.tab_to("description")
    keys.type("Two packs were torn open.")
    keys.tab_to("demand")
    keys.type("Money back")


@proves("INT-1", "A known customer's complaint is taken and paid with at most twelve control keys")
@proves("SOL-11", "By keyboard alone: registered, refunded within the limit, paid from the desk")
def test_by_keyboard(shop, browse):
    """Number, purchase, what happened; then registered, settled and paid, without the mouse."""
    session = browse(shop.server, DESKTOP, "en_US")
    page = session.login(shop.users["agent"], "/odoo/complaint-desk")
    keys = Keyboard(page)
    take(keys)
    expect(field(page, "category_id").locator("input")).to_have_value(re.compile("Damaged"))
    session.screenshot("desk-1-typed")
    keys.press("Alt+g")
    expect(field(page, "words")).to_contain_text("has the number")
    session.screenshot("desk-2-registered")
    expect(field(page, "settlement").locator("input:checked")).to_be_visible()
    keys.press("Alt+y")
    expect(field(page, "settled")).to_contain_text("28.25")
    session.screenshot("desk-3-settled")
    expect(page.locator(".o_blockUI")).to_have_count(0)
    keys.press("Alt+t")
    expect(page.locator(".o_complaint_caller input")).to_be_focused()
    expect(field(page, "description").locator("textarea")).to_have_value("")
    assert len(keys.pressed) <= MOST_KEYS, keys.pressed
    [case] = shop.client("agent").call(
        "helpdesk.ticket",
        "search_read",
        domain=[("is_complaint", "=", True)],
        fields=["complaint_phase"],
    )
    assert case["complaint_phase"] == "followup"


def test_error_keeps_what_was_typed(shop, browse):
    """Without a telephone number it is not registered, and nothing has to be typed again."""
    session = browse(shop.server, DESKTOP, "en_US")
    page = session.login(shop.users["agent"], "/odoo/complaint-desk")
    keys = Keyboard(page)
    expect(page.locator(".o_complaint_caller input")).to_be_focused()
    keys.tab_to("description")
    keys.type("The floor was wet.")
    keys.press("Tab")
    with shop.server.expect_logged("telephone"):
        keys.press("Alt+g")
        expect(page.locator(".modal")).to_contain_text("A customer, telephone or e-mail")
    keys.press("Escape")
    expect(field(page, "description").locator("textarea")).to_have_value("The floor was wet.")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["en_US", "zh_CN"])
@pytest.mark.parametrize("role", ["intake", "agent"])
def test_screens(shop, browse, role, lang, size):
    """Intake staff and agents take a complaint at a desk and on a telephone, in both languages."""
    user = shop.server.user(
        f"desk_{role}_{lang}_{size.width}", f"retail_complaint.group_{role}", lang=lang
    )
    shop.admin.call(
        "retail.store", "write", ids=[shop.stores["A"]], vals={"member_ids": [(4, user.id)]}
    )
    session = browse(shop.server, size, lang)
    page = session.login(user, "/odoo/complaint-desk")
    take(Keyboard(page))
    page.keyboard.press("Tab")
    expect(field(page, "readback")).to_contain_text("Wang")
    session.screenshot(f"desk-{role}")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size.width
