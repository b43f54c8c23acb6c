from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestReach(ComplaintCommon):
    """Who sees one case more than others, and who less."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._new_user("colleague", "agent", cls.store_a)
        cls.technician = cls._new_user("technician", "intake", cls.store_b)

    def _get_rights(self, ticket, user):
        ticket = ticket.with_user(user)
        return "".join(op[0] for op in ("read", "write") if ticket.has_access(op))

    @proves("ORG-6", "A task force of several stores sees and works on this one case, and no other")
    def test_task_force(self):
        """Its members reach the case, whatever their store and role; when they leave, no longer."""
        ticket, other = self._register(), self._register()
        people = self.agent_b | self.technician
        ticket.with_user(self.duty).write(
            {
                "complaint_task_force_leader_id": self.agent_b.id,
                "complaint_task_force_ids": [(6, 0, self.technician.ids)],
            }
        )
        self.assertEqual(ticket.complaint_task_force_ids, people)
        for user in people:
            self.assertEqual(self._get_rights(ticket, user), "rw")
            self.assertEqual(self._get_rights(other, user), "")
            found = ticket.with_user(user).search([("is_complaint", "=", True)])
            self.assertEqual(found, ticket)
            self.assertIn(user.partner_id, ticket.message_partner_ids)
        self.assertEqual(ticket.activity_ids.user_id, people)
        ticket.with_user(self.manager).complaint_task_force_ids = self.technician
        ticket.with_user(self.manager).complaint_task_force_leader_id = self.technician
        ticket.with_user(self.manager).complaint_task_force_ids = self.technician
        self.assertEqual(self._get_rights(ticket, self.agent_b), "")
        self.assertNotIn(self.agent_b.partner_id, ticket.message_partner_ids)

    @proves("ORG-6", "Only a duty manager or the leading group forms a task force")
    def test_who_forms_it(self):
        """An agent opens their case to nobody, neither afterwards nor at registration."""
        ticket = self._register()
        for vals in (
            {"complaint_task_force_ids": [(4, self.agent_b.id)]},
            {"complaint_task_force_leader_id": self.agent_b.id},
        ):
            with self.assertRaisesRegex(AccessError, "duty manager"):
                ticket.write(vals)
            with self.assertRaisesRegex(AccessError, "duty manager"):
                self._register(**vals)
        ticket._form_task_force(self.duty | self.agent_b, "Fire")
        self.assertEqual(ticket.complaint_task_force_leader_id, self.duty)

    @proves(
        "ORG-1", "Groups reach the cases of their store: leading and handling work, support reads"
    )
    def test_groups(self):
        """A member of a group of the store reaches its cases without being staff of the store."""
        ticket = self._register()
        for kind, rights in (("leading", "rw"), ("handling", "rw"), ("support", "r")):
            user = self._new_user(f"member_{kind}", "intake", self.store_b)
            self.env["complaint.group"].create(
                {"kind": kind, "leader_id": user.id, "store_id": self.store_a.id}
            )
            self.assertEqual(self._get_rights(ticket, user), rights, kind)
        there = self._register(self.agent_b, complaint_store_id=self.store_b.id)
        self.assertEqual(self._get_rights(there, user), "")

    @proves(
        "REC-3", "A confidential case is for owner, store manager, leading group and task force"
    )
    def test_confidential(self):
        """Colleagues of the same store see nothing of it, nor does whoever registered it."""
        ticket = self._register(self.intake)
        ticket._offer(self.colleague, "Yours").with_user(self.colleague).action_accept()
        ticket = ticket.with_user(self.colleague)
        self.assertEqual(self._get_rights(ticket, self.agent), "rw")
        # What intake has registered is committed long since.
        self.env.cr.flush()
        ticket.complaint_is_confidential = True
        ticket.sudo().complaint_task_force_ids = self.technician
        leader = self._new_user("leader", "agent", self.store_b)
        self.env["complaint.group"].create(
            {"kind": "leading", "leader_id": leader.id, "store_id": self.store_a.id}
        )
        inside = self.colleague | self.manager | self.manager2 | leader | self.technician
        for user in inside:
            self.assertEqual(self._get_rights(ticket, user), "rw", user.login)
        for user in self.agent | self.duty | self.intake | self.agent_b:
            self.assertEqual(self._get_rights(ticket, user), "", user.login)
            self.assertFalse(ticket.with_user(user).search([("id", "=", ticket.id)]))
        # The auditor reads all, and writes nothing.
        self.assertEqual(self._get_rights(ticket, self.auditor), "r")

    @proves(
        "REC-3", "What outsiders followed or had planned in a case goes when it is closed to them"
    )
    def test_outsiders_are_dropped(self):
        """Messages and plans of a confidential case reach nobody outside it."""
        ticket = self._register()
        ticket.message_subscribe(self.duty.partner_id.ids)
        ticket.activity_schedule("mail.mail_activity_data_todo", user_id=self.duty.id)
        ticket.complaint_is_confidential = True
        self.assertNotIn(self.duty.partner_id, ticket.message_partner_ids)
        self.assertEqual(ticket.activity_ids.user_id, self.agent)
        with self.assertRaisesRegex(AccessError, "is confidential"):
            ticket.message_subscribe(self.duty.partner_id.ids)
        with self.assertRaisesRegex(AccessError, "is confidential"):
            ticket.activity_schedule("mail.mail_activity_data_todo", user_id=self.duty.id)
        message = ticket.message_post(
            body="Psst",
            partner_ids=(self.duty | self.manager).partner_id.ids,
            message_type="comment",
        )
        self.assertEqual(message.notified_partner_ids, self.manager.partner_id)
        # The complainant is no outsider.
        ticket.message_subscribe(self.customer.ids)

    @proves("REC-3", "Only a duty manager or the leading group lifts confidentiality")
    def test_lifting(self):
        """The owner closes their case to others, but does not open it again."""
        ticket = self._register(complaint_is_confidential=True)
        with self.assertRaisesRegex(AccessError, "no longer see it yourself"):
            self._register().with_user(self.duty).complaint_is_confidential = True
        with self.assertRaisesRegex(AccessError, "duty manager"):
            ticket.complaint_is_confidential = False
        with self.assertRaises(AccessError):
            ticket.with_user(self.duty).complaint_is_confidential = False
        ticket.with_user(self.manager).complaint_is_confidential = False
        self.assertEqual(self._get_rights(ticket, self.duty), "rw")

    def test_confidential_handover(self):
        """A confidential case is offered only to who may see it."""
        ticket = self._register(complaint_is_confidential=True)
        with self.assertRaisesRegex(UserError, "who may see it"):
            ticket._offer(self.colleague, "Yours")
        ticket._offer(self.manager2, "Yours").with_user(self.manager2).action_accept()
        self.assertEqual(self._get_rights(ticket, self.agent), "")

    def test_confidential_afterwards(self):
        """An offer that was out when the case became confidential no longer opens it."""
        ticket = self._register()
        handover = ticket._offer(self.agent_b, "Yours")
        ticket.complaint_is_confidential = True
        self.assertEqual(self._get_rights(ticket, self.agent_b), "")
        with self.assertRaisesRegex(UserError, "cannot take"):
            handover.with_user(self.agent_b).action_accept()
        self.assertEqual(ticket.user_id, self.agent)
