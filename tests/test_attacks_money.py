"""Money, settings and doors: the fifth to the fourteenth of the holes that were found, tried again.

Each by the lowest role that got through then, over ``/json/2`` and over JSON-RPC, on a running
server. What counts is what the database says afterwards, and what came back.
"""

import io
import json
import time
import zipfile

import pytest

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.attack import PROTOCOLS, TABLES, TIMEOUT, World, words


@pytest.fixture(scope="module")
def world(server):
    """Return the world of the attacks."""
    return World(server)


@pytest.fixture(params=PROTOCOLS)
def door(request):
    """Return the programming interface by which it is tried."""
    return request.param


# 5 -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def agreed(world):
    """Return a goodwill for the customer, accepted, and its case."""
    proposal = world.settle.draft(
        world.shop.sell(), kind="goodwill", line_id=False, requested_amount=300
    )
    world.settle.walk(proposal, "draft", "accepted")
    return proposal, world.column("complaint_proposal", "ticket_id", proposal)


@proves("SOL-4", "Between the customer's yes and the payment nobody puts a friend in their place")
@pytest.mark.parametrize("role", ("agent", "manager"))
def test_payee_and_store_stay_as_agreed(world, door, agreed, role):
    """Nor another store, whose limits and cash desk would count."""
    proposal, case = agreed
    friend = world.shop.new("res.partner", name="A friend")
    columns = "partner_id, complaint_store_id, company_id"
    query = f"SELECT {columns} FROM helpdesk_ticket WHERE id = %s"  # noqa: S608 our own names
    was = world.server.query(query, case)
    store = world.shop.stores["B"]
    for vals in ({"partner_id": friend}, {"partner_id": False}, {"complaint_store_id": store}):
        assert not world.attack(door, role, "helpdesk.ticket", "write", [case], vals=vals)
        nested = {"ticket_id": case, "compensation_ids": [[5, 0, 0]]}
        world.attack(door, role, "complaint.proposal", "write", [proposal], vals=nested)
        world.attack(door, role, "helpdesk.ticket", "web_save", [case], vals=vals, specification={})
    assert world.server.query(query, case) == was
    assert world.settle.state_of(proposal) == "accepted"


# 6 -------------------------------------------------------------------------------------------

MAILS = {
    "blank lines": lambda size: f"From: {{sender}}\n\n{chr(10) * size}x",
    "an endless sender": lambda size: f"From: {{sender}}\n\nFrom: {'a' * size} @",
    "quotations": lambda size: f"From: {{sender}}\n\n{'> ' * (size // 2)}x",
    "digits": lambda size: f"From: {{sender}}\nSubject: {'1-' * (size // 2)}\n\n{'1' * size}",
}


@proves("REC-3", "One long e-mail does not keep the server from everybody else")
@pytest.mark.parametrize("shape", MAILS)
def test_a_long_mail_is_read_in_linear_time(world, door, shape):
    """Ten times the text takes about ten times as long, not a hundred times."""
    build = MAILS[shape]

    def spent(size, enough=0.0):
        best = float("inf")
        for attempt in range(3):
            if best <= enough:
                break
            sender = f"{door}-{shape[:2].strip()}-{size}-{attempt}@mail.example"
            mail = f"Message-Id: <{sender}>\nTo: x@shop.example\n" + build(size).format(
                sender=sender
            )
            begun = time.monotonic()
            taken = world.attack(
                door,
                "clerk",
                "mail.thread",
                "message_process",
                model="helpdesk.ticket",
                message=mail,
                custom_values={"team_id": world.shop.team},
            )
            best = min(best, time.monotonic() - begun)
            assert taken  # it was read, not refused
        return best

    # What every mail costs, however short, is left out by the floor.
    limit = 30 * max(spent(10_000, 0.1), 0.1)
    assert spent(100_000, limit / 2) < limit


# 7 and 8 -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def limited(world):
    """Let the agent grant 500 at most."""
    world.shop.new("complaint.authority", user_id=world.shop.users["agent"].id, case_amount=500)


@pytest.fixture(scope="module")
def programs(world):
    """Return the programs of vouchers by kind."""
    new = world.shop.new
    return {
        "points": new(
            "loyalty.program",
            name="Our points",
            program_type="loyalty",
            reward_ids=[[0, 0, {"reward_type": "discount", "discount": 10}]],
        ),
        "gift_card": world.shop.admin.call(
            "loyalty.program", "search", domain=[("program_type", "=", "gift_card")], limit=1
        )[0],
    }


