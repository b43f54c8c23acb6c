import doctest
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..tools import file_kind
from .common import ComplaintCommon
from .proves import proves


class InvestigationCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._register()
        cls.cook = cls._new_login("rc_cook", "base.group_user", lang="en_US")

    @classmethod
    def _party(cls, ticket=None, **vals):
        ticket = ticket or cls.ticket
        return ticket.env["complaint.party"].create(
            {"ticket_id": ticket.id, "kind": "tenant", "name": "Noodle house", **vals}
        )

    @classmethod
    def _ask(cls, party, **vals):
        return party.env["complaint.statement"].create(
            {"party_id": party.id, "question": "What happened at noon?", **vals}
        )

    @classmethod
    def _measure(cls, ticket=None, **vals):
        ticket = ticket or cls.ticket
        return ticket.env["complaint.measure"].create(
            {"ticket_id": ticket.id, "name": "Inspect the fridge", "user_id": cls.cook.id, **vals}
        )


@tagged("post_install", "-at_install")
class TestParties(InvestigationCommon):
    def test_pure_rules(self):
        """The examples in the documentation of the file kinds are true."""
        failed, tried = doctest.testmod(file_kind)
        self.assertTrue(tried)
        self.assertFalse(failed)

    @proves("INT-2", "Staff, merchants, suppliers and witnesses involved are on the record")
    def test_parties(self):
        """Respondents and witnesses of every kind, by name alone where nothing else is known."""
        cook, supplier = self.env["complaint.party"].create(
            [
                {"ticket_id": self.ticket.id, "user_id": self.cook.id},
                {
                    "ticket_id": self.ticket.id,
                    "kind": "supplier",
                    "partner_id": self.customer.id,
                },
            ]
        )
        self._party(kind="other", role="witness", name="A lady in a red coat")
        self.assertEqual(cook.name, self.cook.name)
        self.assertEqual((supplier.name, supplier.contact), ("Wang Xiaoming", "13800001234"))
        self.assertEqual(self.ticket._get_respondent_users(), self.cook)
        with self.assertRaisesRegex(ValidationError, "is an employee"):
            self._party(kind="supplier", user_id=self.cook.id)

    def test_department_is_asked(self):
        """A department is asked through its head."""
        department = self.env["complaint.department"].create(
            {"name": "Cold store", "manager_id": self.cook.id}
        )
        party = self.env["complaint.party"].create(
            {"ticket_id": self.ticket.id, "kind": "department", "department_id": department.id}
        )
        statement = self._ask(party.with_user(self.agent))
        self.assertEqual((party.name, statement.user_id), ("Cold store", self.cook))
        statement.with_user(self.cook).action_answer("We found the door open.")
        self.assertEqual(statement.evidence_ids.kind, "staff_statement")

    def test_cost_share(self):
        """No more than the whole cost is shared out."""
        self._party(cost_share=60)
        self._party(kind="supplier", cost_share=40)
        with self.assertRaisesRegex(ValidationError, "at most 100"):
            self._party(kind="carrier", cost_share=1)

    def test_stays_with_its_case(self):
        """A party, its questions and its measures do not move to another case."""
        party, other = self._party(), self._register()
        for record in (party, self._measure()):
            with self.assertRaisesRegex(UserError, "stays with its case"):
                record.write({"ticket_id": other.id})
        statement = self._ask(party)
        with self.assertRaisesRegex(UserError, "stays with the party"):
            statement.write({"party_id": self._party().id})
        with self.assertRaisesRegex(ValidationError, "another case"):
            self._measure(other, user_id=False, party_id=party.id)

    @proves("INV-3", "The staff concerned are asked, with a deadline, and the answer is evidence")
    def test_employee_answers(self):
        """An employee without any role is asked, is reminded, answers, and sees nothing else."""
        party = self._party(kind="employee", user_id=self.cook.id)
        due = fields.Datetime.now() + timedelta(days=2)
        statement = self._ask(party, due_at=due)
        activity = statement.activity_ids
        self.assertEqual((activity.user_id, activity.date_deadline), (self.cook, due.date()))
        self.assertFalse(statement.link)
        mine = statement.with_user(self.cook)
        self.assertEqual(mine.read(["question", "due_at", "state"])[0]["state"], "asked")
        with self.assertRaises(AccessError):
            statement.with_user(self.agent).action_answer("He was not there.")
        wizard = self.env["complaint.statement.answer"].with_user(self.cook)
        wizard.create({"statement_id": statement.id, "answer": "I cut it at 11."}).action_confirm()
        evidence = statement.evidence_ids
        self.assertEqual((evidence.kind, evidence.state), ("staff_statement", "accepted"))
        self.assertIn("I cut it at 11.", evidence.text)
        self.assertEqual(evidence.party_id, party)
        self.assertFalse(statement.activity_ids)
        with self.assertRaisesRegex(UserError, "closed"):
            mine.action_answer("On second thought...")

    @proves("REC-3", "An employee who is asked sees his question and nothing of the case")
    def test_respondent_sees_his_question_only(self):
        """Neither case nor evidence nor the questions to others are open to them."""
        party = self._party(kind="employee", user_id=self.cook.id)
        mine, other = self._ask(party), self._ask(self._party())
        bought = self._add_purchase(self.ticket, name="Cod", quantity=1)
        evidence = self.ticket.env["complaint.evidence"].create(
            {"ticket_id": self.ticket.id, "name": "It smelled", "text": "It smelled."}
        )
        for record in (self.ticket, party, other, bought, evidence):
            self.assertFalse(record.with_user(self.cook).has_access("read"), record)
        statement = mine.with_user(self.cook)
        self.assertEqual(statement.search([]), mine)
        for name in ("party_id", "ticket_id", "token", "link", "evidence_ids"):
            with self.assertRaises(AccessError):
                statement.read([name])
        readable = [
            n
            for n, f in mine._fields.items()
            if mine.with_user(self.cook)._has_field_access(f, "read")
        ]
        self.assertNotIn(self.ticket.name, str(statement.read(readable)))
        for vals in ({"question": "x"}, {"answer": "x"}, {"state": "answered"}):
            with self.assertRaises(UserError):
                statement.write(vals)
        foreign = self.env["complaint.statement.answer"].with_user(self.cook)
        with self.assertRaises(AccessError):
            foreign.create({"statement_id": other.id, "answer": "x"}).question  # noqa: B018 reading is what is refused
        with self.assertRaises(AccessError):
            foreign.create({"statement_id": other.id, "answer": "x"}).action_confirm()

    def test_asker_moved_on(self):
        """An answer arrives also when whoever asked has left the store since."""
        asker = self._new_user("leaver", "agent", self.store_a)
        statement = self._ask(self._party(kind="employee", user_id=self.cook.id).with_user(asker))
        self.store_a.member_ids -= asker
        statement.with_user(self.cook).action_answer("At eleven.")
        self.assertEqual(statement.sudo().state, "answered")
        self.assertNotIn(asker.partner_id, self.ticket.message_ids.notified_partner_ids)

    def test_question_is_guarded(self):
        """Token, state and answer are the server's; a question is closed, never deleted."""
        statement = self._ask(self._party())
        for name in statement._get_guarded_fields():
            with self.subTest(field=name), self.assertRaises(UserError):
                statement.with_user(self.manager).write({name: False})
        with self.assertRaises(UserError):
            statement.sudo().unlink()
        with self.assertRaises(AccessError):
            self._ask(self._party(), token="guess")
        statement.action_cancel()
        with self.assertRaisesRegex(UserError, "closed"):
            statement.question = "Another"
        with self.assertRaisesRegex(ValidationError, "past"):
            self._ask(self._party(), due_at=fields.Datetime.now() - timedelta(hours=1))

    def test_intake_does_not_ask(self):
        """Who only registers asks nobody for statements."""
        ticket = self._register(self.intake)
        with self.assertRaises(AccessError):
            self._ask(self._party(ticket))


