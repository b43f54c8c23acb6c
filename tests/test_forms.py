"""The forms in PDF as files, from a running server; they are kept under build/forms."""

import io
import re

import pytest
from PyPDF2 import PdfReader

from odoo.addons.retail_complaint.tests.proves import proves

from dev.paths import BUILD
from tests.harness.shop import Shop

FORMS = BUILD / "forms"
#: On each page of each form: its title in English, and what was typed, in whatever language.
SHOWN = {
    "registration": ("Customer complaint registration form", "退款，并请检查冷柜"),
    "report": ("Complaint handling report", "王小明"),
    "report_anonymous": ("without personal data", "28.25"),
    "proposal": ("Proposal on your complaint", "《消费者权益保护法》第二十四条"),
    "agreement": ("Settlement agreement", "《消费者权益保护法》第二十四条"),
    "statement": ("Request for a statement", "海丰水产有限公司"),
    "followup": ("Customer follow-up sheet", "货架上的价签是小包装的"),
    "store": ("Complaints and suggestions", "Store A"),
}
LANGUAGES = ("en_US", "zh_CN", "zh_TW")
#: At the foot: the page and how many there are, in whatever words.
NUMBERED = re.compile(r"(\d+)\D+(\d+)\D*$")


@pytest.fixture(scope="module")
def shop(server):
    return Shop(server)


@pytest.fixture(scope="module")
def records(shop):
    """A case with a proposal, a question to a supplier and a follow-up: ids by form."""
    agent = shop.client("agent")
    sale = shop.sell()
    ticket = shop.register(
        partner_id=shop.customer,
        complaint_reply_channel="phone",
        complaint_phone="13800001234",
        name="鳕鱼有异味",
        description="<p>上周五在收银台旁边的冷柜买的鳕鱼，回家打开就有臭味。</p>" * 3,
        complaint_demand="退款，并请检查冷柜（同一批还有很多）。",
    )
    line = {"ticket_id": ticket, "sale_line_id": sale.line, "quantity": 2}
    shop.new("complaint.line", agent, **line)
    finding = {
        "complaint_finding": "justified",
        "complaint_finding_basis": "law",
        "complaint_finding_note": "冷柜前一晚停机六小时，同批次全部下架。",
    }
    agent.call("helpdesk.ticket", "write", ids=[ticket], vals=finding)
    agent.call("helpdesk.ticket", "action_complaint_advance", ids=[ticket], phase="proposal")
    [bought] = agent.call("complaint.line", "search", domain=[("ticket_id", "=", ticket)])
    proposal = shop.new(
        "complaint.proposal",
        agent,
        ticket_id=ticket,
        grounds="《消费者权益保护法》第二十四条：商品不符合质量要求的，可以退货。",
        compensation_ids=[(0, 0, {"line_id": bought}), (0, 0, {"kind": "apology"})],
    )
    agent.call("complaint.proposal", "action_submit", ids=[proposal])
    shop.client("manager").call("complaint.proposal", "action_approve", ids=[proposal])
    agent.call("complaint.proposal", "action_offer", ids=[proposal])
    party = shop.new(
        "complaint.party", agent, ticket_id=ticket, kind="supplier", name="海丰水产有限公司"
    )
    question = "三月一日送来的鳕鱼是什么时候包装的？运输途中的温度是多少？"
    statement = shop.new("complaint.statement", agent, party_id=party, question=question)
    explained = shop.register(partner_id=shop.customer, name="价签看错")
    misread = {
        "complaint_finding": "misunderstanding",
        "complaint_finding_basis": "store_rule",
        "complaint_finding_note": "货架上的价签是小包装的，已向顾客解释。",
    }
    agent.call("helpdesk.ticket", "write", ids=[explained], vals=misread)
    told = {"ticket_id": explained, "purpose": "result", "words": "已电话解释。"}
    shop.new("complaint.contact.log", agent, **told)
    agent.call("helpdesk.ticket", "action_complaint_advance", ids=[explained], phase="followup")
    [followup] = agent.call("complaint.followup", "search", domain=[("ticket_id", "=", explained)])
    return {
        "registration": [ticket],
        "report": [ticket, explained],
        "report_anonymous": [ticket],
        "proposal": [proposal],
        "agreement": [proposal],
        "statement": [statement],
        "followup": [followup],
        "store": [shop.stores["A"]],
    }


@proves("REC-2", "Every form is one file in the reader's language, pages numbered, Chinese as text")
def test_forms(server, browse, shop, records):
    """Eight forms in three languages, downloaded as an agent does it."""
    session = browse(server)
    page = session.login(shop.users["agent"], "/odoo/my-complaints")
    FORMS.mkdir(parents=True, exist_ok=True)
    for kind, ids in records.items():
        for lang in LANGUAGES:
            ids_text = ",".join(map(str, ids))
            answer = page.request.get(f"/complaint/form/{kind}?ids={ids_text}&lang={lang}")
            assert answer.ok, answer.text()
            (FORMS / f"{kind}-{lang}.pdf").write_bytes(answer.body())
            pages = PdfReader(io.BytesIO(answer.body())).pages
            texts = ["".join(sheet.extract_text().split()) for sheet in pages]
            title, typed = ("".join(words.split()) for words in SHOWN[kind])
            assert typed in texts[0], (kind, lang, texts)
            assert lang != "en_US" or all(title in text for text in texts), (kind, texts)
            numbers = [tuple(map(int, NUMBERED.search(text).groups())) for text in texts]
            assert [page for page, _count in numbers if page == 1] == [1] * len(ids), numbers
            assert all(page <= count for page, count in numbers), numbers
