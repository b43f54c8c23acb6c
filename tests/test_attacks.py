"""Reading and forging cases: the first four holes that were found, and like ones, tried again.

Each by the lowest role that got through then, over ``/json/2`` and over JSON-RPC, on a running
server. What counts is what the database says afterwards, and what came back.
"""

import pytest

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.attack import PROTOCOLS, SECRET, TABLES, TIMEOUT, World, words


@pytest.fixture(scope="module")
def world(server):
    """Return the world of the attacks."""
    return World(server)


@pytest.fixture(params=PROTOCOLS)
def door(request):
    """Return the programming interface by which it is tried."""
    return request.param


# 1 -------------------------------------------------------------------------------------------


@proves("REC-3", "No login rewrites a complaint by handing in a mail, as any login once could")
@pytest.mark.parametrize("role", ("customer", "clerk", "intake", "agent"))
def test_nobody_writes_a_case_by_handing_in_a_mail(world, door, role):
    """Values, nested commands and the task force: not a row of any case changes."""
    file = world.shop.new("ir.attachment", name="private.txt", raw="private")
    me = world.shop.users[role].id
    before = world.rows(*TABLES)
    forgeries = (
        {"name": "forged"},
        {"complaint_finding": "unjustified"},
        {"partner_id": world.shop.customer},
        {"message_ids": [[1, world.message, {"attachment_ids": [[1, file, {"public": True}]]}]]},
        {"complaint_task_force_ids": [[4, me]]},
        {"complaint_proposal_ids": [[0, 0, {"grounds": "forged"}]]},
    )
    for vals in forgeries:
        for arguments in ({"msg_dict": {}, "update_vals": vals}, {"msg_dict": vals}):
            for model in ("helpdesk.ticket", "mail.thread"):
                world.attack(door, role, model, "message_update", [world.case], **arguments)
        made = {**vals, "team_id": world.shop.team}
        world.attack(door, role, "helpdesk.ticket", "message_new", msg_dict={}, custom_values=made)
    assert world.rows(*TABLES) == before


@proves("REC-3", "Of a mail that a plain employee feeds in, no value beside it reaches a case")
def test_values_beside_a_mail_reach_no_case(world, door):
    """Odoo's own door for mails is open to staff; what comes with the mail is not taken."""
    marks = "complaint_finding, complaint_demand, user_id, name, partner_id, complaint_store_id"
    was = world.server.query(f"SELECT {marks} FROM helpdesk_ticket WHERE id = %s", world.case)  # noqa: S608 our own names
    forged = {
        "team_id": world.shop.team,
        "name": "forged",
        "complaint_demand": "forged",
        "complaint_finding": "unjustified",
        "user_id": world.shop.users["clerk"].id,
        "complaint_task_force_ids": [[4, world.shop.users["clerk"].id]],
        "message_ids": [[1, world.message, {"body": "forged"}]],
    }
    for case in (world.case, False):
        world.attack(
            door,
            "clerk",
            "mail.thread",
            "message_process",
            model="helpdesk.ticket",
            message=f"From: {door}@mail.example\nTo: x@shop.example\nSubject: Hi\n"
            f"Message-Id: <{door}-{case}@mail.example>\n\nHello",
            custom_values=forged,
            thread_id=case,
        )
    query = f"SELECT {marks} FROM helpdesk_ticket WHERE id = %s"  # noqa: S608 our own names
    assert world.server.query(query, world.case) == was
    assert not world.server.query(
        "SELECT 1 FROM helpdesk_ticket WHERE name = 'forged' OR complaint_demand = 'forged'"
        " OR user_id = %s",
        world.shop.users["clerk"].id,
    )
    assert SECRET in world.column("mail_message", "body", world.message)
    member = [("complaint_task_force_ids", "in", world.shop.users["clerk"].id)]
    assert not world.shop.admin.call("helpdesk.ticket", "search", domain=member)


# 2 and 3 -------------------------------------------------------------------------------------

DIALOGUES = (
    ("intake", "complaint.tell", "ticket_id", {"reply": "acknowledge"}),
    ("intake", "complaint.readback", "ticket_id", {}),
    ("intake", "complaint.purchase.finder", "ticket_id", {"query": SECRET}),
    ("intake", "complaint.handover.wizard", "ticket_id", {}),
    ("agent", "complaint.law.calculator", "ticket_id", {}),
    ("agent", "complaint.case.wizard", "ticket_id", {"step": "end", "reason": "x"}),
    ("agent", "complaint.compensation", "line_id", {"kind": "refund"}),
    ("clerk", "complaint.measure.result", "measure_id", {"result": "x"}),
    ("clerk", "complaint.statement.answer", "statement_id", {"answer": "x"}),
)


