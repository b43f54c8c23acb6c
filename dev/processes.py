"""Tell whether a process that was noted in a file is still that very process."""

import os
import signal
import time
from pathlib import Path


def identity(pid: int) -> str:
    """Return what no other process ever has, or "" if there is no such process.

    A number alone is given again after a while; with the time of its start, and the boot
    that this counts from, it is one process.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    # The name, in brackets, may itself hold blanks and brackets.
    state, *fields = stat.rpartition(")")[2].split()
    if state == "Z":
        return ""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()
    return f"{pid} {fields[18]} {boot}"


def alive(noted: str) -> bool:
    """Tell whether the process with this identity still runs."""
    return bool(noted) and identity(pid_of(noted)) == noted


def pid_of(noted: str) -> int:
    """Return the number of the process with this identity."""
    return int(noted.split()[0])


def end(noted: str, patience: float = 10) -> None:
    """Ask the process to end, and kill it when it has not after ``patience`` seconds."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if not alive(noted):
            return
        os.kill(pid_of(noted), number)
        deadline = time.monotonic() + patience
        while alive(noted) and time.monotonic() < deadline:
            time.sleep(0.05)
