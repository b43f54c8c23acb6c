"""Settlements walked over the API, each step by the person whose step it is."""

from typing import Any

from tests.harness.shop import Sale, Shop

STEPS = {
    "submitted": ("agent", "action_submit"),
    "approved": ("manager", "action_approve"),
    "offered": ("agent", "action_offer"),
    "accepted": ("agent", "action_accept"),
    "executed": ("agent", "action_execute"),
}
STATES = ("draft", *STEPS)


class Settlement:
    """Proposals about purchases of a shop, brought to the state that a test needs."""

    def __init__(self, shop: Shop):
        self.shop = shop

    def case(self, sale: Sale, quantity: float = 2) -> int:
        """Return a case about some pieces of a sale, in the proposal phase."""
        agent = self.shop.client("agent")
        ticket = self.shop.register(partner_id=sale.buyer, complaint_reply_channel="phone")
        self.shop.new(
            "complaint.line", agent, ticket_id=ticket, sale_line_id=sale.line, quantity=quantity
        )
        vals = {"complaint_finding": "justified", "complaint_finding_basis": "law"}
        agent.call("helpdesk.ticket", "write", ids=[ticket], vals=vals)
        agent.call("helpdesk.ticket", "action_complaint_advance", ids=[ticket], phase="proposal")
        return ticket

    def draft(self, sale: Sale, quantity: float = 2, **line_vals: Any) -> int:
        """Return a draft that gives back some pieces of a sale, in a case of its own."""
        agent, ticket = self.shop.client("agent"), self.case(sale, quantity)
        [line] = agent.call("complaint.line", "search", domain=[("ticket_id", "=", ticket)])
        return self.shop.new(
            "complaint.proposal",
            agent,
            ticket_id=ticket,
            compensation_ids=[(0, 0, {"line_id": line, **line_vals})],
        )

    def walk(self, proposal: int, state: str, target: str) -> int:
        """Bring a proposal from a state to a later one."""
        for step in STATES[STATES.index(state) + 1 : STATES.index(target) + 1]:
            if step == "approved" and self.state_of(proposal) == step:
                continue  # within the submitter's own limits, such as an apology
            role, method = STEPS[step]
            client = self.shop.client(role)
            if step == "accepted":
                vals = {"consent_channel": "phone"}
                client.call("complaint.proposal", "write", ids=[proposal], vals=vals)
            client.call("complaint.proposal", method, ids=[proposal])
        return proposal

    def proposal_in(self, state: str, quantity: float = 2) -> int:
        """Return a proposal about a sale of its own in some state."""
        return self.walk(self.draft(self.shop.sell(), quantity), "draft", state)

    def state_of(self, proposal: int) -> str:
        """Return the state as it is in the database."""
        [(state,)] = self.shop.server.query(
            "SELECT state FROM complaint_proposal WHERE id = %s", proposal
        )
        return state