@proves("REC-3", "A dialogue opened on somebody else's case shows nothing of it, not even a name")
@pytest.mark.parametrize(("role", "model", "relation", "vals"), DIALOGUES)
def test_no_dialogue_reads_a_case_out_of_reach(world, door, role, model, relation, vals):
    """Shown, preset, created, imported: nothing comes back and nothing is kept."""
    victim = {
        "ticket_id": world.case,
        "line_id": world.line,
        "measure_id": world.measure,
        "statement_id": world.statement,
    }[relation]
    table = model.replace(".", "_")
    before = world.rows(table)
    named = {**vals, relation: victim}
    answers = [
        world.onchange(door, role, model, **named),
        world.attack(
            door,
            role,
            model,
            "default_get",
            fields=[relation, *vals],
            context={f"default_{relation}": victim},
        ),
        world.attack(door, role, model, "web_save", [], vals=named, specification={}),
        world.attack(door, role, model, "load", fields=[f"{relation}/.id"], data=[[str(victim)]]),
    ]
    created = world.create(door, role, model, **named)
    if created:
        answers.append(world.attack(door, role, model, "read", [created]))
    assert SECRET not in words(answers)
    assert world.rows(table) == before


# Found beside the list: what Odoo tells of whatever document is named to it ------------------


def partner_of(world, role):
    """Return the contact of somebody, to whom a message can be sent."""
    return world.column("res_users", "partner_id", world.shop.users[role].id)


@proves("REC-3", "Nobody learns the title of a case by writing themselves a message about it")
@pytest.mark.parametrize("role", ("customer", "clerk", "agent"))
def test_no_notification_tells_of_a_case(world, door, role):
    """Neither notified by number, nor as a message of one's own, nor as an answer to one."""
    tables = ("mail_message", "mail_mail", "mail_notification")
    before = world.rows(*tables)
    case = {"model": "helpdesk.ticket", "res_id": world.case}
    me = partner_of(world, role)
    vals = {**case, "body": "x", "message_type": "user_notification", "partner_ids": [[4, me]]}
    notice = {"body": "x", "partner_ids": [me]}
    assert not world.attack(door, role, "mail.thread", "message_notify", [], **case, **notice)
    assert not world.attack(door, role, "helpdesk.ticket", "message_notify", [world.case], **notice)
    assert not world.create(door, role, "mail.message", **vals)
    assert not world.create(door, role, "mail.message", **vals, parent_id=world.message)
    defaults = {f"default_{name}": value for name, value in vals.items()}
    assert not world.attack(door, role, "mail.message", "create", vals_list=[{}], context=defaults)
    assert world.rows(*tables) == before


@proves("REC-3", "No form of any kind, opened on somebody else's case, shows its title")
@pytest.mark.parametrize("model", ("mail.activity", "mail.message", "rating.rating"))
@pytest.mark.parametrize("role", ("customer", "clerk", "agent"))
def test_no_form_of_others_shows_a_case(world, door, role, model):
    """The document of an activity, a message, a rating: typed, or preset by the request."""
    kind = world.server.id_of("helpdesk_mgmt.model_helpdesk_ticket")
    pointing = {
        "model": "helpdesk.ticket",
        "res_model": "helpdesk.ticket",
        "res_model_id": kind,
        "res_id": world.case,
    }
    fields = world.shop.admin.call(model, "fields_get", attributes=["type"])
    values = {name: value for name, value in pointing.items() if name in fields}
    answers = [
        world.onchange(door, role, model, **values),
        world.onchange(door, role, model, context=values),
        world.onchange(door, role, model, context={"complaint_ticket_id": world.case}),
    ]
    assert SECRET not in words(answers)


