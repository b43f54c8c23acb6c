from odoo import api, models
from odoo.exceptions import UserError

from ..shared.complaint_guarded_mixin import SERVER_KEY

#: The context by which evidence stores its own file; see ``complaint.guarded.mixin``.
UPLOAD_CONTEXT_NAME = "complaint_evidence_upload"
EVIDENCE = "complaint.evidence"


class IrAttachment(models.Model):
    """Files of evidence are made and removed by the evidence alone (INV-2).

    Not even the superuser changes one through the ORM. What Odoo does with every file (moving
    between database and disk) writes the same values, and may.
    """

    _inherit = "ir.attachment"

    def _is_evidence_upload(self):
        return self.env.context.get(UPLOAD_CONTEXT_NAME) is SERVER_KEY

    def _get_evidence_files(self):
        # Whoever may write an attachment may still not see whose it is.
        return self.sudo().filtered(lambda attachment: attachment.res_model == EVIDENCE)

    def _refuse_evidence_change(self):
        raise UserError(
            self.env._(
                "This file is evidence. It is added and withdrawn in its case and changed by "
                "nobody."
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        if not self._is_evidence_upload() and attachments._get_evidence_files():
            self._refuse_evidence_change()
        return attachments

    def write(self, vals):
        if self._is_evidence_upload():
            return super().write(vals)
        files = self._get_evidence_files()
        for attachment in files:
            if any(attachment._differs(name, value) for name, value in vals.items()):
                self._refuse_evidence_change()
        if vals.get("res_model") == EVIDENCE and self - files:
            self._refuse_evidence_change()
        if files:
            # The same bytes are written elsewhere: no picture is made smaller on the way.
            self = self.with_context(image_no_postprocess=True)
        return super().write(vals)

    def _differs(self, name, value):
        if name in ("raw", "datas") and isinstance(value, str):
            value = value.encode()
        return (self[name] or False) != (value or False)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if not self._is_evidence_upload() and self._get_evidence_files():
            self._refuse_evidence_change()
