"""The process of a case as plain data: phases, kinds, findings, outcomes and the path they choose.

No ORM here: the gates read records and live in ``models/process/``.

>>> path("complaint")
('intake', 'assessment', 'investigation', 'proposal', 'execution', 'followup', 'archived')
>>> path("complaint", finding="misunderstanding")
('intake', 'assessment', 'investigation', 'followup', 'archived')
>>> path("suggestion")
('intake', 'archived')
>>> next_phase("intake", path("inquiry"))
'archived'
>>> next_phase("archived", path("complaint")) is None
True
"""

from collections.abc import Sequence

PHASES = (
    "intake",
    "assessment",
    "investigation",
    "proposal",
    "execution",
    "followup",
    "archived",
)
#: The phases of a case that has ended: its result was told, and it is resolved.
ENDED = frozenset({"followup", "archived"})
KINDS = [
    ("complaint", "Complaint"),
    ("after_sales", "After-sales request"),
    ("suggestion", "Suggestion"),
    ("inquiry", "Inquiry"),
]
PHASE_SELECTION = [
    ("intake", "Intake"),
    ("assessment", "Assessment"),
    ("investigation", "Investigation"),
    ("proposal", "Proposal"),
    ("execution", "Execution"),
    ("followup", "Follow-up"),
    ("archived", "Archived"),
]
OUTCOMES = [
    ("settled", "Settled"),
    ("explained", "Explained"),
    ("answered", "Answered"),
    ("refused", "Refused"),
    ("withdrawn", "Withdrawn"),
    ("merged", "Merged"),
    ("unreachable", "Unreachable"),
]
FINDINGS = [
    ("justified", "Justified"),
    ("partly_justified", "Partly justified"),
    ("not_justified", "Not justified"),
    ("misunderstanding", "Misunderstanding"),
]
#: How often, and on how many days, customers were tried in vain before they count as unreachable.
MIN_ATTEMPTS = 3
MIN_ATTEMPT_DAYS = 2
#: Kinds that are answered, not investigated (INT-7, INT-11).
ANSWERED_KINDS = frozenset({"suggestion", "inquiry"})
#: Findings that count as a justified complaint; a misunderstanding does not (CLS-4).
JUSTIFIED_FINDINGS = frozenset({"justified", "partly_justified"})
#: Findings that end in an explanation, not in a settlement (CLS-4, INV-7).
EXPLAINED_FINDINGS = frozenset({"not_justified", "misunderstanding"})
#: Outcomes that end a case before its path is walked to the end.
EARLY_OUTCOMES = frozenset({"refused", "withdrawn", "merged", "unreachable"})
#: The texts by which the leading group sums a case up (REC-6).
SUMMING_UP = frozenset({"complaint_cause", "complaint_effect", "complaint_lessons"})


def path(kind: str, finding: str | None = None) -> tuple[str, ...]:
    """Return the phases that a case of this kind and finding walks, in order."""
    if kind in ANSWERED_KINDS:
        return ("intake", "archived")
    if finding in EXPLAINED_FINDINGS:
        return tuple(p for p in PHASES if p not in ("proposal", "execution"))
    return PHASES


def next_phase(phase: str, on_path: Sequence[str]) -> str | None:
    """Return the phase after ``phase`` on a path, None at its end.

    A phase that has left the path (the finding changed) goes on at the next one that is on it.
    """
    later = PHASES[PHASES.index(phase) + 1 :]
    return next((p for p in later if p in on_path), None)


def phases_between(phase: str, target: str, on_path: Sequence[str]) -> tuple[str, ...]:
    """Return the phases entered on the way from ``phase`` (excluded) to ``target`` (included).

    Empty when ``target`` is not ahead on the path.

    >>> phases_between("intake", "investigation", path("complaint"))
    ('assessment', 'investigation')
    >>> phases_between("execution", "intake", path("complaint"))
    ()
    """
    if target not in on_path:
        return ()
    start, end = PHASES.index(phase), PHASES.index(target)
    return tuple(p for p in PHASES[start + 1 : end + 1] if p in on_path)
