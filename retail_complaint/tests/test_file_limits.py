"""Files made to do harm, by every door: not kept, named, and never at the cost of the words."""

import base64
import io
import json
import random
import resource
import struct
import time
import zipfile
import zlib
from email.message import EmailMessage

from PIL import Image

from odoo import http
from odoo.exceptions import UserError
from odoo.tests import BaseCase, HttpCase, tagged
from odoo.tools import mute_logger

from ..tools.file_kind import file_kind
from ..tools.file_limits import MAX_PIXELS, count_pixels, find_fault
from ..tools.picture import display_copy
from .mail_common import MailGatewayCommon
from .proves import proves
from .test_gateway import GatewayCommon
from .web_common import WebCommon

SIZE = (1600, 1600)


def photo(kind="JPEG", size=(320, 240), **options):
    content = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(content, kind, **options)
    return content.getvalue()


def png_bomb(width=30000, height=30000):
    """Return a few kilobytes that say they are a picture of 900 megapixels."""

    def chunk(name, data):
        checksum = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = zlib.compress(bytes(4 * 1024**2), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def scan_bomb():
    """Return a photo that is to be drawn in thousands of scans."""
    content = photo(progressive=True)
    start = content.rindex(b"\xff\xda")
    scan = content[start:-2]
    return content[:start] + scan * 3000 + b"\xff\xd9"


def webp_bomb(width=16384, height=16384):
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + bytes(4) + size
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def archive(*files, declared=None):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files:
            made.writestr(name, data)
    raw = content.getvalue()
    if declared:
        # The table of contents says how large it will be; that is what is believed.
        at = raw.index(b"PK\x01\x02") + 24
        raw = raw[:at] + struct.pack("<I", declared) + raw[at + 4 :]
    return raw


DOCX = ("word/document.xml", b"<x/>")
HARM = {
    "a program": ("a.jpg", b"MZ" + bytes(90), "program"),
    "a program by name": ("bill.pdf.exe", b"text", "program"),
    "a shortcut": ("bill.lnk", b"L\x00\x00\x00\x01\x14\x02\x00", "program"),
    "a program in a document": ("a.docx", archive(DOCX, ("run.exe", b"")), "program"),
    "900 megapixels": ("a.png", png_bomb(), "pixels"),
    "a GIF as large": ("a.gif", b"GIF89a" + struct.pack("<HH", 65535, 65535) + b"\0" * 9, "pixels"),
    "a WebP as large": ("a.webp", webp_bomb(), "pixels"),
    "a HEIC as large": (
        "a.heic",
        b"\x00\x00\x00\x18ftypheic" + bytes(8) + b"ispe" + struct.pack(">III", 0, 60000, 60000),
        "pixels",
    ),
    "3000 scans": ("a.jpg", scan_bomb(), "scans"),
    "2000 pages": ("a.pdf", b"%PDF-1.7" + b"<</Type /Page>>" * 2000, "pages"),
    "a million pages": ("a.pdf", b"%PDF-1.7 <</Type/Pages /Count 1000000>>", "pages"),
    "a PDF of files": ("a.pdf", b"%PDF-1.7" + b"<</EmbeddedFile 1 0 R>>" * 30, "nesting"),
    "an archive in an archive": ("a.zip", archive(("b.zip", b"PK")), "nesting"),
    "a document of documents": (
        "a.docx",
        archive(DOCX, *((f"word/embeddings/{n}.docx", b"x") for n in range(30))),
        "nesting",
    ),
    "four gigabytes unpacked": ("a.docx", archive(DOCX, declared=2**32 - 2), "unpacked"),
    "20,000 entries": ("a.zip", archive(*((f"{n:060}", b"") for n in range(20000))), "unpacked"),
    "half an archive": ("a.docx", archive(DOCX)[:-8], "broken"),
}
SOUND = {
    "a.jpg": photo(),
    "b.jpg": photo(progressive=True),
    "a.png": photo("PNG"),
    "a.webp": photo("WEBP"),
    "a.tiff": b"II*\x00" + bytes(60),
    "a.gif": photo("GIF"),
    "a.pdf": b"%PDF-1.7 <</Type /Page>> <</EmbeddedFile 1>>",
    "a.docx": archive(DOCX, ("word/embeddings/table.xlsx", b"x")),
    "a.amr": b"#!AMR\nxyz",
    "a.txt": "收据 12.50".encode(),
}


@tagged("post_install", "-at_install")
class TestFileLimits(BaseCase):
    @proves("INV-2", "A file made to do harm is known by its headers, before anything opens it")
    def test_harm(self):
        """Each is told apart by what it is, within a moment and without its pixels in memory."""
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for what, (name, content, kind) in HARM.items():
            with self.subTest(what):
                start = time.thread_time()
                self.assertEqual(find_fault(content, name).danger, kind)
                self.assertLess(time.thread_time() - start, 1)
                if not kind == "program":
                    self.assertIsNone(display_copy(content, SIZE))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.assertLess(after - before, 100 * 1024, "kilobytes: something was drawn")

    def test_sound(self):
        """What people really send is none of it."""
        for name, content in SOUND.items():
            with self.subTest(name):
                self.assertIsNone(find_fault(content, name))
                self.assertTrue(file_kind(content))

    def test_sizes(self):
        """The number of points is read right for each format."""
        for kind in ("JPEG", "PNG", "GIF", "WEBP"):
            self.assertEqual(count_pixels(photo(kind, (321, 123))), 321 * 123, kind)
        self.assertEqual(count_pixels(photo("WEBP", (321, 123), lossless=True)), 321 * 123)
        self.assertEqual(count_pixels(webp_bomb(7, 9)), 63)
        self.assertLess(MAX_PIXELS, 10**8)

    def test_long(self):
        """25 MB of the worst of each beginning are measured in a moment."""
        worst = (b"/Type", b"ispe", b"\xff\xda", b"PK\x01\x02", b"/Count ", b"/Type    /Pag", b" ")
        for head in (b"%PDF-", b"xxxxftypheic", b"\xff\xd8\xff", b"PK\x03\x04", b"II*\x00"):
            for run in worst:
                with self.subTest(head=head, run=run):
                    content = head + run * (25 * 1024**2 // len(run))
                    start = time.thread_time()
                    find_fault(content, "x")
                    self.assertLess(time.thread_time() - start, 4)

    def test_broken_pictures(self):
        """A picture with any bytes wrong is drawn or not drawn, and never an error."""
        chance = random.Random(14)
        for kind in ("JPEG", "PNG", "GIF", "WEBP"):
            whole = photo(kind, (40, 30))
            for _attempt in range(60):
                content = bytearray(whole)
                for _byte in range(chance.randrange(1, 9)):
                    content[chance.randrange(len(content))] = chance.randrange(256)
                display_copy(bytes(content[: chance.randrange(8, len(content) + 1)]), SIZE)


@tagged("post_install", "-at_install")
class TestFilesByMail(MailGatewayCommon):
    @proves("INT-8", "A mail with a file that is not taken is a case all the same, and names it")
    def test_mail(self):
        """Words and sound files are kept; the others stand in the message by name and reason."""
        harm = HARM["a program by name"]
        ticket = self._mail([("fish.jpg", SOUND["a.jpg"]), harm[:2], ("p.png", png_bomb())])
        message = ticket.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertEqual(message.attachment_ids.mapped("name"), ["fish.jpg"])
        for words in ("bill.pdf.exe is a program", "p.png has 900 megapixels", "It smelled."):
            self.assertIn(words, message.body)
        self.assertIn("It smelled.", ticket.description)

    def test_name(self):
        """A name that is turned round shows its ending."""
        ticket = self._mail([("holiday\u202egpj.txt", b"28.25")])
        self.assertEqual(ticket.message_ids.attachment_ids.mapped("name"), ["holidaygpj.txt"])

    def test_many_files(self):
        """Thousands of files are no letter: as many as people send are kept, the rest is named."""
        ticket = self._mail([(f"{number}.txt", b"28.25") for number in range(60)])
        message = ticket.message_ids.filtered(lambda m: m.message_type == "email")
        self.assertEqual(len(message.attachment_ids), 50)
        self.assertIn("59.txt was not taken", message.body)

    @proves("INT-8", "A mail of mails within mails is a case with its words, and takes no time")
    def test_nested(self):
        """Parts in parts, and mails in mails, two thousand deep."""
        head = "From: wang@mail.example\nTo: {}\nSubject: Deep {}\nMessage-Id: <{}@mail.example>\n"
        parts = "".join(
            f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(2000)
        )
        mails = "Content-Type: message/rfc822\n\n" * 2000
        for name, body in (("parts", parts), ("mails", mails)):
            mail = head.format(self.team.alias_id.alias_full_name, name, name) + body
            start = time.thread_time()
            ticket = self._receive(f"{mail}Content-Type: text/plain\n\nIt smelled.\n".encode())
            self.assertEqual(ticket.name, f"Deep {name}")
            self.assertIn("It smelled.", ticket.description)
            self.assertLess(time.thread_time() - start, 10)

    def _mail(self, files):
        mail = EmailMessage()
        mail["From"] = "Wang <wang@mail.example>"
        mail["To"] = self.team.alias_id.alias_full_name
        mail["Subject"] = "Fish"
        mail["Message-Id"] = f"<{self._testMethodName}@mail.example>"
        mail.set_content("It smelled.")
        for name, content in files:
            mail.add_attachment(
                content, maintype="application", subtype="octet-stream", filename=name
            )
        return self._receive(mail.as_bytes())


@tagged("post_install", "-at_install")
class TestFilesByProgram(GatewayCommon):
    def test_api(self):
        """A program is told which file it is; it has the words and sends them without."""
        for what, (name, content, _kind) in HARM.items():
            if what == "20,000 entries":
                continue
            with self.subTest(what), self.assertRaises(UserError) as refusal:
                self._create(message_id=what, media=[self._file(name, content)])
            self.assertIn(name, str(refusal.exception))

    def test_evidence(self):
        """Staff are told at the desk."""
        ticket = self._register()
        for name, content in (("a.png", png_bomb()), ("a.pdf", HARM["2000 pages"][1])):
            vals = {"ticket_id": ticket.id, "name": "x", "file_name": name}
            with self.assertRaisesRegex(UserError, "at most"):
                ticket.env["complaint.evidence"].create(dict(vals, file=base64.b64encode(content)))


@tagged("post_install", "-at_install")
class TestFilesByChatter(WebCommon, HttpCase):
    def _upload(self, name, content, **more):
        data = {
            "csrf_token": http.Request.csrf_token(self),
            "thread_model": "helpdesk.ticket",
            "thread_id": self.ticket.id,
            **more,
        }
        files = [("ufile", (name, io.BytesIO(content), "application/octet-stream"))]
        return self.url_open("/mail/attachment/upload", data=data, files=files)

    @mute_logger("odoo.http")
    def test_upload(self):
        """What is put into the chatter is asked as well, at once and when it is posted."""
        self.ticket = self._register()
        self.authenticate(self.agent.login, self.agent.login)
        files = self.env["ir.attachment"].search
        ours = [("res_model", "=", "helpdesk.ticket"), ("res_id", "=", self.ticket.id)]
        before = files(ours)
        for is_pending in ("", "true"):
            for name, content in (("a.exe", b"MZ"), ("p.png", png_bomb())):
                answer = self._upload(name, content, is_pending=is_pending)
                self.assertIn(name, json.loads(answer.text)["error"])
        vals = {"name": "a.exe", "raw": b"MZ", "res_model": "mail.compose.message"}
        pending = self.env["ir.attachment"].with_user(self.agent).create(vals)
        with self.assertRaisesRegex(UserError, "a.exe is a program"):
            self.ticket.message_post(body="x", attachment_ids=pending.ids)
        self.assertEqual(files(ours), before)
        self._upload("fish\u202e.jpg", SOUND["a.jpg"])
        self.assertEqual((files(ours) - before).name, "fish.jpg")

    def test_ordinary_tickets(self):
        """What the helpdesk keeps with its own tickets is its own affair."""
        ticket = self.env["helpdesk.ticket"].create({"name": "IT", "description": "x"})
        vals = {"name": "setup.exe", "raw": b"MZ", "res_model": ticket._name, "res_id": ticket.id}
        self.assertTrue(self.env["ir.attachment"].create(vals))
