"""The digest that ties an approval to what was approved."""

import hashlib
import json


def digest(content: object) -> str:
    """Return the SHA-256 of plain data (dicts, lists, strings, numbers), independent of key order.

    >>> digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1})
    True
    >>> digest({"a": 1}) == digest({"a": 2})
    False
    """
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
