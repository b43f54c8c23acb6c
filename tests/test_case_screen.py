"""A case on the screens of those who work on it, at a desk and on a telephone, in two languages.

The agent offers it, the duty manager accepts it, the manager of two stores sees both stores.
"""

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.accounts import User
from tests.harness.browser import DESKTOP, PHONE, Size
from tests.harness.shop import ROLES, Shop

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
VIEWS = (("kanban", ".o_kanban_record"), ("list", ".o_data_row"))
LANGS = pytest.mark.parametrize("lang", ["en_US", "zh_CN"])


@pytest.fixture(scope="module")
def shop(server):
    """A shop of two stores."""
    return Shop(server)


def employ(shop: Shop, role: str, name: str, lang: str, *stores: int) -> User:
    """Return a member of the staff of these stores who works in this language."""
    user = shop.server.user(f"{role}_{name}", *ROLES[role], lang=lang)
    members = {"member_ids": [(4, user.id)]}
    shop.admin.call("retail.store", "write", ids=list(stores), vals=members)
    return user


def record(shop: Shop, store: int, name: str = "三文鱼有异味 The salmon smelled") -> dict:
    """Return what is taken down of a case."""
    return {
        "name": name,
        "description": "<p>An hour after buying it.</p>",
        "team_id": shop.team,
        "complaint_store_id": store,
        "partner_id": shop.customer,
        "category_id": shop.server.id_of("retail_complaint.helpdesk_ticket_category_quality"),
    }


def photo() -> str:
    """Return a picture as the API takes it."""
    buffer = io.BytesIO()
    Image.new("RGB", (1600, 1200), (120, 40, 40)).save(buffer, "JPEG")
    return base64.b64encode(buffer.getvalue()).decode()


def press(page: Page, size: Size, name: str) -> None:
    """Press a button above the sheet; a telephone keeps all but the first in a menu."""
    bar = page.locator(".o_form_statusbar")
    if size == PHONE and not bar.locator(f"button[name={name}]").is_visible():
        bar.locator("button:has(.oi-ellipsis-v)").click()
    page.locator(f"button[name={name}]:visible").first.click()


def expect_fits(page: Page, size: Size) -> None:
    """Nothing reaches beyond the side of the screen."""
    assert page.evaluate("document.documentElement.scrollWidth") <= size.width


@proves("ORG-4", "By clicking: the agent offers his case, the duty manager accepts it")
@SIZES
@LANGS
def test_from_hand_to_hand(shop, browse, size, lang):
    """Evidence and people stand in the case; it has one owner until the other side accepts."""
    name = f"{lang}_{size.width}"
    store = shop.new("retail.store", name=f"Store {name}", code=name)
    agent, duty = (employ(shop, role, name, lang, store) for role in ("agent", "duty"))
    api = shop.server.json2(agent)
    case = shop.new("helpdesk.ticket", api, **record(shop, store))
    shop.new("complaint.party", api, ticket_id=case, kind="supplier", name="渔家水产 Fish Ltd")
    evidence = {"ticket_id": case, "name": "标签照片 Label", "file": photo(), "file_name": "a.jpg"}
    shop.new("complaint.evidence", api, **evidence)

    session = browse(shop.server, size, lang)
    page = session.login(agent, f"/odoo/complaints/{case}")
    expect(page.locator(".o_form_view .o_field_widget[name=name]")).to_be_visible()
    session.screenshot("case-agent")
    expect_fits(page, size)
    page.locator("a.nav-link[name=investigation]").click()
    page.wait_for_function("[...document.images].every((image) => image.complete)")
    session.screenshot("case-investigation")
    expect_fits(page, size)
    press(page, size, "action_complaint_handover")
    dialog = page.locator(".modal").last
    # First in line, where nobody sold it and no department leads: the duty manager.
    first = duty.login.replace("_", " ").title()
    expect(dialog.locator(".o_field_widget[name=user_id] input")).to_have_value(first)
    dialog.locator(".o_field_widget[name=reason] textarea").fill("您的客户 Your customer")
    session.screenshot("case-handover")
    dialog.locator("button[name=action_confirm]:visible").click()
    expect(page.locator("[name=offer]")).to_contain_text("Your customer")

    session = browse(shop.server, size, lang)
    page = session.login(duty, f"/odoo/complaints/{case}")
    expect(page.locator("[name=offer]")).to_contain_text("Your customer")
    session.screenshot("case-offered")
    expect_fits(page, size)
    press(page, size, "action_complaint_accept")
    expect(page.locator("[name=offer]")).to_be_hidden()
    [read] = api.call("helpdesk.ticket", "read", ids=[case], fields=["user_id"])
    assert read["user_id"][0] == duty.id


@proves("REC-3", "By looking: a manager of two stores sees both, an agent of one sees his own")
@SIZES
@LANGS
def test_two_stores(shop, browse, size, lang):
    """Board and list show each of them what is within reach, in the order in which it is due."""
    name = f"{lang}_{size.width}_two"
    manager = employ(shop, "manager", name, lang, *shop.stores.values())
    agent = employ(shop, "agent", name, lang, shop.stores["B"])
    cases = {code: f"{name} {code}" for code in shop.stores}
    api = shop.server.json2(manager)
    for code, title in cases.items():
        shop.new("helpdesk.ticket", api, **record(shop, shop.stores[code], title))
    for user, seen in ((manager, {"A", "B"}), (agent, {"B"})):
        session = browse(shop.server, size, lang)
        page = session.login(user, "/odoo/complaints")
        # A telephone shows the board alone.
        for view, row in VIEWS[: 1 if size == PHONE else 2]:
            if view == "list":
                page.goto("/odoo/complaints?view_type=list")
            # First what is there: by then what is not would be there as well.
            for code in sorted(cases, key=lambda code: code not in seen):
                shown = page.locator(row, has_text=cases[code])
                expect(shown).to_have_count(1 if code in seen else 0)
            session.screenshot(f"stores-{len(seen)}-{view}")
            expect_fits(page, size)
