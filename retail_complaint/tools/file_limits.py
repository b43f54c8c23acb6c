"""What a file may weigh, by its content and without unpacking or drawing it.

A few kilobytes can ask for gigabytes: a picture of 30,000 by 30,000 points, a photo that is drawn
in ten thousand scans, an archive that holds archives. Whatever reads such a file later pays, so
it is measured before anything does, by its headers alone and in time that grows with its length.
What is found has a name and a number; the words for people are the caller's.

>>> find_fault(b"%PDF-1.7 ...", "bill.pdf")
>>> find_fault(b"MZ" + bytes(60), "photo.jpg")
Fault(danger='program', found=0, limit=0)
>>> find_fault(b"text", "bill.pdf.exe").danger
'program'
"""

import io
import re
import struct
import warnings
import zipfile
from itertools import islice
from typing import NamedTuple

from PIL import Image

#: A picture of more points is no photo but an attack on the memory of the server.
MAX_PIXELS = 80_000_000
#: Sizes that a picture of tiles names; cameras' name a few.
MAX_SIZES = 10_000
#: A photo that appears bit by bit comes in about ten.
MAX_SCANS = 100
MAX_PAGES = 1000
#: Files within a file: an invoice in PDF carries one, a text document a few tables.
MAX_INNER_FILES = 20
MAX_ENTRIES = 5000
MAX_UNPACKED_BYTES = 300 * 1024**2
#: Of the table of contents of an archive.
MAX_CONTENTS_BYTES = 1024**2

_PROGRAM_BEGINNINGS = (
    b"MZ",
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
    b"#!/",
)
_PROGRAM_ENDINGS = tuple(
    f".{ending}"
    for ending in (
        "exe com scr pif bat cmd msi msp msix dll cpl jar js jse vbs vbe wsf wsh hta ps1 psm1 lnk "
        "url scf reg chm iso img vhd apk app dmg pkg deb rpm sh command desktop xll docm xlsm pptm "
        "dotm xltm vbaproject.bin"
    ).split()
)
_ARCHIVE_ENDINGS = tuple(
    f".{ending}" for ending in "zip rar 7z tar gz tgz bz2 xz zst lz cab arj ace".split()
)
_PDF_PAGE = re.compile(rb"/Type\s{0,4}/Page\b")
_PDF_COUNT = re.compile(rb"/Count\s{0,4}(\d{1,9})")


class Fault(NamedTuple):
    """Why a file is not taken: program, pixels, scans, pages, nesting, unpacked or broken."""

    danger: str
    found: int = 0
    limit: int = 0


def find_fault(content: bytes, name: str = "") -> Fault | None:
    """Return why a file is not taken; None for one that does no harm by being kept."""
    if content.startswith(_PROGRAM_BEGINNINGS) or name.lower().endswith(_PROGRAM_ENDINGS):
        return Fault("program")
    if content.startswith(b"PK\x03\x04"):
        return _find_archive_fault(content)
    if content.startswith(b"%PDF-"):
        return _find_pdf_fault(content)
    return _find_picture_fault(content)


# Pictures ----------------------------------------------------------------------------------------


def _find_picture_fault(content: bytes) -> Fault | None:
    pixels = count_pixels(content)
    if pixels > MAX_PIXELS:
        return Fault("pixels", pixels, MAX_PIXELS)
    if content.startswith(b"\xff\xd8\xff"):
        # Within what is drawn these two bytes do not follow each other.
        scans = content.count(b"\xff\xda")
        if scans > MAX_SCANS:
            return Fault("scans", scans, MAX_SCANS)
    return None


