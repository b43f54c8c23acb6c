"""``make serve``: the demo shop in a running Odoo, until Ctrl-C.

Ctrl-C, SIGTERM or the end of the terminal stop all that was started. After a SIGKILL
Odoo and PostgreSQL run on; the next start finds them noted and ends or takes them.
"""

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from types import FrameType

from dev import demo, odoo, ports, postgres, served, steps
from dev.paths import LOG
from dev.steps import Stop, say

_HOST = "127.0.0.1"
_PORT = 8069
_START_TIMEOUT = 120  # seconds
_PROBLEM = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) (.*)")


def main() -> int:
    """Serve until stopped; return the exit status."""
    signal.signal(signal.SIGINT, _interrupt)  # a shell's background job ignores it else
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as `nohup` sets it
        signal.signal(signal.SIGHUP, _interrupt)
    served.clean_up()
    port = _free_port()
    server = postgres.start("serve")
    try:
        demo.ensure(server)
        language = os.environ.get("LANG_UI")
        if language:
            demo.set_language(server, language)
        return _Odoo(server, port).serve()
    finally:
        say("> stopping")
        server.stop()
        served.forget()


class _Odoo:
    """The Odoo process and what it tells."""

    def __init__(self, server: postgres.Server, port: int) -> None:
        self.url = f"http://{_HOST}:{port}"
        self._port = port
        self._log = LOG / "serve.log"
        self._read = 0
        self._parent = os.getppid()
        LOG.mkdir(parents=True, exist_ok=True)
        self._log.write_text("", encoding="utf-8")
        # Threads serve pages and websockets on one port; a shop to look at needs no more.
        options = (f"--http-port={port}", "--workers=0", "--max-cron-threads=1")
        self._command = odoo.command(server, demo.NAME, *options)

    def serve(self) -> int:
        """Start Odoo, tell where it is, and stay until it or we are stopped."""
        with self._log.open("a", encoding="utf-8") as output:
            process = subprocess.Popen(
                self._command,
                env=odoo.environ(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # Ctrl-C reaches this process alone, which then stops Odoo in its order.
                start_new_session=True,
            )
        try:
            served.note(self.url, process.pid)
            with steps.step("Odoo"):
                self._wait(process)
            self._greet()
            while process.poll() is None and not self._orphaned():
                self._show_problems()
                time.sleep(0.5)
            self._show_problems()
            return process.returncode or 0
        except KeyboardInterrupt:
            return 0
        finally:
            _stop(process)

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_TIMEOUT
        while not self._answers():
            self._show_problems()
            if process.poll() is not None or time.monotonic() > deadline:
                raise Stop(f"Odoo did not start; its log: {self._log}")
            time.sleep(0.2)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(_HOST, self._port, timeout=60)
        try:
            connection.request("GET", "/web/login")
            return connection.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            connection.close()

    def _greet(self) -> None:
        print(f"\n  {self.url}\n", flush=True)
        print("  login            password         who", flush=True)
        for login, password, who in demo.users():
            print(f"  {login:16} {password:16} {who}", flush=True)
        if os.environ.get("LANG_UI"):
            print("\n  Until you log in, Odoo speaks the browser's language.", flush=True)
        print(f"\n  Log: {self._log}\n  Ctrl-C stops it.\n", flush=True)

    def _show_problems(self) -> None:
        """Repeat on the screen what the log says of warnings and errors."""
        with self._log.open("rb") as file:
            file.seek(self._read)
            text = file.read()
        whole = text[: text.rfind(b"\n") + 1]  # the last line may be half written
        self._read += len(whole)
        for line in whole.decode(errors="replace").splitlines():
            if found := _PROBLEM.match(line):
                say(f"  {found[1].lower()}: {found[2]}")

    def _orphaned(self) -> bool:
        """Tell whether the `make` that started this was killed."""
        return "MAKELEVEL" in os.environ and os.getppid() != self._parent


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _free_port() -> int:
    wanted = ports.parse("PORT", os.environ.get("PORT") or str(_PORT))
    for port in range(wanted, min(wanted + 100, 65536)):
        with socket.socket() as probe:
            # As Odoo does it: a connection that has just ended does not block the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
            except PermissionError:
                raise Stop(f"PORT={port} is not allowed to this user.") from None
            except OSError:
                continue
        if port != wanted:
            say(f"! Port {wanted} is taken; using {port}.")
        return port
    raise Stop(f"No free port from {wanted} on; choose one: PORT=9000 make serve")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Let Odoo finish its requests; kill it if that takes long."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # impatience must not leave half of it
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
