import base64
import binascii
import hashlib
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.clean import clean_file_name
from ...tools.file_kind import file_kind, fits_name
from ...tools.picture import display_copy
from ..shared.complaint_guarded_mixin import SERVER_KEY
from .ir_attachment import UPLOAD_CONTEXT_NAME

_logger = logging.getLogger(__name__)

#: Width and height in which pictures are shown; the original stays as it is. What the page for
#: customers has made smaller already needs no further work.
DISPLAY_SIZE = (1600, 1600)
#: How many pieces the check reads in one go, and after how many days again.
CHECK_BATCH = 50
CHECK_DAYS = 7


class ComplaintEvidence(models.Model):
    """The file of a piece of evidence: taken once, kept byte by byte, checked (INV-2)."""

    _inherit = "complaint.evidence"

    file = fields.Binary(attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    file_size = fields.Integer(string="Bytes", readonly=True, copy=False, guarded=True)
    mimetype = fields.Char(
        string="Content",
        readonly=True,
        copy=False,
        help="By its content, not by its name.",
        guarded=True,
    )
    sha256 = fields.Char(
        string="SHA-256",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Digest of the file as it was uploaded.",
        guarded=True,
    )
    picture = fields.Binary(
        string="Shown",
        attachment=True,
        readonly=True,
        copy=False,
        help="A smaller copy of a picture, for the screen.",
        guarded=True,
    )
    verified_at = fields.Datetime(string="Last checked", readonly=True, copy=False, guarded=True)
    difference = fields.Text(
        readonly=True,
        copy=False,
        help="What the check found: empty when nothing differs.",
        guarded=True,
    )

    _verified_at_index = models.Index("(verified_at NULLS FIRST, id) WHERE state = 'accepted'")

    # Taking a file ---------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        files = [self._take_file_vals(vals) for vals in vals_list]
        evidences = super().create(
            [
                {k: v for k, v in vals.items() if k not in ("file", "file_name")}
                for vals in vals_list
            ]
        )
        for evidence, file_vals in zip(evidences, files, strict=True):
            evidence._store_file(file_vals)
        return evidences

    def write(self, vals):
        if self._is_server_write() or not {"file", "file_name"}.intersection(vals):
            return super().write(vals)
        self._ensure_open()
        if any(evidence.sha256 for evidence in self):
            raise UserError(
                self.env._("A file is taken once. Withdraw this evidence and add the other file.")
            )
        file_vals = self._take_file_vals(vals)
        result = super().write(self._drop_file(vals))
        self._store_file(file_vals)
        return result

    @staticmethod
    def _drop_file(vals):
        return {k: v for k, v in vals.items() if k not in ("file", "file_name")}

    @api.model
    def _take_file_vals(self, vals):
        return self._prepare_file_vals(vals) if vals.get("file") else {}

    def _store_file(self, file_vals):
        """Keep a file that was examined; nothing else of the client's is written beside it."""
        if not file_vals:
            return
        self._as_uploader().write(file_vals)
        self.activity_unlink(["retail_complaint.mail_activity_type_secure"])

    def _as_uploader(self):
        """Return the records in a context that may store the file: its bytes as they came."""
        context = {UPLOAD_CONTEXT_NAME: SERVER_KEY, "image_no_postprocess": True}
        return self._as_server().with_context(**context)

    @api.model
    def _prepare_file_vals(self, vals):
        """Return the values that follow from an uploaded file.

        :raises UserError: when it is too large, unreadable, or nothing that can be proof
        """
        name = vals.get("file_name") and clean_file_name(vals["file_name"])
        content = self._decode_file(vals["file"], name)
        kind = file_kind(content)
        if kind is None:
            raise UserError(
                self.env._(
                    "%s is no picture, film, sound, PDF, text or office document. Programs, web "
                    "pages and archives are not taken, whatever they are called.",
                    name or self.env._("The file"),
                )
            )
        if not fits_name(kind, name):
            raise UserError(
                self.env._(
                    "%(name)s is not what its name says: it contains %(type)s. Upload the file "
                    "under its right name (%(endings)s).",
                    name=name,
                    type=kind.mimetype,
                    endings=", ".join(f".{ending}" for ending in kind.extensions),
                )
            )
        self.env["ir.attachment"]._check_file(name or self.env._("The file"), content)
        return {
            "file": base64.b64encode(content),
            "file_name": name or f"{self.env._('evidence')}.{kind.extensions[0]}",
            "file_size": len(content),
            "mimetype": kind.mimetype,
            "sha256": hashlib.sha256(content).hexdigest(),
            "picture": self._get_picture(content, kind),
        }

    @api.model
    def _decode_file(self, value, name):
        limit = self.env["ir.attachment"]._get_max_megabytes()
        # Four characters carry three bytes: measured before it is decoded.
        if len(value) * 3 // 4 > limit * 1024**2 + 2:
            raise UserError(
                self.env._(
                    "%(name)s has %(size)s MB, and at most %(limit)s MB are taken. Send a smaller "
                    "picture or a shorter part of the film.",
                    name=name or self.env._("The file"),
                    size=len(value) * 3 // 4 // 1024**2,
                    limit=limit,
                )
            )
        try:
            content = base64.b64decode(value)
        except (binascii.Error, ValueError):
            content = b""
        if not content:
            raise UserError(
                self.env._("%s arrived empty. Upload it again.", name or self.env._("The file"))
            )
        return content

    @api.model
    def _get_picture(self, content, kind):
        """Return a small copy of a picture, without what the camera wrote into it (INV-2).

        None of what cannot be drawn here.
        """
        if not kind.mimetype.startswith("image/"):
            return False
        picture = display_copy(content, DISPLAY_SIZE)
        return picture and base64.b64encode(picture)

    def _erase_file(self):
        """Take the file away, for good; its digest stays."""
        self._as_uploader().write({"file": False, "picture": False})

    # The check -------------------------------------------------------------------------------

    def action_verify(self):
        """Compare files and facts with their digests and say what differs."""
        self.check_access("read")
        found = self._verify()
        if found:
            message = "\n".join(f"{evidence.name}: {text}" for evidence, text in found.items())
        else:
            message = self.env._("Nothing differs from what was taken on file.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if found else "success",
                "sticky": bool(found),
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _verify(self):
        """Return what differs, by piece of evidence, and keep it on record.

        It sees what was changed below this program; it cannot see a forgery that also counterfeits
        every digest, the one in the case's messages included.
        """
        # The check writes its own result, whoever asks for it.
        evidences = self.sudo()
        evidences._read_anew()
        files = evidences._get_stored_files()
        found = {}
        for evidence in evidences:
            difference = evidence._get_difference(files.get(evidence.id, []))
            evidence._as_server().write(
                {"verified_at": fields.Datetime.now(), "difference": difference}
            )
            if difference:
                found[evidence] = difference
        return found

    def _get_stored_files(self):
        files = {}
        domain = [
            ("res_model", "=", self._name),
            ("res_field", "=", "file"),
            ("res_id", "in", self.ids),
        ]
        for attachment in self.env["ir.attachment"].search(domain):
            files.setdefault(attachment.res_id, []).append(attachment)
        return files

    def _get_difference(self, attachments):
        """Return what differs from the digests as a sentence, False when nothing does."""
        self.ensure_one()
        if self.state == "accepted" and self.seal != self._get_seal():
            return self.env._("The facts were changed after acceptance.")
        if self.state == "withdrawn" or not self.sha256:
            return self.env._("A file appeared.") if attachments else False
        if len(attachments) != 1:
            return self.env._("There are %s files instead of one.", len(attachments))
        content = attachments[0].raw
        if not content:
            return self.env._("The file is gone.")
        if hashlib.sha256(content).hexdigest() != self.sha256:
            return self.env._("The file is not the one that was uploaded.")
        return False

    @api.model
    def _cron_verify(self):
        """Check accepted evidence, the longest unchecked first, and report what differs."""
        # What it finds is read by the house.
        self = self.with_context(lang=self.env.company.partner_id.lang)
        since = fields.Datetime.subtract(fields.Datetime.now(), days=CHECK_DAYS)
        due = Domain("state", "=", "accepted") & (
            Domain("verified_at", "=", False) | Domain("verified_at", "<", since)
        )
        while batch := self.search(due, order="verified_at NULLS FIRST, id", limit=CHECK_BATCH):
            for evidence, difference in batch._verify().items():
                evidence._report_difference(difference)
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break

    def _report_difference(self, difference):
        """Tell the leading group, once, that evidence was changed below this program."""
        _logger.error("Evidence %s of case %s: %s", self.id, self.ticket_id.number, difference)
        activity_type = "retail_complaint.mail_activity_type_evidence"
        if self.activity_search([activity_type]):
            return
        for user in self.ticket_id._get_role_users("leading_group"):
            if self.with_user(user).has_access("read"):
                self.activity_schedule(
                    activity_type, user_id=user.id, note=difference, summary=self.name
                )