@tagged("post_install", "-at_install")
class TestMeasures(InvestigationCommon):
    @proves("EXE-1", "Every measure has one responsible person and a date; he is reminded of it")
    def test_owner(self):
        """A measure has an owner, inside or outside, and a date; the owner has an activity."""
        measure = self._measure()
        self.assertEqual(measure.activity_ids.user_id, self.cook)
        self.assertEqual(measure.activity_ids.date_deadline, measure.date_due)
        outside = self._measure(user_id=False, party_id=self._party().id)
        self.assertFalse(outside.activity_ids)
        for vals in ({"user_id": False}, {"party_id": self._party().id}):
            with self.assertRaisesRegex(ValidationError, "one owner"):
                self._measure(**vals)

    @proves("INV-3", "A task with a deadline is finished by its owner, who need not see the case")
    def test_owner_without_role(self):
        """The owner sees and finishes their task without any right on the case."""
        measure = self._measure()
        mine = measure.with_user(self.cook)
        self.assertEqual(mine.search([]), measure)
        self.assertEqual(mine.read(["name", "state"])[0]["name"], "Inspect the fridge")
        with self.assertRaises(AccessError):
            mine.read(["ticket_id"])
        with self.assertRaises(AccessError):
            mine.write({"name": "x"})
        with self.assertRaises(AccessError):
            mine.action_cancel("No time")
        with self.assertRaisesRegex(UserError, "in a sentence"):
            mine.action_done("  ")
        self.env["complaint.measure.result"].with_user(self.cook).create(
            {"measure_id": measure.id, "result": "4 degrees, clean"}
        ).action_done()
        self.assertEqual((measure.state, measure.done_by_id), ("done", self.cook))
        self.assertFalse(measure.activity_ids)
        with self.assertRaisesRegex(UserError, "finished"):
            measure.write({"name": "x"})

    @proves("INV-3", "Staff without any role for complaints find what is asked of them in a menu")
    def test_menu_for_everybody(self):
        """Everybody has Asked of me, with their own statements and measures and nothing more."""
        party = self._party(kind="employee", user_id=self.cook.id)
        statement, measure = self._ask(party), self._measure()
        self._measure(user_id=self.agent.id)
        menus = self.env["ir.ui.menu"].with_user(self.cook).load_menus(False)
        root = self.env.ref("retail_complaint.retail_complaint_menu")
        asked = self.env.ref("retail_complaint.complaint_asked_menu")
        self.assertEqual(menus[root.id]["children"], asked.ids)
        self.assertEqual(set(menus[asked.id]["children"]), set(asked.child_id.ids))
        for kind, own in (("statement", statement), ("measure", measure)):
            action = self.env.ref(f"retail_complaint.complaint_{kind}_action_mine")
            model = self.env[action.res_model].with_user(self.cook)
            domain = safe_eval(action.domain, {"uid": self.cook.id})
            self.assertEqual(model.search(domain), own)
            for view_type in action.view_mode.split(","):
                self.assertTrue(model.get_view(view_type=view_type)["arch"])

    def test_not_my_task(self):
        """Neither another store nor a stranger finishes or sees a task."""
        measure = self._measure()
        stranger = self._new_login("rc_stranger", "base.group_user")
        for user in (self.agent_b, stranger):
            self.assertFalse(measure.with_user(user).has_access("read"))
            with self.assertRaises(AccessError):
                measure.with_user(user).action_done("Done")
        with self.assertRaises(UserError):
            measure.sudo().unlink()

    @proves("EXE-3", "A case is not resolved while a visit or inspection for the customer is open")
    @proves("INT-11", "An on-site visit is planned, with an owner, a date and a result")
    def test_blocks_resolving(self):
        """An open visit blocks resolving and ending, a training does not."""
        ticket = self._register()
        self._measure(ticket, kind="training", name="Train the counter")
        visit = self._measure(ticket, kind="visit", name="See the fridge at his home")
        ticket.write(
            {"complaint_finding": "misunderstanding", "complaint_finding_basis": "store_rule"}
        )
        self._tell(ticket)
        with self.assertRaisesRegex(UserError, "See the fridge at his home"):
            ticket.action_complaint_advance("followup")
        with self.assertRaisesRegex(UserError, "open work"):
            ticket._end("withdrawn", "He changed his mind")
        visit.action_done("Seen on Monday, it was unplugged")
        ticket.action_complaint_advance("followup")
        self.assertEqual(ticket.complaint_outcome, "explained")

    @proves("INV-4", "Suspect food: verification, inspection and telling delivery start at once")
    def test_suspect_food(self):
        """A spoilage flag starts three measures for the duty manager, and once only."""
        spoiled = self.env.ref("retail_complaint.helpdesk_ticket_category_spoiled")
        ticket = self._register(self.intake, category_id=spoiled.id)
        measures = ticket.sudo().complaint_measure_ids
        self.assertEqual(measures.mapped("kind"), ["inspection", "inspection", "request"])
        self.assertEqual(set(measures.mapped("date_due")), {fields.Date.today()})
        self.assertTrue(all(m.user_id and m.activity_ids for m in measures))
        self.assertEqual(measures.user_id, ticket._get_role_users("duty_manager")[0])
        ticket.category_id = self.env.ref("retail_complaint.helpdesk_ticket_category_quality")
        ticket.category_id = spoiled
        self.assertEqual(len(ticket.sudo().complaint_measure_ids), 3)
        later = self._register()
        later.complaint_hazard_ids = self.env.ref("retail_complaint.complaint_hazard_spoilage")
        self.assertEqual(len(later.complaint_measure_ids), 3)


