from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools.digest import digest

EVIDENCE_KINDS = [
    ("staff_statement", "Statement of staff"),
    ("merchant_statement", "Statement of a merchant"),
    ("witness", "Witness"),
    ("cctv", "Surveillance video"),
    ("recording", "Recording of a call"),
    ("photo", "Photo"),
    ("transaction", "Transaction record"),
    ("document", "Document"),
]
#: What acceptance seals: with these an accepted piece of evidence says what it says.
SEALED = (
    "ticket_id",
    "kind",
    "name",
    "text",
    "source",
    "place",
    "captured_at",
    "collected_by_id",
    "collected_at",
    "file_name",
    "sha256",
    "shows_people",
    "lawful_purpose",
    "has_consent",
)


class ComplaintEvidence(models.Model):
    """A piece of evidence: collected, then accepted and changed by nobody, or withdrawn (INV-1).

    The file is taken once, byte by byte as it was uploaded, with its SHA-256. Acceptance seals
    file and facts by a digest. A withdrawal takes the file out of reach and leaves the row, the
    digests, who and why. Files live in ``complaint_evidence_file.py``.
    """

    _name = "complaint.evidence"
    _inherit = ["complaint.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Evidence"
    _order = "id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, readonly=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("collected", "Collected"), ("accepted", "Accepted"), ("withdrawn", "Withdrawn")],
        default="collected",
        required=True,
        readonly=True,
        copy=False,
        guarded=True,
    )
    kind = fields.Selection(EVIDENCE_KINDS, required=True, default="photo")
    name = fields.Char(string="What it shows", required=True)
    text = fields.Text(string="Words", help="What was said, or what a film shows, in words.")
    party_id = fields.Many2one(
        "complaint.party", domain="[('ticket_id', '=', ticket_id)]", ondelete="restrict"
    )
    is_from_customer = fields.Boolean(
        string="Sent by the customer",
        readonly=True,
        copy=False,
        help="By a web page. He sees a copy on the page of his case.",
        guarded=True,
    )
    source = fields.Char(help="From whom or what: a person, a camera, a till.")
    place = fields.Char(help="Where it was taken.")
    captured_at = fields.Datetime(string="Taken", help="When the picture, film or record was made.")
    collected_by_id = fields.Many2one(
        "res.users", string="Collected by", default=lambda self: self.env.user, required=True
    )
    collected_at = fields.Datetime(
        string="Collected on", default=lambda self: fields.Datetime.now(), required=True
    )
    overwritten_at = fields.Datetime(
        string="Overwritten on",
        help="When the recorder overwrites it. Until the file is here, its collector is reminded.",
    )
    shows_people = fields.Boolean(string="Shows people")
    lawful_purpose = fields.Char(
        help="Why it may be kept although it shows people: to settle this complaint, to keep the "
        "store safe, ..."
    )
    has_consent = fields.Boolean(string="They consented")
    accepted_at = fields.Datetime(readonly=True, copy=False, guarded=True)
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False, guarded=True)
    seal = fields.Char(
        readonly=True,
        copy=False,
        help="Digest of the facts and the file at acceptance.",
        guarded=True,
    )
    withdrawn_at = fields.Datetime(readonly=True, copy=False, guarded=True)
    withdrawn_by_id = fields.Many2one("res.users", readonly=True, copy=False, guarded=True)
    withdrawn_reason = fields.Text(readonly=True, copy=False, guarded=True)

    @api.constrains("captured_at", "collected_at")
    def _check_times(self):
        limit = fields.Datetime.add(fields.Datetime.now(), minutes=10)
        for evidence in self:
            if any(at and at > limit for at in (evidence.captured_at, evidence.collected_at)):
                raise ValidationError(
                    self.env._("Evidence is not taken in the future. Correct the time.")
                )

    @api.constrains("party_id", "ticket_id")
    def _check_party(self):
        for evidence in self:
            if evidence.party_id and evidence.party_id.ticket_id != evidence.ticket_id:
                raise ValidationError(self.env._("This person belongs to another case."))

    # CRUD ------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        evidences = super().create(vals_list)
        evidences._remind_collector()
        return evidences

    def write(self, vals):
        if not self._is_server_write():
            self._ensure_open()
            if "ticket_id" in vals:
                raise UserError(self.env._("Evidence stays with its case."))
        result = super().write(vals)
        if {"overwritten_at", "collected_by_id"}.intersection(vals):
            self._remind_collector()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Evidence is never deleted. Withdraw it: who did it and why stays.")
        )

    def _ensure_open(self):
        """:raises UserError: when the evidence is accepted or withdrawn"""
        closed = self.filtered(lambda evidence: evidence.state != "collected")[:1]
        if closed:
            raise UserError(
                self.env._(
                    "%(name)s is %(state)s: nobody changes it any more. Withdraw it with a reason "
                    "and add what is right.",
                    name=closed.name,
                    state=closed._get_state_label(),
                )
            )

    def _get_state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state].lower()

    # Steps -----------------------------------------------------------------------------------

    def action_accept(self):
        """Take the evidence on file for good.

        :raises UserError: naming what it lacks
        """
        for evidence in self:
            evidence.ticket_id._ensure_can_handle()
            evidence._ensure_open()
            evidence._ensure_can_be_accepted()
            evidence._accept()

    def _ensure_can_be_accepted(self):
        if not (self.sha256 or (self.text or "").strip()):
            raise UserError(
                self.env._("%s has neither a file nor words. Add what it shows.", self.name)
            )
        if self.shows_people and not (self.lawful_purpose or "").strip():
            raise UserError(
                self.env._("%s shows people. Say for what lawful purpose it is kept.", self.name)
            )

    def _accept(self):
        """Seal the evidence; its digest stands in the case's messages as well."""
        self.ensure_one()
        self._read_anew()
        self._as_server().write(
            {
                "state": "accepted",
                "accepted_at": fields.Datetime.now(),
                "accepted_by_id": self.env.uid,
                "seal": self._get_seal(),
            }
        )
        self.ticket_id.message_post(
            body=self.env._(
                "Evidence %(number)s was accepted. SHA-256 of the file: %(sha)s. Seal: %(seal)s",
                number=self.id,
                sha=self.sha256 or self.env._("(no file)"),
                seal=self.seal,
            )
        )

    def _get_seal(self):
        """Return the digest of what acceptance seals."""
        self.ensure_one()
        return digest({name: self._get_sealed_value(name) for name in SEALED})

    def _read_anew(self):
        """Forget what is in memory, so that the seal is about what the database holds."""
        self.flush_recordset()
        self.invalidate_recordset(SEALED, flush=False)

    def _get_sealed_value(self, name):
        value = self[name]
        if self._fields[name].type == "many2one":
            return value.id
        return value if isinstance(value, bool) else str(value)

    def action_withdraw(self):
        """Ask for the reason of :meth:`_withdraw`."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdraw the evidence"),
            "res_model": "complaint.evidence.withdrawal",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_evidence_id": self.id},
        }

    def _withdraw(self, reason):
        """Take evidence back: its file goes, the row, the digests, who and why stay (INV-2).

        What was accepted is withdrawn by the leading group only.

        :raises UserError: without a reason, or when it is withdrawn already
        """
        self.ensure_one()
        ticket = self.ticket_id
        ticket._ensure_can_handle()
        ticket._check_reason(reason)
        if self.state == "withdrawn":
            raise UserError(self.env._("%s is withdrawn already.", self.name))
        if self.state == "accepted" or self.create_uid != self.env.user:
            ticket._ensure_manager()
        self._erase_file()
        self._as_server().write(
            {
                "state": "withdrawn",
                "withdrawn_at": fields.Datetime.now(),
                "withdrawn_by_id": self.env.uid,
                "withdrawn_reason": reason,
            }
        )
        self.activity_unlink(["retail_complaint.mail_activity_type_secure"])
        ticket.message_post(
            body=self.env._(
                "Evidence %(number)s was withdrawn by %(user)s. SHA-256 of the file: %(sha)s. "
                "Reason: %(reason)s",
                number=self.id,
                user=self.env.user.name,
                sha=self.sha256 or self.env._("(no file)"),
                reason=reason,
            )
        )

    # The recorder's deadline -----------------------------------------------------------------

    def _remind_collector(self):
        """Keep one activity for its collector until what a recorder overwrites is secured."""
        reminder = "retail_complaint.mail_activity_type_secure"
        for evidence in self.filtered("overwritten_at"):
            evidence.activity_unlink([reminder])
            if evidence.state != "collected" or evidence.sha256:
                continue
            if not evidence.with_user(evidence.collected_by_id).has_access("read"):
                raise AccessError(
                    self.env._(
                        "%(user)s cannot see this case. Let somebody of the store collect it.",
                        user=evidence.collected_by_id.name,
                    )
                )
            evidence.activity_schedule(
                reminder,
                date_deadline=fields.Date.context_today(evidence, evidence.overwritten_at),
                user_id=evidence.collected_by_id.id,
                summary=self.env._("Secure it before it is overwritten: %s", evidence.name),
            )
