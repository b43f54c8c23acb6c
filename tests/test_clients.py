"""The ways into a server: /json/2, OdooRPC, a person in Chromium."""

import odoorpc.error
import pytest

from dev.steps import Stop
from tests.harness import browser as harness_browser
from tests.harness.browser import DESKTOP, PHONE
from tests.harness.clients import Refused


def test_json2_acts_as_its_user(server):
    """An API key gives its user's rights, no more."""
    user = server.user("json2_user", "base.group_user")
    client = server.json2(user)
    [me] = client.call("res.users", "read", ids=[user.id], fields=["login"])
    assert me["login"] == "json2_user"
    with pytest.raises(Refused) as refusal:
        client.call("ir.config_parameter", "search", domain=[])
    assert refusal.value.status == 403


def test_json2_refuses_a_wrong_key(server):
    """Nobody gets in with a key that was not given."""
    stranger = server.accounts.admin._replace(key="0" * 40)
    with pytest.raises(Refused) as refusal:
        server.json2(stranger).call("res.users", "search", domain=[])
    assert refusal.value.status == 401


def test_odoorpc_logs_in(server):
    """OdooRPC works with login and password, and refuses a wrong password."""
    user = server.user("rpc_user", "base.group_user")
    client = server.rpc(user)
    assert client.env.uid == user.id
    [me] = client.env["res.users"].read([user.id], ["login"])
    assert me["login"] == "rpc_user"
    with pytest.raises(odoorpc.error.RPCError):
        server.rpc(user._replace(password="wrong"))


@pytest.mark.parametrize(("lang", "size"), [("en_US", DESKTOP), ("zh_CN", PHONE)])
def test_a_person_logs_in(server, browse, lang, size):
    """Somebody logs in in Chromium and sees the web client in his language."""
    user = server.user(f"person_{lang}", "base.group_user", lang=lang)
    session = browse(server, size, lang)
    page = session.login(user)
    page.locator(".o_main_navbar").wait_for()
    assert page.evaluate("luxon.Settings.defaultLocale") == lang.replace("_", "-")
    picture = session.screenshot("login")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_missing_browser_is_named(monkeypatch, tmp_path):
    """Without a browser nothing is skipped: the test fails and says what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Stop, match="apt-get install .*chromium"):
        harness_browser.launch(None)