@proves("SOL-4", "Limits count the goods and points that leave, not the price typed beside them")
@pytest.mark.parametrize("way", ("exchange", "points"))
def test_limits_count_all_that_leaves(world, door, limited, programs, way):
    """Fish for 5 exchanged for goods of 90,000; a million points said to be worth a cent."""
    shop = world.shop
    if way == "exchange":
        dear = shop.new("product.product", name="Gold", list_price=900, is_storable=True)
        vals = {
            "kind": "exchange",
            "exchange_product_id": dear,
            "exchange_quantity": 100,
        }
    else:
        vals = {
            "kind": "points",
            "line_id": False,
            "voucher_program_id": programs["points"],
            "voucher_points": 1_000_000,
            "requested_amount": 0.01,
        }
    proposal = world.settle.draft(shop.sell(), 1, **vals)
    world.attack(door, "agent", "complaint.proposal", "action_submit", [proposal])
    assert world.settle.state_of(proposal) == "submitted"
    for method in ("action_approve", "action_offer", "action_accept", "action_execute"):
        assert not world.attack(door, "agent", "complaint.proposal", method, [proposal])
    assert world.settle.state_of(proposal) == "submitted"
    assert not world.server.query(
        "SELECT 1 FROM complaint_compensation WHERE proposal_id = %s AND move_id IS NOT NULL",
        proposal,
    )


@pytest.fixture(scope="module")
def card(world, programs):
    """Return (line, code) of a gift card that was granted."""
    account = world.shop.new(
        "account.account", name="Owed", code="209998", account_type="liability_current"
    )
    [program] = world.shop.admin.call(
        "loyalty.program",
        "read",
        ids=[programs["gift_card"]],
        fields=["payment_program_discount_product_id"],
    )
    world.shop.admin.call(
        "product.product",
        "write",
        ids=[program["payment_program_discount_product_id"][0]],
        vals={"property_account_income_id": account},
    )
    proposal = world.settle.draft(
        world.shop.sell(), kind="gift_card", line_id=False, requested_amount=20
    )
    world.settle.walk(proposal, "draft", "executed")
    [row] = world.server.query(
        "SELECT c.id, l.code FROM complaint_compensation c"
        " JOIN loyalty_card l ON l.id = c.voucher_card_id WHERE c.proposal_id = %s",
        proposal,
    )
    return row


@proves("REC-3", "The code of a gift card is money, and nobody but its customer reads it")
@pytest.mark.parametrize("role", ("auditor", "accountant", "agent", "manager"))
def test_no_code_of_a_gift_card_is_read(world, door, card, role):
    """Neither beside the settlement nor by the name of the card, by guessing or by export."""
    line, code = card
    models = ("complaint.compensation", "loyalty.card", "loyalty.history", "mail.message")
    answers = [
        world.attack(door, role, model, "search_read", domain=[], limit=200) for model in models
    ]
    answers.append(world.attack(door, role, "loyalty.card", "name_search", name=code[:6]))
    lines = (door, role, "complaint.compensation", "export_data", [line])
    answers += [
        world.attack(*lines, fields_to_export=[name])
        for name in ("voucher_card_id", "voucher_card_id/code", "voucher_hint")
    ]
    assert world.attack(door, role, "complaint.compensation", "read", [line], fields=["kind"])
    assert code not in words(answers)
    for path in ("voucher_card_id", "voucher_card_id.code"):
        domain = [("id", "=", line), (path, "like", code[:6])]
        assert not world.attack(door, role, "complaint.compensation", "search_count", domain=domain)


# 9 -------------------------------------------------------------------------------------------


@proves("SOL-4", "Nobody widens what they themselves may grant, by no row for anybody")
def test_a_manager_does_not_set_their_own_limit(world, door):
    """Limited to 100, by a closer row for a role below, for themselves, or by taking theirs out."""
    shop, manager = world.shop, world.shop.users["manager"]
    limit = shop.new("complaint.authority", user_id=manager.id, case_amount=100)
    own = world.rows("complaint_authority")
    wide = {"is_unlimited": True, "store_id": shop.stores["A"], "kind": "goodwill"}
    model = "complaint.authority"
    group = shop.server.id_of("retail_complaint.group_manager")
    assert not world.create(door, "manager", model, user_id=manager.id, **wide)
    assert not world.create(door, "manager", model, group_id=group, **wide)
    for vals in ({"is_unlimited": True}, {"active": False}, {"case_amount": 10**6}):
        assert not world.attack(door, "manager", model, "write", [limit], vals=vals)
    assert not world.attack(door, "manager", model, "unlink", [limit])
    assert not world.attack(door, "manager", model, "copy", [limit], default=wide)
    assert world.rows("complaint_authority") == own
    lower = [
        world.create(door, "manager", model, group_id=shop.server.id_of(name), **wide)
        for name in ("retail_complaint.group_intake", "retail_complaint.group_agent")
    ]
    try:
        proposal = world.settle.draft(
            shop.sell(), kind="goodwill", line_id=False, requested_amount=5000
        )
        shop.client("manager").call("complaint.proposal", "action_submit", ids=[proposal])
        world.attack(door, "manager", "complaint.proposal", "action_approve", [proposal])
        assert world.settle.state_of(proposal) == "submitted"
    finally:
        rows = [limit, *filter(None, lower)]
        shop.admin.call(model, "unlink", ids=rows)


