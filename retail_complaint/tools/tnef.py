"""Outlook's ``winmail.dat``: the files that somebody attached, packed where nobody sees them.

Read is what carries files (MS-OXTNEF): an object of one byte level, four bytes name, four bytes
length, the data, two bytes checksum. What is cut off or strange ends the reading.
"""

import struct
from collections.abc import Iterator

SIGNATURE = b"\x78\x9f\x3e\x22"
HEADER_SIZE = 6
_ATTACHMENT = 2
_RENDERING, _TITLE, _DATA = 0x00069002, 0x00018010, 0x0006800F


def _objects(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = HEADER_SIZE
    while at + 9 <= len(content):
        level, name, size = struct.unpack_from("<BII", content, at)
        data = content[at + 9 : at + 9 + size]
        if len(data) < size:
            return
        yield level, name, data
        at += 9 + size + 2


def unpack(content: bytes) -> list[tuple[str, bytes]]:
    """Return name and content of the files in it; none of what is no ``winmail.dat``.

    >>> unpack(b"no such thing"), unpack(SIGNATURE)
    ([], [])
    """
    files: list[tuple[str, bytes]] = []
    if not content.startswith(SIGNATURE):
        return files
    for level, name, data in _objects(content):
        if level != _ATTACHMENT:
            continue
        if name == _RENDERING:
            files.append(("", b""))
        elif files and name == _TITLE:
            files[-1] = (_read_name(data), files[-1][1])
        elif files and name == _DATA:
            files[-1] = (files[-1][0], data)
    return [(title or "attachment", data) for title, data in files if data]


def _read_name(data: bytes) -> str:
    raw = data.split(b"\x00", 1)[0]
    for charset in ("utf-8", "gb18030", "cp1252"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
