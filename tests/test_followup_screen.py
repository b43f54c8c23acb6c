"""The call list on a telephone, as an agent works it off, and the page that a customer gets."""

import pytest
from playwright.sync_api import expect

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.browser import DESKTOP, PHONE
from tests.harness.shop import Shop


@pytest.fixture(scope="module")
def shop(server):
    return Shop(server)


def settle(shop, **vals):
    """Return the follow-up of a case that was explained to its customer."""
    agent = shop.client("agent")
    ticket = shop.register(partner_id=shop.customer, complaint_phone="13800001234", **vals)
    finding = {
        "complaint_finding": "misunderstanding",
        "complaint_finding_basis": "store_rule",
        "complaint_finding_note": "The price on the shelf was that of the small pack. 已解释。",
    }
    agent.call("helpdesk.ticket", "write", ids=[ticket], vals=finding)
    told = {"ticket_id": ticket, "purpose": "result", "words": "As agreed."}
    shop.new("complaint.contact.log", agent, **told)
    agent.call("helpdesk.ticket", "action_complaint_advance", ids=[ticket], phase="followup")
    [followup] = agent.call("complaint.followup", "search", domain=[("ticket_id", "=", ticket)])
    return followup


@pytest.mark.parametrize("lang", ["en_US", "zh_CN"])
@proves("EXE-4", "On a telephone a call is one tap, and its result two more")
def test_call_list(server, browse, shop, lang):
    """The agent calls, gets no answer, calls again and records what the customer says."""
    agent = shop.client("agent")
    agent.call("res.users", "write", ids=[shop.users["agent"].id], vals={"lang": lang})
    followup = settle(shop)
    session = browse(server, PHONE, lang)
    page = session.login(shop.users["agent"], "/odoo/complaint-calls")
    card = page.locator(".o_kanban_record:not(.o_kanban_ghost)")
    expect(card).to_have_count(1)
    expect(card.locator("a[href^='tel:']")).to_have_attribute("href", "tel:13800001234")
    session.screenshot("followup-1-calls")
    card.locator("button[name=action_no_answer]").click()
    expect(card.locator(".text-warning")).to_contain_text("1")
    card.locator("button[name=action_step]").first.click()
    dialog = page.locator(".modal")
    expect(dialog).to_be_visible()
    session.screenshot("followup-2-questions")
    for name, grade in (("satisfaction_handling", 0), ("satisfaction_result", 1)):
        dialog.locator(f".o_field_widget[name={name}] .o_selection_badge").nth(grade).click()
    dialog.locator(".o_field_widget[name=words] textarea").fill("很满意 Fine.")
    session.screenshot("followup-3-answered")
    dialog.locator("button[name=action_confirm]").click()
    expect(card).to_have_count(0)
    session.screenshot("followup-4-done")
    [answer] = agent.call("complaint.followup", "read", ids=[followup], fields=["state", "opinion"])
    assert (answer["state"], answer["opinion"]) == ("answered", "很满意 Fine.")


@pytest.mark.parametrize("lang", ["en_US", "zh_CN"])
@proves("EXE-6", "The customer answers two questions on his telephone, without an account")
def test_customer_page(server, browse, shop, lang):
    """Two taps and a word, in the language of his telephone; a second time he is thanked."""
    followup = settle(shop, name=f"Asked in {lang}")
    # The link is the customer's; nobody of the house reads it.
    [(token,)] = server.query("SELECT token FROM complaint_followup WHERE id = %s", followup)
    session = browse(server, PHONE, lang)
    page = session.page
    page.goto(f"/complaint/followup/{token}")
    session.screenshot("followup-5-page")
    page.locator("input[name=handling][value='4']").check()
    page.locator("input[name=result][value='3']").check()
    page.locator("textarea").fill("谢谢")
    page.locator("button[type=submit]").click()
    expect(page.locator(".notice")).to_be_visible()
    session.screenshot("followup-6-thanks")
    fields = ["state", "opinion"]
    [answer] = shop.client("agent").call(
        "complaint.followup", "read", ids=[followup], fields=fields
    )
    assert (answer["state"], answer["opinion"]) == ("answered", "谢谢")


@pytest.mark.parametrize("lang", ["en_US", "zh_CN"])
def test_answers(server, browse, shop, lang):
    """The answers, and by a pivot who answered at all."""
    agent = shop.client("agent")
    agent.call("res.users", "write", ids=[shop.users["agent"].id], vals={"lang": lang})
    grades = {"handling": "4", "result": "5", "opinion": "Good"}
    followup = settle(shop, name=f"Answered in {lang}")
    agent.call("complaint.followup", "action_answer", ids=[followup], **grades)
    session = browse(server, DESKTOP, lang)
    page = session.login(shop.users["agent"], "/odoo/complaint-answers")
    expect(page.locator(".o_data_row").first).to_be_visible()
    session.screenshot("followup-7-answers")
    page.locator(".o_data_row").first.click()
    expect(page.locator(".o_form_sheet")).to_be_visible()
    session.screenshot("followup-8-form")
    page.goto("/odoo/complaint-answers?view_type=pivot")
    expect(page.locator(".o_pivot table")).to_be_visible()
    session.screenshot("followup-9-pivot")
