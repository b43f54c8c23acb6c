"""Many people settle the same purchases at the same time; afterwards everything must agree."""

import contextlib
import random
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import requests

from tests.harness.clients import Json2, Refused
from tests.harness.odoo_server import OdooServer
from tests.harness.settlement import Settlement
from tests.harness.shop import Sale, Shop

CLIENTS = 8
ACCOUNTANTS = 2
#: A server that is killed under a request; the client tries again later.
GONE = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)

# Everything is compared in the database itself, past all code that could be wrong.
DOUBLE = """
    SELECT move_id FROM complaint_compensation WHERE move_id IS NOT NULL
    GROUP BY move_id HAVING count(*) > 1
"""
HALF = """
    SELECT c.id FROM complaint_compensation c JOIN complaint_proposal p ON p.id = c.proposal_id
    LEFT JOIN account_move m ON m.id = c.move_id
    WHERE c.kind NOT IN ('apology', 'replacement') AND (
        (c.state = 'executed') != (p.state = 'executed')
        OR (c.state = 'executed') != (m.id IS NOT NULL)
        OR m.state = 'cancel' OR abs(m.amount_total - c.amount) > 0.004
    )
"""
LEDGER = """
    SELECT l.id FROM complaint_ledger l LEFT JOIN LATERAL (
        SELECT coalesce(sum(c.amount) FILTER (WHERE c.state = 'reserved'), 0) AS reserved,
               -- A piece that was replaced stands for its purchase: it can be given back again.
               coalesce(sum(c.amount) FILTER (
                   WHERE c.state = 'executed' AND c.is_made_good IS NOT TRUE
               ), 0) AS refunded
        FROM complaint_compensation c WHERE c.ledger_id = l.id
    ) c ON TRUE
    WHERE abs(l.reserved_amount - c.reserved) > 0.004 OR abs(l.refunded_amount - c.refunded) > 0.004
"""
USE = """
    SELECT u.amount, c.amount FROM
        (SELECT coalesce(sum(amount), 0) AS amount FROM complaint_authority_use
         WHERE scope = 'store') u,
        (SELECT coalesce(sum(amount), 0) AS amount FROM complaint_compensation
         WHERE state = 'executed') c
    WHERE abs(u.amount - c.amount) > 0.004
"""
UNAPPROVED = """
    SELECT c.id FROM complaint_compensation c
    WHERE c.state = 'executed' AND NOT EXISTS (
        SELECT FROM complaint_approval a
        WHERE a.proposal_id = c.proposal_id AND a.decision = 'approved'
    )
"""
#: Live credit notes that name a case, but that no compensation knows.
ORPHANS = """
    SELECT m.id FROM account_move m
    WHERE m.move_type = 'out_refund' AND m.state != 'cancel' AND m.ref LIKE 'HT%%'
    AND NOT EXISTS (SELECT FROM complaint_compensation c WHERE c.move_id = m.id)
    AND NOT EXISTS (
        SELECT FROM account_move r WHERE r.reversed_entry_id = m.id AND r.state = 'posted'
    )
"""
CHECKS = {
    "a document of two compensations": DOUBLE,
    "something half done": HALF,
    "a ledger that is not the sum of its cases": LEDGER,
    "a use of authority that is not what was given": USE,
    "something given without approval": UNAPPROVED,
    "a credit note that nobody knows": ORPHANS,
}


def rage(server: OdooServer, kind: "type[Storm]", rounds: int, kill: bool = False) -> None:
    """Let a kind of storm rage for some rounds over a server, killed in each of them if asked."""
    storm = kind(server, seed=rounds)
    for _round in range(rounds):
        storm.round(kill)