def count_pixels(content: bytes) -> int:
    """Return how many points a picture has, as its headers say; 0 for what is none.

    Asked are the kinds that somebody here draws: no TIFF is among them.

    >>> photo = io.BytesIO()
    >>> Image.new("1", (3000, 20)).save(photo, "PNG")
    >>> count_pixels(photo.getvalue()), count_pixels(b"GIF89a" + bytes([16, 1, 2, 0]) + bytes(9))
    (60000, 544)
    >>> count_pixels(b"no picture")
    0
    """
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height = _unpack(">II", content, 16)
    elif content.startswith((b"GIF87a", b"GIF89a")):
        width, height = _unpack("<HH", content, 6)
    elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        width, height = _webp_size(content)
    elif content[4:8] == b"ftyp":
        return _largest_tile(content)
    elif content.startswith(b"\xff\xd8\xff"):
        return _pixels_by_header(content)
    else:
        return 0
    return width * height


def _unpack(pattern: str, content: bytes, at: int) -> tuple[int, int]:
    try:
        width, height = struct.unpack_from(pattern, content, at)
    except struct.error:
        return 0, 0
    return width, height


def _webp_size(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        size = content[24:30]
        return 1 + int.from_bytes(size[:3], "little"), 1 + int.from_bytes(size[3:], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = _unpack("<HH", content, 26)
    return width & 0x3FFF, height & 0x3FFF


def _largest_tile(content: bytes) -> int:
    """Return the points of the largest picture in a HEIC or AVIF file, which names each."""
    most, at = 0, content.find(b"ispe")
    for _size in range(MAX_SIZES):
        if at == -1:
            return most
        width, height = _unpack(">II", content, at + 8)
        most = max(most, width * height)
        at = content.find(b"ispe", at + 4)
    return MAX_PIXELS + 1


def _pixels_by_header(content: bytes) -> int:
    try:
        with warnings.catch_warnings():
            # It warns of large ones, which is what we are about to ask.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
                pixels: int = picture.width * picture.height
                return pixels
    except Image.DecompressionBombError:
        return MAX_PIXELS + 1
    except Exception:  # of broken headers there are many kinds, none of which it documents
        return 0


# Documents ---------------------------------------------------------------------------------------


def _find_pdf_fault(content: bytes) -> Fault | None:
    """Count what stands in the clear: nothing here ever opens a PDF, staff's own reader does."""
    pages = sum(1 for _page in islice(_PDF_PAGE.finditer(content), MAX_PAGES + 1))
    counts = islice(_PDF_COUNT.finditer(content), MAX_ENTRIES)
    named = max((int(found[1]) for found in counts), default=0)
    if max(pages, named) > MAX_PAGES:
        return Fault("pages", max(pages, named), MAX_PAGES)
    inner = content.count(b"/EmbeddedFile")
    if inner > MAX_INNER_FILES:
        return Fault("nesting", inner, MAX_INNER_FILES)
    return None


def _find_archive_fault(content: bytes) -> Fault | None:
    """Measure an archive by its table of contents, whose own length is asked first.

    >>> inner, outer = io.BytesIO(), io.BytesIO()
    >>> with zipfile.ZipFile(outer, "w") as archive: archive.writestr("a/b.ZIP", b"x")
    >>> find_fault(outer.getvalue(), "a.zip").danger
    'nesting'
    >>> find_fault(b"PK\\x03\\x04" + bytes(90), "a.docx").danger
    'broken'
    """
    end = content.rfind(b"PK\x05\x06", -66_000)
    length = _unpack("<II", content, end + 12)[0] if end != -1 else 0
    if not length:
        return Fault("broken")
    if length > MAX_CONTENTS_BYTES:
        return Fault("unpacked", length, MAX_CONTENTS_BYTES)
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        return Fault("broken")
    names = [entry.filename.lower() for entry in entries]
    if any(name.endswith(_PROGRAM_ENDINGS) for name in names):
        return Fault("program")
    if any(name.endswith(_ARCHIVE_ENDINGS) for name in names):
        return Fault("nesting")
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES:
        return Fault("unpacked", unpacked, MAX_UNPACKED_BYTES)
    inner = sum("/embeddings/" in name for name in names)
    if inner > MAX_INNER_FILES:
        return Fault("nesting", inner, MAX_INNER_FILES)
    return None
