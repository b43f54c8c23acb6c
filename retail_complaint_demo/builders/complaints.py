"""Complaints, walked through the process by intake, agents and managers."""

from datetime import timedelta
from functools import partial

from odoo.tools import plaintext2html

from ..tables import (
    complaints_canteen,
    complaints_mall,
    complaints_market_goods,
    complaints_market_service,
    complaints_salon,
)
from .past import at
from .proposals import Negotiation

CASES = {
    "market": complaints_market_goods.CASES + complaints_market_service.CASES,
    "salon": complaints_salon.CASES,
    "mall": complaints_mall.CASES,
    "canteen": complaints_canteen.CASES,
}
REPORTED = "retail_complaint.mail_activity_type_report"


def build(shop):
    """Register every case and bring it to where its row says."""
    shop.env = shop.env(context=dict(shop.env.context, tracking_disable=False))
    rows = [(store, case) for store, cases in CASES.items() for case in cases]
    for store, case in sorted(rows, key=lambda row: shop.moment(*row[1].received)):
        _Walk(shop.of(shop.stores[store].company_id), store, case).go()


class _Walk:
    """One case on its way."""

    def __init__(self, shop, store, case):
        self.shop = shop
        self.store = store
        self.case = case
        self.manager = shop.users[shop.stores[store].manager_id.login]
        self.registrar = self._get_user(case.registrar)
        self.owner = self._get_user(case.owner)
        self.ticket = None

    def _get_user(self, role):
        return self.shop.users[f"{self.store}_{role}"]

    def go(self):
        """Register it, then take the other steps, each at its moment."""
        with at(self.shop.moment(*self.case.received)):
            self._register()
        for moment, step in sorted(self._plan(), key=lambda planned: planned[0]):
            with at(min(moment, self.shop.now)):
                step()

    def _plan(self):
        """Return the steps as pairs of a moment and what is done then."""
        case, moment = self.case, self.shop.moment
        steps = self._plan_assessment()
        steps += [(moment(*told.at), partial(self._tell, told)) for told in case.told]
        if case.preliminary:
            steps.append((moment(*case.preliminary[-1]), self._look))
        if case.finding:
            steps.append((moment(*case.finding[-1]), self._find))
        if case.passed:
            steps.append((moment(*case.passed[-1]), self._pass))
        for offer in case.offers:
            steps += Negotiation(self.shop, self.ticket, self.manager, offer).plan()
        if case.resolved and case.resolved != case.archived:
            steps.append((moment(*case.resolved), self._next))
        if case.satisfaction:
            steps.append((moment(*case.satisfaction[-1]), self._ask))
        if case.summing_up:
            steps.append((moment(*case.archived), self._sum_up))
        if case.archived:
            end = self._end if case.ending else self._next
            steps.append((moment(*case.archived), end))
        return steps

    def _plan_assessment(self):
        """The owner takes it on and assesses it soon after it came."""
        received = self.shop.moment(*self.case.received)
        steps = []
        if self.owner != self.registrar:
            steps.append(self._hand_over)
        if self.case.phase != "intake" and self.case.kind not in ("suggestion", "inquiry"):
            steps.append(self._next)
            if self.case.phase != "assessment":
                steps.append(self._next)
        planned = [(received + timedelta(minutes=5), step) for step in steps]
        if self.case.received[0] > 1:
            planned.append((received + timedelta(hours=1), self._take_note))
        return planned

    # Intake ----------------------------------------------------------------------------------

    def _register(self):
        case = self.case
        ref = self.shop.env.ref
        vals = {
            "name": case.title,
            "description": plaintext2html(case.text),
            "team_id": ref("retail_complaint.helpdesk_ticket_team_complaints").id,
            "channel_id": self._get_channel().id,
            "category_id": ref(f"retail_complaint.helpdesk_ticket_category_{case.category}").id,
            "complaint_kind": case.kind,
            "complaint_store_id": self.shop.stores[self.store].id,
            "complaint_area_id": self.shop.areas[self.store, case.area].id,
            "complaint_received_at": self.shop.moment(*case.received),
            "complaint_demand": case.demand,
            "complaint_phone": case.phone,
            "complaint_is_anonymous": case.anonymous,
            # A company to look at writes to nobody.
            "complaint_reply_channel": "phone",
        }
        if case.severity:
            severity = ref(f"retail_complaint.complaint_severity_{case.severity}")
            vals["complaint_severity_id"] = severity.id
        if case.incident:
            vals["complaint_incident_at"] = self.shop.moment(*case.incident)
        if case.customer:
            customer = self.shop.customers[case.customer]
            vals["partner_id"] = customer.id
            vals["partner_name"] = customer.name
            vals["partner_email"] = customer.email
            vals["complaint_phone"] = customer.phone
        tickets = self.shop.env["helpdesk.ticket"].with_user(self.registrar)
        if case.drill:
            vals["complaint_is_drill"] = True
            tickets = tickets._as_server()
        ticket = tickets.create(vals)
        self.shop.cases[case.key] = self.ticket = ticket
        self._add_bought()
        # From now on it is the owner who acts.
        self.ticket = ticket.with_user(self.owner)

    def _get_channel(self):
        return self.shop.env.ref(f"retail_complaint.helpdesk_ticket_channel_{self.case.channel}")

    def _add_bought(self):
        """Find the purchase as intake does: by the number of the order."""
        case = self.case
        if case.bought:
            finder = self.ticket.env["complaint.purchase.finder"].create(
                {"ticket_id": self.ticket.id, "query": self.shop.orders[case.order].name}
            )
            for key, quantity in case.bought.items():
                product = self.shop.products[key]
                line = finder.line_ids.filtered(lambda row, p=product: row.product_id == p)
                line.write({"is_chosen": True, "quantity": quantity})
            finder.action_add()
        if case.unproven:
            name, quantity = case.unproven
            self.ticket.env["complaint.line"].create(
                {"ticket_id": self.ticket.id, "name": name, "quantity": quantity}
            )

    # The process -----------------------------------------------------------------------------

    def _tell(self, told):
        if told.purpose == "followup" and not told.reached:
            self.ticket._get_followup().with_user(self.owner).action_no_answer()
            return
        self.ticket.env["complaint.contact.log"].create(
            {
                "ticket_id": self.ticket.id,
                "purpose": told.purpose,
                "channel": told.channel,
                "words": told.words,
                "told_at": self.shop.moment(*told.at),
                "is_delivered": told.reached,
            }
        )

    def _hand_over(self):
        wizard = self.shop.env["complaint.handover.wizard"].with_user(self.registrar)
        reason = self.case.handed_over
        vals = {"ticket_id": self.ticket.id, "user_id": self.owner.id, "reason": reason}
        wizard.create(vals).action_confirm()
        self.ticket.action_complaint_accept()

    def _take_note(self):
        """The leading group has read of it; what came since yesterday is still on its list."""
        self.ticket.with_user(self.manager).activity_feedback([REPORTED])

    def _next(self):
        self.ticket.action_complaint_next()

    def _look(self):
        self.ticket.complaint_preliminary_result = self.case.preliminary[0]

    def _find(self):
        finding, basis, note, _at = self.case.finding
        self.ticket.write(
            {
                "complaint_finding": finding,
                "complaint_finding_basis": basis,
                "complaint_finding_note": note,
            }
        )
        if self.case.offers or self.case.passed:
            self._next()

    def _pass(self):
        self._step("pass", self.manager, reason=self.case.passed[0])

    def _ask(self):
        grade, opinion, _at = self.case.satisfaction
        followup = self.ticket._get_followup().with_user(self.owner)
        followup.action_answer(grade, grade, opinion)

    def _sum_up(self):
        cause, effect, lessons = self.case.summing_up
        self.ticket.with_user(self.manager).write(
            {"complaint_cause": cause, "complaint_effect": effect, "complaint_lessons": lessons}
        )

    def _end(self):
        ending = self.case.ending
        into = self.shop.cases[ending.into].id if ending.into else False
        vals = {"outcome": ending.outcome, "duplicate_of_id": into, "reason": ending.reason}
        self._step("end", self.owner, **vals)

    def _step(self, step, user, **vals):
        wizard = self.shop.env["complaint.case.wizard"].with_user(user)
        wizard.create(dict(vals, ticket_id=self.ticket.id, step=step)).action_confirm()
