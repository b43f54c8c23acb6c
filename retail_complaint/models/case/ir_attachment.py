import base64
import binascii

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...tools.clean import clean_file_name
from ...tools.file_limits import find_fault

SIZE_PARAMETER = "retail_complaint.evidence_max_mb"
DEFAULT_MAX_MB = 25
#: What a file says, and where it is kept.
KEPT = frozenset({"raw", "datas", "db_datas", "name", "mimetype", "res_model", "res_id", "public"})


class IrAttachment(models.Model):
    """Files of complaints, whichever door they came by: measured, and named as what they are.

    Every file that is kept with a case is asked for here once: what a mail brings, what is put
    into the chatter by staff or on the portal, what a program sends.
    """

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_copied({vals.get("original_id") for vals in vals_list})
        checked = [self._take_case_file(vals) for vals in vals_list]
        return super().create(checked)

    def write(self, vals):
        self._check_copied({vals.get("original_id")})
        if KEPT.intersection(vals):
            self._check_own_files()
        if "name" in vals or "res_model" in vals or {"raw", "datas"}.intersection(vals):
            for attachment in self.sudo():
                place = {"res_model": attachment.res_model, "res_id": attachment.res_id} | vals
                if not self._is_case_file(place | {"res_field": attachment.res_field}):
                    continue
                content = self._get_sent_content(vals)
                name = clean_file_name(place.get("name", attachment.name))
                self._check_file(name, attachment.raw if content is None else content)
                if name != place.get("name", attachment.name):
                    vals = dict(vals, name=name)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_own_files(self):
        self._check_own_files()

    def _check_own_files(self):
        """:raises AccessError: when somebody changes or deletes what another put into a case

        Odoo lets do so whoever may change the case.
        """
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        for file in self.sudo():
            place = {"res_model": file.res_model, "res_id": file.res_id}
            is_kept = self._is_case_file(place | {"res_field": file.res_field})
            if is_kept and file.create_uid != self.env.user:
                raise AccessError(
                    self.env._("What somebody else put into a case stays as they put it.")
                )

    @api.model
    def _check_copied(self, file_ids):
        """:raises AccessError: for a file out of reach, whose name would be found by its copy"""
        if not self.env.su:
            self.browse(file_ids - {None, False}).check_access("read")

    @api.model
    def _take_case_file(self, vals):
        """Return the values of a file that is to be kept; of one that belongs to no case as sent.

        :raises UserError: when it may not be kept, naming it
        """
        if not self._is_case_file(vals):
            return vals
        vals = dict(vals, name=clean_file_name(vals.get("name")))
        self._check_file(vals["name"], self._get_sent_content(vals) or b"")
        return vals

    @api.model
    def _is_case_file(self, vals):
        """Whether a file is kept beside a case or what belongs to one.

        Files in fields, such as evidence, are examined by their own model.
        """
        model = vals.get("res_model") or ""
        if vals.get("res_field") or not (vals.get("res_id") or model.startswith("complaint.")):
            return False
        if model != "helpdesk.ticket":
            return model.startswith("complaint.")
        # Whose ticket it is decides who may attach; here it is only asked what kind it is.
        return self.env[model].sudo().browse(vals["res_id"]).exists().is_complaint

    @staticmethod
    def _get_sent_content(vals):
        if vals.get("raw") is not None:
            raw = vals["raw"]
            return raw.encode() if isinstance(raw, str) else raw
        if vals.get("datas"):
            try:
                return base64.b64decode(vals["datas"])
            except (binascii.Error, ValueError):
                return b""
        return None

    @api.model
    def _check_file(self, name, content):
        """:raises UserError: when a file may not be kept with a case, naming it and why"""
        if words := self._find_file_fault(name, content or b""):
            raise UserError(words)

    @api.model
    def _find_file_fault(self, name, content):
        """Return why a file may not be kept with a case, as words for people; else nothing."""
        limit = self._get_max_megabytes()
        size = len(content) // 1024**2
        if len(content) > limit * 1024**2:
            return self.env._(
                "%(name)s has %(size)s MB, and at most %(limit)s MB are taken. Send a smaller "
                "picture or a shorter part of the film.",
                name=name,
                size=size,
                limit=limit,
            )
        fault = find_fault(content, name or "")
        return fault and self._say_file_fault(name, fault)

    @api.model
    def _say_file_fault(self, name, fault):
        words = {
            "program": self.env._("%s is a program, or carries one. Programs are not taken.", name),
            "pixels": self.env._(
                "%(name)s has %(found)s megapixels, and at most %(limit)s are taken. Send a "
                "smaller picture.",
                name=name,
                found=fault.found // 10**6,
                limit=fault.limit // 10**6,
            ),
            "scans": self.env._("%s is no photo as cameras take them. Take it anew.", name),
            "pages": self.env._(
                "%(name)s has %(found)s pages, and at most %(limit)s are taken. Send the pages "
                "that matter.",
                name=name,
                found=fault.found,
                limit=fault.limit,
            ),
            "nesting": self.env._(
                "%s holds further archives or too many files. Send them one by one.", name
            ),
            "unpacked": self.env._("%s is too large when unpacked. Send a part of it.", name),
            "broken": self.env._("%s is broken or cut off. Send it again.", name),
        }
        return words[fault.danger]

    @api.model
    def _get_max_megabytes(self):
        # Everybody who uploads needs this one setting.
        value = self.env["ir.config_parameter"].sudo().get_param(SIZE_PARAMETER)
        return int(value) if (value or "").isdecimal() else DEFAULT_MAX_MB
