import base64
import hashlib
import io
from datetime import timedelta
from unittest.mock import patch

from PIL import Image

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.investigation.ir_attachment import UPLOAD_CONTEXT_NAME
from .common import ComplaintCommon
from .proves import proves


def photo(size=(3000, 2200), **options):
    """Return the bytes of a picture, with something in them that re-encoding would change."""
    buffer = io.BytesIO()
    Image.new("RGB", size, (120, 40, 40)).save(
        buffer, "JPEG", quality=88, comment=b"camera 3", **options
    )
    return buffer.getvalue()


class EvidenceCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._register()
        cls.content = photo()

    @classmethod
    def _collect(cls, content=None, user=None, **vals):
        ticket = vals.pop("ticket", cls.ticket)
        file_vals = {}
        if content:
            file_vals = {"file": base64.b64encode(content), "file_name": "label.jpg"}
        return (
            cls.env["complaint.evidence"]
            .with_user(user or cls.agent)
            .create({"ticket_id": ticket.id, "name": "The label", **file_vals, **vals})
        )

    @classmethod
    def _accepted(cls, **vals):
        evidence = cls._collect(cls.content, **vals)
        evidence.action_accept()
        return evidence

    @classmethod
    def _file(cls, evidence, field="file"):
        domain = [
            ("res_model", "=", "complaint.evidence"),
            ("res_field", "=", field),
            ("res_id", "=", evidence.id),
        ]
        return cls.env["ir.attachment"].search(domain)


@tagged("post_install", "-at_install")
class TestEvidence(EvidenceCommon):
    @proves("INV-1", "Evidence of every kind says who collected it, when, and from where")
    def test_all_kinds(self):
        """Every kind is taken with source, place, times and collector."""
        kinds = self.env["complaint.evidence"]._fields["kind"].get_values(self.env)
        for kind in kinds:
            evidence = self._collect(
                kind=kind, text="12:03 the box falls", source="Camera 3", place="Aisle 2"
            )
            self.assertEqual(evidence.collected_by_id, self.agent)
            self.assertTrue(evidence.collected_at)
            evidence.action_accept()
            self.assertEqual(evidence.accepted_by_id, self.agent)
        self.assertEqual(len(self.ticket.complaint_evidence_ids), len(kinds))

    @proves("INV-2", "A photo is kept byte by byte as it was uploaded, with its SHA-256")
    def test_byte_identical(self):
        """A large picture stays what it was; the screen gets a smaller copy."""
        evidence = self._collect(self.content)
        stored = self._file(evidence).raw
        self.assertEqual(stored, self.content)
        self.assertEqual(evidence.sha256, hashlib.sha256(self.content).hexdigest())
        self.assertEqual(evidence.mimetype, "image/jpeg")
        with Image.open(io.BytesIO(base64.b64decode(evidence.picture))) as shown:
            self.assertLessEqual(max(shown.size), 1600)

    def test_file_is_taken_once(self):
        """A row without a file takes one later; a second file is refused."""
        evidence = self._collect()
        evidence.write({"file": base64.b64encode(self.content), "file_name": "a.jpg"})
        self.assertTrue(evidence.sha256)
        for value in (base64.b64encode(photo((10, 10))), False):
            with self.assertRaisesRegex(UserError, "taken once"):
                evidence.write({"file": value})
        self.assertEqual(self._file(evidence).raw, self.content)

    def test_nothing_to_accept(self):
        """Without file and words there is nothing to accept; people need a lawful purpose."""
        evidence = self._collect()
        with self.assertRaisesRegex(UserError, "neither a file nor words"):
            evidence.action_accept()
        evidence.write({"text": "He fell.", "shows_people": True, "lawful_purpose": " "})
        with self.assertRaisesRegex(UserError, "lawful purpose"):
            evidence.action_accept()
        evidence.lawful_purpose = "To settle this complaint"
        evidence.action_accept()
        self.assertEqual(evidence.state, "accepted")

    def test_intake_collects_and_does_not_accept(self):
        """Who registers a complaint adds the photo; who handles it accepts it."""
        ticket = self._register(self.intake)
        evidence = self._collect(self.content, user=self.intake, ticket=ticket)
        with self.assertRaisesRegex(AccessError, "agent role"):
            evidence.action_accept()

    @proves("INV-2", "A withdrawal leaves the entry, the digest, who and why; the file goes")
    def test_withdrawal(self):
        """What was accepted is withdrawn by the leading group, with a reason, and stays listed."""
        evidence = self._accepted()
        digest = evidence.sha256
        with self.assertRaisesRegex(AccessError, "leading group"):
            evidence._withdraw("Wrong customer")
        with self.assertRaisesRegex(UserError, "reason"):
            evidence.with_user(self.manager)._withdraw(" ")
        evidence.with_user(self.manager)._withdraw("Wrong customer")
        self.assertEqual((evidence.state, evidence.sha256), ("withdrawn", digest))
        self.assertEqual(evidence.withdrawn_by_id, self.manager)
        self.assertEqual(evidence.withdrawn_reason, "Wrong customer")
        self.assertFalse(self._file(evidence) or self._file(evidence, "picture"))
        self.assertIn("Wrong customer", str(self.ticket.message_ids.mapped("body")))
        with self.assertRaisesRegex(UserError, "already"):
            evidence.with_user(self.manager)._withdraw("Again")

    def test_own_mistake(self):
        """What is not accepted yet is withdrawn by whoever added it, and by no other agent."""
        evidence = self._collect(self.content)
        colleague = self._new_user("agent2", "agent", self.store_a)
        with self.assertRaises(AccessError):
            evidence.with_user(colleague)._withdraw("Not mine")
        evidence._withdraw("Blurred")
        self.assertEqual(evidence.state, "withdrawn")

    @proves("INV-1", "Before a recorder overwrites a film, its collector is reminded of the day")
    def test_recorder(self):
        """The collector keeps an activity until the film is here."""
        day = fields.Datetime.now() + timedelta(days=5)
        evidence = self._collect(kind="cctv", overwritten_at=day)
        activity = evidence.activity_ids
        self.assertEqual((activity.user_id, activity.date_deadline), (self.agent, day.date()))
        evidence.write({"file": base64.b64encode(self.content), "file_name": "a.jpg"})
        self.assertFalse(evidence.activity_ids)
        with self.assertRaisesRegex(AccessError, "cannot see this case"):
            self._collect(kind="cctv", overwritten_at=day, collected_by_id=self.agent_b.id)


