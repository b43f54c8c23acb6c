"""Mails over a real SMTP connection, through Odoo's own gateway, and back."""

import re
import smtplib
import threading
from email.message import EmailMessage

import pytest

from odoo.addons.retail_complaint.tests.mail_corpus import ALIAS, SENDER, build
from odoo.addons.retail_complaint.tests.mail_corpus_odd import LETTERS, NO_LETTERS
from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness import mail as harness_mail
from tests.harness.shop import Shop

CUSTOMER = "li@customer.example"


@pytest.fixture(scope="module")
def shop(server):
    """Return a shop with an address for complaints."""
    shop = Shop(server)
    domain = shop.new("mail.alias.domain", name="shop.example")
    companies = shop.admin.call("res.company", "search", domain=[])
    shop.admin.call("res.company", "write", ids=companies, vals={"alias_domain_id": domain})
    team = {
        "alias_name": "service",
        "alias_domain_id": domain,
        "complaint_store_id": shop.stores["A"],
    }
    shop.admin.call("helpdesk.ticket.team", "write", ids=[shop.team], vals=team)
    shop.new("mail.gateway.allowed", email=SENDER)
    return shop


@pytest.fixture(scope="module")
def entrance(shop):
    """Return the shop's mail server, which hands all it gets to Odoo."""
    with harness_mail.serve(harness_mail.gateway(shop.server)) as entrance:
        yield entrance


@pytest.fixture(scope="module")
def outbox(shop):
    """Return the mails that Odoo sends out over SMTP, in the order of their sending."""
    sent = []
    with harness_mail.serve(sent.append) as exit_:
        shop.new(
            "ir.mail_server", name="Test", smtp_host="127.0.0.1", smtp_port=exit_.port, sequence=1
        )
        yield sent


def _cases(server):
    [(count,)] = server.query("SELECT count(*) FROM helpdesk_ticket WHERE is_complaint")
    return count


def _numbered(mail, number):
    """Give a mail that has none a Message-Id, as every mail server does."""
    if b"\nmessage-id:" in mail.raw.lower():
        return mail.raw
    return f"Message-ID: <corpus-{number}@mail.example>\r\n".encode() + mail.raw


@proves("INT-1", "Every mail of the corpus that a person wrote arrives over SMTP as one case")
def test_letters(server, shop, entrance):
    """Whatever its charset, parts and faults; none is refused and sent back."""
    refused, others = [], []
    for number, mail in enumerate(LETTERS):
        before = _cases(server)
        try:
            entrance.send(SENDER, ALIAS, _numbered(mail, number))
        except smtplib.SMTPDataError as error:
            refused.append((mail.name, error))
        if _cases(server) != before + 1:
            others.append(mail.name)
    assert (refused, others) == ([], [])
    owners = server.query(
        "SELECT DISTINCT user_id, complaint_store_id, team_id FROM helpdesk_ticket"
        " WHERE is_complaint"
    )
    assert [(store, team) for _owner, store, team in owners] == [(shop.stores["A"], shop.team)]
    [system] = server.query("SELECT id FROM res_users WHERE login = '__system__'")
    assert all(owner not in (None, *system) for owner, _store, _team in owners)


def test_no_letters(server, entrance):
    """What machines write makes no case, and is not sent back to them either."""
    before = _cases(server)
    for mail in NO_LETTERS:
        entrance.send("", ALIAS, mail.raw)
    assert _cases(server) == before


@proves(
    "RSP-2", "A customer's mail gets one acknowledgement over SMTP, and his answer finds the case"
)
def test_there_and_back(server, shop, entrance, outbox):
    """Number, process, date and link; no machine is asked to answer it."""
    entrance.send(CUSTOMER, ALIAS, build(b"Bad fish.", From=CUSTOMER, Message_Id="<a1@c>"))
    for _time in range(2):
        server.run_cron("retail_complaint.ir_cron_escalate")
        server.run_cron("mail.ir_cron_mail_scheduler_action")
    [envelope] = [envelope for envelope in outbox if CUSTOMER in envelope.recipients]
    told = envelope.message
    assert told["Auto-Submitted"] == "auto-generated"
    assert ALIAS in told["Reply-To"]
    [(case, number)] = server.query(
        "SELECT id, number FROM helpdesk_ticket WHERE email_normalized = %s", CUSTOMER
    )
    text = told.get_body(("html",)).get_content()
    for words in (number, "What happens now", "We expect to be done by"):
        assert words in text
    assert re.search(r"Where it stands[^<]*<a\s[^>]*href=\"http", text)
    reply = EmailMessage()
    reply["From"], reply["To"], reply["Subject"] = (
        CUSTOMER,
        told["Reply-To"],
        f"Re: {told['Subject']}",
    )
    reply["In-Reply-To"], reply["Message-ID"] = told["Message-ID"], "<a2@c>"
    reply.set_content("小票还在。")
    before = _cases(server)
    entrance.send(CUSTOMER, ALIAS, reply.as_bytes())
    assert _cases(server) == before
    [(kept,)] = server.query(
        "SELECT body FROM mail_message WHERE model = 'helpdesk.ticket' AND res_id = %s"
        " AND message_id = '<a2@c>'",
        case,
    )
    assert "小票还在" in kept


@proves("INT-8", "A mail that two servers deliver at the same time is one case")
def test_at_the_same_time(server, entrance):
    """Of six deliveries at once of one mail one makes the case, and none is sent back."""
    raw = build(b"x", From=CUSTOMER, Message_Id="<twice@c>")
    before, failures = _cases(server), []
    start = threading.Barrier(6)

    def send():
        start.wait()
        try:
            entrance.send(CUSTOMER, ALIAS, raw)
        except smtplib.SMTPException as error:
            failures.append(error)

    threads = [threading.Thread(target=send) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert _cases(server) == before + 1


def test_no_such_address(server, entrance):
    """A mail to an address that nobody has is refused while its sender still listens."""
    with (
        server.expect_logged("Exception during request handling"),
        pytest.raises(smtplib.SMTPDataError, match="Create an appropriate mail.alias"),
    ):
        entrance.send(CUSTOMER, "nobody@shop.example", build(b"x", To="nobody@shop.example"))
