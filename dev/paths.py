"""Where things lie: the checkout, its state, and the cache that checkouts share."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# All that this checkout makes and can make again, apart from BUILD.
STATE = Path(os.environ.get("RC_STATE") or ROOT / ".state").absolute()

# What is the same for every checkout of this user: the unpacked Odoo, bases of databases.
CACHE = (
    Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").absolute() / "retail_complaint"
)

# Results for people and CI: trace.json, bench.json, reports.
BUILD = ROOT / "build"

LOG = STATE / "log"
