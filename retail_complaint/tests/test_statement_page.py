import io
from datetime import timedelta

from odoo import fields, http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .proves import proves
from .test_investigation import InvestigationCommon


@tagged("post_install", "-at_install")
class TestStatementPage(InvestigationCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.party = cls._party()
        cls.statement = cls._ask(cls.party)
        for lang in ("en_US", "zh_CN"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.agent.tz = "Asia/Shanghai"
        cls.path = f"/complaint/statement/{cls.statement.token}"

    def _visit(self, browser="en-US"):
        """Come as a visitor without an account, with a browser in this language."""
        self.authenticate(None, None)
        self.opener.headers["Accept-Language"] = browser

    def _post(self, answer, files=(), path=None):
        data = {"answer": answer, "csrf_token": http.Request.csrf_token(self)}
        return self.url_open(f"{path or self.path}/answer", data=data, files=files or None)

    @proves("REC-3", "A merchant sees the question he is asked and nothing else of the case")
    @proves("ORG-7", "A tenant merchant answers by a link, and his answer is evidence")
    def test_question_and_answer(self):
        """The page shows the question; the answer and a photo are taken on file, once."""
        self._visit()
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("What happened at noon?", page.text)
        for secret in (
            self.ticket.number,
            self.ticket.name,
            self.customer.name,
            "smelled",
            self.agent.name,
            self.party.name,
        ):
            self.assertNotIn(secret, page.text)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        files = [("files", ("menu.txt", io.BytesIO(b"Noodles 12"), "text/plain"))]
        answer = self._post("It was full.\n<script>alert(1)</script>", files)
        self.assertIn("Thank you", answer.text)
        self.assertEqual(self.statement.state, "answered")
        words, menu = self.statement.evidence_ids.sorted("id")
        self.assertEqual((words.kind, words.state), ("merchant_statement", "accepted"))
        self.assertIn("It was full.", words.text)
        self.assertEqual((menu.mimetype, menu.state), ("text/plain", "accepted"))
        self.assertEqual(words.collected_by_id, self.agent)
        self.assertNotIn("<script", "".join(self.ticket.message_ids.mapped("body")))
        self.assertEqual(self._post("Once more").status_code, 404)
        self.assertEqual(self.url_open(self.path).status_code, 404)

    def test_time_of_whoever_asks(self):
        """The deadline is shown in the time zone of the house, not of the server."""
        self._visit()
        self.statement.due_at = fields.Datetime.now().replace(hour=3, minute=17) + timedelta(days=2)
        self.assertIn("11:17", self.url_open(self.path).text)

    def test_language_of_the_browser(self):
        """The page speaks the language of the party's telephone, where it is installed."""
        for browser in ("zh-CN", "en-US"):
            self._visit(browser)
            self.assertIn(f'lang="{browser}"', self.url_open(self.path).text)

    def test_every_closed_link_is_the_same(self):
        """A wrong, cancelled, expired and employee's link are not told apart."""
        self._visit()
        cancelled, expired = self._ask(self.party), self._ask(self.party)
        cancelled.action_cancel()
        expired._as_server().write({"due_at": fields.Datetime.now() + timedelta(seconds=1)})
        self.env.flush_all()
        self.cr.execute(
            "UPDATE complaint_statement SET due_at = due_at - interval '1 hour' WHERE id = %s",
            [expired.id],
        )
        inside = self._ask(self._party(kind="employee", user_id=self.cook.id))
        closed = cancelled | expired | inside
        tokens = ["wrong", self.statement.token[:-1], *closed.mapped("token")]
        pages = {self.url_open(f"/complaint/statement/{token}").text for token in tokens}
        self.assertEqual(len(pages), 1)
        for token in tokens:
            path = f"/complaint/statement/{token}"
            self.assertEqual(self._post("x", path=path).status_code, 404)
        self.assertEqual(set(closed.mapped("answer")), {False})

    def test_bad_answers(self):
        """An empty answer and a renamed program are refused on the page, and nothing is kept."""
        self._visit()
        self.assertIn("Write your answer", self._post("  ").text)
        files = [("files", ("photo.jpg", io.BytesIO(b"MZ" + bytes(90)), "image/jpeg"))]
        page = self._post("See the photo", files)
        self.assertEqual(page.status_code, 400)
        self.assertIn("no picture, film, sound", page.text)
        self.assertIn("See the photo", page.text)
        self.assertEqual(self.statement.state, "asked")
        self.assertFalse(self.ticket.complaint_evidence_ids)
        many = [("files", (f"{i}.txt", io.BytesIO(b"x"), "text/plain")) for i in range(6)]
        self.assertIn("at most 5", self._post("x", many).text)

    def test_long_answer(self):
        """An answer is taken whole, or refused: never cut; a line break is one character."""
        self._visit()
        self.assertIn("at most 20000", self._post("x" * 20001).text)
        self.assertEqual(self.statement.state, "asked")
        answer = "x\r\n" * 10000
        self._post(answer)
        self.assertEqual(len(self.statement.answer), 20000)

    @mute_logger("odoo.http")
    def test_csrf(self):
        """An answer needs the page's own token."""
        self._visit()
        response = self.url_open(f"{self.path}/answer", data={"answer": "forged"})
        self.assertEqual(response.status_code, 400)
        self.assertEqual(self.statement.state, "asked")
