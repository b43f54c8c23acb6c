"""What Odoo logs at WARNING or above, less the few lines that are allowed with a reason.

The same rule holds for a record of this process, for the log file of a server and for the
log of building a template database. ``allowed_warnings.txt`` beside this file has the
exceptions.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ALLOWED_FILE = Path(__file__).with_name("allowed_warnings.txt")

# The head of a line in Odoo's own format; what follows until the next head (a traceback,
# the rest of a message) belongs to it.
_HEAD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): "
)
_LOUD = {"WARNING", "ERROR", "CRITICAL"}
_TRACEBACK = "Traceback (most recent call last):"


@dataclass(frozen=True)
class Entry:
    """One entry of a log: its level, its logger, and its text with all its lines."""

    level: str
    logger: str
    text: str

    @property
    def is_loud(self) -> bool:
        """Tell whether the entry speaks of a fault.

        A traceback that Python itself printed has no level: it counts as well.
        """
        return self.level in _LOUD or _TRACEBACK in self.text


@dataclass(frozen=True)
class Allowed:
    """One exception: patterns of logger and text, and why this is no fault of ours."""

    logger: re.Pattern
    text: re.Pattern
    reason: str

    def matches(self, entry: Entry) -> bool:
        """Tell whether the entry is this exception."""
        return bool(self.logger.fullmatch(entry.logger) and self.text.search(entry.text))


def parse_allowed(content: str) -> list[Allowed]:
    """Read exceptions: comment lines with the reason, then ``logger: text`` patterns.

    :raises ValueError: for a line without a reason above it, or without its pattern
    """
    allowed: list[Allowed] = []
    reason: list[str] = []
    for number, line in enumerate(content.splitlines(), start=1):
        if line.startswith("#"):
            reason.append(line.lstrip("# "))
        elif not line.strip():
            reason = []
        else:
            logger, colon, text = line.partition(": ")
            if not (reason and colon and text):
                raise ValueError(
                    f"{ALLOWED_FILE.name}, line {number}: write the reason as a comment"
                    f" directly above `logger: text`, not {line!r}"
                )
            allowed.append(Allowed(re.compile(logger), re.compile(text), " ".join(reason)))
    return allowed


ALLOWED = parse_allowed(ALLOWED_FILE.read_text(encoding="utf-8"))


def is_unexpected(entry: Entry) -> bool:
    """Tell whether the entry is loud and none of the exceptions."""
    return entry.is_loud and not any(rule.matches(entry) for rule in ALLOWED)


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """Group the lines of a log to entries."""
    level, logger = "", ""
    block: list[str] = []
    for line in lines:
        head = _HEAD.match(line)
        if head:
            if block:
                yield Entry(level, logger, "\n".join(block))
            level, logger, block = head["level"], head["logger"], []
        block.append(line.rstrip("\n"))
    if block:
        yield Entry(level, logger, "\n".join(block))


class Follower:
    """Reads what a log file has gained since the last look."""

    def __init__(self, path: Path):
        self.path = path
        self._position = 0

    def unexpected(self) -> list[str]:
        """Return the texts of the new entries that nobody expects.

        Only whole lines are read; the rest of a line that is just being written is left
        for the next look.
        """
        if not self.path.exists():
            return []
        with open(self.path, "rb") as handle:
            handle.seek(self._position)
            content = handle.read()
        content = content[: content.rfind(b"\n") + 1]
        self._position += len(content)
        lines = content.decode("utf-8", errors="replace").splitlines()
        return [entry.text for entry in entries(lines) if is_unexpected(entry)]


class Collector(logging.Handler):
    """Keeps what this process logs at WARNING or above and nobody expects.

    It hangs on the root logger, so what ``assertLogs`` or ``mute_logger`` takes away in a
    test never reaches it.
    """

    def __init__(self):
        super().__init__(logging.WARNING)
        self._texts: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record's text, with its traceback, unless it is an exception."""
        entry = Entry(record.levelname, record.name, self.format(record))
        if is_unexpected(entry):
            self._texts.append(entry.text)

    def unexpected(self) -> list[str]:
        """Return the texts since the last look."""
        texts, self._texts = self._texts, []
        return texts
