"""The access matrix, generated from one table: a new model without a row fails."""

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves
from .shop import ROLES

# Per role, what it may do with a record of a case within its reach: read, write, create, delete.
RIGHTS = {
    "helpdesk.ticket": {
        "intake": "rwc",
        "agent": "rwc",
        "duty": "rwc",
        "manager": "rwc",
        "auditor": "r",
    },
    "complaint.line": {
        "intake": "rwcd",
        "agent": "rwcd",
        "duty": "rwcd",
        "manager": "rwcd",
        "auditor": "r",
    },
    "complaint.contact.log": {
        "intake": "rc",
        "agent": "rc",
        "duty": "rc",
        "manager": "rc",
        "auditor": "r",
    },
    "complaint.proposal": {
        "intake": "r",
        "agent": "rwcd",
        "duty": "rwcd",
        "manager": "rwcd",
        "auditor": "r",
    },
    "complaint.compensation": {
        "intake": "r",
        "agent": "rwcd",
        "duty": "rwcd",
        "manager": "rwcd",
        "auditor": "r",
        "accountant": "r",
    },
    "complaint.statutory.claim": {
        "intake": "r",
        "agent": "r",
        "duty": "r",
        "manager": "r",
        "auditor": "r",
    },
    "complaint.chargeback": {
        "intake": "r",
        "agent": "rw",
        "duty": "rw",
        "manager": "rw",
        "auditor": "r",
        "accountant": "r",
    },
    "complaint.party": {
        "intake": "rwcd",
        "agent": "rwcd",
        "duty": "rwcd",
        "manager": "rwcd",
        "auditor": "r",
    },
    "complaint.evidence": {
        "intake": "rwc",
        "agent": "rwc",
        "duty": "rwc",
        "manager": "rwc",
        "auditor": "r",
    },
    "complaint.statement": {
        "intake": "r",
        "agent": "rwc",
        "duty": "rwc",
        "manager": "rwc",
        "auditor": "r",
        "accountant": "r",
    },
    "complaint.measure": {
        "intake": "r",
        "agent": "rwc",
        "duty": "rwc",
        "manager": "rwc",
        "auditor": "r",
        "accountant": "r",
    },
    "complaint.followup": {
        "intake": "r",
        "agent": "r",
        "duty": "r",
        "manager": "r",
        "auditor": "r",
    },
    "complaint.approval": {
        "intake": "r",
        "agent": "r",
        "duty": "r",
        "manager": "r",
        "auditor": "r",
    },
    "complaint.clock": {
        "intake": "r",
        "agent": "r",
        "duty": "r",
        "manager": "r",
        "auditor": "r",
    },
    "complaint.clock.event": {
        "intake": "r",
        "agent": "r",
        "duty": "r",
        "manager": "r",
        "auditor": "r",
    },
    "complaint.escalation": {
        "intake": "r",
        "agent": "r",
        "duty": "r",
        "manager": "r",
        "auditor": "r",
    },
    "complaint.inbound": {"manager": "r", "auditor": "r"},
    "complaint.handover": {
        "intake": "r",
        "agent": "r",
        "duty": "r",
        "manager": "r",
        "auditor": "r",
    },
}
# How far the case is within the reach of somebody who stands to it like this: not at all, to
# read, or to work on. Roles that are not named reach what "else" says; None: who has no role for
# complaints cannot stand to the case like this.
REACH = {
    "own store": {"intake": "", "accountant": "", "auditor": "r", "else": "rwcd"},
    "other store": {"auditor": "r", "else": ""},
    "other company": {"else": ""},
    "former owner": {"auditor": "r", "else": ""},
    "former follower": {"auditor": "r", "else": ""},
    "follower": {"auditor": "r", "else": ""},
    "respondent": {"auditor": "r", "else": ""},
    "task force": {"accountant": None, "auditor": "r", "else": "rwcd"},
    "leading group": {"accountant": None, "auditor": "r", "else": "rwcd"},
    "handling group": {"accountant": None, "auditor": "r", "else": "rwcd"},
    "support group": {"accountant": None, "else": "r"},
    "asked to take it": {"else": "r"},
    "outside a confidential case": {"manager": "rwcd", "auditor": "r", "else": ""},
}
# Models beside the case: the same for every record of the company.
SETTINGS = {
    "retail.store": dict.fromkeys(ROLES, "r") | {"manager": "rwcd"},
    "complaint.severity": dict.fromkeys(ROLES, "r") | {"manager": "rwcd"},
    "complaint.policy": dict.fromkeys(ROLES, "r") | {"manager": "rwcd"},
    "complaint.statute": dict.fromkeys(ROLES, "r") | {"manager": "rwcd"},
    "complaint.statute.input": dict.fromkeys(ROLES, "r") | {"manager": "rwcd"},
    "complaint.authority": {"agent": "r", "duty": "r", "manager": "rwcd"},
    "complaint.authority.use": {"manager": "r", "accountant": "r"},
    "complaint.access.log": {"auditor": "r"},
    "complaint.service.level": dict.fromkeys(ROLES, "r") | {"manager": "rwcd"},
    "complaint.escalation.rule": dict.fromkeys(ROLES, "r") | {"manager": "rwcd"},
    "complaint.gateway": {"manager": "rwcd"},
    "complaint.calendar.day": dict.fromkeys(ROLES, "r") | {"manager": "rwcd"},
    "complaint.hazard": dict.fromkeys(ROLES, "r") | {"manager": "rwcd"},
    "complaint.root.cause": dict.fromkeys(ROLES, "r") | {"manager": "rwcd"},
    "complaint.department": dict.fromkeys(ROLES, "r") | {"manager": "rwcd"},
    "complaint.level": dict.fromkeys(ROLES, "r") | {"manager": "rwcd"},
    "complaint.region": dict.fromkeys(ROLES, "r") | {"manager": "rwcd"},
    "complaint.group": dict.fromkeys(ROLES, "r") | {"manager": "rwcd"},
    "complaint.duty.shift": dict.fromkeys(ROLES, "r") | {"duty": "rwcd", "manager": "rwcd"},
    "complaint.ledger": {"manager": "r", "auditor": "r", "accountant": "r"},
    "complaint.review": {"manager": "rwcd", "auditor": "r"},
    "complaint.review.figure": {"manager": "r", "auditor": "r"},
    "complaint.review.decision": {"manager": "rwcd", "auditor": "r"},
    "complaint.web.entry": {},
    "complaint.pace": {},
}
#: Accounting reads these of its company, whatever the case.
BOOKS = frozenset({"complaint.compensation", "complaint.chargeback"})
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


