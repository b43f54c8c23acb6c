"""``make format``: mend in place what a tool can mend; `make lint` names the rest."""

from dev import readme
from dev.lint import checks, node, say, tree


def main() -> int:
    """Mend the files; return 1 when a tool could not do its part."""
    for addon in tree.addons():
        readme.write(addon)
    failed = False
    for check in checks.mending(node.ensure()):
        complaint = check.run() if check.files else ""
        failed |= bool(complaint)
        say(check, "FAILED" if complaint else "done", complaint)
    return int(failed)
