"""E-mail addresses in a text that strangers wrote, found in time that grows with its length.

A pattern that begins with what an address may begin with is tried at every letter of a long word:
40 kB of one letter kept a server busy for seconds. Here the search begins at the ``@``.

>>> text = "Write to a.b@shop.example, or <c@d.example>!"
>>> [text[start:end] for start, end in find_addresses(text)]
['a.b@shop.example', 'c@d.example']
>>> list(find_addresses("a@b @c.example @@ a@.example"))
[]
"""

import re
from collections.abc import Iterator
from itertools import takewhile

_DOMAIN = re.compile(r"[\w\-.]+")
_NOT_LOCAL = re.compile(r"[^\w.+\-]")


def find_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each address in a text, from left to right."""
    free = 0  # what lies before belongs to an earlier address
    at = text.find("@")
    while at != -1:
        before = text[free:at][::-1]
        other = _NOT_LOCAL.search(before)
        start = at - (other.start() if other else len(before))
        end = _end_of_domain(text, at + 1)
        if start < at < end:
            yield start, end
        free = max(end, at + 1)
        at = text.find("@", free)


def _end_of_domain(text: str, start: int) -> int:
    """Return where a name of two or more parts ends, 0 where none begins."""
    found = _DOMAIN.match(text, start)
    parts = list(takewhile(bool, found[0].split("."))) if found else []
    return start + len(".".join(parts)) if len(parts) > 1 else 0


def replace_addresses(text: str, replacement: str) -> str:
    """Return the text with other words in the place of each address.

    >>> replace_addresses("a@b.example or c@d.example.", "***")
    '*** or ***.'
    """
    parts, kept = [], 0
    for start, end in find_addresses(text):
        parts += [text[kept:start], replacement]
        kept = end
    return "".join([*parts, text[kept:]])
