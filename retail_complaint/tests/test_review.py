import doctest
import io

from dateutil.relativedelta import relativedelta
from PyPDF2 import PdfReader

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..tools import review as review_rules
from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestReview(ComplaintCommon):
    """The monthly and quarterly review: frozen figures, minutes, decisions and their effect."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = fields.Date.start_of(fields.Date.today(), "month") - relativedelta(months=1)

    def _received(self, count, months_ago=0, **vals):
        day = self.month - relativedelta(months=months_ago) + relativedelta(days=9)
        for _number in range(count):
            self._register(complaint_received_at=f"{day} 10:00:00", **vals)

    def _review(self, user=None, **vals):
        return (
            self.env["complaint.review"]
            .with_user(user or self.manager)
            .create({"store_ids": self.store_a.ids, "date_from": self.month, **vals})
        )

    def _taken(self, **vals):
        review = self._review(**vals)
        review.action_take_figures()
        return review

    def _figure(self, review, sort, label):
        return review.figure_ids.filtered(lambda f: f.sort == sort and f.label == label)

    def test_pure_rules(self):
        """The examples in the documentation of the rule are true."""
        self.assertFalse(doctest.testmod(review_rules).failed)

    @proves("ANA-1", "The review shows what is frequent and what rose against the month before")
    def test_what_rose(self):
        """Eight against one is a rise, two against one is chance."""
        hygiene = self.env.ref("retail_complaint.helpdesk_ticket_category_hygiene")
        self._received(8, category_id=hygiene.id)
        self._received(1, months_ago=1, category_id=hygiene.id)
        self._received(2)
        self._received(1, months_ago=1)
        review = self._taken()
        risen = self._figure(review, "category", hygiene.display_name)
        self.assertEqual((risen.value, risen.before, risen.is_rising), (8, 1, True))
        quality = self.env.ref("retail_complaint.helpdesk_ticket_category_quality")
        self.assertFalse(self._figure(review, "category", quality.display_name).is_rising)
        self.assertIn(risen, review.rising_ids)
        total = self._figure(review, "total", "Cases")
        self.assertEqual((total.value, total.before), (10, 2))

    @proves("ANA-6", "The figures of a review stay as the meeting saw them")
    def test_frozen(self):
        """A case that arrives or changes later changes no figure of the review."""
        self._received(2)
        review = self._taken()
        self._received(3)
        self.assertEqual(self._figure(review, "total", "Cases").value, 2)
        with self.assertRaises(AccessError):
            review.figure_ids[0].value = 1
        with self.assertRaises(AccessError):
            self.env["complaint.review.figure"].with_user(self.manager).create(
                {"review_id": review.id, "sort": "total", "label": "Cases", "value": 0}
            )
        with self.assertRaisesRegex(UserError, "figures were taken"):
            review.store_ids = self.store_a | self.store_b
        review.action_take_figures()
        self.assertEqual(self._figure(review, "total", "Cases").value, 5)

    @proves("ANA-6", "The meeting has minutes and decisions, and a closed review stays closed")
    def test_meeting(self):
        """Who is to do what is asked by an activity; closed without minutes it is not."""
        review = self._taken()
        with self.assertRaisesRegex(UserError, "minutes"):
            review.action_close()
        review.write(
            {
                "held_on": fields.Date.today(),
                "minutes": "<p>The cold chain broke twice.</p>",
                "attendee_ids": [Command.set((self.manager | self.duty).ids)],
                "decision_ids": [
                    Command.create(
                        {"name": "Check at night", "user_id": self.duty.id, "date_due": self.month}
                    )
                ],
            }
        )
        decision = review.decision_ids
        self.assertEqual(decision.activity_ids.user_id, self.duty)
        self.assertTrue(decision.with_user(self.duty).has_access("read"))
        decision.write({"is_done": True, "effect": "None since."})
        self.assertFalse(decision.activity_ids)
        review.action_close()
        with self.assertRaisesRegex(UserError, "is closed"):
            review.minutes = "<p>Nothing.</p>"
        with self.assertRaisesRegex(UserError, "is closed"):
            review.action_take_figures()
        review.action_reopen()
        review.minutes = "<p>Once more.</p>"

    @proves("ANA-6", "The meeting has its paper: what rose, the figures, minutes and decisions")
    def test_paper(self):
        """The PDF says what the review says, and nobody prints the review of another store."""
        self._received(4)
        review = self._taken(minutes="<p>The cold chain broke twice.</p>", held_on=self.month)
        self.env["complaint.review.decision"].create(
            {
                "review_id": review.id,
                "name": "Check at night",
                "user_id": self.duty.id,
                "date_due": self.month,
            }
        )
        papers = self.env["complaint.paper"]
        pdf = PdfReader(io.BytesIO(papers.with_user(self.manager)._print("review", review.ids)))
        text = "".join("".join(page.extract_text().split()) for page in pdf.pages)
        for words in ("Review of complaints", "cold chain broke", "Check at night", "Page 1 of"):
            self.assertIn("".join(words.split()), text)
        stranger = self._new_user("manager_b", "manager", self.store_b)
        for user in (stranger, self.agent):
            with self.assertRaises(AccessError):
                papers.with_user(user)._print("review", review.ids)

    @proves("ANA-6", "A manager reviews his stores, and sees no review with another's store in it")
    def test_own_stores(self):
        """The figures are read with their rights, the review needs all of its stores."""
        self._register(self.agent_b, complaint_store_id=self.store_b.id)
        both = self._taken_by_admin(self.store_a | self.store_b)
        self.assertFalse(both.with_user(self.manager).has_access("read"))
        with self.assertRaises(AccessError):
            self._review(store_ids=(self.store_a | self.store_b).ids)
        self.assertEqual(self._review().store_ids, self.store_a)
        with self.assertRaises(AccessError):
            self._review(self.agent)

    def _taken_by_admin(self, stores):
        review = self.env["complaint.review"].create({"store_ids": stores.ids})
        review.action_take_figures()
        return review

    def test_period(self):
        """A quarter begins in January, April, July or October; the default is last month."""
        review = self._review(period="quarter", date_from="2026-04-01")
        self.assertEqual(str(review.date_to), "2026-06-30")
        self.assertIn("2026 Q2", review.name)
        with self.assertRaisesRegex(ValidationError, "first day"):
            self._review(period="quarter", date_from="2026-05-01")
        self.assertEqual(self.env["complaint.review"].new({}).date_from, self.month)

    def test_border_of_the_month(self):
        """The month begins at midnight of the company, not of the server."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        last_evening = self.month - relativedelta(days=1)
        self._register(complaint_received_at=f"{last_evening} 17:00:00")
        self._register(complaint_received_at=f"{last_evening} 15:00:00")
        total = self._figure(self._taken(), "total", "Cases")
        self.assertEqual((total.value, total.before), (1, 1))