@tagged("post_install", "-at_install")
class TestAccess(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._settled()
        proposal = cls._to_state(cls._propose(cls._investigated()), "offered")
        ticket = proposal.ticket_id
        cls._tell(ticket)
        cls.case = {
            "helpdesk.ticket": ticket,
            "complaint.line": ticket.complaint_line_ids,
            "complaint.contact.log": ticket.complaint_contact_log_ids,
            "complaint.proposal": proposal,
            "complaint.compensation": proposal.compensation_ids.filtered("amount"),
            "complaint.approval": proposal.approval_ids,
            "complaint.followup": cls.env["complaint.followup"]._open(ticket),
            "complaint.clock": ticket.complaint_clock_ids,
            "complaint.clock.event": ticket.complaint_clock_ids.event_ids,
            "complaint.escalation": ticket.complaint_escalation_ids,
            "complaint.inbound": cls._note_inbound(ticket),
            **cls._investigate(ticket),
            **cls._claim_back(proposal),
            "complaint.handover": ticket._offer(cls.duty, "Yours"),
        }
        # Owned by nobody of the table: reach comes from the store alone.
        ticket._as_server().write(
            {"user_id": cls.manager2.id, "complaint_registrar_id": cls.manager2.id}
        )

    @classmethod
    def _note_inbound(cls, ticket):
        inbound, _is_new = cls.env["complaint.inbound"]._claim("<access@mail.example>")
        inbound._belongs_to(ticket)
        return inbound

    @classmethod
    def _investigate(cls, ticket):
        party = ticket.env["complaint.party"].create(
            {"ticket_id": ticket.id, "kind": "supplier", "name": "Fish Ltd"}
        )
        due = {"ticket_id": ticket.id, "user_id": cls.manager2.id, "name": "Ask the cook"}
        return {
            "complaint.party": party,
            "complaint.evidence": ticket.env["complaint.evidence"].create(
                {"ticket_id": ticket.id, "name": "It smelled", "text": "It smelled."}
            ),
            "complaint.statement": ticket.env["complaint.statement"].create(
                {"party_id": party.id, "question": "When was it packed?"}
            ),
            "complaint.measure": ticket.env["complaint.measure"].create(due),
        }

    @classmethod
    def _claim_back(cls, proposal):
        """What the law gives in the case, and what is charged back of what was given."""
        statute = cls.env["complaint.statute"].create(
            {"name": "Promise", "code": "promise", "formula": "10", "company_id": cls.company.id}
        )
        vals = {"statute_id": statute.id, "name": "Promise", "event_date": "2026-05-01"}
        claims = proposal.env["complaint.statutory.claim"]
        compensation = proposal.compensation_ids.filtered("amount")
        return {
            "complaint.statutory.claim": claims._confirm(
                proposal.ticket_id, dict(vals, amount=10, why="10 = 10")
            ),
            "complaint.chargeback": cls.env["complaint.chargeback"]
            ._as_server()
            .create(
                {
                    "compensation_id": compensation.id,
                    "kind": "supplier",
                    "name": "Fish Ltd",
                    "cost_share": 50,
                    "state": "proposed",
                }
            ),
        }

    def _get_rights(self, user, record):
        record = record.with_user(user)
        return "".join(
            letter for letter, operation in OPERATIONS.items() if record.has_access(operation)
        )

    def test_every_model_has_a_row(self):
        """A new model of the suite needs a row in the matrix."""
        ours = {
            model._name
            for model in self.env.values()
            if not model._abstract
            and not model._transient
            and model._auto
            and (model._name.startswith("complaint.") or model._name == "retail.store")
            and model._original_module == "retail_complaint"
        }
        self.assertEqual(ours, (set(RIGHTS) | set(SETTINGS)) - {"helpdesk.ticket"})

    @proves("REC-3", "Each role does with a case what it needs, and reaches only its own cases")
    def test_matrix(self):
        """Role by model by operation, for everybody who stands to the case in some way."""
        users = {role: self._new_user(f"{role}_anywhere", role, self.store_b) for role in ROLES}
        for relation, reach in REACH.items():
            for role, user in users.items():
                with self.undone():
                    within = reach.get(role, reach["else"])
                    if within is None:
                        with self.assertRaisesRegex(ValidationError, "no role"):
                            self._relate(relation, user)
                    else:
                        self._relate(relation, user)
                        self._check_rights(relation, role, user, within)
                # What is cached of their rights and companies is not undone with the rest.
                self.registry.clear_all_caches()
                self.env.transaction.reset()

    def _check_rights(self, relation, role, user, reach):
        for model, rights in RIGHTS.items():
            # Respondents read what they themselves are asked.
            is_books = model in BOOKS and role == "accountant"
            is_asked = model == "complaint.statement" and relation == "respondent"
            is_own = is_asked or (is_books and relation != "other company")
            within = "r" if is_own else reach
            expected = "".join(letter for letter in rights.get(role, "") if letter in within)
            with self.subTest(relation=relation, role=role, model=model):
                self.assertEqual(self._get_rights(user, self.case[model]), expected)

    def _relate(self, relation, user):
        """Put a member of staff of store B into some relation to the case of store A."""
        ticket = self.case["helpdesk.ticket"].sudo()
        if relation in ("own store", "outside a confidential case", "respondent"):
            self.store_a.member_ids |= user
            ticket.complaint_is_confidential = relation == "outside a confidential case"
            if relation == "respondent":
                self.case["complaint.party"].sudo().write(
                    {"kind": "employee", "role": "respondent", "user_id": user.id}
                )
        elif relation == "other company":
            company = self.env["res.company"].create({"name": f"Elsewhere {user.login}"})
            user.write({"company_id": company.id, "company_ids": [Command.set(company.ids)]})
        elif relation == "former owner":
            ticket._set_owner(user)
            ticket._set_owner(self.manager2)
        elif relation.endswith("follower"):
            ticket.message_subscribe(user.partner_id.ids)
            if relation == "former follower":
                ticket.message_unsubscribe(user.partner_id.ids)
        elif relation == "task force":
            ticket.complaint_task_force_ids = user
        elif relation.endswith("group"):
            self.env["complaint.group"].create(
                {
                    "kind": relation.split()[0],
                    "leader_id": user.id,
                    "store_id": self.store_a.id,
                }
            )
        elif relation == "asked to take it":
            self.case["complaint.handover"]._as_server().sudo().candidate_ids = user

    def _review(self):
        review = self.env["complaint.review"].create(
            {
                "store_ids": self.store_a.ids,
                "decision_ids": [
                    Command.create(
                        {"name": "Train", "user_id": self.manager2.id, "date_due": "2030-01-01"}
                    )
                ],
            }
        )
        review.action_take_figures()
        return {
            "complaint.review": review,
            "complaint.review.figure": review.figure_ids[0],
            "complaint.review.decision": review.decision_ids,
        }

    def test_settings(self):
        """Stores and severities are read by all staff and changed by the leading group."""
        records = {
            "retail.store": self.store_a,
            "complaint.severity": self.env["complaint.severity"].search([], limit=1),
            "complaint.policy": self.env["complaint.policy"].create(
                {"name": "Standard", "basis": "Promise"}
            ),
            "complaint.statute": self.env["complaint.statute"].search(
                [("company_id", "=", self.company.id)], limit=1
            ),
            "complaint.statute.input": self.env["complaint.statute.input"].search([], limit=1),
            "complaint.authority": self.env["complaint.authority"].search([], limit=1),
            "complaint.authority.use": self.env["complaint.authority.use"].search([], limit=1),
            "complaint.service.level": self.env["complaint.service.level"].search([], limit=1),
            "complaint.escalation.rule": self.env["complaint.escalation.rule"].search([], limit=1),
            "complaint.calendar.day": self.env["complaint.calendar.day"].create(
                {"name": "Make-up workday", "date": "2026-02-14"}
            ),
            "complaint.gateway": self.env["complaint.gateway"].create(
                {
                    "name": "WeChat",
                    "channel_id": self.env.ref(
                        "retail_complaint.helpdesk_ticket_channel_wechat"
                    ).id,
                }
            ),
            "complaint.hazard": self.env["complaint.hazard"].search([], limit=1),
            "complaint.root.cause": self.env["complaint.root.cause"].search([], limit=1),
            "complaint.department": self.env["complaint.department"].create({"name": "Toys"}),
            "complaint.level": self.env["complaint.level"].search([], limit=1),
            "complaint.region": self.env["complaint.region"].create({"name": "East"}),
            "complaint.group": self.env["complaint.group"].create(
                {"kind": "support", "leader_id": self.duty.id, "store_id": self.store_a.id}
            ),
            "complaint.duty.shift": self.env["complaint.duty.shift"].create(
                {"user_id": self.duty.id, "store_id": self.store_a.id}
            ),
            "complaint.ledger": self.env["complaint.ledger"].search([], limit=1),
            **self._review(),
            "complaint.web.entry": self.env["complaint.web.entry"]._enter("n"),
            "complaint.pace": self.env["complaint.pace"].create({"visitor": "x"}),
        }
        records["complaint.access.log"] = self._log_change()
        self.assertTrue(all(records.values()))
        for model, rights in SETTINGS.items():
            for role in ROLES:
                with self.subTest(model=model, role=role):
                    found = self._get_rights(getattr(self, role), records[model])
                    self.assertEqual(found, rights.get(role, ""))

    def _log_change(self):
        """Return the row of a limit that somebody changed."""
        limits = self.env["complaint.authority"].with_user(self.manager)
        limits.create({"user_id": self.agent.id, "case_amount": 1})
        return self.env["complaint.access.log"].search([], limit=1)

    def test_no_door_to_the_other_store(self):
        """For another store search, read, groups, export, chatter and files are shut."""
        self.agent_b.group_ids |= self.env.ref("base.group_allow_export")
        ticket = self.case["helpdesk.ticket"].with_user(self.agent_b)
        secret = self.env["ir.attachment"].create(
            {"name": "receipt", "raw": b"x", "res_model": ticket._name, "res_id": ticket.id}
        )
        self.assertFalse(ticket.search([("id", "=", ticket.id)]))
        self.assertFalse(ticket.name_search(ticket.sudo().number))
        self.assertFalse(ticket._read_group([("id", "=", ticket.id)], ["stage_id"]))
        messages = self.env["mail.message"].with_user(self.agent_b)
        about = [("model", "=", ticket._name), ("res_id", "=", ticket.id)]
        self.assertTrue(messages.sudo().search(about))
        self.assertFalse(messages.search(about))
        for door in (
            lambda: ticket.read(["name"]),
            lambda: ticket.export_data(["name"]),
            lambda: ticket.message_post(body="x"),
            lambda: ticket.action_complaint_next(),
            lambda: secret.with_user(self.agent_b).read(["raw"]),
            lambda: self.case["complaint.proposal"].with_user(self.agent_b).action_execute(),
        ):
            with self.assertRaises(AccessError):
                door()

    def test_intake_sees_own(self):
        """Intake staff see what they registered, not the other cases of the store."""
        mine = self._register(self.intake)
        tickets = self.env["helpdesk.ticket"].with_user(self.intake)
        self.assertEqual(tickets.search([("is_complaint", "=", True)]), mine)

    def test_accountant_reads_no_title(self):
        """Accounting reads the case number; the ticket behind it stays closed, by name too."""
        compensation = self.case["complaint.compensation"].with_user(self.accountant)
        self.assertEqual(compensation.case_number, self.case["helpdesk.ticket"].number)
        with self.assertRaises(AccessError):
            compensation.read(["ticket_id"])

    def test_helpdesk_manager_sees_no_complaint(self):
        """Helpdesk's own managers see complaints only as members of the store."""
        user = self._new_user("helpdesk", "auditor", self.store_b)
        user.group_ids = self.env.ref("helpdesk_mgmt.group_helpdesk_manager")
        self.assertEqual(self._get_rights(user, self.case["helpdesk.ticket"]), "")

    def test_portal(self):
        """Complainants see their case; a colleague of their company does not."""
        company = self.env["res.partner"].create({"name": "Canteen Ltd", "is_company": True})
        self.customer.parent_id = company
        portal = self.env["res.users"].with_context(no_reset_password=True)
        group = self.env.ref("base.group_portal")
        colleague = self.env["res.partner"].create(
            {"name": "Li", "parent_id": company.id, "email": "li@shop.example"}
        )
        him, other = portal.create(
            [
                {"login": f"p{p.id}", "partner_id": p.id, "group_ids": [(6, 0, group.ids)]}
                for p in (self.customer, colleague)
            ]
        )
        ticket = self.case["helpdesk.ticket"]
        self.assertEqual(self._get_rights(him, ticket), "r")
        self.assertEqual(self._get_rights(other, ticket), "")
        self.assertFalse(self._get_rights(him, self.case["complaint.proposal"]))
        mine = ticket.with_user(him)
        self.assertEqual(mine.read(["complaint_phase"])[0]["complaint_phase"], "proposal")
        for name in ("complaint_finding_note", "complaint_outcome_reason", "complaint_severity_id"):
            with self.assertRaises(AccessError):
                mine.read([name])
            with self.assertRaises(AccessError):
                mine.search([(name, "!=", False)])