class Storm:
    """Clients that execute, and accountants who undo, at the same time."""

    checks = CHECKS

    def __init__(self, server: OdooServer, seed: int):
        self.server = server
        self.shop = Shop(server)
        self.settle = Settlement(self.shop)
        self.random = random.Random(seed)
        self.stopped = threading.Event()

    def draft(self, sale: Sale, quantity: float) -> int:
        """Return a draft proposal about some pieces of a sale."""
        return self.settle.draft(sale, quantity)

    def overlapping(self) -> list[int]:
        """Return accepted proposals of two cases about one purchase, two and three pieces."""
        sale = self.shop.sell(5)
        return [
            self.settle.walk(self.draft(sale, quantity), "draft", "accepted") for quantity in (2, 3)
        ]

    def execute(self, proposals: list[int]) -> None:
        """Be one client: execute all of them, in some order; a lost server ends it."""
        client = self.shop.client("agent")
        for proposal in self.random.sample(proposals, len(proposals)):
            with contextlib.suppress(Refused, *GONE):
                client.call("complaint.proposal", "action_execute", ids=[proposal])

    def account(self, proposals: list[int]) -> None:
        """Be an accountant who posts, cancels, deletes and reverses what he finds."""
        client = self.shop.client("accountant")
        domain = [("complaint_compensation_ids.proposal_id", "in", proposals)]
        for _step in range(4):
            with contextlib.suppress(Refused, *GONE):
                moves = self.shop.admin.call(
                    "account.move", "search_read", domain=domain, fields=["state", "journal_id"]
                )
                if moves and not self.stopped.is_set():
                    self.undo(client, self.random.choice(moves))

    def undo(self, client: Json2, move: dict[str, Any]) -> None:
        """Do one thing to a document that accounting may do to it."""
        steps = {
            "draft": ["action_post", "button_cancel", "unlink"],
            "posted": ["reverse", "draft"],
        }
        step = self.random.choice(steps.get(move["state"], ["button_draft"]))
        if step == "reverse":
            context = {"active_model": "account.move", "active_ids": [move["id"]]}
            journal = {"journal_id": move["journal_id"][0]}
            [wizard] = client.call(
                "account.move.reversal", "create", vals_list=[journal], context=context
            )
            action = client.call(
                "account.move.reversal", "refund_moves", ids=[wizard], context=context
            )
            # Without one there was nothing left to reverse: the other accountant was quicker.
            if "res_id" in action:
                client.call("account.move", "action_post", ids=[action["res_id"]])
        elif step == "draft":
            client.call("account.move", "button_draft", ids=[move["id"]])
            client.call(
                "account.move",
                self.random.choice(["action_post", "button_cancel"]),
                ids=[move["id"]],
            )
        else:
            client.call("account.move", step, ids=[move["id"]])

    def round(self, kill: bool = False) -> None:
        """Let all loose on two cases about one purchase; kill the server on the way, if asked."""
        proposals = self.overlapping()
        self.stopped.clear()
        with ThreadPoolExecutor(CLIENTS + ACCOUNTANTS) as pool:
            work = [pool.submit(self.execute, proposals) for _number in range(CLIENTS)]
            work += [pool.submit(self.account, proposals) for _number in range(ACCOUNTANTS)]
            if kill:
                wait(work, timeout=self.random.uniform(0.05, 1.0))
                self.stopped.set()
                self.server.kill()
            for job in work:
                job.result()
        if kill:
            self.server.start()
        self.compare()
        self.finish(proposals)
        self.compare()

    def finish(self, proposals: list[int]) -> None:
        """Execute what is open; a second time changes nothing."""
        agent = self.shop.client("agent")
        for _time in range(2):
            for proposal in proposals:
                agent.call("complaint.proposal", "action_execute", ids=[proposal])
            assert {self.settle.state_of(proposal) for proposal in proposals} == {"executed"}
        [(documents,)] = self.server.query(
            "SELECT count(DISTINCT move_id) FROM complaint_compensation"
            " WHERE proposal_id = ANY(%s) AND move_id IS NOT NULL",
            proposals,
        )
        assert documents == len(proposals)

    def compare(self) -> None:
        """Compare documents, ledger, use of authority and approvals."""
        wrong = {
            name: rows for name, sql in self.checks.items() if (rows := self.server.query(sql))
        }
        assert wrong == {}


#: Executed lines whose live returns are not for exactly the pieces agreed.
PIECES = """
    SELECT c.id FROM complaint_compensation c LEFT JOIN rma r
        ON r.complaint_compensation_id = c.id AND r.state NOT IN ('draft', 'cancelled')
    WHERE c.kind IN ('return', 'replacement')
    GROUP BY c.id HAVING coalesce(sum(r.product_uom_qty), 0)
        != CASE c.state WHEN 'executed' THEN c.quantity ELSE 0 END
"""
#: Returns for which more came in, or went out, than they are for.
MOVED = """
    SELECT r.id FROM rma r JOIN stock_move m
        ON m.state = 'done' AND (m.id = r.reception_move_id OR m.rma_id = r.id)
    GROUP BY r.id, (m.rma_id = r.id) HAVING sum(m.quantity) > r.product_uom_qty
"""
#: Purchases of which more came back than was delivered.
RETURNED = """
    SELECT r.move_id FROM rma r JOIN stock_move came ON came.id = r.reception_move_id
    JOIN stock_move sold ON sold.id = r.move_id
    WHERE came.state = 'done' GROUP BY r.move_id, sold.quantity
    HAVING sum(came.quantity) > sold.quantity
"""


class GoodsStorm(Storm):
    """Clients that execute, take in and hand out at the same time, as often as they can click."""

    checks = CHECKS | {
        "returns that are not for what was agreed": PIECES,
        "goods that moved more often than agreed": MOVED,
        "more came back than was bought": RETURNED,
    }
    steps = ("action_receive_goods", "action_hand_over_goods")

    def draft(self, sale: Sale, quantity: float) -> int:
        """Return a draft by which some pieces come back, for money or for others."""
        kind = self.random.choice(("return", "replacement"))
        return self.settle.draft(sale, quantity, kind=kind)

    def execute(self, proposals: list[int]) -> None:
        """Be one client: execute, receive and hand over, whatever is possible."""
        super().execute(proposals)
        client = self.shop.client("agent")
        for line in self.random.sample(lines := self.lines(proposals), len(lines)):
            for step in self.steps:
                with contextlib.suppress(Refused, *GONE):
                    client.call("complaint.compensation", step, ids=[line])

    def account(self, proposals: list[int]) -> None:
        """Nobody undoes anything here."""

    def lines(self, proposals: list[int]) -> list[int]:
        """Return the lines by which goods move."""
        rows = self.server.query(
            "SELECT id FROM complaint_compensation"
            " WHERE proposal_id = ANY(%s) AND kind IN ('return', 'replacement')",
            proposals,
        )
        return [line for (line,) in rows]

    def finish(self, proposals: list[int]) -> None:
        """Execute and move what is open: all goods are done, and doing it again does nothing."""
        agent = self.shop.client("agent")
        for _time in range(2):
            for proposal in proposals:
                agent.call("complaint.proposal", "action_execute", ids=[proposal])
            self.execute(proposals)
        rows = self.server.query(
            "SELECT kind, goods_state, move_id IS NOT NULL FROM complaint_compensation"
            " WHERE id = ANY(%s)",
            self.lines(proposals),
        )
        assert {state for _kind, state, _money in rows} == {"done"}
        assert all((kind == "return") == money for kind, _state, money in rows)
