"""The settlement attacked over both programming interfaces, by everybody below his right."""

import importlib
import inspect
import pkgutil
from concurrent.futures import ThreadPoolExecutor

import odoorpc.error
import pytest

from odoo.models import BaseModel

from odoo.addons.retail_complaint import models as ours
from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.clients import Refused
from tests.harness.settlement import Settlement
from tests.harness.shop import Shop

STATES = ("draft", "submitted", "approved", "offered", "accepted", "executed")
MODELS = (
    "complaint.proposal",
    "complaint.compensation",
    "complaint.approval",
    "complaint.ledger",
    "complaint.authority",
    "complaint.authority.use",
)
#: Who may do nothing to the settlement of a case of store A.
STRANGERS = ("intake", "other", "auditor", "clerk", "customer")
#: What accounting is there to do: it posts and pays what was approved.
ACCOUNTING = {"action_post_documents", "action_pay_documents"}
#: What Odoo itself offers on every model, and guards itself.
ORM = {"create", "write", "default_get", "read", "search"}


@pytest.fixture(scope="module")
def shop(server):
    """A shop with a clerk who has no role and a customer with a login."""
    shop = Shop(server)
    shop.users["clerk"] = server.user("clerk", "base.group_user")
    shop.users["customer"] = server.user("customer", "base.group_portal")
    return shop


@pytest.fixture(scope="module")
def proposals(shop):
    """A proposal of store A in each state, by state."""
    settle = Settlement(shop)
    return {state: settle.proposal_in(state) for state in STATES}


def public_methods():
    """Return (model, method) of all that the settlement models let anybody call by name."""
    modules = [
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(ours.__path__, f"{ours.__name__}.")
    ]
    classes = [
        owner
        for module in modules
        for _class, owner in inspect.getmembers(module, inspect.isclass)
        if owner.__module__ == module.__name__ and issubclass(owner, BaseModel)
    ]
    return sorted(
        (model, name)
        for owner in classes
        for model in MODELS
        if model == owner._name or model in owner._inherit
        for name, member in vars(owner).items()
        if inspect.isfunction(member) and not name.startswith("_") and name not in ORM
    )


def record_ids(shop, proposals, model):
    """Return the records of a model that belong to these proposals, or all of the others'."""
    if model == "complaint.proposal":
        return list(proposals.values())
    table = model.replace(".", "_")
    has_proposal = model in ("complaint.compensation", "complaint.approval")
    where = " WHERE proposal_id = ANY(%s)" if has_proposal else ""
    parameters = [list(proposals.values())] if has_proposal else []
    statement = f"SELECT id FROM {table}{where}"  # noqa: S608 the names are ours
    return [row for (row,) in shop.server.query(statement, *parameters)]


def books(shop):
    """Return what must not change: every row of the settlement and of its documents."""
    rows = {}
    for table in (model.replace(".", "_") for model in MODELS):
        statement = f"SELECT t::text FROM {table} t ORDER BY id"  # noqa: S608 the names are ours
        rows[table] = shop.server.query(statement)
    rows["moves"] = shop.server.query(
        "SELECT id, state, amount_total, payment_state FROM account_move ORDER BY id"
    )
    return rows


def attempt(call):
    """Do what may be refused."""
    try:
        call()
    except (Refused, odoorpc.error.RPCError):
        return False
    return True


def test_all_methods_are_found():
    """The list of methods that are attacked is read from the code, and is not empty."""
    methods = {name for _model, name in public_methods()}
    assert {"action_approve", "action_execute", "action_pay_at_desk", "action_take_back"} <= methods
    assert methods >= ACCOUNTING


@proves("SOL-4", "Nobody below his right moves a settlement by any method, over any interface")
@pytest.mark.parametrize("role", STRANGERS)
def test_methods_of_strangers(shop, proposals, role):
    """Every public method, on every record in every state: the books stay as they are."""
    before = books(shop)
    json2, rpc = shop.client(role), shop.server.rpc(shop.users[role])
    for model, method in public_methods():
        for record in record_ids(shop, proposals, model):
            attempt(lambda m=model, n=method, r=record: json2.call(m, n, ids=[r]))
            attempt(lambda m=model, n=method, r=record: rpc.execute_kw(m, n, [[r]], {}))
    assert books(shop) == before


