"""Steps that say what they do and how far they are, and are repeated when half done.

A step leaves a stamp when it is finished, and only then. The stamp holds a digest of
what the step was made from, so a changed input repeats it as well.
"""

import contextlib
import fcntl
import hashlib
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from dev.paths import STATE

STAMPS = STATE / "steps"


class Stop(Exception):
    """The command cannot go on; the message says why and what the reader can do."""


class Progress:
    """Say how far a step is: in place on a terminal, else a line every few seconds."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._pause = 0.2 if self._terminal else 10.0
        self._next = time.monotonic() + 1
        self._last = ""

    def update(self, text: str) -> None:
        """Show ``text``, unless it stands there or the last one was shown a moment ago."""
        now = time.monotonic()
        if now < self._next or text == self._last:
            return
        self._next, self._last = now + self._pause, text
        if self._terminal:
            print(f"\r\x1b[K  {text}", end="", file=sys.stderr, flush=True)
        else:
            say(f"  {text}")


def say(text: str) -> None:
    """Tell the user; standard output stays free for a command's result."""
    # The progress of some step may stand on the terminal's current line.
    clear = "\r\x1b[K" if sys.stderr.isatty() else ""
    print(f"{clear}{text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(title: str) -> Iterator[Progress]:
    """Announce what the block does, and afterwards how long it took.

    Steps run side by side, so the last line names the step again.
    """
    say(f"> {title}")
    start = time.monotonic()
    yield Progress()
    say(f"  done in {time.monotonic() - start:.1f} s: {title}")


def once(
    name: str,
    inputs: Iterable[str],
    title: str,
    action: Callable[[Progress], None],
    still_there: Callable[[], bool] = lambda: True,
) -> bool:
    """Do a step unless it was finished from the same inputs and its result is there.

    Two commands of one checkout do not work on the same step at once. Return whether
    the step had to be done.
    """
    stamp, key = STAMPS / name, digest(inputs)
    if _is_current(stamp, key) and still_there():
        return False
    with lock(STAMPS / f"{name}.lock", f"another command to finish: {title}"):
        if _is_current(stamp, key) and still_there():
            return False
        stamp.unlink(missing_ok=True)
        with step(title) as progress:
            action(progress)
        stamp.write_text(key, encoding="utf-8")
    return True


def _is_current(stamp: Path, key: str) -> bool:
    try:
        return stamp.read_text(encoding="utf-8") == key
    except FileNotFoundError:
        return False


def digest(parts: Iterable[str]) -> str:
    """Return a short name for the parts in their order."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@contextlib.contextmanager
def lock(path: Path, waiting_for: str) -> Iterator[None]:
    """Hold a lock that the kernel frees when its holder dies; say what is waited for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"> waiting for {waiting_for}")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
