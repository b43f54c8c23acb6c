"""Mail over real SMTP: into Odoo as its mailgate hands it over, and out of it to be read."""

import contextlib
import smtplib
import socketserver
import threading
import xmlrpc.client
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.harness.odoo_server import OdooServer

Deliver = Callable[["Envelope"], None]


class Envelope(NamedTuple):
    """What a mail server was handed."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail in it, read."""
        return message_from_bytes(self.content, policy=policy.SMTP)


class _Session(socketserver.StreamRequestHandler):
    """One client: enough of RFC 5321 for Python and Odoo to talk to."""

    server: "MailServer"

    def handle(self) -> None:
        self._say("220 mail.test ESMTP")
        self._sender, self._recipients = "", []
        while line := self.rfile.readline():
            verb = line.split(b":")[0].split()[0].upper().decode() if line.strip() else ""
            if verb == "QUIT":
                self._say("221 bye")
                return
            getattr(self, f"_do_{verb.lower()}", self._unknown)(line.decode().strip())

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def _unknown(self, _line: str) -> None:
        self._say("502 not known")

    def _do_ehlo(self, _line: str) -> None:
        self._say("250-mail.test\r\n250-8BITMIME\r\n250 SMTPUTF8")

    _do_helo = _do_ehlo

    def _do_noop(self, _line: str) -> None:
        self._say("250 ok")

    def _do_rset(self, _line: str) -> None:
        self._sender, self._recipients = "", []
        self._say("250 ok")

    def _do_mail(self, line: str) -> None:
        self._sender = line.partition("<")[2].partition(">")[0]
        self._say("250 ok")

    def _do_rcpt(self, line: str) -> None:
        self._recipients.append(line.partition("<")[2].partition(">")[0])
        self._say("250 ok")

    def _do_data(self, _line: str) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        envelope = Envelope(self._sender, tuple(self._recipients), b"".join(lines))
        try:
            self.server.deliver(envelope)
        except xmlrpc.client.Fault as fault:
            self._say(f"550 {' '.join(fault.faultString.split())[-200:]}")
            return
        self._say("250 taken")


class MailServer(socketserver.ThreadingTCPServer):
    """A mail server that gives each mail to a function before it confirms it."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, deliver: Deliver):
        super().__init__(("127.0.0.1", 0), _Session)
        self.deliver = deliver

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server_address[1]

    def send(self, sender: str, recipient: str, content: bytes) -> None:
        """Send a mail to this server, as another one would.

        :raises smtplib.SMTPDataError: when it is refused
        """
        with smtplib.SMTP("127.0.0.1", self.port, timeout=120) as client:
            client.sendmail(sender, [recipient], content, mail_options=["BODY=8BITMIME"])


@contextlib.contextmanager
def serve(deliver: Deliver) -> Iterator[MailServer]:
    """Run a mail server."""
    with MailServer(deliver) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def gateway(server: "OdooServer") -> Deliver:
    """Return how a mail server hands mails to Odoo: the call of Odoo's own ``odoo-mailgate.py``.

    In bytes: the script reads text, and so loses whatever is not UTF-8. Added are the headers
    of the envelope, as Postfix does for a pipe.
    """

    def deliver(envelope: Envelope) -> None:
        head = f"Return-Path: <{envelope.sender}>\r\n" + "".join(
            f"Delivered-To: {recipient}\r\n" for recipient in envelope.recipients
        )
        models = xmlrpc.client.ServerProxy(f"{server.url}/xmlrpc/2/object", allow_none=True)
        models.execute_kw(
            server.database,
            server.accounts.admin.id,
            server.accounts.admin.key,
            "mail.thread",
            "message_process",
            [False, xmlrpc.client.Binary(head.encode() + envelope.content)],
            {},
        )

    return deliver
