from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tests.common import BaseCase
from odoo.tools import SQL

from ..tools.likeness import likeness, phone_key, pieces, plain
from .common import ComplaintCommon
from .proves import proves

TEXT = st.text(alphabet="abc de鳕鱼有异味，!", max_size=80)


class TestLikeness(BaseCase):
    @given(TEXT, TEXT)
    def test_measure(self, one, other):
        """Likeness lies between 0 and 1, is mutual, and a text of some length is its own like."""
        left, right = pieces(plain(one)), pieces(plain(other))
        alike = likeness(left, right)
        self.assertTrue(0 <= alike <= 1)
        self.assertEqual(alike, likeness(right, left))
        self.assertEqual(likeness(left, left), 1.0 if len(left) >= 3 else 0.0)

    @given(TEXT)
    def test_plain(self, text):
        """Folding twice changes nothing, so that stored and typed words compare alike."""
        self.assertEqual(plain(plain(text)), plain(text))

    @given(st.text("0123456789 -+()", max_size=30))
    def test_phone(self, text):
        """A number is known by at most eleven digits, and by none when it is a scrap."""
        self.assertRegex(phone_key(text), r"^([0-9]{6,11})?$")


@tagged("post_install", "-at_install")
class TestDuplicate(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.partner"].create({"name": "Li Na"})

    def _stranger(self, **vals):
        """Return a case of somebody of whom we know nothing yet, about something else."""
        return self._register(
            **{
                "name": "Queue",
                "description": "One till was open.",
                "partner_id": self.other.id,
                **vals,
            }
        )

    def _reasons(self, ticket):
        return {other: reasons for other, reasons in ticket._find_probable_duplicates()[ticket]}

    @proves(
        "INT-8", "Reported by e-mail and at the desk: shown with the reason, never merged alone"
    )
    def test_by_key(self):
        """The same purchase, telephone, e-mail or outside number makes a probable duplicate."""
        line = self._sell()
        first = self._register(complaint_outside_number="12315-77", name="x", description="x")
        self._add_purchase(first, line)
        for vals, reason in (
            ({"complaint_phone": "+86 138-0000-1234"}, "same telephone 13800001234"),
            ({"partner_email": "WANG@shop.example"}, "same e-mail wang@shop.example"),
            ({"complaint_outside_number": "12315-77"}, "same outside number 12315-77"),
        ):
            with self.subTest(reason=reason):
                second = self._stranger(**vals)
                self.assertEqual(self._reasons(second), {first: [reason]})
                self.assertEqual(second.complaint_duplicate_check, "suspected")
                self.assertIn(first.number, second.complaint_duplicate_hint)
                self.assertIn(reason, second.complaint_duplicate_hint)
                self.assertFalse(second.duplicate_id, "Nothing is merged by itself.")
                self.assertEqual(second.complaint_phase, "intake")
                second.with_user(self.manager)._end("withdrawn", "Reported twice.")
                second.sudo().active = False
        third = self._stranger(partner_id=False)
        self.assertFalse(third.complaint_duplicate_check)
        self._add_purchase(third, line)
        self.assertEqual(third.complaint_duplicate_check, "suspected")
        self.assertIn(f"same purchase {line.order_id.name}", self._reasons(third)[first])

    @proves("INT-8", "Two customers who tell the same incident in Chinese are recognised by words")
    def test_by_words(self):
        """Like words count within the store and the weeks around, in Chinese and in English."""
        told = [
            ("收银台旁边地面有水，老人滑倒了", "收银台旁地面有水没人管，一位老人滑倒"),
            ("Freezer door broken, ice cream melted", "The ice cream melted: freezer door broke"),
        ]
        for one, other in told:
            with self.subTest(one=one):
                first, second = self._tells(one), self._tells(other)
                self.assertEqual(self._reasons(second), {first: ["told in like words"]})
        elsewhere = self._tells(told[0][1], self.agent_b, complaint_store_id=self.store_b.id)
        self.assertFalse(elsewhere.complaint_duplicate_check)
        moment = first.complaint_received_at - timedelta(days=31)
        long_ago = self._tells(told[1][1], complaint_received_at=moment)
        self.assertFalse(long_ago.complaint_duplicate_check)

    def _tells(self, words, user=None, **vals):
        """Return the case of somebody who was never here before."""
        customer = self.env["res.partner"].create({"name": "New here"})
        return self._register(user, name=words, description="", partner_id=customer.id, **vals)

    def test_other_matters(self):
        """Another customer with another trouble is no duplicate, and a drill is none of a case."""
        self._register()
        self.assertFalse(self._stranger().complaint_duplicate_check)
        drill = self._register(self.duty, complaint_is_drill=True)
        self.assertFalse(drill.complaint_duplicate_check)

    @proves("INT-8", "While a case is typed, the earlier report is shown before it is saved")
    def test_while_typing(self):
        """The form shows it as soon as the telephone number stands there."""
        first = self._register(complaint_phone="13800001234")
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        form = Form(tickets.with_context(complaint_stages=True), self._form_view())
        form.complaint_store_id = self.store_a
        self.assertFalse(form.complaint_duplicate_hint)
        form.complaint_phone = "138 0000 1234"
        self.assertIn(first.number, form.complaint_duplicate_hint)

    def _form_view(self):
        return "retail_complaint.helpdesk_ticket_view_form"

    def test_another_matter(self):
        """Who compared them says so once, and is not asked again; it stays on record."""
        self._register()
        second = self._register()
        self.assertEqual(second.complaint_duplicate_check, "suspected")
        second.action_complaint_not_duplicate()
        self.assertFalse(second.complaint_duplicate_hint)
        self.assertIn("not a duplicate", second.message_ids[0].body)
        second.complaint_phone = "13800001234"
        self.assertEqual(second.complaint_duplicate_check, "cleared")

    def test_out_of_reach(self):
        """A case of another store is not shown; only that there is one is told."""
        first = self._register(self.agent_b, complaint_store_id=self.store_b.id)
        second = self._register()
        self.assertEqual(second.complaint_duplicate_check, "suspected")
        self.assertFalse(self._reasons(second))
        self.assertNotIn(first.number, second.complaint_duplicate_hint)
        self.assertIn("duty manager", second.complaint_duplicate_hint)
        with self.assertRaises(AccessError):
            second.with_user(self.agent_b).action_complaint_not_duplicate()

    def test_nobody_reads_the_keys(self):
        """Keys and folded words are compared by the server and given to nobody."""
        ticket = self._register()
        for name in ("complaint_duplicate_keys", "complaint_words"):
            with self.assertRaises(AccessError):
                ticket.with_user(self.manager).read([name])
            with self.assertRaises(AccessError):
                ticket.with_user(self.manager).search([(name, "!=", False)])
        with self.assertRaises(AccessError):
            ticket.write({"complaint_duplicate_check": "cleared"})

    def test_two_queries(self):
        """Many cases at once are compared by two queries."""
        tickets = self.env["helpdesk.ticket"]
        for _number in range(6):
            tickets |= self._register().sudo()
        self.env.flush_all()
        self.env.invalidate_all()
        tickets.mapped("complaint_received_at")
        tickets.mapped("complaint_duplicate_keys")
        tickets.mapped("complaint_words")
        with self.assertQueryCount(2):
            found = tickets._find_probable_duplicates()
        self.assertTrue(all(found.values()))

    def test_no_circle(self):
        """A case does not go on in itself, neither at once nor by way of others."""
        one, two, three = (self._register() for _number in range(3))
        two._as_server().write({"duplicate_id": one.id})
        three._as_server().write({"duplicate_id": two.id})
        for target in (one, two, three):
            with self.assertRaisesRegex(ValidationError, "continued in itself"):
                one._as_server().write({"duplicate_id": target.id})

    def test_circle_of_old(self):
        """What is written to cases that were merged in a circle arrives, in one of them."""
        one, two, three = cases = [self._register().sudo() for _number in range(3)]
        for case, target in ((one, two), (two, three), (three, two)):
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    "UPDATE helpdesk_ticket SET duplicate_id = %s, complaint_outcome = 'merged'"
                    " WHERE id = %s",
                    target.id,
                    case.id,
                )
            )
        self.env.invalidate_all()
        self.assertEqual(
            [case._get_living_case() for case in cases], [three, three, two], "each comes to an end"
        )
