import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .proves import proves
from .rights_common import SECRET, RightsCommon, is_ours
from .secrets_common import find_readable

#: What the case holds beside its customer and product, whom the shop knows without it.
WORDS = (
    "title",
    "story",
    "demand",
    "tenant",
    "question",
    "measure",
    "evidence",
    "words",
    "grounds",
    "message",
    "activity",
)
#: Models of others that hold what belongs to a case.
THEIRS = (
    "helpdesk.ticket",
    "mail.message",
    "mail.activity",
    "mail.followers",
    "ir.attachment",
    "mail.tracking.value",
    "mail.notification",
    "rating.rating",
    "loyalty.history",
)
GROUPABLE = ("char", "many2one", "selection", "date", "datetime", "boolean", "integer")


@tagged("post_install", "-at_install")
class TestRightsDoors(RightsCommon, HttpCase):
    """What nobody shows them, outsiders do not find by the doors beside the form either."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.words = {word: f"{SECRET} {word}" for word in WORDS}
        for user in cls.outsiders.values():
            user.password = f"{user.login}-of-the-shop"

    def _models(self):
        for name, model in self.env.items():
            if model._abstract or model._transient:
                continue
            if is_ours(model._original_module) or name in THEIRS:
                yield name

    @proves("REC-3", "Whoever has no business with a case finds no word of it in any list")
    def test_fields(self):
        """Every field with words of every model that they read."""
        for _thing, _role, user in self._get_tries(["everything"] if self.is_long else range(3)):
            self.assertFalse(find_readable(user, self.words))
        # Who is in reach finds them all: the look above would see what leaks.
        insider = find_readable(self.agent_b, self.words)
        missing = {word for word in WORDS if not any(f"reads {word} in" in row for row in insider)}
        self.assertFalse(missing)

    def _leaks(self, answer):
        return [word for word, secret in self.words.items() if secret in answer]

    @proves("REC-3", "Neither counting nor sorting nor completing a name gives a case away")
    def test_searches(self):
        """Grouping by every field, completing names, naming ids, panels beside lists."""
        ways = [(model, *way) for model in self._models() for way in self._get_ways(model)]
        self.assertGreater(len(ways), 500)
        holes = []
        for (model, way, step), role, user in self._get_tries(ways):
            records = self.env[model].with_user(user).with_context(lang="en_US")
            try:
                answer = json.dumps(step(records), default=str)
            except (AccessError, UserError, ValueError):
                continue
            holes += [f"{role} {model} {way}: {word}" for word in self._leaks(answer)]
        self.assertFalse(holes)

    def _get_ways(self, model):
        """Yield (name, step) for each way to search a model that says something of its records."""
        ids = self.records.get(model, self.env[model]).ids
        if self.env[model]._rec_name or self.env[model]._rec_names_search:
            yield "name_search", lambda r: r.name_search(SECRET)
            yield "web_name_search", lambda r: r.web_name_search(SECRET, {"display_name": {}})
        yield "name", lambda r: r.browse(ids).read(["display_name"])
        for name, field in self.env[model]._fields.items():
            if field.type in GROUPABLE and field.store and not field.inherited:
                yield (
                    f"group by {name}",
                    lambda r, name=name: r.formatted_read_group([], [name], ["__count"]),
                )

    def test_counts(self):
        """A count over what is out of reach is a count of nothing."""
        for role, user in self.outsiders.items():
            if role == "portal":
                continue
            for model, records in self.records.items():
                rows = self.env[model].with_user(user)
                if rows.has_access("read"):
                    found = rows.search_count([("id", "in", records.ids)])
                    self.assertEqual(found, 0, f"{role} counts {model}")

    def test_followers(self):
        """Who follows a case is nobody's to know who does not see it; one's own rows are."""
        self.secret.sudo().message_subscribe(self.duty_b.partner_id.ids)
        rows = self.env["mail.followers"].search(
            [("res_model", "=", "helpdesk.ticket"), ("res_id", "=", self.secret.id)]
        )
        self.assertTrue(rows)
        for role in ("clerk", "intake", "agent", "duty", "manager"):
            seen = rows.with_user(self.outsiders[role]).search([("id", "in", rows.ids)])
            self.assertFalse(seen, role)
        self.assertTrue(rows.with_user(self.agent_b).search([("id", "in", rows.ids)]))
        contact = self.env["res.partner"].create({"name": "Somebody"})
        contact.message_subscribe(self.duty_b.partner_id.ids)
        self.assertTrue(contact.message_follower_ids.with_user(self.agent).partner_id)

    def _addresses(self):
        ticket = self.secret.sudo()
        for file in self.env["ir.attachment"].sudo().search([("name", "like", SECRET)]):
            yield f"/web/content/{file.id}"
            yield f"/web/content/{file.id}?download=true"
            yield f"/web/image/{file.id}"
        evidence = ticket.complaint_evidence_ids
        for field in ("file", "display_file", "image"):
            if field in evidence._fields:
                yield f"/web/content/complaint.evidence/{evidence.id}/{field}"
                yield f"/web/image/complaint.evidence/{evidence.id}/{field}"
        yield f"/my/ticket/{ticket.id}"
        yield f"/my/ticket/{ticket.id}?access_token=1"
        yield f"/mail/view?model=helpdesk.ticket&res_id={ticket.id}"
        yield f"/odoo/helpdesk.ticket/{ticket.id}"
        for kind in self.env["complaint.paper"]._get_papers():
            yield f"/complaint/paper/{kind}/{ticket.id}"

    @proves("REC-3", "No address opens a file, a page or a paper of a case to who may not see it")
    def test_addresses(self):
        """Files by number, images, pages of the portal, papers, with and without login."""
        shown = [("nobody", None), *self.outsiders.items()]
        for role, user in shown if self.is_long else shown[::3]:
            login = user and user.login
            self.authenticate(login, login and f"{login}-of-the-shop")
            for address in self._addresses():
                page = self.url_open(address, allow_redirects=True)
                self.assertNotIn(SECRET, page.text, f"{role} {address}")

    def test_threads(self):
        """The web client's own way to the messages of a record."""
        roles = list(self.outsiders.items())
        for role, user in roles if self.is_long else roles[::3]:
            self.authenticate(user.login, f"{user.login}-of-the-shop")
            thread = {"thread_model": "helpdesk.ticket", "thread_id": self.secret.id}
            fetch = ["mail.thread", dict(thread, request_list=["followers", "attachments"])]
            for address, params in (
                ("/mail/thread/messages", thread),
                ("/mail/data", {"fetch_params": [fetch]}),
                ("/mail/message/post", dict(thread, post_data={"body": "Forged"})),
            ):
                answer = self.url_open(
                    address,
                    data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
                    headers={"Content-Type": "application/json"},
                ).text
                self.assertFalse(self._leaks(answer), f"{role} {address}")
                self.assertNotIn("rc_agent_b", answer, f"{role} {address}")
        self.assertFalse(self.secret.message_ids.filtered(lambda m: "Forged" in m.body))


@tagged("post_install", "-at_install")
class TestLongRightsDoors(TestRightsDoors):
    is_long = True
    allow_inherited_tests_method = True