@tagged("post_install", "-at_install")
class TestFinding(InvestigationCommon):
    @proves("INV-7", "The finding is one of four, with its ground in law, contract or rule")
    @proves("INV-6", "The root cause is chosen from a tree that the business extends")
    def test_finding(self):
        """A finding without a ground passes no gate; the root cause has parts of its own."""
        causes = self.env["complaint.root.cause"].with_user(self.manager)
        part = causes.create(
            {
                "name": "Cold chain",
                "parent_id": self.env.ref("retail_complaint.complaint_root_cause_supplier").id,
            }
        )
        self.assertEqual(part.display_name, "Supplier / Cold chain")
        self.ticket.action_complaint_advance("investigation")
        self.ticket.complaint_finding = "justified"
        with self.assertRaisesRegex(UserError, "basis"):
            self.ticket.action_complaint_next()
        self.ticket.write({"complaint_finding_basis": "law", "complaint_root_cause_id": part.id})
        self.ticket.action_complaint_next()
        self.assertEqual(self.ticket.complaint_phase, "proposal")

    @proves("CLS-4", "A misunderstanding is recorded and explained, and not counted as justified")
    def test_justified(self):
        """Justified and partly justified count; not justified and misunderstandings do not."""
        counted = {}
        for finding in ("justified", "partly_justified", "not_justified", "misunderstanding"):
            self.ticket.complaint_finding = finding
            self.env.flush_all()
            counted[finding] = self.ticket.complaint_is_justified
        self.assertEqual(list(counted.values()), [True, True, False, False])

    def test_who_finds(self):
        """Who only registers finds nothing, and nobody after the customer was told."""
        ticket = self._register(self.intake)
        for name, value in (
            ("complaint_finding", "justified"),
            ("complaint_finding_basis", "law"),
            ("complaint_finding_note", "Clear."),
            ("complaint_preliminary_result", "Clear."),
            ("complaint_root_cause_id", self.env["complaint.root.cause"].search([], limit=1).id),
            ("complaint_satisfaction", "5"),
            ("complaint_followup_note", "All well."),
        ):
            with self.assertRaisesRegex(AccessError, "agent role"):
                ticket.write({name: value})
            with self.assertRaisesRegex(AccessError, "agent role"):
                self._register(self.intake, **{name: value})
        told = self._register()
        told.write({"complaint_finding": "not_justified", "complaint_finding_basis": "standard"})
        self._tell(told)
        told.action_complaint_advance("followup")
        with self.assertRaisesRegex(UserError, "Reopen it"):
            told.complaint_finding = "justified"

    @proves("REC-1", "Record, people, evidence, measures, proposals, talks and result are one case")
    def test_one_case(self):
        """Everything about a complaint hangs on its one case."""
        ticket = self._settled().ticket_id
        self._party(ticket)
        self.env["complaint.evidence"].with_user(self.agent).create(
            {"ticket_id": ticket.id, "name": "Receipt", "text": "12.50"}
        )
        self._measure(ticket)
        self._tell(ticket)
        for name in ("line", "party", "evidence", "measure", "proposal", "contact_log"):
            self.assertTrue(ticket[f"complaint_{name}_ids"], name)
        self.assertTrue(ticket.description and ticket.complaint_finding and ticket.message_ids)
