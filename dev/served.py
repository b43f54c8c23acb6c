"""What is noted of a running ``make serve``, for the next start and for ``make clean``."""

import json
import os

from dev import processes
from dev.paths import STATE
from dev.steps import Stop, say

_NOTE = STATE / "serve.json"


def note(url: str, odoo_pid: int) -> None:
    """Note that this process serves at ``url`` by that Odoo."""
    values = {
        "url": url,
        "serve": processes.identity(os.getpid()),
        "odoo": processes.identity(odoo_pid),
    }
    _NOTE.write_text(json.dumps(values), encoding="utf-8")


def forget() -> None:
    """Remove the note, when all has stopped."""
    _NOTE.unlink(missing_ok=True)


def clean_up() -> None:
    """End what a killed `make serve` left; leave a living one alone.

    :raises Stop: when this checkout is being served
    """
    try:
        values = json.loads(_NOTE.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return
    if processes.alive(values["serve"]):
        raise Stop(
            f"This checkout is being served: {values['url']}\nTo stop that: Ctrl-C there, "
            f"or kill {processes.pid_of(values['serve'])}"
        )
    if processes.alive(values["odoo"]):
        say("> stopping the Odoo that a killed `make serve` left")
        processes.end(values["odoo"])
    forget()