@proves("SOL-4", "Accounting posts and pays; it approves, offers and executes nothing")
def test_methods_of_accounting(shop, proposals):
    """The accountant has the documents, not the decision."""
    before = books(shop)
    client = shop.client("accountant")
    for model, method in public_methods():
        if method in ACCOUNTING:
            continue
        for record in record_ids(shop, proposals, model):
            attempt(lambda m=model, n=method, r=record: client.call(m, n, ids=[r]))
    assert books(shop) == before


@proves("SOL-4", "An agent without authority cannot approve or pay, whatever he calls")
def test_agent_without_authority(shop):
    """His own proposal, submitted: every method of approval and payment is refused."""
    settle = Settlement(shop)
    submitted, executed = settle.proposal_in("submitted"), settle.proposal_in("executed")
    agent, rpc = shop.client("agent"), shop.server.rpc(shop.users["agent"])
    for record, method in (
        (submitted, "action_approve"),
        (submitted, "action_reject"),
        (submitted, "action_offer"),
        (submitted, "action_accept"),
        (submitted, "action_execute"),
        (executed, "action_pay_at_desk"),
    ):
        with pytest.raises(Refused):
            agent.call("complaint.proposal", method, ids=[record])
        with pytest.raises(odoorpc.error.RPCError):
            rpc.execute_kw("complaint.proposal", method, [[record]], {})
    assert settle.state_of(submitted) == "submitted"
    assert settle.state_of(executed) == "executed"


FORGERIES = {
    "char": "forged",
    "text": "forged",
    "html": "<p>forged</p>",
    "float": 999999.0,
    "monetary": 999999.0,
    "integer": 7,
    "boolean": True,
    "date": "2030-01-01",
    "datetime": "2030-01-01 00:00:00",
    "many2one": 1,
    "one2many": [[5, 0, 0]],
    "many2many": [[5, 0, 0]],
}


def forgery(field):
    if field["type"] == "selection":
        return field["selection"][-1][0]
    return FORGERIES.get(field["type"])


@proves("SOL-4", "No field of a settlement that left its draft can be written, by any role")
@pytest.mark.parametrize("role", ("agent", "duty", "manager", "accountant", *STRANGERS))
def test_fields(shop, proposals, role):
    """Every field of every settlement model, one by one and through the parent's lines."""
    fixed = {state: proposals[state] for state in STATES if state not in ("draft", "offered")}
    before = books(shop)
    client, rpc = shop.client(role), shop.server.rpc(shop.users[role])
    for model in MODELS:
        if role == "manager" and model == "complaint.authority":
            continue  # the leading group sets limits, never its own: test_authority
        fields = shop.admin.call(model, "fields_get", attributes=["type", "selection"])
        records = record_ids(shop, fixed, model)
        for name, field in fields.items():
            vals = {name: forgery(field)}
            attempt(lambda m=model, v=vals, i=records: client.call(m, "write", ids=i, vals=v))
        for record in records:
            lines = {"compensation_ids": [[0, 0, {"kind": "goodwill", "requested_amount": 9}]]}
            attempt(lambda m=model, r=record, v=lines: client.call(m, "write", ids=[r], vals=v))
            attempt(lambda m=model, r=record: rpc.execute_kw(m, "unlink", [[r]], {}))
            attempt(lambda m=model, r=record: rpc.execute_kw(m, "copy", [[r]], {}))
    after = books(shop)
    assert {table: rows for table, rows in after.items() if rows != before[table]} == {}


@proves("SOL-4", "Cases settled at the same moment cannot slip under a customer's limit together")
def test_split_over_parallel_cases(shop):
    """Four cases of one customer, each within the agent's limit, executed at once: two pass."""
    settle = Settlement(shop)
    customer = shop.new("res.partner", name="Parallel Li", phone="13900005678")
    shop.new(
        "complaint.authority",
        user_id=shop.users["agent"].id,
        case_amount=30,
        customer_amount=60,
    )
    agent = shop.client("agent")
    ready = []
    for _number in range(4):
        proposal = settle.draft(shop.sell(partner=customer))
        agent.call("complaint.proposal", "action_submit", ids=[proposal])
        settle.walk(proposal, "approved", "accepted")
        ready.append(proposal)

    def execute(proposal):
        return attempt(
            lambda: shop.client("agent").call(
                "complaint.proposal", "action_execute", ids=[proposal]
            )
        )

    with ThreadPoolExecutor(4) as pool:
        executed = list(pool.map(execute, ready))
    assert executed.count(True) == 2
    [(used,)] = shop.server.query(
        "SELECT amount FROM complaint_authority_use WHERE scope = 'customer' AND scope_id = %s",
        customer,
    )
    assert round(float(used), 2) == 56.5
