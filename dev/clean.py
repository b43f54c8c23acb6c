"""``make clean``: remove what the other commands made in this checkout."""

import shutil
from pathlib import Path

from dev import postgres, served
from dev.paths import BUILD, CACHE, ROOT, STATE
from dev.steps import Stop, say


def main() -> None:
    """Stop the embedded servers, remove state and results; the cache is kept.

    A database on the user's own server is not touched.

    :raises Stop: while the checkout is being served
    """
    served.clean_up()
    for parent in (ROOT, Path.home(), Path.cwd()):
        if parent.is_relative_to(STATE):
            raise Stop(f"{STATE} (RC_STATE) holds more than this project's state.")
    postgres.remove()
    for folder in (STATE, BUILD):
        if folder.exists():
            shutil.rmtree(folder)
            say(f"removed {folder}")
    say(f"kept    {CACHE}, which other checkouts may use")
