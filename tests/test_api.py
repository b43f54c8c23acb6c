"""The door of gateways from outside: as documented, once, and for nobody else."""

import base64
import os
import re
import subprocess
import sys
import threading

import pytest
import requests

from odoo.addons.retail_complaint.tests.proves import proves

from dev.paths import ROOT
from tests.harness.accounts import User
from tests.harness.clients import Refused
from tests.harness.shop import Shop

EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs/api.md").read_text(), re.DOTALL)
TIMEOUT = 60


class Gateway:
    """A program outside, with a key."""

    def __init__(self, server, url, key):
        self._server = server
        self._url = f"{url}/complaint/api/v1"
        self.headers = {"Authorization": f"bearer {key}"}

    def __call__(self, method, path, **options):
        return requests.request(
            method, self._url + path, headers=self.headers, timeout=TIMEOUT, **options
        )

    def create(self, message_id, text="鱼臭了", **case):
        """Register a case."""
        return self("POST", "/cases", json={"message_id": message_id, "text": text, **case})


@pytest.fixture(scope="module")
def shop(server):
    """Return a shop."""
    return Shop(server)


@pytest.fixture(scope="module")
def technical(shop):
    """Return the technical user of a gateway that the leading group has set up."""
    manager = shop.client("manager")
    gateway = shop.new(
        "complaint.gateway",
        manager,
        name="WeChat",
        team_id=shop.team,
        store_id=shop.stores["A"],
        channel_id=shop.server.id_of("retail_complaint.helpdesk_ticket_channel_wechat"),
    )
    action = manager.call("complaint.gateway", "action_new_key", ids=[gateway])
    [read] = shop.admin.call("complaint.gateway", "read", ids=[gateway], fields=["user_id"])
    user = read["user_id"][0]
    [row] = shop.admin.call("res.users", "read", ids=[user], fields=["login"])
    shop.admin.call("res.users", "write", ids=[user], vals={"password": "a-long-password"})
    key = action["context"]["default_key"]
    return User(user, row["login"], "a-long-password", key)


@pytest.fixture
def gateway(server, technical):
    """Return the gateway."""
    return Gateway(server, server.url, technical.key)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_examples(server, technical, number):
    """Every example of the documentation runs as it stands there."""
    environment = {
        **os.environ,
        "ODOO_URL": server.url,
        "ODOO_KEY": technical.key,
        "ODOO_DATABASE": server.database,
        "ODOO_LOGIN": technical.login,
        "ODOO_PASSWORD": technical.password,
    }
    done = subprocess.run(
        [sys.executable, "-c", EXAMPLES[number]],
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_all_examples_are_found():
    """Plain HTTP, ``/json/2`` and OdooRPC."""
    assert [word in " ".join(EXAMPLES) for word in ("/complaint/api", "/json/2", "odoorpc")]
    assert len(EXAMPLES) == 3


@proves("INT-1", "A case that a messenger brings is in the register, for the staff of its store")
def test_in_the_register(shop, gateway):
    """Number, channel and expected date are there at once; another store sees nothing."""
    answer = gateway.create("reg-1", name="王小明", sender="o-1")
    assert answer.status_code == 201
    case = answer.json()
    assert case["number"] and case["expected_at"].endswith("Z")
    fields = ["channel_id", "complaint_store_id"]
    [read] = shop.client("agent").call("helpdesk.ticket", "read", ids=[case["id"]], fields=fields)
    assert (read["channel_id"][1], read["complaint_store_id"][0]) == ("WeChat", shop.stores["A"])
    mine = [("id", "=", case["id"])]
    assert not shop.client("other").call("helpdesk.ticket", "search", domain=mine)


@proves("INT-8", "The same message sent eight times at once is one case, and all get its number")
def test_at_the_same_time(server, gateway):
    """The database decides, whichever of them comes first."""
    answers = []
    media = [{"name": "a.amr", "content": base64.b64encode(b"#!AMR\n1").decode()}]
    start = threading.Barrier(8)

    def send():
        start.wait()
        answers.append(gateway.create("same-1", media=media))

    threads = [threading.Thread(target=send) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    [case_id] = {answer.json()["id"] for answer in answers}
    made = "SELECT count(*) FROM helpdesk_ticket t JOIN complaint_inbound i ON i.ticket_id = t.id"
    assert server.query(f"{made} WHERE i.message_ref = 'same-1'") == [(1,)]
    kept = "SELECT count(*) FROM complaint_evidence WHERE ticket_id = %s"
    assert server.query(kept, case_id) == [(1,)]


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"text": "x"}, 422, "invalid", "message_id"),
        ({"message_id": "f-1", "text": "x", "user_id": 2}, 422, "invalid", "user_id"),
        ([1], 422, "invalid", ""),
        ({"message_id": "f-1", "text": "x", "store": "nowhere"}, 422, "invalid", "store"),
        (
            {
                "message_id": "f-1",
                "text": "x",
                "media": [{"name": "a.png", "content": base64.b64encode(b"MZ\0").decode()}],
            },
            422,
            "refused",
            None,
        ),
    ],
)
def test_faults(server, gateway, body, status, code, field):
    """What is wrong is named in one shape, and nothing of it is kept."""
    count = server.query("SELECT count(*) FROM helpdesk_ticket")
    answer = gateway("POST", "/cases", json=body)
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert (error["code"], error["field"]) == (code, field)
    assert error["message"]
    assert server.query("SELECT count(*) FROM helpdesk_ticket") == count
    assert not server.query("SELECT 1 FROM complaint_inbound WHERE message_ref = 'f-1'")


def test_no_json(gateway):
    """Neither broken JSON nor a form is taken for a message."""
    gateway.headers["Content-Type"] = "application/json"
    assert gateway("POST", "/cases", data=b"{").status_code == 400
    assert gateway("POST", "/cases", data=b"").status_code == 422
    gateway.headers["Content-Type"] = "application/x-www-form-urlencoded"
    assert gateway("POST", "/cases", data={"text": "x"}).status_code == 415


@proves("REC-3", "Without the key of the gateway that brought it a case cannot even be asked for")
def test_strangers(server, shop, gateway):
    """A wrong key, none, a member of the staff and a case of the desk."""
    case = gateway.create("str-1").json()
    path = f"/cases/{case['id']}"
    for key, status in (
        ("0" * 40, 401),
        (shop.users["agent"].key, 403),
        (server.accounts.admin.key, 403),
    ):
        stranger = Gateway(server, server.url, key)
        assert stranger("GET", path).status_code == status
        assert stranger.create("str-2").status_code == status
    nobody = Gateway(server, server.url, "")
    nobody.headers = {}
    assert nobody("GET", path).status_code == 401
    assert nobody.create("str-3").status_code == 401
    desk = shop.register()
    assert gateway("GET", f"/cases/{desk}").status_code == 404
    assert gateway("GET", "/cases/999999999").status_code == 404
    assert gateway("GET", path).json()["number"] == case["number"]


def test_nothing_else(server, technical, shop):
    """With its key the program reads nothing over Odoo's own interfaces."""
    client = server.json2(technical)
    for model in ("helpdesk.ticket", "res.partner", "complaint.evidence", "sale.order"):
        with pytest.raises(Refused) as refusal:
            client.call(model, "search_read", domain=[], fields=["id"])
        assert refusal.value.status == 403