# 10 ------------------------------------------------------------------------------------------


@proves("REC-3", "An auditor reads a case and leaves no word in it, least of all the customer's")
def test_the_auditor_writes_nothing(world, door):
    """No message, note, file, activity, follower; no clock goes on by what was not said."""
    case, customer = world.case, world.buyer
    model = world.server.id_of("helpdesk_mgmt.model_helpdesk_ticket")
    place = {"model": "helpdesk.ticket", "res_id": case}
    before = world.rows(*TABLES)

    def attack(model, method, ids=None, **arguments):
        return world.attack(door, "auditor", model, method, ids, **arguments)

    ticket = "helpdesk.ticket"
    assert attack(ticket, "read", [case], fields=["name"])
    attack(ticket, "message_post", [case], body="x", author_id=customer, message_type="comment")
    attack(ticket, "message_post", [case], body="x")
    attack(ticket, "message_notify", [case], body="x", partner_ids=[customer])
    attack(ticket, "message_subscribe", [case], partner_ids=[customer])
    attack(ticket, "activity_schedule", [case], summary="x", user_id=2)
    attack("mail.message", "create", vals_list=[{**place, "body": "x", "author_id": customer}])
    attack("mail.message", "create", vals_list=[{**place, "body": "x"}])
    attack("mail.message", "write", [world.message], vals={"body": "x"})
    attack("mail.activity", "create", vals_list=[{"res_model_id": model, "res_id": case}])
    attached = {"name": "x", "raw": "x", "res_model": ticket, "res_id": case}
    attack("ir.attachment", "create", vals_list=[attached])
    follower = {"res_model": ticket, "res_id": case, "partner_id": customer}
    attack("mail.followers", "create", vals_list=[follower])
    attack("complaint.contact.log", "create", vals_list=[{"ticket_id": case, "words": "x"}])
    assert world.rows(*TABLES) == before


# 11 and 12 -----------------------------------------------------------------------------------


@proves("REC-3", "Nobody puts themselves on the roster or the staff of a store that is not theirs")
def test_roster_and_staff_of_other_stores_stay(world, door):
    """By a new row, by moving one's own, by the store, by the user."""
    shop = world.shop
    theirs = shop.stores["B"]
    duty, manager = shop.users["duty"].id, shop.users["manager"].id
    own = shop.new("complaint.duty.shift", store_id=shop.stores["A"], user_id=duty)
    tables = ("retail_store", "complaint_duty_shift")
    people = "SELECT store_id, user_id FROM retail_store_res_users_rel ORDER BY 1, 2"
    before, staff = world.rows(*tables), world.server.query(people)
    world.create(door, "duty", "complaint.duty.shift", store_id=theirs, user_id=duty)
    world.attack(door, "duty", "complaint.duty.shift", "write", [own], vals={"store_id": theirs})
    world.attack(door, "duty", "complaint.duty.shift", "copy", [own], default={"store_id": theirs})
    for role, user in (("duty", duty), ("manager", manager)):
        for vals in ({"member_ids": [[4, user]]}, {"manager_id": user}):
            world.attack(door, role, "retail.store", "write", [theirs], vals=vals)
        stores = {"retail_store_ids": [[4, theirs]]}
        world.attack(door, role, "res.users", "write", [user], vals=stores)
    assert world.rows(*tables) == before
    assert world.server.query(people) == staff


@pytest.fixture(scope="module")
def foreign(world):
    """Return a company that no one of the shop may use."""
    return world.shop.new("res.company", name="Another company")


@proves("REC-3", "Nobody moves a gateway into a company in which they have no say")
def test_a_gateway_stays_in_its_company(world, door, foreign):
    """Neither made there nor moved there afterwards."""
    shop = world.shop
    vals = {
        "name": f"WeChat {door}",
        "team_id": shop.team,
        "channel_id": shop.server.id_of("retail_complaint.helpdesk_ticket_channel_wechat"),
    }
    own = world.create(door, "manager", "complaint.gateway", **vals)
    assert own
    before = world.rows("complaint_gateway")
    moved = {"company_id": foreign, "store_id": False}
    assert not world.create(door, "manager", "complaint.gateway", **vals, company_id=foreign)
    assert not world.attack(door, "manager", "complaint.gateway", "write", [own], vals=moved)
    assert world.rows("complaint_gateway") == before


