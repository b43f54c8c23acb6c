"""Persons taken out of a text, for reports that leave the house.

>>> text = "Mrs. Wang (wang@shop.example, 138 0000 1234) met Li Lei, 13800001234."
>>> mask(text, ["Wang", "Li Lei"])
'Mrs. *** (***, ***) met ***, ***.'
>>> mask("Paid 28.25 on 2026-03-02, lot 20260301", ["", None])
'Paid 28.25 on 2026-03-02, lot ***'
"""

import re
from collections.abc import Iterable

from .addresses import replace_addresses

MASK = "***"
# Telephone, identity card and bank account numbers; better one lot too much than a number.
_NUMBER = re.compile(r"(?<!\d)(?<!\d[.-])\+?\d(?:[ ]?\d){6,}(?!\d|[.-]\d)")


def mask(text: str | None, names: Iterable[str | None]) -> str:
    """Return ``text`` with the names, e-mail addresses and long numbers replaced.

    Names of one letter are left: they would tear words apart.
    """
    known = sorted({name for name in names if name and len(name) > 1}, key=len, reverse=True)
    result = replace_addresses(text or "", MASK)
    for name in known:
        result = re.sub(re.escape(name), MASK, result, flags=re.IGNORECASE)
    return _NUMBER.sub(MASK, result)
