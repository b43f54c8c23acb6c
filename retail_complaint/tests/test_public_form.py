import base64
import io

from PIL import Image
from PyPDF2 import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .proves import proves
from .web_common import GPS, STORY, WebCommon


@tagged("post_install", "-at_install")
class TestPublicForm(WebCommon):
    @proves("INT-9", "The code on the counter opens a form; what is sent there is a case at once")
    def test_form_makes_a_case(self):
        """Store, words, contact and receipt number are on the case; the code of it is shown."""
        ticket, page = self._take(
            email="Wang@Shop.example", receipt="S00012", demand="My money back", area=self.area.id
        )
        self.assertEqual(ticket.complaint_store_id, self.store_a)
        self.assertEqual(ticket.complaint_area_id, self.area)
        self.assertEqual(ticket.company_id, self.company)
        self.assertEqual(ticket.complaint_phase, "intake")
        self.assertEqual(ticket.name, STORY.splitlines()[0])
        self.assertIn("threw it away", ticket.description)
        self.assertEqual(ticket.partner_name, "Wang")
        self.assertEqual(ticket.partner_email, "wang@shop.example")
        self.assertEqual(ticket.complaint_phone, "13800001234")
        self.assertEqual(ticket.complaint_receipt_number, "S00012")
        self.assertEqual(ticket.complaint_demand, "My money back")
        self.assertEqual(
            ticket.channel_id, self.env.ref("retail_complaint.helpdesk_ticket_channel_qr")
        )
        self.assertTrue(ticket.complaint_clock_ids)
        self.assertTrue(ticket._is_told("acknowledge"))
        words = ticket.complaint_contact_log_ids.words
        self.assertNotIn(ticket.complaint_tracking_code, words)
        for shown in ("Thank you", ticket.number, ticket.complaint_tracking_code):
            self.assertIn(shown, page.text)

    @proves("INT-9", "Nobody learns at the form whether a person or a receipt is known to us")
    def test_nothing_is_looked_up(self):
        """A known telephone and a real order give the same page and link nothing by themselves."""
        order = self._sell().order_id
        pages = []
        for receipt, phone in ((order.name, self.customer.phone), ("no such", "13911112222")):
            ticket, page = self._take(receipt=receipt, phone=phone)
            self.assertFalse(ticket.partner_id)
            self.assertFalse(ticket.complaint_line_ids)
            page = page.text.replace(ticket.number, "").replace(ticket.complaint_tracking_code, "")
            self.assertNotIn(self.customer.name, page)
            self.assertNotIn(order.name, page)
            pages.append(len(page.split()))
        self.assertEqual(*pages)

    @proves("INT-5", "Staff find the purchase of a web form by the number that the customer gave")
    def test_receipt_is_verified_by_staff(self):
        """The search opens with the number, and shows the order where it is real."""
        line = self._sell()
        ticket, _page = self._take(receipt=line.order_id.name)
        action = ticket.with_user(self.agent).action_complaint_find_purchase()
        finder = self.env["complaint.purchase.finder"].browse(action["res_id"])
        self.assertIn(line, finder.line_ids.sale_line_id)

    @proves("INT-3", "Who wants to stay anonymous does, and loses nothing but the call")
    def test_anonymous(self):
        """Nothing that names them is kept, whatever stands in the fields."""
        ticket, page = self._take(is_anonymous="1", email="wang@shop.example")
        self.assertTrue(ticket.complaint_is_anonymous)
        self.assertFalse(ticket.partner_id or ticket.partner_name or ticket.partner_email)
        self.assertFalse(ticket.complaint_phone)
        self.assertIn(ticket.complaint_tracking_code, page.text)

    @proves("INT-9", "The form speaks the language of the telephone, and another one on request")
    def test_languages(self):
        """Browser first, then the choice of the visitor, which is kept."""
        for browser, lang in (("zh-CN", "zh-CN"), ("zh-HK", "zh-TW"), ("en-GB", "en-US")):
            self._visit(browser)
            self.assertIn(f'lang="{lang}"', self.url_open(self.path).text[:200])
        self.assertIn('lang="zh-CN"', self.url_open(f"{self.path}?lang=zh_CN").text[:200])
        self.assertIn('lang="zh-CN"', self.url_open(self.path).text[:200])
        self.assertIn('hreflang="zh-TW"', self.url_open(self.path).text)
        self.assertIn('lang="zh-CN"', self.url_open(f"{self.path}?lang=xx_XX").text[:200])

    @proves(
        "QLT-5", "Who used the form in Chinese is answered in Chinese, whoever he turns out to be"
    )
    def test_answered_in_the_same_language(self):
        """Letters and calls follow the page on which they wrote, not the contact found later."""
        self._visit("zh-HK")
        ticket, _page = self._take(email="wang@shop.example")
        self.customer.lang = "en_US"
        ticket.partner_id = self.customer
        self.assertEqual(ticket.complaint_lang, "zh_TW")
        template = ticket._get_reply_template("acknowledge")
        self.assertRegex(ticket._get_reply_text(template), "[\u4e00-\u9fff]")
        ticket.complaint_lang = False
        self.assertNotRegex(ticket._get_reply_text(template), "[\u4e00-\u9fff]")

    @proves("INT-9", "A form that is sent twice (double click, reload, retry) makes one case")
    def test_sent_twice(self):
        """The second time shows the case of the first; a new form makes a new case."""
        token = self._open()
        ticket, page = self._take(form=token)
        again = self._send(form=token, story="Something else")
        self.assertEqual(again.url, page.url)
        self.assertNotIn("Something else", self._cases().mapped("name"))
        self.assertNotEqual(self._take()[0], ticket)

    @proves("CLS-5", "Somebody hurt, said on the form, makes it a case of the top severity")
    def test_hurt(self):
        """The flag is raised without any agent."""
        ticket, _page = self._take(is_hurt="1")
        self.assertTrue(ticket.complaint_is_safety)
        self.assertEqual(
            ticket.complaint_severity_id, ticket.complaint_severity_id._get_top(self.company)
        )

    @mute_logger("odoo.http")
    def test_bad_input(self):
        """What is missing or wrong is said on the page with what was typed; nothing is kept."""
        for told, words in (
            ({"story": " \n"}, "what happened"),
            ({"phone": "", "email": ""}, "stay anonymous"),
            ({"phone": "<script>"}, "no telephone number"),
            ({"email": "wang"}, "no e-mail address"),
            ({"form": "forged"}, "open for too long"),
            ({"form": ""}, "open for too long"),
            ({"form": "Zm9yZ2VkIQ"}, "open for too long"),
        ):
            page = self._send(demand="My 28.25 back", **told)
            self.assertEqual(page.status_code, 400)
            self.assertIn(words, page.text)
            self.assertIn("My 28.25 back", page.text)
            self.assertNotIn("<script>", page.text.replace("<script\n", ""))
        self.assertFalse(self._cases())
        self.assertEqual(self._send(area="-1 OR 1", story="x" * 9000).status_code, 200)
        self.assertFalse(self._cases().complaint_area_id)

    @proves("INT-9", "Robots, forged requests and old codes make no case")
    @mute_logger("odoo.http")
    def test_forged(self):
        """Honeypot, cross-site form, the form of another place, a code that was replaced."""
        page = self._send(website="https://spam.example")
        self.assertIn("Thank you", page.text)
        answer = self.url_open(f"{self.path}/send", data={"story": STORY, "form": self._open()})
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.url_open(f"{self.path}/send?story=x").status_code, 405)
        self.store_b.action_renew_qr()
        other = self._open(f"/complaint/new/{self.store_b.token}")
        self.assertEqual(self._send(form=other).status_code, 400)
        token = self._open()
        self.store_a.action_renew_qr()
        self.assertEqual(self._send(form=token).status_code, 404)
        closed = {self.url_open(path).text for path in (self.path, "/complaint/new/x")}
        self.assertEqual(len(closed), 1)
        self.assertFalse(self._cases())

    def test_cost(self):
        """A case by the form costs no more statements for the cases that are there."""
        self._cost_of_a_case()  # what is read once is in the caches now
        first = self._cost_of_a_case()
        for _number in range(8):
            self._cost_of_a_case()
        self.assertLessEqual(self._cost_of_a_case(), first)

    def test_cost_of_photos(self):
        """Each further photo costs the same: it is stored and sealed by itself."""
        costs = [self._cost_of_a_case(photos) for photos in (1, 1, 2, 4)][1:]
        self.assertLessEqual(costs[2] - costs[1], 2 * (costs[1] - costs[0]))

    def _cost_of_a_case(self, photos=0):
        """Register a case like all the others; return how many statements that took."""
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        told = {"story": STORY, "phone": "13800001234"}
        form = self.env["helpdesk.ticket"].sudo()
        form._register_from_form(self.store_a, told, [self._photo()] * photos)
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_other_company(self):
        """The form of a store belongs to the company of the store, whoever scans it."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        store = self.env["retail.store"].create(
            {"name": "Far", "code": "F", "company_id": company.id}
        )
        store.action_renew_qr()
        self._send(path=f"/complaint/new/{store.token}")
        ticket = self.env["helpdesk.ticket"].search([("complaint_store_id", "=", store.id)])
        self.assertEqual(ticket.company_id, company)
        self.assertFalse(self._cases())


@tagged("post_install", "-at_install")
class TestPublicPhotos(WebCommon):
    @proves("INT-9", "Photos come with the form; what is shown does not say where they were taken")
    def test_photos(self):
        """The original is evidence as it came; the copy that is shown is drawn anew."""
        for kind in ("JPEG", "PNG", "WEBP"):
            original = self._photo(kind=kind)
            self.assertIn(b"SecretPhone", original)
            ticket, _page = self._take(photos=[original])
            evidence = ticket.complaint_evidence_ids
            self.assertEqual(base64.b64decode(evidence.file), original)
            self.assertTrue(evidence.is_from_customer)
            self.assertEqual(evidence.state, "collected")
            shown = base64.b64decode(evidence.picture)
            self.assertNotIn(b"SecretPhone", shown)
            self.assertFalse(Image.open(io.BytesIO(shown)).getexif().get_ifd(GPS))
            page = self.url_open(f"/complaint/track/{ticket.complaint_tracking_code}")
            path = f"/complaint/track/{ticket.complaint_tracking_code}/photo/{evidence.id}"
            self.assertIn(path, page.text)
            answer = self.url_open(path)
            self.assertEqual(answer.content, shown)
            self.assertEqual(answer.headers["Content-Type"], "image/jpeg")

    @proves("REC-3", "Photos of a health matter are taken with a separate consent only")
    @mute_logger("odoo.http")
    def test_health_photos(self):
        """Without the consent nothing is kept; with it, it is on record with the photo."""
        page = self._send(health=[self._photo()])
        self.assertEqual(page.status_code, 400)
        self.assertIn("separate consent only", page.text)
        self.assertFalse(self._cases())
        ticket, _page = self._take(photos=[self._photo()], health=[self._photo()], has_consent="1")
        ordinary, health = ticket.complaint_evidence_ids.sorted("id")
        self.assertFalse(ordinary.has_consent)
        self.assertTrue(health.has_consent and health.shows_people and health.lawful_purpose)

    @mute_logger("odoo.http")
    def test_bad_files(self):
        """Kind by content, number and size are checked; what was refused leaves nothing."""
        bomb = io.BytesIO()
        Image.new("1", (20000, 20000)).save(bomb, "PNG")
        for photos, words in (
            ([b"MZ" + bytes(90)], "is no photo"),
            ([b"%PDF-1.7 x"], "is no photo"),
            ([b"<svg onload=alert(1)>"], "is no photo"),
            ([b"\xff\xd8\xff" + bytes(90)], "cannot be opened"),
            ([bomb.getvalue()], "400 megapixels"),
            ([self._photo()] * 7, "at most 6"),
        ):
            page = self._send(photos=photos)
            self.assertEqual(page.status_code, 400)
            self.assertIn(words, page.text)
        self.env["ir.config_parameter"].set_param("retail_complaint.evidence_max_mb", "0")
        self.assertEqual(self._send(photos=[self._photo()]).status_code, 400)
        self.assertFalse(self._cases())

    def test_the_original_is_for_staff(self):
        """No page gives a visitor the file that came, nor a photo of another case."""
        ticket, _page = self._take(photos=[self._photo()])
        other, _page = self._take(photos=[self._photo(color="blue")])
        evidence = ticket.complaint_evidence_ids
        for path in (
            f"/complaint/track/{other.complaint_tracking_code}/photo/{evidence.id}",
            f"/web/content/complaint.evidence/{evidence.id}/file",
            f"/web/image/complaint.evidence/{evidence.id}/file",
            f"/web/image/complaint.evidence/{evidence.id}/picture",
        ):
            answer = self.url_open(path)
            self.assertNotIn(b"SecretPhone", answer.content)
            self.assertNotEqual(answer.content, base64.b64decode(evidence.picture))
        evidence._withdraw("Not his photo")
        path = f"/complaint/track/{ticket.complaint_tracking_code}/photo/{evidence.id}"
        self.assertEqual(self.url_open(path).status_code, 404)


@tagged("post_install", "-at_install")
class TestStoreCode(WebCommon):
    def test_codes(self):
        """The leading group makes codes for store and areas; nobody types one."""
        self.assertTrue(self.store_a.token and self.area.token)
        self.assertTrue(self.store_a.link.endswith(self.path))
        before = self.area.token
        self.store_a.with_user(self.manager).action_renew_qr()
        self.assertNotIn(self.store_a.token, self.path)
        self.assertEqual(self.area.token, before)
        with self.assertRaises(AccessError):
            self.store_a.with_user(self.agent).action_renew_qr()
        with self.assertRaises(AccessError):
            self.store_a.with_user(self.manager).token = "mine"
        self.store_a.active = False
        for place in (self.store_a, self.area):
            self.assertFalse(self.env["retail.store"]._find_by_token(place.token))

    def test_sheet(self):
        """The sheet has a code per place, in the languages of the house."""
        with self.assertRaisesRegex(UserError, "no QR code yet"):
            self.store_b.action_print_qr()
        action = self.store_a.with_user(self.agent).action_print_qr()
        places = self.store_a | self.area
        self.assertTrue(action["url"].endswith(f"store?ids={self.store_a.id},{self.area.id}"))
        pdf = self.env["complaint.paper"].with_user(self.agent)._print("store", places.ids)
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        self.assertEqual(len(pages), 2)
        words = {"en_US": "Tellus", "zh_CN": "请告诉我们", "zh_TW": "請告訴我們"}
        for page, place in zip(pages, places, strict=True):
            self.assertIn(place.link, "".join(page.split()))
            for code, _name in self.env["res.lang"].get_installed():
                self.assertIn(words.get(code, ""), "".join(page.split()))

    def test_area_form(self):
        """The code of an area asks for no area and says which one it is."""
        path = f"/complaint/new/{self.area.token}"
        self.assertNotIn("Where in the store?", self.url_open(path).text)
        self._send(path=path)
        self.assertEqual(self._cases().complaint_area_id, self.area)

    def test_known_portal_user(self):
        """Who is logged in to their account finds the case there, under their own name."""
        visitor = self._new_login(
            "rc_web_visitor",
            "base.group_portal",
            partner_id=self.customer.id,
            name=self.customer.name,
            email=self.customer.email,
        )
        self.authenticate(visitor.login, visitor.login)
        self.assertNotIn('name="phone"', self.url_open(self.path).text)
        ticket, _page = self._take(name="Somebody else", photos=[self._photo()])
        self.assertEqual(ticket.partner_id, self.customer)
        page = self.url_open(f"/my/ticket/{ticket.id}").text
        self.assertIn(f"/photo/{ticket.complaint_evidence_ids.id}", page)
