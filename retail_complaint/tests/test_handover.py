from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..models.people import complaint_handover
from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestHandover(ComplaintCommon):
    """A case has one owner, and changes hands only when the other side takes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._new_user("colleague", "agent", cls.store_a)
        cls.team.user_id = cls.duty

    def _offer(self, ticket, user=None, reason="Your customer", **kwargs):
        return ticket._offer(user or self.colleague, reason, **kwargs)

    def _refuse(self, ticket, reason="I am on leave"):
        handover = ticket.complaint_offer_id
        handover.with_user(handover.candidate_ids[:1]).action_refuse(reason)

    @proves("ORG-2", "Whoever first receives a complaint owns it until somebody else accepts it")
    def test_first_contact(self):
        """The registrar owns the case, also outside the team, and also while it is offered."""
        ticket = self._register(self.intake)
        self.assertEqual(ticket.user_id, self.intake)
        handover = self._offer(ticket)
        self.assertEqual(ticket.user_id, self.intake)
        handover.with_user(self.colleague).action_accept()
        self.assertEqual(ticket.user_id, self.colleague)
        self.assertEqual(handover.state, "accepted")
        self.assertEqual(handover.answered_by_id, self.colleague)

    @proves("ORG-2", "Nobody registers a case straight into somebody else's hands")
    def test_no_foisting(self):
        """A registrar cannot make a colleague the owner, nor nobody; the leading group may."""
        with self.assertRaisesRegex(AccessError, "owns it until somebody accepts"):
            self._register(user_id=self.colleague.id)
        self.assertEqual(self._register(user_id=False).user_id, self.agent)
        imported = self._register(self.manager, user_id=self.colleague.id)
        self.assertEqual(imported.user_id, self.colleague)
        copied = imported.copy() if imported.has_access("create") else imported
        self.assertEqual(copied.user_id, self.manager)

    @proves("ORG-4", "Owner and team are not written past the hand-over, by any door")
    def test_no_way_round(self):
        """Form, list, import, kanban and API are refused alike; the values stay."""
        ticket = self._register()
        other = self.team.copy({"name": "Complaints north"})
        for user in (self.agent, self.colleague, self.duty, self.manager):
            mine = ticket.with_user(user)
            for vals in (
                {"user_id": user.id if user != self.agent else self.colleague.id},
                {"user_id": False},
                {"team_id": other.id},
                {"name": "x", "user_id": self.intake.id},
            ):
                with self.assertRaisesRegex(AccessError, "Hand over"):
                    mine.write(vals)
        result = ticket.load([".id", "user_id/.id"], [[str(ticket.id), str(self.duty.id)]])
        self.assertFalse(result["ids"])
        with self.assertRaisesRegex(UserError, "Ask him to hand it over"):
            ticket.with_user(self.colleague).assign_to_me()
        self.assertEqual((ticket.user_id, ticket.team_id), (self.agent, self.team))
        ticket.write({"user_id": self.agent.id, "team_id": self.team.id, "name": "Same hands"})

    @proves("ORG-4", "A hand-over's own record is written by the server alone")
    def test_forged_rows(self):
        """Nobody writes an accepted hand-over, joins the candidates or deletes the trace."""
        ticket = self._register()
        handover = self._offer(ticket)
        forged = {
            "ticket_id": ticket.id,
            "kind": "handover",
            "state": "accepted",
            "reason": "x",
            "offered_at": fields.Datetime.now(),
        }
        for user in (self.agent, self.colleague, self.manager):
            mine = handover.with_user(user)
            for door in (
                lambda mine=mine: mine.create(forged),
                lambda mine=mine: mine.write({"state": "accepted"}),
                lambda mine=mine: mine.write({"candidate_ids": [(4, mine.env.uid)]}),
                lambda mine=mine: mine.unlink(),
                lambda mine=mine: ticket.with_user(mine.env.uid).write(
                    {"complaint_handover_ids": [(0, 0, forged)]}
                ),
            ):
                with self.assertRaises(AccessError):
                    door()
        self.assertEqual(handover.state, "offered")

    @proves("ORG-4", "No hand-over before the record is complete, nor without a reason")
    def test_needs_understanding(self):
        """The gate names what is missing; an emergency does not wait for it."""
        ticket = self._register(partner_id=False)
        with self.assertRaisesRegex(UserError, "(?s)Complete the record.*customer"):
            self._offer(ticket)
        with self.assertRaisesRegex(UserError, "reason"):
            self._offer(ticket, reason=" ", kind="emergency")
        handover = self._offer(ticket, kind="emergency")
        self.assertEqual((handover.state, handover.kind), ("offered", "emergency"))

    @proves("ORG-4", "A refused hand-over returns to its owner, who learns why")
    def test_refused(self):
        """After a refusal with a reason the case is its owner's, who finds it on their list."""
        ticket = self._register()
        handover = self._offer(ticket)
        with self.assertRaisesRegex(UserError, "reason"):
            handover.with_user(self.colleague).action_refuse("")
        self._refuse(ticket)
        self.assertEqual((ticket.user_id, handover.state), (self.agent, "refused"))
        activity = ticket.activity_ids
        self.assertEqual(activity.user_id, self.agent)
        self.assertIn("I am on leave", activity.note)
        with self.assertRaisesRegex(UserError, "This offer is over"):
            handover.with_user(self.colleague).action_accept()

    @proves("ORG-4", "Refused twice, the case goes to the team leader, who is not asked")
    def test_refused_twice(self):
        """Nobody passes a case on for ever."""
        ticket = self._register()
        self._offer(ticket)
        self._refuse(ticket)
        self._offer(ticket, self.manager2)
        self._refuse(ticket)
        self.assertEqual(ticket.user_id, self.duty)
        self.assertEqual(ticket.complaint_handover_ids[0].state, "assigned")
        # A new owner begins anew.
        mine = ticket.with_user(self.duty)
        self._offer(mine)
        self._refuse(mine)
        self.assertEqual(ticket.user_id, self.duty)

    @proves("ORG-4", "An offer that nobody accepts in time lapses and returns to its owner")
    def test_lapse(self):
        """The scheduled action gives back what is due, not what still has time."""
        ticket, fresh = self._register(), self._register()
        start = fields.Datetime.now()
        with freeze_time(start - timedelta(hours=9)):
            old = self._offer(ticket)
        new = self._offer(fresh)
        self.assertEqual(old.lapse_at, start - timedelta(hours=1))
        self.assertEqual(self.env["complaint.handover"]._lapse_batch(10), 1)
        self.assertEqual((old.state, new.state), ("lapsed", "offered"))
        self.assertEqual(ticket.user_id, self.agent)
        self.assertIn("Nobody accepted", ticket.activity_ids.summary)
        with self.assertRaisesRegex(UserError, "over: Lapsed"):
            old.with_user(self.colleague).action_accept()

    def test_lapse_in_batches(self):
        """Many offers lapse batch by batch, with a commit after each."""
        tickets = self.env["helpdesk.ticket"].union(*[self._register() for _i in range(5)])
        with freeze_time(fields.Datetime.now() - timedelta(days=2)):
            for ticket in tickets:
                self._offer(ticket)
        commits = []
        cron = type(self.env["ir.cron"])
        self.patch(cron, "_commit_progress", lambda *args, **kwargs: commits.append(args) or 1)
        self.patch(complaint_handover, "BATCH", 2)
        self.env["complaint.handover"]._cron_lapse()
        self.assertEqual([args[1] for args in commits[1:]], [2, 2, 1])
        self.assertEqual(set(tickets.complaint_handover_ids.mapped("state")), {"lapsed"})

    def test_failing_offer_is_set_aside(self):
        """One offer that cannot be given back stops no other; the leading group is told."""
        bad, good = self._register(), self._register()
        with freeze_time(fields.Datetime.now() - timedelta(days=2)):
            offers = self._offer(bad) | self._offer(good)
        close = type(bad)._after_handover_closed

        def fail(ticket, handover):
            if ticket == bad:
                raise ValueError("The printer is on fire.")
            return close(ticket, handover)

        self.patch(type(bad), "_after_handover_closed", fail)
        self.assertEqual(self.env["complaint.handover"]._lapse_batch(10), 2)
        self.assertEqual(offers.mapped("state"), ["offered", "lapsed"])
        self.assertGreater(offers[0].lapse_at, fields.Datetime.now())
        self.assertIn("on fire", str(bad.sudo().activity_ids.mapped("note")))
        self.assertEqual(self.env["complaint.handover"]._lapse_batch(10), 0)

    def test_taken_back(self):
        """The owner takes their offer back; only one is out at a time."""
        ticket = self._register()
        handover = self._offer(ticket)
        with self.assertRaisesRegex(UserError, "offered to .* already"):
            self._offer(ticket, self.duty)
        with self.assertRaises(AccessError):
            ticket.with_user(self.colleague).action_complaint_withdraw()
        ticket.action_complaint_withdraw()
        self.assertEqual(handover.state, "withdrawn")
        self.assertFalse(ticket.complaint_offer_id or ticket.activity_ids)
        self.assertEqual(self._offer(ticket, self.duty).state, "offered")

    def test_only_who_was_asked(self):
        """Neither a bystander nor the owner nor the manager accepts for somebody else."""
        handover = self._offer(self._register())
        for user in (self.agent, self.duty, self.manager):
            with self.assertRaisesRegex(AccessError, "Only who was asked"):
                handover.with_user(user).action_accept()
        with self.assertRaises(AccessError):
            handover.with_user(self.agent_b).action_accept()

    def test_who_offers(self):
        """A bystander of the same store does not give a colleague's case away."""
        ticket = self._register()
        with self.assertRaisesRegex(AccessError, "by its owner or a duty manager"):
            self._offer(ticket.with_user(self.colleague), self.duty)
        self.assertTrue(self._offer(ticket.with_user(self.duty)))

    def test_who_cannot_take(self):
        """A case goes to somebody who handles cases: not to intake, guests or who has left."""
        ticket = self._register()
        self.colleague.active = False
        for user in (self.intake, self.colleague, self.accountant):
            with self.assertRaisesRegex(UserError, "cannot take"):
                self._offer(ticket, user)
        with self.assertRaisesRegex(UserError, "owns the case already"):
            self._offer(ticket, self.agent)

    def test_other_store(self):
        """Somebody of another store reads the case while being asked, and owns it afterwards."""
        ticket = self._register()
        theirs = ticket.with_user(self.agent_b)
        self.assertFalse(theirs.has_access("read"))
        handover = self._offer(ticket, self.agent_b)
        self.assertTrue(theirs.has_access("read"))
        self.assertFalse(theirs.has_access("write"))
        handover.with_user(self.agent_b).action_refuse("Not ours")
        self.assertFalse(theirs.has_access("read"))

    @proves(
        "ORG-4", "The former owner stops following, loses the case and leaves his plans with it"
    )
    def test_former_owner(self):
        """What the former owner had planned goes with the case; nothing reaches them any more."""
        ticket = self._register(self.agent_b, complaint_store_id=self.store_b.id)
        ticket._as_server().write({"complaint_registrar_id": self.manager2.id})
        ticket.write({"complaint_store_id": self.store_a.id})
        ticket.activity_schedule("mail.mail_activity_data_todo", user_id=self.agent_b.id)
        self.assertIn(self.agent_b.partner_id, ticket.message_partner_ids)
        self._offer(ticket).with_user(self.colleague).action_accept()
        now = ticket.with_user(self.colleague)
        self.assertNotIn(self.agent_b.partner_id, now.message_partner_ids)
        self.assertIn(self.colleague.partner_id, now.message_partner_ids)
        self.assertEqual(now.activity_ids.user_id, self.colleague)
        for operation in ("read", "write"):
            self.assertFalse(ticket.with_user(self.agent_b).has_access(operation))

    @proves("ORG-3", "A case is offered to a whole department; the first who accepts has it")
    def test_to_a_department(self):
        """One of the department accepts; the others are too late."""
        department = self.env["complaint.department"].create(
            {
                "name": "Fresh food",
                "manager_id": self.duty.id,
                "member_ids": [(6, 0, (self.colleague | self.intake).ids)],
            }
        )
        ticket = self._register()
        handover = ticket._offer(department, "Your goods")
        self.assertEqual(handover.candidate_ids, self.duty | self.colleague)
        self.assertEqual(ticket.activity_ids.user_id, self.duty)
        handover.with_user(self.colleague).action_accept()
        self.assertEqual(ticket.user_id, self.colleague)
        self.assertFalse(ticket.activity_ids)
        with self.assertRaisesRegex(UserError, "over: Accepted"):
            handover.with_user(self.duty).action_accept()

    def test_taking_what_nobody_owns(self):
        """A case without an owner is taken by whoever handles it."""
        ticket = self._register()
        ticket._set_owner(self.env["res.users"])
        with self.assertRaises(AccessError):
            ticket.with_user(self.intake).action_complaint_take()
        ticket.with_user(self.colleague).action_complaint_take()
        self.assertEqual(ticket.user_id, self.colleague)

    @proves("ORG-4", "An escalation needs no complete record and takes a pending offer back")
    def test_escalation(self):
        """One level up the case is given, not offered; the row says so."""
        ticket = self._register(partner_id=False)
        handover = self._offer(ticket, kind="emergency")
        ticket._hand_up("Overdue")
        self.assertEqual((handover.state, ticket.user_id), ("withdrawn", self.duty))
        self.assertEqual(ticket.complaint_handover_ids[0].kind, "escalation")

    def test_escalation_rules_hear_of_it(self):
        """Refused and lapsed offers are events that escalation rules may act on, once each."""
        rules = self.env["complaint.escalation.rule"].create(
            [
                {"name": trigger, "trigger": trigger, "action": "activity", "role": "team_leader"}
                for trigger in ("handover_refused", "handover_lapsed")
            ]
        )
        ticket = self._register()
        self._offer(ticket)
        self._refuse(ticket)
        self._offer(ticket)
        ticket.complaint_offer_id.sudo()._lapse()
        fired = ticket.sudo().complaint_escalation_ids.filtered(lambda row: row.rule_id in rules)
        self.assertEqual(sorted(fired.mapped("trigger")), ["handover_lapsed", "handover_refused"])

    @proves("ORG-2", "The leading group reassigns an absent colleague's cases, with a reason")
    def test_absent_colleague(self):
        """All open cases of the absent go over at once; an agent cannot do that."""
        tickets = self._register() | self._register()
        done = self._register(complaint_kind="inquiry")
        self._tell(done)
        done.action_complaint_next()
        with Form(self.env["complaint.reassign.wizard"].with_user(self.manager)) as form:
            form.from_user_id = self.agent
            form.to_user_id = self.colleague
            form.reason = "Sick until Friday"
        self.assertEqual(form.record.ticket_ids, tickets)
        form.record.action_confirm()
        self.assertEqual(tickets.user_id, self.colleague)
        self.assertEqual(done.user_id, self.agent)
        self.assertEqual(set(tickets.complaint_handover_ids.mapped("kind")), {"reassignment"})
        with self.assertRaises(AccessError):
            tickets.with_user(self.duty)._reassign(self.agent, "Mine again")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_model"):
            self.env["complaint.reassign.wizard"].with_user(self.agent).create(
                {"to_user_id": self.agent.id, "reason": "x"}
            )
        with self.assertRaisesRegex(UserError, "cannot take"):
            tickets.with_user(self.manager)._reassign(self.intake, "x")

    @proves("CLS-3", "Nobody investigates a case that is about himself")
    def test_investigator_is_no_respondent(self):
        """Who is concerned is not asked; a case about its owner goes to the leader at once."""
        ticket = self._register()
        about = {"ticket_id": ticket.id, "role": "respondent"}
        ticket.env["complaint.party"].create(dict(about, user_id=self.colleague.id))
        with self.assertRaisesRegex(UserError, "cannot take"):
            self._offer(ticket)
        with self.assertRaisesRegex(UserError, "hand it over first"):
            ticket.env["complaint.party"].create(dict(about, user_id=self.agent.id))
        # What the agent has registered is committed long since.
        self.env.cr.flush()
        duty = ticket.with_user(self.duty)
        duty.env["complaint.party"].create(dict(about, user_id=self.agent.id))
        self.assertEqual(ticket.sudo().user_id, self.duty)
        self.assertFalse(ticket.has_access("read"))
        with self.assertRaisesRegex(UserError, "about .*agent"):
            duty.complaint_task_force_ids = self.agent
        ticket.sudo()._set_owner(self.env["res.users"])
        self.colleague.group_ids |= self.env.ref("retail_complaint.group_manager")
        with self.assertRaises(UserError):
            ticket.with_user(self.colleague).action_complaint_take()
