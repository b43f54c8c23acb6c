"""``make lint``: every check blocks."""

import hashlib
import textwrap
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from dev.lint import checks, node, tree
from dev.paths import ROOT, STATE

PASSED = STATE / "lint" / "passed"


def main() -> int:
    """Run all checks, two at a time; return 1 when one complains."""
    todo = checks.blocking(node.ensure())
    PASSED.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    failed = []
    with ThreadPoolExecutor(2) as pool:
        running = {pool.submit(_outcome, check): check for check in todo}
        for future in as_completed(running):
            check = running[future]
            state, complaint = future.result()
            say(check, state, complaint)
            if complaint:
                failed.append(check.name)
    if failed:
        print(
            f"lint: {len(failed)} of {len(todo)} checks failed: {', '.join(failed)}.\n"
            "`make format` mends what a tool can mend; the rest is named above."
        )
        return 1
    seconds = time.monotonic() - begun
    print(f"lint: all {len(todo)} checks passed in {seconds:.1f} s.")
    return 0


def _outcome(check: checks.Check) -> tuple[str, str]:
    """State and complaint of one check; what passed with the same content is not run again."""
    if check.files is not None and not check.files:
        return "no files", ""
    stamp = PASSED / check.name.replace(" ", "-")
    digest = _digest(check.files or ())
    if check.files and stamp.is_file() and stamp.read_text() == digest:
        return "unchanged", ""
    begun = time.monotonic()
    if complaint := check.run():
        return "FAILED", complaint
    stamp.write_text(digest)
    return f"{time.monotonic() - begun:.1f} s", ""


def _digest(files: Sequence[Path]) -> str:
    """Of the files and of all that decides how they are checked."""
    rules = [ROOT / name for name in checks.CONFIGURATION]
    rules += (ROOT / "dev/lint").glob("*.py")
    rules += (ROOT / "dev/lock").iterdir()
    digest = hashlib.sha256(repr(tree.addons()).encode())
    for path in sorted({*files, *rules}):
        digest.update(f"{tree.name(path)} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def say(check: checks.Check, state: str, complaint: str) -> None:
    print(f"{state:>9}  {check.name}")
    print(textwrap.indent(complaint, "    "), end="\n" if complaint else "", flush=True)
