"""A visitor without an account, at the pages for customers."""

import io
import re

from PIL import Image

from odoo import http
from odoo.tests import HttpCase

from .common import ComplaintCommon

STORY = "The fish smelled when I opened the pack.\nI threw it away."
#: Where this photo was taken, as a telephone writes it into the file.
GPS = 34853


class WebCommon(ComplaintCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("zh_CN", "zh_TW"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.area = cls.env["retail.store"].create(
            {"name": "Fresh food", "code": "T-A1", "parent_id": cls.store_a.id}
        )
        cls.store_a.with_user(cls.manager).action_renew_qr()
        cls.path = f"/complaint/new/{cls.store_a.token}"

    def setUp(self):
        super().setUp()
        self._visit()

    def url_open(self, url, data=None, files=None, timeout=60, **options):
        """Open a page; a busy machine gets more time than the 12 seconds of Odoo."""
        return super().url_open(url, data=data, files=files, timeout=timeout, **options)

    def _visit(self, browser="en-US"):
        """Come as a visitor without an account, with a browser in this language."""
        self.authenticate(None, None)
        self.opener.headers["Accept-Language"] = browser

    def _open(self, path=None):
        """Open a page with a form, and return the token of the form."""
        page = self.url_open(path or self.path)
        self.assertEqual(page.status_code, 200, page.text)
        return self._token_of(page)

    @staticmethod
    def _token_of(page):
        return re.search(r'name="form" value="([^"]+)"', page.text)[1]

    def _send(self, photos=(), health=(), path=None, **told):
        """Send the form as a browser does."""
        told = {"story": STORY, "phone": "13800001234", "name": "Wang", **told}
        if "form" not in told:
            told["form"] = self._open(path)
        data = {"csrf_token": http.Request.csrf_token(self), **told}
        files = [("photos", ("IMG_1.jpg", io.BytesIO(one), "image/jpeg")) for one in photos]
        files += [("health_photos", ("IMG_2.jpg", io.BytesIO(one), "image/jpeg")) for one in health]
        return self.url_open(f"{path or self.path}/send", data=data, files=files or None)

    def _cases(self):
        return self.env["helpdesk.ticket"].search(
            [("complaint_store_id", "=", self.store_a.id)], order="id"
        )

    def _take(self, **told):
        """Send the form, and return the case that it made and the page shown after it."""
        before = self._cases()
        page = self._send(**told)
        self.assertEqual(page.status_code, 200, page.text)
        ticket = self._cases() - before
        self.assertEqual(len(ticket), 1)
        return ticket, page

    @staticmethod
    def _photo(size=(640, 480), color="red", kind="JPEG"):
        """Return a photo that says where it was taken."""
        photo = Image.new("RGB", size, color)
        exif = photo.getexif()
        exif[271] = "SecretPhone"
        exif.get_ifd(GPS)[1] = "N"
        exif.get_ifd(GPS)[2] = (39.0, 54.0, 20.0)
        content = io.BytesIO()
        photo.save(content, kind, exif=exif)
        return content.getvalue()
