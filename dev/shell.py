"""``make shell``: a Python shell with ``env``, in the demo database."""

import signal
import subprocess

from dev import demo, odoo, postgres


def main() -> int:
    """Open the shell; return its exit status."""
    server = postgres.start("serve")
    try:
        demo.ensure(server)
        # Ctrl-C belongs to the shell.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        command = odoo.command(server, demo.NAME, "shell", "--no-http")
        return subprocess.run(
            command,
            env=odoo.environ(),
            check=False,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        ).returncode
    finally:
        server.stop()
