"""What a server has answered is kept, whatever happens to the server."""

import itertools
import threading

import pytest
import requests

CLIENTS = 3


class _Register:
    """Clients that register complaints without end, and note what was answered."""

    def __init__(self, server):
        self.server = server
        self.answered: list[tuple[int, str]] = []
        self.sent = itertools.count()
        self.stopped = threading.Event()

    def run(self):
        """Be one client until stopped; a server that is down is tried again."""
        client = self.server.admin
        while not self.stopped.is_set():
            name = f"Complaint {next(self.sent)}"
            values = {"name": name, "description": "<p>Spoilt milk</p>"}
            try:
                [ticket] = client.call("helpdesk.ticket", "create", vals_list=[values])
            except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
                self.stopped.wait(0.05)
            else:
                self.answered.append((ticket, name))

    def wait_for(self, count: int):
        """Wait until so many more were answered."""
        wanted = len(self.answered) + count
        for _attempt in range(6000):
            if len(self.answered) >= wanted or self.stopped.wait(0.02):
                break
        assert len(self.answered) >= wanted, "the clients come to no end"


@pytest.mark.parametrize("kills", [2, pytest.param(25, marks=pytest.mark.soak)])
def test_what_was_answered_is_kept(new_server, kills):
    """Killed again and again under load, it loses no complaint and takes none twice."""
    server = new_server(workers=2).start()
    register = _Register(server)
    threads = [threading.Thread(target=register.run) for _client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        for _kill in range(kills):
            register.wait_for(5)
            server.kill()
            server.start()
        register.wait_for(5)
    finally:
        register.stopped.set()
        for thread in threads:
            thread.join()

    rows = server.query("SELECT id, name FROM helpdesk_ticket WHERE name LIKE 'Complaint %%'")
    assert set(register.answered) <= set(rows)
    assert len({name for _id, name in rows}) == len(rows)
    numbers = server.query("SELECT number FROM helpdesk_ticket")
    assert len(set(numbers)) == len(numbers)
