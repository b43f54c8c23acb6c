"""Exactly once: whatever happens at the same time, documents, ledger and approvals agree."""

import contextlib
import random
import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
import requests

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.clients import Refused
from tests.harness.settlement import Settlement
from tests.harness.shop import Shop

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
    WHERE c.kind != 'apology' AND (
        (c.state = 'executed') != (p.state = 'executed')
        OR (c.state = 'executed') != (m.id IS NOT NULL)
        OR m.state = 'cancel' OR abs(m.amount_total - c.amount) > 0.004
    )
"""
LEDGER = """
    SELECT l.id FROM complaint_ledger l LEFT JOIN LATERAL (
        SELECT coalesce(sum(c.amount) FILTER (WHERE c.state = 'reserved'), 0) AS reserved,
               coalesce(sum(c.amount) FILTER (WHERE c.state = 'executed'), 0) AS refunded
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


class Storm:
    """Clients that execute, and accountants who undo, at the same time."""

    def __init__(self, server, seed):
        self.server = server
        self.shop = Shop(server)
        self.settle = Settlement(self.shop)
        self.random = random.Random(seed)
        self.stopped = threading.Event()

    def overlapping(self):
        """Return accepted proposals of two cases about one purchase, two and three pieces."""
        sale = self.shop.sell(5)
        return [
            self.settle.walk(self.settle.draft(sale, quantity), "draft", "accepted")
            for quantity in (2, 3)
        ]

    def execute(self, proposals):
        """Be one client: execute all of them, in some order; a lost server ends it."""
        client = self.shop.client("agent")
        for proposal in self.random.sample(proposals, len(proposals)):
            with contextlib.suppress(Refused, *GONE):
                client.call("complaint.proposal", "action_execute", ids=[proposal])

    def account(self, proposals):
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

    def undo(self, client, move):
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

    def round(self, kill=False):
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

    def finish(self, proposals):
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

    def compare(self):
        """Compare documents, ledger, use of authority and approvals."""
        wrong = {name: rows for name, sql in CHECKS.items() if (rows := self.server.query(sql))}
        assert wrong == {}


@proves("SOL-8", "Eight clients and two accountants at once: nothing is given twice or by halves")
@pytest.mark.parametrize("rounds", [3, pytest.param(200, marks=pytest.mark.soak)])
def test_everybody_at_once(new_server, rounds):
    """After each round what was approved, what was given and what is booked are the same."""
    storm = Storm(new_server(workers=2).start(), seed=rounds)
    for _round in range(rounds):
        storm.round()


@proves("SOL-8", "A server killed while it settles leaves nothing half done, and goes on")
@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.soak)])
def test_killed_while_settling(new_server, kills):
    """SIGKILL of all its processes at a random moment; then everything is executed once."""
    storm = Storm(new_server(workers=2).start(), seed=kills)
    for _kill in range(kills):
        storm.round(kill=True)
