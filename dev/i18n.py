"""``make i18n``: write each addon's .pot anew and bring its Chinese translations up to it.

``make lint`` calls the part that needs no database: is every term translated?
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

from dev.lint import tree

LANGUAGES = ("zh_CN", "zh_TW")
# A term without a word in it (SMS, %(number)s) is the same in every language, and the
# format of OCA leaves such translations empty.
_PLACEHOLDERS = re.compile(r"%\(\w+\)\w|%\w|\{\w*\}|<[^>]*>|&\w+;")
_WORD = re.compile(r"[a-z]{2}")


def main() -> None:
    """Write what has changed and tell what is not translated."""
    for target, template in templates().items():
        target.parent.mkdir(exist_ok=True)
        if is_outdated(target, template):
            target.write_text(str(template), "utf-8")
            print(f"{tree.name(target)}: {len(template)} terms")
        for language in LANGUAGES:
            merge(target.with_name(f"{language}.po"), template)
    print(*untranslated(), sep="\n")


def templates() -> dict[Path, polib.POFile]:
    """Return, for each addon's .pot, what Odoo exports from a database with our addons."""
    from odoo.tools.translate import trans_export

    from dev import orm

    found = {}
    with orm.environment("i18n") as env:
        for addon in tree.translated_addons():
            buffer = io.BytesIO()
            trans_export(None, [addon.name], buffer, "po", env)
            found[addon / "i18n" / f"{addon.name}.pot"] = polib.pofile(buffer.getvalue().decode())
    return found


def is_outdated(target: Path, template: polib.POFile) -> bool:
    """Tell whether the file has other terms; the date in its head does not count."""
    return not target.is_file() or list(polib.pofile(str(target))) != list(template)


def merge(target: Path, template: polib.POFile) -> None:
    """Add the new terms to a translation and drop those that are gone."""
    if target.is_file():
        translation = polib.pofile(str(target))
        translation.merge(template)
    else:
        translation = polib.pofile(str(template))
    translation[:] = [entry for entry in translation if not entry.obsolete]
    translation.metadata |= {"Language": target.stem}
    translation.sort(key=lambda entry: entry.msgid)
    content = str(translation)
    if not target.is_file() or target.read_text("utf-8") != content:
        target.write_text(content, "utf-8")


def untranslated() -> Iterator[str]:
    """Name the terms that a translation lacks, has only guessed, or has in vain."""
    for addon in tree.translated_addons():
        folder = addon / "i18n"
        if not (folder / f"{addon.name}.pot").is_file():
            continue  # the check of addon files says so
        template = polib.pofile(str(folder / f"{addon.name}.pot"))
        wanted = {entry.msgid for entry in template if _has_words(entry.msgid)}
        for language in LANGUAGES:
            path = folder / f"{language}.po"
            entries = polib.pofile(str(path))
            done = {entry.msgid for entry in entries.translated_entries()}
            for term in sorted(wanted - done):
                yield f"{tree.name(path)}: not translated: {term!r}"
            for term in sorted({entry.msgid for entry in entries} - {e.msgid for e in template}):
                yield f"{tree.name(path)}: not in the .pot, run `make i18n`: {term!r}"


def _has_words(term: str) -> bool:
    return bool(_WORD.search(_PLACEHOLDERS.sub("", term)))


if __name__ == "__main__":
    sys.exit("\n".join(untranslated()) or 0)