@tagged("post_install", "-at_install")
class TestEvidenceAttack(EvidenceCommon):
    """Nobody changes what was accepted, by no door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.evidence = cls._accepted()

    def _unchanged(self, evidence=None):
        evidence = evidence or self.evidence
        self.env.invalidate_all()
        self.assertEqual(self._file(evidence).raw, self.content)
        self.assertFalse(evidence.sudo()._verify())

    @proves("INV-2", "Accepted evidence is changed by nobody, the administrator included")
    def test_row(self):
        """Neither facts nor file nor state of accepted evidence can be written or deleted."""
        other = base64.b64encode(photo((20, 20)))
        for door in (self.evidence, self.evidence.with_user(self.manager), self.evidence.sudo()):
            for vals in (
                {"name": "Nothing to see"},
                {"text": "He apologised"},
                {"captured_at": "2020-01-01 00:00:00"},
                {"file": other},
                {"file": False},
                {"file_name": "x.jpg"},
                {"picture": other},
                {"sha256": "0" * 64},
                {"seal": "0" * 64},
                {"state": "collected"},
                {"ticket_id": self._register().id},
            ):
                with self.subTest(vals=list(vals)), self.assertRaises(UserError):
                    door.write(vals)
            with self.assertRaises(UserError):
                door.unlink()
        with self.assertRaises(UserError):
            self.ticket.write(
                {"complaint_evidence_ids": [Command.update(self.evidence.id, {"name": "x"})]}
            )
        self._unchanged()

    @proves("INV-2", "The stored file is out of reach of every call on attachments")
    def test_attachment(self):
        """The attachment behind it is not written, re-linked, opened, copied over or deleted."""
        file = self._file(self.evidence)
        other = self.env["ir.attachment"].create(
            {"name": "o", "raw": b"other", "res_model": "helpdesk.ticket", "res_id": self.ticket.id}
        )
        link = {"res_model": "complaint.evidence", "res_id": self.evidence.id}
        attempts = [
            lambda door: door.write({"raw": b"other"}),
            lambda door: door.write({"datas": base64.b64encode(b"other")}),
            lambda door: door.write({"db_datas": b"other"}),
            lambda door: door.write({"name": "other"}),
            lambda door: door.write({"mimetype": "text/html"}),
            lambda door: door.write({"url": "https://example.com", "type": "url"}),
            lambda door: door.write({"public": True}),
            lambda door: door.generate_access_token(),
            lambda door: door.write({"res_model": "res.partner", "res_id": self.customer.id}),
            lambda door: door.write({"res_field": "picture"}),
            lambda door: door.write({"res_field": False}),
            lambda door: door.unlink(),
            lambda door: door.copy(),
            lambda door: other.with_env(door.env).write({**link, "res_field": "file"}),
            lambda door: other.with_env(door.env).write(link),
            lambda door: door.create({"name": "n", "raw": b"n", **link, "res_field": "file"}),
            lambda door: door.create({"name": "n", "raw": b"n", **link}),
            lambda door: door.with_context(
                **{f"default_{name}": value for name, value in link.items()},
                default_res_field="file",
            ).create({"name": "n", "raw": b"n"}),
        ]
        doors = (
            file.with_user(self.agent),
            file.with_user(self.manager),
            file.with_user(self.env.ref("base.user_admin")),
            file.sudo(),
        )
        for door in doors:
            for number, attempt in enumerate(attempts):
                with (
                    self.subTest(user=door.env.user.login, attempt=number),
                    self.assertRaises(UserError),
                    self.cr.savepoint(),
                ):
                    attempt(door)
                self.env.invalidate_all()
        self._unchanged()

    def test_forged_upload_key(self):
        """The key by which evidence stores its file cannot be sent in a request."""
        file = self._file(self.evidence)
        for forged in (True, 1, "<server key>", ["<server key>"]):
            door = file.with_user(self.manager).with_context(**{UPLOAD_CONTEXT_NAME: forged})
            with self.assertRaises(UserError):
                door.write({"raw": b"other"})
            with self.assertRaises(UserError):
                door.unlink()
        self._unchanged()

    def test_nested_upload(self):
        """What is packed beside an uploaded file does not get the key of the file."""
        forged = {
            "name": "x",
            "raw": b"x",
            "res_model": "complaint.evidence",
            "res_id": self.evidence.id,
            "res_field": "file",
        }
        activity = {
            "summary": "x",
            "user_id": self.agent.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "res_model_id": self.env["ir.model"]._get_id("complaint.evidence"),
            "attachment_ids": [Command.create(forged)],
        }
        with self.assertRaises(UserError), self.cr.savepoint():
            self._collect(self.content, activity_ids=[Command.create(activity)])
        self._unchanged()

    def test_moving_the_storage(self):
        """Moving files between disk and database, as Odoo does, changes nothing."""
        file = self._file(self.evidence)
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        file._migrate()
        self.assertTrue(file.db_datas)
        self._unchanged()

    @proves("INV-2", "What is changed below the program is found by the check and reported once")
    def test_check_finds(self):
        """A changed fact, a changed file, a second file and a lost file are each named."""
        cases = {
            "facts": "UPDATE complaint_evidence SET name = 'x' WHERE id = %s",
            "not the one": "UPDATE ir_attachment SET store_fname = NULL, db_datas = 'x'"
            " WHERE res_model = 'complaint.evidence' AND res_field = 'file' AND res_id = %s",
            "0 files": "DELETE FROM ir_attachment"
            " WHERE res_model = 'complaint.evidence' AND res_field = 'file' AND res_id = %s",
        }
        for expected, statement in cases.items():
            with self.subTest(expected=expected):
                evidence = self._accepted()
                self.env.flush_all()
                self.cr.execute(statement, [evidence.id])
                self.env.invalidate_all()
                notice = evidence.with_user(self.auditor).action_verify()
                self.assertEqual(notice["params"]["type"], "danger")
                self.assertIn(expected, notice["params"]["message"])
                self.assertIn(expected, evidence.difference)

    @mute_logger("odoo.addons.retail_complaint.models.investigation.complaint_evidence_file")
    def test_scheduled_check(self):
        """The scheduled check takes what is due, tells the leading group, and not twice."""
        good, bad = self._accepted(), self._accepted()
        self.env.flush_all()
        self.cr.execute("UPDATE complaint_evidence SET text = 'x' WHERE id = %s", [bad.id])
        self.env.invalidate_all()
        cron = self.env["ir.cron"]
        with patch.object(type(cron), "_commit_progress", return_value=60):
            self.env["complaint.evidence"]._cron_verify()
            self.assertTrue(good.verified_at and bad.verified_at)
            self.assertFalse(good.difference)
            self.assertIn(self.manager, bad.activity_ids.user_id)
            told = len(bad.activity_ids)
            (good | bad)._as_server().write({"verified_at": "2020-01-01 00:00:00"})
            self.env["complaint.evidence"]._cron_verify()
        self.assertEqual(len(bad.activity_ids), told)
        self.assertFalse(good.activity_ids)


@tagged("post_install", "-at_install")
class TestEvidenceBadInput(EvidenceCommon):
    def _refused(self, content, name, message):
        before = self.env["complaint.evidence"].search_count([])
        files = self.env["ir.attachment"].search_count([("res_model", "=", "complaint.evidence")])
        with self.assertRaisesRegex(UserError, message), self.cr.savepoint():
            self._collect(file=base64.b64encode(content), file_name=name)
        self.assertEqual(self.env["complaint.evidence"].search_count([]), before)
        self.assertEqual(
            self.env["ir.attachment"].search_count([("res_model", "=", "complaint.evidence")]),
            files,
        )

    def test_too_large(self):
        """A photo of 50 MB is refused with the limit; the limit is a setting."""
        huge = self.content + bytes(50 * 1024**2)
        self._refused(huge, "huge.jpg", "50 MB.*at most 25 MB")
        self.env["ir.config_parameter"].set_param("retail_complaint.evidence_max_mb", "1")
        self._refused(self.content + bytes(1024**2 + 9), "big.jpg", "at most 1 MB")

    def test_wrong_content(self):
        """Programs, pages, scripts and archives are refused under any name."""
        for content, name in (
            (b"MZ" + bytes(500), "photo.jpg"),
            (b"\x7fELF" + bytes(500), "photo.png"),
            (b"#!/bin/sh\nrm -rf /", "note.txt"),
            (b"<html><script>alert(1)</script></html>", "receipt.txt"),
            (b"<?xml version='1.0'?><svg onload='alert(1)'/>", "label.png"),
            (b"PK\x03\x04" + bytes(200), "bill.docx"),
            (bytes(300), "film.mp4"),
        ):
            with self.subTest(name=name, content=content[:6]):
                self._refused(content, name, "no picture, film, sound")

    def test_wrong_name(self):
        """A picture that is called a program is refused; a name without ending is completed."""
        self._refused(self.content, "photo.exe", "not what its name says")
        evidence = self._collect(self.content, file_name=False)
        self.assertTrue(evidence.file_name.endswith(".jpg"))

    def test_broken_picture(self):
        """A picture that cannot be drawn is kept all the same, without a copy for the screen."""
        broken = self.content[:3000]
        evidence = self._collect(broken)
        self.assertEqual(self._file(evidence).raw, broken)

    def test_not_a_file(self):
        """What arrives empty or garbled is refused."""
        for value in (b"=", "%%%"):
            with self.assertRaisesRegex(UserError, "arrived empty"):
                self._collect(file=value, file_name="x.jpg")

    def test_future(self):
        """Evidence is not taken in the future."""
        with self.assertRaisesRegex(ValidationError, "future"):
            self._collect(captured_at=fields.Datetime.now() + timedelta(days=1))

    def test_script_in_texts(self):
        """Script in any text of evidence stays text in the case's messages."""
        script = "<script>alert(1)</script>"
        evidence = self._collect(text=script, name=script, source=script, place=script)
        evidence.action_accept()
        evidence.with_user(self.manager)._withdraw(script)
        self.assertNotIn("<script", "".join(self.ticket.message_ids.mapped("body")))
