"""Attackers of a running server, over both programming interfaces, and what they are after."""

import json

import odoorpc.error
import requests

from tests.harness.clients import Refused
from tests.harness.settlement import Settlement
from tests.harness.shop import Shop

PROTOCOLS = ("json2", "jsonrpc")
TIMEOUT = 60
#: Stands in every text of the case of store B, and nowhere else.
SECRET = "ZQX"
#: What a case is made of, and what could be done beside it.
TABLES = (
    "helpdesk_ticket",
    "complaint_line",
    "complaint_party",
    "complaint_statement",
    "complaint_measure",
    "complaint_evidence",
    "complaint_contact_log",
    "complaint_proposal",
    "complaint_compensation",
    "complaint_clock",
    "complaint_clock_event",
    "mail_message",
    "mail_followers",
    "mail_activity",
    "ir_attachment",
)
PASSED = object()
REFUSALS = {
    f"odoo.exceptions.{name}"
    for name in ("AccessError", "MissingError", "UserError", "ValidationError")
}


class World:
    """The shop, a case of store B that nobody in store A has business with, and attackers."""

    def __init__(self, server):
        self.server = server
        self.shop = Shop(server)
        self.settle = Settlement(self.shop)
        self.shop.users["clerk"] = server.user("clerk", "base.group_user")
        self.shop.users["customer"] = server.user("customer", "base.group_portal")
        self._rpc = {}
        self._json2 = {}
        exporting = ("retail_complaint.group_agent", "base.group_allow_export")
        self.shop.users["exporter"] = server.user("exporter", *exporting)
        self.case = self._make_case()

    def _make_case(self):
        shop, owner = self.shop, self.shop.client("other")
        self.buyer = shop.new("res.partner", name=f"{SECRET} Li", email="zqx@mail.example")
        case = shop.register(
            "other",
            name=f"{SECRET} title",
            description=f"{SECRET} story",
            complaint_store_id=shop.stores["B"],
            partner_id=self.buyer,
            complaint_demand=f"{SECRET} demand",
            complaint_reply_channel="phone",
        )
        sale = shop.sell(partner=self.buyer)
        self.line = shop.new(
            "complaint.line", owner, ticket_id=case, sale_line_id=sale.line, quantity=2
        )
        self.party = shop.new(
            "complaint.party", owner, ticket_id=case, kind="tenant", name=f"{SECRET} tenant"
        )
        self.statement = shop.new(
            "complaint.statement", owner, party_id=self.party, question=f"{SECRET} question"
        )
        self.measure = shop.new(
            "complaint.measure",
            owner,
            ticket_id=case,
            name=f"{SECRET} measure",
            user_id=shop.users["other"].id,
        )
        owner.call("helpdesk.ticket", "message_post", ids=[case], body=f"{SECRET} message")
        self.message = self.server.query(
            "SELECT max(id) FROM mail_message WHERE model = 'helpdesk.ticket' AND res_id = %s", case
        )[0][0]
        return case

    def attack(self, protocol, role, model, method, ids=None, /, **arguments):
        """Call a method as an attacker; return what came back, or None when it was refused.

        :return: :data:`PASSED` where the method was carried out and answers nothing
        """
        try:
            if protocol == "json2":
                known = {} if ids is None else {"ids": ids}
                answer = self._get_json2(role).call(model, method, **known, **arguments)
            else:
                known = [] if ids is None else [ids]
                if method == "create":
                    known = [arguments.pop("vals_list")]
                answer = self._get_rpc(role).execute_kw(model, method, known, arguments)
        except Refused as refusal:
            reason, message = refusal.name, refusal.message
        except odoorpc.error.RPCError as refusal:
            reason, message = refusal.info["data"]["name"], refusal.args[0]
        else:
            return PASSED if answer is None else answer
        # What fails for another reason, such as a misspelt argument, was not tried at all.
        assert reason in REFUSALS, f"{model}.{method}: {reason}: {message}"
        return None

    def _get_json2(self, role):
        if role not in self._json2:
            self._json2[role] = self.shop.client(role)
        return self._json2[role]

    def _get_rpc(self, role):
        if role not in self._rpc:
            self._rpc[role] = self.server.rpc(self.shop.users[role])
        return self._rpc[role]

    def create(self, protocol, role, model, /, **vals):
        """Create a record as an attacker; return its id, or None when it was refused."""
        created = self.attack(protocol, role, model, "create", vals_list=[vals])
        return created and created[0]

    def onchange(self, protocol, role, model, /, context=None, **values):
        """Open a dialogue as the web client does, and return what it would show.

        :param context: values that the request presets
        """
        fields = self.shop.admin.call(model, "fields_get", attributes=["type"])
        relations = ("many2one", "one2many", "many2many", "reference")
        shown = {"display_name": {}}
        spec = {
            name: {"fields": shown} if field["type"] in relations else {}
            for name, field in fields.items()
        }
        preset = {f"default_{name}": value for name, value in (context or {}).items()}
        return self.attack(
            protocol,
            role,
            model,
            "onchange",
            [],
            values=values,
            field_names=list(values),
            fields_spec=spec,
            context=preset,
        )

    def rows(self, *tables):
        """Return every row of these tables, as the database has it."""
        return {
            table: self.server.query(f"SELECT t::text FROM {table} t ORDER BY id")  # noqa: S608 our own names
            for table in tables
        }

    def column(self, table, name, record):
        """Return one value as the database has it."""
        statement = f"SELECT {name} FROM {table} WHERE id = %s"  # noqa: S608 our own names
        [(value,)] = self.server.query(statement, record)
        return value

    def session(self, role):
        """Return the cookies of somebody who has logged in by the page."""
        user = self.shop.users[role]
        session = requests.Session()
        answer = session.post(
            f"{self.server.url}/web/session/authenticate",
            json={
                "params": {
                    "db": self.server.database,
                    "login": user.login,
                    "password": user.password,
                }
            },
            timeout=TIMEOUT,
        )
        assert answer.json()["result"]["uid"] == user.id
        return session


def words(answer):
    """Return an answer as text, to look for what must not stand in it."""
    return "" if answer in (None, PASSED) else json.dumps(answer, ensure_ascii=False)
