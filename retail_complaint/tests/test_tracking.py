import base64
import re

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.web_form import new_code
from .mail_corpus import PNG
from .proves import proves
from .web_common import WebCommon


@tagged("post_install", "-at_install")
class TestTracking(WebCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._register(partner_id=False, partner_name="Wang", complaint_phone="1")
        cls.track = f"/complaint/track/{cls.ticket.sudo().complaint_tracking_code}"

    def _say(self, words="", photos=(), form=None, **more):
        data = {
            "words": words,
            "form": form or self._open(self.track),
            "csrf_token": http.Request.csrf_token(self),
            **more,
        }
        files = [("photos", ("p.jpg", one, "image/jpeg")) for one in photos]
        return self.url_open(f"{self.track}/say", data=data, files=files or None)

    @proves("INT-9", "By his code the customer sees state, date and what he was told; no account")
    def test_page(self):
        """Plain words, and nothing that is the house's own."""
        self._tell(self.ticket, "progress", words="We ask the supplier.")
        self._tell(self.ticket, "progress", words="Nobody answered.", is_delivered=False)
        for body, subtype in (("Please send a photo.", "comment"), ("The cashier is new.", "note")):
            self.ticket.message_post(
                body=body, message_type="comment", subtype_xmlid=f"mail.mt_{subtype}"
            )
        page = self.url_open(self.track)
        for shown in (
            self.ticket.number,
            "Somebody takes care of it",
            "Expected by",
            "It smelled when I opened it.",
            "We ask the supplier.",
            "Please send a photo.",
        ):
            self.assertIn(shown, page.text)
        for hidden in ("Nobody answered", "cashier is new", self.agent.name, "Thank you"):
            self.assertNotIn(hidden, page.text)
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["X-Robots-Tag"], "noindex, nofollow")

    @proves("INT-9", "On his page the customer writes back, with photos, and waiting ends")
    def test_message(self):
        """Their words are on file as theirs, reach the owner, and are taken once."""
        self.ticket.action_complaint_pause("customer")
        form = self._open(self.track)
        page = self._say("Here it is <b>now</b>", [self._photo()], form)
        self.assertEqual(page.status_code, 200)
        self._say("Here it is <b>now</b>", [self._photo()], form)
        message = self.ticket.message_ids.filtered(lambda m: "Here it is" in m.body)
        self.assertEqual(len(message), 1)
        self.assertIn("&lt;b&gt;", message.body)
        self.assertFalse(message.author_id)
        self.assertIn("Wang", message.email_from)
        self.assertIn(self.agent.partner_id, message.notified_partner_ids)
        self.assertFalse(self.ticket.complaint_pause_reason)
        self.assertEqual(len(self.ticket.complaint_evidence_ids), 1)
        self.assertIn("Here it is", page.text)
        self.assertIn("/photo/", page.text)

    @proves("INT-9", "What staff sends along with its words, the customer finds on his page")
    def test_files(self):
        """To download only; notes among colleagues, evidence and other cases keep theirs."""
        subtypes = {"comment": "offer.html", "note": "inside.txt"}
        files = {}
        for subtype, name in subtypes.items():
            message = self.ticket.message_post(
                body="See the file.",
                message_type="comment",
                subtype_xmlid=f"mail.mt_{subtype}",
                attachments=[(name, b"<script>1</script>")],
            )
            files[subtype] = message.attachment_ids
        evidence = self.ticket.env["complaint.evidence"].create(
            {
                "ticket_id": self.ticket.id,
                "name": "Receipt",
                "file": base64.b64encode(PNG),
                "file_name": "r.png",
            }
        )
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", evidence._name), ("res_id", "=", evidence.id)], limit=1
        )
        page = self.url_open(self.track)
        self.assertIn("offer.html", page.text)
        self.assertNotIn("inside.txt", page.text)
        answer = self.url_open(f"{self.track}/file/{files['comment'].id}")
        self.assertEqual(answer.content, b"<script>1</script>")
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        other = self._register().sudo().complaint_tracking_code
        with mute_logger("odoo.http"):
            for path in (
                f"{self.track}/file/{files['note'].id}",
                f"{self.track}/file/{kept.id}",
                f"/complaint/track/{other}/file/{files['comment'].id}",
            ):
                self.assertEqual(self.url_open(path).status_code, 404)

    def test_photo_that_cannot_be_drawn(self):
        """A telephone's own kind of photo is kept as it came, and named where others are shown."""
        heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)
        self._say("Here it is.", [heic])
        evidence = self.ticket.complaint_evidence_ids
        self.assertEqual(base64.b64decode(evidence.sudo().file), heic)
        page = self.url_open(self.track).text
        self.assertIn(f"{evidence.name}: we have it, but", page)
        self.assertNotIn("/photo/", page)

    def test_no_message(self):
        """An empty message, one without the page's tokens and a robot's flood leave nothing."""
        with mute_logger("odoo.http"):
            before = len(self.ticket.message_ids)
            self.assertIn("what you want to tell us", self._say(" ").text)
            self._say("forged", form="x")
            answer = self.url_open(f"{self.track}/say", data={"words": "forged"})
            self.assertEqual(answer.status_code, 400)
            self.env["ir.config_parameter"].set_param("retail_complaint.web_max_per_hour", "1")
            page = self._say("flood")
            self.assertEqual(page.status_code, 429)
            self.assertIn("flood", page.text)
        self.assertEqual(len(self.ticket.message_ids), before)

    @proves("SOL-5", "The page of the case leads to the offer that stands, and to no other")
    def test_offer(self):
        """From the page to the offer, accepted there; a draft is never shown."""
        ticket = self._investigated()
        track = f"/complaint/track/{ticket.sudo().complaint_tracking_code}"
        proposal = self._propose(ticket)
        self.assertNotIn('href="/complaint/offer/', self.url_open(track).text)
        self._to_state(proposal, "offered")
        offer = f"/complaint/offer/{proposal.sudo().token}"
        self.assertIn(f'href="{offer}', self.url_open(track).text)
        data = {"answer": "accept", "csrf_token": http.Request.csrf_token(self)}
        self.url_open(f"{offer}/answer", data=data)
        self.assertEqual(proposal.state, "accepted")
        page = self.url_open(track).text
        self.assertNotIn(f'href="{offer}', page)
        self.assertIn("carrying out what we agreed on", page)

    @proves("EXE-6", "At the end the customer says himself, once, whether he is satisfied")
    def test_rating(self):
        """Asked when the case is done; a second answer changes nothing."""
        self.assertNotIn("Are you satisfied", self.url_open(self.track).text)
        self._say("Early", rate="1", is_rating="1")
        self.assertFalse(self.ticket.complaint_satisfaction)
        self.ticket.write(
            {"complaint_finding": "misunderstanding", "complaint_finding_basis": "law"}
        )
        self._tell(self.ticket)
        self.ticket.action_complaint_advance("followup")
        self.assertIn("Are you satisfied", self.url_open(self.track).text)
        with mute_logger("odoo.http"):
            self.assertEqual(self._say(rate="0", is_rating="1").status_code, 400)
        page = self._say("Faster, please", rate="4", is_rating="1")
        self.assertIn("Thank you for telling us", page.text)
        self._say("No!", rate="1", is_rating="1")
        self.assertEqual(self.ticket.complaint_satisfaction, "4")
        self.assertEqual(self.ticket.complaint_followup_note, "Faster, please")

    @proves("INT-9", "Cases are not to be found by trying codes")
    @mute_logger("odoo.http")
    def test_no_enumeration(self):
        """A wrong code, a number and an archived case look alike; after some tries all do."""
        gone = self._register()
        gone._end("withdrawn", "Found the receipt.")
        gone.sudo().active = False
        code = self.ticket.sudo().complaint_tracking_code
        wrong = [
            new_code(),
            gone.sudo().complaint_tracking_code,
            self.ticket.number,
            "%",
            code[:-1],
        ]
        pages = {self.url_open(f"/complaint/track/{one}").text for one in wrong}
        self.assertEqual(len(pages), 1)
        typed = code.lower().replace("-", " ").replace("1", "l").replace("0", "o")
        page = self.url_open("/complaint/track?code=" + typed)
        self.assertTrue(page.url.endswith(self.track))
        self.assertIn(self.ticket.number, page.text)
        self.env["ir.config_parameter"].set_param("retail_complaint.web_max_per_hour", "1")
        # This browser has opened the case before, whatever others try from its address.
        self.assertIn(self.ticket.number, self.url_open(self.track).text)
        self.opener.cookies.clear()
        pages = {
            re.sub(r"\d+ minute", "1 minute", self.url_open(f"/complaint/track/{one}").text)
            for one in (new_code(), code, gone.sudo().complaint_tracking_code)
        }
        self.assertEqual(len(pages), 1)
        self.assertIn("Please send it again in", pages.pop())

    def test_code_is_the_customers(self):
        """Nobody of the house sets the code, and each case has its own."""
        ticket = self._register(self.intake)
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent).complaint_tracking_code = "mine"
        with self.assertRaises(AccessError):
            self._register(complaint_tracking_code="mine")
        ordinary = self.env["helpdesk.ticket"].create({"name": "x", "description": "x"})
        self.assertIn("/my/ticket/", ordinary._get_tracking_url())
        self.assertNotIn("access_token", ordinary._get_tracking_url())
        self.assertNotEqual(
            ticket.copy().sudo().complaint_tracking_code, ticket.sudo().complaint_tracking_code
        )
