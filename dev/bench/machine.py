"""What a result must say of where it was measured: the code and the kind of machine."""

import os
import platform
import re
import subprocess
from pathlib import Path

from dev.paths import ROOT


def commit() -> str:
    """Return the commit, with a plus sign when files differ from it."""
    try:
        head = _git("rev-parse", "HEAD")
        return f"{head}+" if _git("status", "--porcelain") else head
    except (FileNotFoundError, subprocess.CalledProcessError):
        return "unknown"


def describe() -> str:
    """Return cores, processor, memory and Python; no name of the machine."""
    processor = re.search(r"model name\s*: (.*)", _text("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+) kB", _text("/proc/meminfo"))
    return ", ".join(
        [
            f"{len(os.sched_getaffinity(0))} cores",
            processor[1] if processor else platform.machine(),
            f"{int(memory[1]) / 2**20:.0f} GiB" if memory else "memory unknown",
            f"Python {platform.python_version()}",
        ]
    )


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _text(path: str) -> str:
    return Path(path).read_text("utf-8")
