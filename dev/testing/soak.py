"""``make soak``: the long forms of the load, kill and concurrency tests."""

import os

from dev.testing import run


def main() -> int:
    """Run the tests marked ``soak``; ``T=`` names a part."""
    return run.run("soak", os.environ.get("T", ""))
