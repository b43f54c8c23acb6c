import io

from PyPDF2 import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools.pdf import make_pdf
from .common import ComplaintCommon
from .proves import proves


class PaperCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("zh_CN", "zh_TW"):
            cls.env["res.lang"]._activate_lang(code)
        cls.proposal = cls._propose(cls._investigated())
        cls.proposal.grounds = "The pack was past its date."
        cls._to_state(cls.proposal, "accepted")
        cls.ticket = cls.proposal.ticket_id
        cls.ticket.write(
            {
                "complaint_demand": "My money back",
                "complaint_finding_note": "The freezer of the counter had failed.",
            }
        )

    def _read(self, kind, records, user=None, lang=None):
        """Return the text of each page of a paper."""
        papers = self.env["complaint.paper"].with_user(user or self.agent)
        pdf = papers._print(kind, records.ids, lang)
        return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]

    def _assert_shown(self, page, *words):
        # Where a line breaks is the setter's affair.
        text = "".join(page.split())
        for word in words:
            self.assertIn("".join(word.split()), text)


@tagged("post_install", "-at_install")
class TestPaper(PaperCommon):
    @proves("INT-2", "The registration form is printed with all that was taken in")
    def test_registration(self):
        """Customer, contact, times, place, course of events, demand and purchase stand on it."""
        [page] = self._read("registration", self.ticket)
        self._assert_shown(
            page,
            "Customer complaint registration form",
            self.ticket.number,
            "Wang Xiaoming",
            "13800001234",
            "wang@shop.example",
            "Store A",
            "It smelled when I opened it.",
            "My money back",
            "Cod fillet",
            "Page 1 of 1",
            self.company.name,
        )

    @proves("QLT-5", "The registration form is at hand without a case too, to be written on")
    def test_empty(self):
        """An empty form has the questions and nobody's data."""
        [page] = self._read("registration", self.ticket.browse())
        self._assert_shown(page, "What the customer asks for", "Page 1 of 1")
        self.assertNotIn("Wang", page)

    @proves("REC-2", "The handling report has the whole case, several of them in one file")
    def test_report(self):
        """Each report of a file counts its own pages."""
        other = self._register(
            description="<p>%s</p>" % ("The queue was long and nobody came. " * 400)
        )
        pages = self._read("report", self.ticket | other)
        self._assert_shown(
            pages[0],
            "Complaint handling report",
            self.ticket.number,
            "Wang Xiaoming",
            "freezer of the counter",
            "2 x Cod fillet",
            "28.25",
        )
        first = [page for page in pages if self.ticket.number in page]
        rest = [page for page in pages if other.number in page]
        self.assertEqual(len(first) + len(rest), len(pages))
        self.assertGreater(len(rest), 2)
        for number, page in enumerate(rest, 1):
            self._assert_shown(page, f"Page {number} of {len(rest)}", "Complaint handling report")
        self._assert_shown(pages[0], f"Page 1 of {len(first)}")

    @proves("REC-2", "The report without personal data names nobody")
    @proves("REC-3", "A report that leaves the house has no name, address or number in it")
    def test_anonymous(self):
        """What was typed about a person stays out; the leading group's words are masked."""
        self.ticket.with_user(self.manager).write(
            {
                "complaint_cause": "Wang Xiaoming (wang@shop.example) was right, 138 0000 1234.",
                "complaint_effect": "He is content.",
                "complaint_lessons": f"{self.agent.name} checks the freezer daily.",
            }
        )
        page = "".join(self._read("report_anonymous", self.ticket, self.manager))
        self._assert_shown(page, "without personal data", "Store A", "Justified", "28.25", "***")
        self._assert_shown(page, "checks the freezer daily")
        for secret in ("Wang", "shop.example", "1380000", "smelled", "My money", self.agent.name):
            self.assertNotIn("".join(secret.split()), "".join(page.split()))

    @proves("QLT-5", "The proposal and the agreement are letters in the customer's language")
    def test_customer_language(self):
        """A Chinese customer of an English agent gets Chinese, set in a Chinese font."""
        self.customer.lang = "zh_CN"
        for kind in ("proposal", "agreement"):
            [page] = self._read(kind, self.proposal)
            self._assert_shown(page, "Wang Xiaoming", "28.25", "past its date")
        papers = self.env["complaint.paper"].with_user(self.agent)
        paper = papers._get_papers()["agreement"]
        self.assertIn(
            'lang="zh-CN"', papers._render_page(paper, self.proposal.with_env(papers.env))
        )
        pdf = PdfReader(io.BytesIO(papers._print("agreement", self.proposal.ids)))
        fonts = pdf.pages[0]["/Resources"]["/Font"]
        names = {fonts[name].get_object()["/BaseFont"] for name in fonts}
        self.assertTrue(any("NotoSansCJK" in name.replace("-", "") for name in names), names)
        self.customer.lang = "en_US"
        [page] = self._read("agreement", self.proposal)
        self._assert_shown(page, "Settlement agreement", "Accepted on")

    def test_chinese_text(self):
        """Chinese is readable text in the file, in both scripts, not a picture of it."""
        for lang, words in (
            ("zh_CN", "鱼发臭，要求退款并道歉。"),
            ("zh_TW", "魚發臭，要求退款並道歉。"),
        ):
            self.ticket.complaint_demand = words
            [page] = self._read("registration", self.ticket, lang=lang)
            self._assert_shown(page, words)

    @proves("QLT-5", "The request for a statement shows the question and nothing of the case")
    def test_statement(self):
        """The party gets the question, the time and a place to answer."""
        party = self.env["complaint.party"].create(
            {"ticket_id": self.ticket.id, "kind": "supplier", "name": "Fish Ltd"}
        )
        statement = self.env["complaint.statement"].create(
            {"party_id": party.id, "question": "When was it packed?"}
        )
        [page] = self._read("statement", statement)
        self._assert_shown(page, "Fish Ltd", "When was it packed?", "Page 1 of 1")
        for secret in ("Wang", "smelled", "28.25"):
            self.assertNotIn(secret, page)

    @proves("EXE-6", "The follow-up sheet has both questions, and the answer once it is given")
    def test_followup(self):
        """It can be filled in by hand, or shows what was said."""
        followup = self.env["complaint.followup"]._open(self.ticket).with_env(self.ticket.env)
        [page] = self._read("followup", followup)
        self._assert_shown(page, "Wang Xiaoming", "Very dissatisfied", "2 x Cod fillet")
        followup.action_answer("4", "5", "Well done.")
        [page] = self._read("followup", followup)
        self._assert_shown(page, "Well done.", self.agent.name)

    def test_store(self):
        """The sheet for the counter names the store."""
        [page] = self._read("store", self.store_a)
        self._assert_shown(page, "Store A", "Something wrong? Tell us.")

    @proves("REC-3", "Nobody prints what he may not read")
    def test_rights(self):
        """Not another store's, not a confidential one's, not one's own accusation, not by role."""
        followup = self.env["complaint.followup"]._open(self.ticket)
        for kind, records in (
            ("registration", self.ticket),
            ("report", self.ticket),
            ("report_anonymous", self.ticket),
            ("agreement", self.proposal),
            ("followup", followup),
        ):
            with self.assertRaises(AccessError):
                self._read(kind, records, self.agent_b)
            with self.assertRaises(AccessError):
                self._read(kind, records, self.accountant)
        mine = self._register(self.intake)
        self.assertTrue(self._read("registration", mine, self.intake))
        with self.assertRaisesRegex(AccessError, "Your role"):
            self._read("report", mine, self.intake)
        self.assertTrue(self._read("report", self.ticket, self.auditor))
        self.ticket.sudo().write({"complaint_is_confidential": True, "user_id": self.manager.id})
        with self.assertRaises(AccessError):
            self._read("registration", self.ticket, self.agent)
        # One that may not be read spoils the whole file.
        with self.assertRaises(AccessError):
            self._read("registration", mine.with_env(self.env) | self.ticket, self.agent)

    def test_bad_input(self):
        """No such form, nothing chosen, too much chosen, what is gone, or no complaint."""
        plain = self.env["helpdesk.ticket"].create({"name": "Printer", "description": "Jam"})
        for kind, ids, words in (
            ("nothing", self.ticket.ids, "no form nothing"),
            ("report", [], "Choose what"),
            ("report", [2**30], "Choose what"),
            ("report", list(range(1, 102)), "at most 100"),
            ("report", plain.ids, "Only complaints"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self.env["complaint.paper"]._print(kind, ids)

    @proves("REC-3", "A page typed by a customer reads no file and calls no address")
    def test_nothing_is_loaded(self):
        """Pictures, styles and links in typed text load nothing from disk or network."""
        evil = (
            '<html><head><link rel="stylesheet" href="file:///etc/passwd"></head><body>'
            '<img src="file:///etc/passwd"><img src="http://127.0.0.1:1/x.png">'
            '<style>@import url("http://127.0.0.1:1/x.css")</style>'
            '<a rel="attachment" href="file:///etc/hostname">x</a><p>Safe</p></body></html>'
        )
        with self.assertLogs("weasyprint", "WARNING") as logs:
            pdf = make_pdf([evil], "")
        self.assertTrue(all("disallowed protocol" in line for line in logs.output), logs.output)
        reader = PdfReader(io.BytesIO(pdf))
        self.assertIn("Safe", reader.pages[0].extract_text())
        self.assertNotIn("/EmbeddedFiles", str(reader.trailer["/Root"]))
        self.ticket.description = '<p><img src="/etc/passwd"/>&lt;img src="x"&gt;</p>'
        [page] = self._read("registration", self.ticket)
        self._assert_shown(page, '<img src="x">')


@tagged("post_install", "-at_install")
class TestPaperDownload(PaperCommon, HttpCase):
    @proves("REC-2", "The report is one click away, for whoever may read the case")
    def test_download(self):
        """The print menu opens the file; another store, a visitor and nonsense get none."""
        self.authenticate("rc_agent", "rc_agent")
        action = self.env.ref("retail_complaint.complaint_paper_action_handling_report")
        opened = action.with_user(self.agent).with_context(
            active_model="helpdesk.ticket", active_ids=self.ticket.ids, active_id=self.ticket.id
        )
        url = opened.run()["url"]
        page = self.url_open(url)
        self.assertEqual(page.headers["Content-Type"], "application/pdf")
        self.assertTrue(page.content.startswith(b"%PDF"))
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open("/complaint/form/report?ids=x").status_code, 404)
            self.authenticate("rc_agent_b", "rc_agent_b")
            self.assertEqual(self.url_open(url).status_code, 403)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(url).url)
