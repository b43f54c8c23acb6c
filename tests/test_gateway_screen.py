"""A messenger is connected on the screen, and its cases are worked on there."""

import re

import pytest
import requests
from playwright.sync_api import expect

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.browser import DESKTOP, PHONE
from tests.harness.shop import Shop

NEW = {"en_US": "New", "zh_CN": "新建"}


@pytest.fixture(scope="module")
def shop(server):
    """Return a shop."""
    return Shop(server)


@proves(
    "INT-1", "The leading group connects a messenger by itself, and its cases are on the screen"
)
@pytest.mark.parametrize(("lang", "size"), [("en_US", DESKTOP), ("zh_CN", PHONE)])
def test_connect(shop, browse, lang, size):
    """Make the gateway, take its key, bring a case with it, look at the case as an agent."""
    manager = shop.server.user(f"lead_{lang}", "retail_complaint.group_manager", lang=lang)
    session = browse(shop.server, size, lang)
    action = shop.server.id_of("retail_complaint.complaint_gateway_action")
    page = session.login(manager, f"/odoo/action-{action}")
    page.get_by_role("button", name=NEW[lang], exact=True).first.click()
    page.locator("[name=name] input").fill(f"WeChat {lang}")
    page.locator(".o_form_button_save").click()
    expect(page.locator(".o_form_button_save")).to_be_hidden()
    session.screenshot("gateway-form")
    page.locator("button[name=action_new_key]").click()
    page.locator(".modal .btn-primary").click()
    shown = page.locator(".modal [name=key]")
    expect(shown).to_contain_text(re.compile("[0-9a-f]{40}"))
    session.screenshot("gateway-key")
    key = re.search("[0-9a-f]{40}", shown.inner_text())[0]
    answer = requests.post(
        f"{shop.server.url}/complaint/api/v1/cases",
        json={"message_id": "s-1", "text": "鳕鱼发臭了", "name": "王小明", "store": "T-A"},
        headers={"Authorization": f"bearer {key}"},
        timeout=60,
    )
    assert answer.status_code == 201, answer.text
    agent = shop.server.user(f"agent_{lang}", "retail_complaint.group_agent", lang=lang)
    shop.admin.call(
        "retail.store", "write", ids=[shop.stores["A"]], vals={"member_ids": [(4, agent.id)]}
    )
    desk = browse(shop.server, size, lang)
    case = desk.login(agent, f"/odoo/complaints/{answer.json()['id']}")
    expect(case.locator("[name=partner_name] input")).to_have_value("王小明")
    expect(case.locator(".o_form_view")).to_contain_text("鳕鱼发臭了")
    desk.screenshot("gateway-case")