@proves("REC-3", "What the customer wrote in a case nobody of the house rewrites or deletes")
@pytest.mark.parametrize("role", ("agent", "manager"))
def test_nobody_rewrites_what_a_customer_said(world, door, role):
    """By the message, by the case, by hiding it; who said it themselves corrects it."""
    shop = world.shop
    case = shop.register(partner_id=shop.customer)
    said = "SELECT t::text FROM mail_message t WHERE id = %s"
    own = world.attack(door, role, "helpdesk.ticket", "message_post", [case], body="Mine")
    own = own[0] if isinstance(own, list) else own
    mail = (
        f"From: wang@shop.example\nTo: x@shop.example\nMessage-Id: <said-{door}-{role}@x.example>\n"
        "Subject: Fish\n\nIt made my child ill."
    )
    process = {"model": "helpdesk.ticket", "message": mail, "thread_id": case}
    shop.admin.call("mail.thread", "message_process", **process)
    [(message,)] = world.server.query(
        "SELECT id FROM mail_message WHERE res_id = %s AND model = 'helpdesk.ticket'"
        " AND message_type = 'email'",
        case,
    )
    before = world.server.query(said, message)
    for vals in ({"body": "It was fine."}, {"is_internal": True}, {"message_type": "comment"}):
        assert not world.attack(door, role, "mail.message", "write", [message], vals=vals)
        nested = {"message_ids": [[1, message, vals]]}
        assert not world.attack(door, role, "helpdesk.ticket", "write", [case], vals=nested)
    for command in ([2, message], [3, message], [5]):
        nested = {"message_ids": [command]}
        world.attack(door, role, "helpdesk.ticket", "write", [case], vals=nested)
    assert not world.attack(door, role, "mail.message", "unlink", [message])
    assert world.server.query(said, message) == before
    if own:
        assert world.attack(door, role, "mail.message", "write", [own], vals={"body": "Mine!"})


@proves("REC-3", "The name of a file of a case is not found by pretending to have a copy of it")
@pytest.mark.parametrize("role", ("clerk", "agent"))
def test_no_file_is_copied_from_out_of_reach(world, door, role):
    """Nothing is made, and no form shows the name."""
    file = world.shop.new(
        "ir.attachment",
        world.shop.client("other"),
        name=f"{SECRET}.txt",
        raw="x",
        res_model="helpdesk.ticket",
        res_id=world.case,
    )
    before = world.rows("ir_attachment")
    shown = world.onchange(door, role, "ir.attachment", context={"original_id": file})
    assert SECRET not in words(shown)
    assert not world.create(door, role, "ir.attachment", name="x", raw="x", original_id=file)
    assert world.rows("ir_attachment") == before


# 4 -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def offered(world):
    """Return a case of store A with an offer that its customer was told of, and its codes."""
    proposal = world.settle.proposal_in("offered")
    case = world.column("complaint_proposal", "ticket_id", proposal)
    agent = world.shop.client("agent")
    call = {"act_type_xmlid": "mail.mail_activity_data_call", "summary": "Call"}
    agent.call("helpdesk.ticket", "activity_schedule", ids=[case], **call)
    codes = [
        *world.server.query("SELECT token FROM complaint_proposal WHERE id = %s", proposal),
        *world.server.query("SELECT access_token FROM helpdesk_ticket WHERE id = %s", case),
        *world.server.query(
            "SELECT access_token FROM rating_rating"
            " WHERE res_model = 'helpdesk.ticket' AND res_id = %s",
            case,
        ),
    ]
    return case, proposal, [code for (code,) in codes if code]


LETTERS = (
    "helpdesk.ticket",
    "complaint.proposal",
    "complaint.contact.log",
    "mail.message",
    "mail.activity",
    "mail.mail",
    "mail.notification",
    "mail.tracking.value",
    "rating.rating",
    "complaint.followup",
    "complaint.timeline",
)


@proves("REC-3", "Nobody in the house holds the link by which a customer accepts an offer")
@pytest.mark.parametrize("role", ("auditor", "agent", "manager"))
def test_no_customers_link_stands_where_staff_reads(world, door, offered, role):
    """All that may be read of all letters, notes, calls and logs; and no search guesses it."""
    case, proposal, codes = offered
    assert codes
    seen = 0
    for model in LETTERS:
        found = world.attack(door, role, model, "search_read", domain=[], limit=200)
        seen += len(found or ())
        for code in codes:
            assert code not in words(found), model
    assert seen > 10
    for model, name, record in (
        ("complaint.proposal", "token", proposal),
        ("helpdesk.ticket", "access_token", case),
    ):
        mine = [("id", "=", record), (name, "like", "%")]
        for method in ("search", "search_count"):
            assert not world.attack(door, role, model, method, domain=mine)
        grouped = world.attack(door, role, model, "formatted_read_group", domain=[], groupby=[name])
        assert not grouped
        assert not world.attack(door, role, model, "export_data", [record], fields_to_export=[name])


@proves("REC-3", "A page opened with an invented code is not the customer's own page")
def test_an_invented_code_opens_no_offer(world, offered):
    """The auditor reads the case; its page shows him no link by which to accept."""
    case, _proposal, codes = offered
    session = world.session("auditor")
    for query in ("", "?access_token=x", f"?access_token={'0' * 36}"):
        page = session.get(f"{world.server.url}/my/ticket/{case}{query}", timeout=TIMEOUT)
        assert page.ok
        assert "/complaint/offer/" not in page.text
        assert not [code for code in codes if code in page.text]
