"""The pages for customers on a telephone and at a desk, as people see and use them."""

import re

import pytest
from playwright.sync_api import expect

from odoo.addons.retail_complaint.tests.proves import proves

from dev.lint import node
from tests.harness.browser import DESKTOP, PHONE
from tests.harness.shop import Shop
from tests.harness.visitor import photo

#: The rules of WCAG 2.1, levels A and AA.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@pytest.fixture(scope="module")
def shop(server):
    """A store with two areas and a code on its counter, in a house of three languages."""
    shop = Shop(server)
    languages = server.query("SELECT code FROM res_lang WHERE active")
    assert {"en_US", "zh_CN", "zh_TW"} <= {code for (code,) in languages}
    for name in ("Fresh food", "Checkout"):
        shop.new("retail.store", name=name, code=name, parent_id=shop.stores["A"])
    shop.admin.call("retail.store", "action_renew_qr", ids=[shop.stores["A"]])
    return shop


@pytest.fixture(scope="module")
def path(shop):
    """Return what the code on the counter opens."""
    [(token,)] = shop.server.query("SELECT token FROM retail_store WHERE id = %s", shop.stores["A"])
    return f"/complaint/new/{token}"


def _check_access(page):
    """Fail where somebody with a screen reader, or who sees little, is stopped."""
    node.ensure()
    # Beside the page: its own policy lets no script in that is not ours.
    page.evaluate((node.MODULES / "axe-core/axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run({runOnly: {type: 'tag', values: rules}})", RULES)[
        "violations"
    ]
    serious = [
        (one["id"], [part["html"] for part in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert not serious
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@proves("INT-9", "The form and the page of the case fit a telephone and a desk, for everybody")
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("lang", ["en_US", "zh_CN"])
def test_by_hand(shop, path, browse, size, lang):
    """From the code on the counter to the page of the case, photos made smaller on the way."""
    session = browse(shop.server, size, lang)
    page = session.page
    page.goto(path)
    expect(page.locator("html")).to_have_attribute("lang", lang.replace("_", "-"))
    expect(page.locator(".languages a")).to_have_count(3)
    session.screenshot("form-empty")
    page.fill("#story", "两包鳕鱼打开后有异味。The fish smelled when I opened it.")
    large = photo(3000, 2250)
    page.set_input_files(
        "#photos", [{"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": large}] * 2
    )
    expect(page.locator("#photos_hint .taken")).to_have_text(re.compile(r"^2 · \d\.\d MB$"))
    sizes = page.evaluate("[...document.querySelector('#photos').files].map(f => f.size)")
    assert max(sizes) < len(large) / 2
    page.fill("#receipt", "S00012")
    page.fill("#phone", "13800001234")
    page.locator("details summary").first.click()
    page.locator("details summary").last.click()
    _check_access(page)
    page.screenshot(path=session.screenshot("form-filled"), full_page=True)
    page.locator("#complaint_form button").click()
    page.wait_for_url("**/complaint/track/**")
    expect(page.locator(".code")).to_have_text(re.compile(r"^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$"))
    expect(page.locator(".photos img")).to_have_count(2)
    _check_access(page)
    session.screenshot("track-new")
    page.fill("#words", "我还留着包装。I still have the pack.")
    page.locator("form button").last.click()
    expect(page.locator(".said")).to_contain_text("I still have the pack.")
    page.screenshot(path=session.screenshot("track"), full_page=True)
    # Reloading tells nothing twice.
    page.reload()
    expect(page.locator(".said li.own")).to_have_count(2)
    page.locator(".languages a").nth(1).click()
    _check_access(page)


@proves("INT-9", "The form works without any script")
def test_without_script(shop, path, chromium):
    """Somebody whose browser runs no script complains all the same, and is answered."""
    context = chromium.new_context(base_url=shop.server.url, java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(path)
        page.fill("#story", "No script, and a wet floor.")
        page.check("#is_anonymous")
        page.set_input_files(
            "#photos", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(640, 480)}]
        )
        page.click("#complaint_form button")
        expect(page.locator(".code")).to_be_visible()
        code = page.locator(".code").inner_text()
        page.goto("/complaint/track")
        page.fill("#code", code.lower())
        page.click("form button")
        expect(page.locator(".said")).to_contain_text("a wet floor")
    finally:
        context.close()


@pytest.mark.parametrize("lang", ["en_US", "zh_CN"])
def test_codes_of_a_store(shop, browse, lang):
    """The leading group makes a code at the store, sees what it opens, and prints the sheet."""
    manager = shop.server.user(f"manager_{lang}", "retail_complaint.group_manager", lang=lang)
    [member] = shop.admin.call("res.users", "search", domain=[("login", "=", f"manager_{lang}")])
    store = shop.new("retail.store", name=f"West Lake {lang}", code=lang, member_ids=[(4, member)])
    session = browse(shop.server, DESKTOP, lang)
    page = session.login(manager, f"/odoo/action-retail_complaint.retail_store_action/{store}")
    page.locator("button[name=action_renew_qr]:visible").click()
    expect(page.locator("button[name=action_print_qr]:visible")).to_be_visible()
    expect(page.locator("[name=link]").first).to_contain_text("/complaint/new/")
    session.screenshot("store-code")
