"""A ``winmail.dat`` as Outlook packs it, for the corpus."""

import struct


def winmail(name, content):
    """Return a ``winmail.dat`` with one file."""

    def entry(level, attribute, data):
        head = struct.pack("<BII", level, attribute, len(data))
        return head + data + struct.pack("<H", sum(data) & 0xFFFF)

    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + entry(1, 0x00089006, struct.pack("<I", 0x00010000))
        + entry(2, 0x00069002, bytes(14))
        + entry(2, 0x00018010, name.encode() + b"\x00")
        + entry(2, 0x0006800F, content)
    )
