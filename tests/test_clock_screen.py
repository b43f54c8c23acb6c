"""The countdown on the screens: it goes on by itself, and stands still while the case waits."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.shop import Shop


@pytest.fixture(scope="module")
def shop(server):
    """A shop with an agent."""
    return Shop(server)


@proves("RSP-7", "The list counts down by itself; a paused case is grey and runs on when resumed")
def test_countdown(shop, browse):
    """From the list to the form: remaining time, pause with a reason, resume, timeline."""
    # The browser lives in the world's time: a case of some minutes ago.
    received = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=21)
    critical = shop.server.id_of("retail_complaint.complaint_severity_critical")
    shop.register(
        name="Allergy after the soup",
        complaint_severity_id=critical,
        complaint_received_at=received.strftime("%Y-%m-%d %H:%M:%S"),
    )
    session = browse(shop.server)
    page = session.login(shop.users["agent"], "/odoo/complaints?view_type=list")
    row = page.locator("tr.o_data_row", has_text="Allergy after the soup")
    left = row.locator(".o_complaint_countdown")
    expect(left).to_have_text(re.compile(r"^[5-9] min \d+ s$"))
    expect(left).to_have_class(re.compile("text-warning"))
    expect(left).to_have_attribute("title", re.compile("First response .around the clock."))
    before = left.inner_text()
    expect(left).not_to_have_text(before)
    session.screenshot("clock-list")

    row.locator("td[name=name]").click()
    page.get_by_role("button", name="Pause", exact=True).first.click()
    dialog = page.locator(".modal").last
    dialog.get_by_label("Customer").check()
    dialog.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("button", name="Resume", exact=True)).to_be_visible()
    page.locator("a.nav-link[name=clocks]").click()
    clocks = page.locator(".o_field_widget[name=complaint_clock_ids]")
    expect(clocks.locator("tr", has_text="Resolution")).to_contain_text("Paused")
    # The first response may not pause: nobody waits for a customer whom he has not answered.
    expect(clocks.locator("tr", has_text="First response")).to_contain_text("Running")
    timeline = page.locator(".o_field_widget[name=complaint_timeline_ids]")
    expect(timeline).to_contain_text("Paused (Customer)")
    session.screenshot("clock-form")
    page.get_by_role("button", name="Resume", exact=True).click()
    expect(clocks.locator("tr", has_text="Resolution")).to_contain_text("Running")
