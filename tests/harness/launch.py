"""Start Odoo as its own command does, for a test: alone in the world, on a given clock.

Run as a script in the place of ``odoo``; with workers, Odoo runs it again for its
websocket process, which so gets the same clock.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

CLOCK_VARIABLE = "RC_CLOCK"

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Let the kernel kill this process when the test process that started it dies.

    Workers notice by themselves that their master is gone.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def hash_passwords_quickly() -> None:
    """Spare each log-in the third of a second that a stolen hash shall cost its thief.

    As Odoo does in its own tests.
    """
    from odoo.addons.base.models import res_users

    assert res_users.MIN_ROUNDS > 1  # fail loudly should another Odoo not have it
    res_users.MIN_ROUNDS = 1


def main() -> None:
    """Become Odoo's command line."""
    die_with_parent()
    # As a script this file puts its folder in front, not the checkout.
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    import odoo.cli

    hash_passwords_quickly()

    if CLOCK_VARIABLE in os.environ:
        from tests.harness import fake_time

        fake_time.install(Path(os.environ[CLOCK_VARIABLE]))
    odoo.cli.main()


if __name__ == "__main__":
    main()