@proves("INT-3", "Cases merged into one another in a circle do not stop the mail")
def test_merged_cases_form_no_circle(world, door):
    """The second merge is refused; a mail to either case is taken in."""
    shop = world.shop
    first, second = (shop.register(partner_id=shop.customer) for _number in range(2))

    def merge(case, into):
        wizard = world.create(
            door,
            "agent",
            "complaint.case.wizard",
            ticket_id=case,
            step="end",
            outcome="merged",
            duplicate_of_id=into,
            reason="The same fish",
        )
        return wizard and world.attack(
            door, "agent", "complaint.case.wizard", "action_confirm", [wizard]
        )

    assert merge(first, second)
    merge(second, first)
    vals = {"duplicate_id": first}
    world.attack(door, "agent", "helpdesk.ticket", "write", [second], vals=vals)
    links = "SELECT duplicate_id FROM helpdesk_ticket WHERE id = %s"
    assert world.server.query(links, first) == [(second,)]
    assert world.server.query(links, second) == [(None,)]
    mail = (
        f"From: wang@shop.example\nTo: x@shop.example\nMessage-Id: <circle-{door}@mail.example>\n"
        "Subject: Again\n\nHello"
    )
    assert world.attack(
        door,
        "clerk",
        "mail.thread",
        "message_process",
        model="helpdesk.ticket",
        message=mail,
        thread_id=first,
    )


# 13 and 14 -----------------------------------------------------------------------------------


@proves("REC-3", "Nobody hides a real case from the figures by calling it a drill")
@pytest.mark.parametrize("role", ("intake", "agent", "manager"))
def test_no_real_case_becomes_a_drill(world, door, role):
    """Neither when it is registered, nor later, nor by a default of the request."""
    drills = "SELECT count(*) FROM helpdesk_ticket WHERE complaint_is_drill"
    vals = {
        "name": "Real",
        "description": "Real",
        "team_id": world.shop.team,
        "complaint_store_id": world.shop.stores["A"],
    }
    ticket = "helpdesk.ticket"
    assert not world.create(door, role, ticket, **vals, complaint_is_drill=True)
    own = world.attack(
        door,
        role,
        ticket,
        "create",
        vals_list=[vals],
        context={"default_complaint_is_drill": True},
    )
    assert own
    assert not world.attack(door, role, ticket, "write", own, vals={"complaint_is_drill": True})
    assert world.server.query(drills) == [(0,)]


@proves("REC-3", "Names and files of strangers carry nothing that breaks a mail or fools a reader")
def test_names_and_files_are_clean(world, door):
    """No line break in what becomes a header, no turned-around file name."""
    case = world.shop.register(partner_name="Wang\r\nBcc: everybody@mail.example")
    broken = {"partner_name": "Wang\nBcc: all@mail.example", "name": "Fish\r\nX: y"}
    assert world.attack(door, "agent", "helpdesk.ticket", "write", [case], vals=broken)
    made = world.create(
        door,
        "agent",
        "ir.attachment",
        name="invoice\u202efdp.txt",
        raw="text",
        res_model="helpdesk.ticket",
        res_id=case,
    )
    assert made
    assert world.attack(
        door,
        "agent",
        "helpdesk.ticket",
        "message_post",
        [case],
        body="Look",
        attachments=[["photo\u202egpj.txt", "text"]],
    )
    [names] = world.server.query(
        "SELECT name, partner_name FROM helpdesk_ticket WHERE id = %s", case
    )
    assert not set("\r\n") & set("".join(names))
    files = world.server.query(
        "SELECT name FROM ir_attachment WHERE res_model = 'helpdesk.ticket' AND res_id = %s", case
    )
    assert len(files) >= 1
    assert not [name for (name,) in files if "\u202e" in name]


@proves("REC-3", "A story that begins like a formula is a text in every export, never a formula")
def test_an_export_holds_no_formula(world):
    """Workbook and CSV, as they are fetched by the web client."""
    evil = '=HYPERLINK("http://evil.example","Refund")'
    case = world.shop.register("exporter", name=evil, complaint_demand="@SUM(1+1)")
    session = world.session("exporter")
    page = session.get(f"{world.server.url}/odoo", timeout=TIMEOUT)
    csrf = page.text.partition('csrf_token: "')[2].partition('"')[0]
    request = {
        "model": "helpdesk.ticket",
        "ids": [case],
        "domain": [],
        "fields": [
            {"name": name, "label": name, "type": "char", "store": True}
            for name in ("name", "complaint_demand")
        ],
        "import_compat": False,
        "groupby": [],
        "context": {},
    }
    answers = {
        kind: session.post(
            f"{world.server.url}/web/export/{kind}",
            data={"data": json.dumps(request), "csrf_token": csrf},
            timeout=TIMEOUT,
        )
        for kind in ("xlsx", "csv")
    }
    with zipfile.ZipFile(io.BytesIO(answers["xlsx"].content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "HYPERLINK" in book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "'=HYPERLINK" in answers["csv"].text
    assert "'@SUM" in answers["csv"].text
