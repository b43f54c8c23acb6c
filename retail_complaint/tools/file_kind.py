"""What kind of file this is, by its content: a name is only what somebody typed.

The list is closed: pictures, films, sound and documents that can be proof. Programs, web pages and
archives are none of it, whatever they are called.

>>> file_kind(b"%PDF-1.7 ...").mimetype
'application/pdf'
>>> file_kind(b"MZ" + bytes(60)) is None
True
>>> file_kind(b"<script>alert(1)</script>") is None
True
>>> fits_name(file_kind(b"%PDF-1.7"), "receipt.PDF"), fits_name(file_kind(b"%PDF-1.7"), "a.exe")
(True, False)
"""

import io
import zipfile
from typing import NamedTuple


class FileKind(NamedTuple):
    """A kind of file that is taken as proof, and the endings that its name may have."""

    mimetype: str
    extensions: tuple[str, ...]


JPEG = FileKind("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
HEIC = FileKind("image/heic", ("heic", "heif"))
MP4 = FileKind("video/mp4", ("mp4", "m4v", "mov", "m4a"))
MP3 = FileKind("audio/mpeg", ("mp3",))
AAC = FileKind("audio/aac", ("aac",))
TEXT = FileKind("text/plain", ("txt", "csv", "log"))
DOCX = FileKind(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)
)
XLSX = FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",))

#: How a file begins, and what it is then.
_BEGINNINGS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind("image/png", ("png",))),
    (b"GIF87a", FileKind("image/gif", ("gif",))),
    (b"GIF89a", FileKind("image/gif", ("gif",))),
    (b"II*\x00", FileKind("image/tiff", ("tif", "tiff"))),
    (b"MM\x00*", FileKind("image/tiff", ("tif", "tiff"))),
    (b"%PDF-", FileKind("application/pdf", ("pdf",))),
    (b"\x1aE\xdf\xa3", FileKind("video/x-matroska", ("mkv", "webm"))),
    (b"\x00\x00\x01\xba", FileKind("video/mpeg", ("mpg", "mpeg"))),
    # What recorders of surveillance cameras export.
    (b"DHAV", FileKind("video/x-dav", ("dav",))),
    (b"IMKH", FileKind("video/x-imkh", ("mp4",))),
    (b"ID3", MP3),
    (b"\xff\xfb", MP3),
    (b"\xff\xf3", MP3),
    (b"\xff\xf2", MP3),
    (b"\xff\xf1", AAC),
    (b"\xff\xf9", AAC),
    (b"OggS", FileKind("audio/ogg", ("ogg", "oga", "opus"))),
    (b"#!AMR", FileKind("audio/amr", ("amr",))),
    # Voice messages of WeChat.
    (b"\x02#!SILK", FileKind("audio/silk", ("silk", "slk", "amr"))),
)
_RIFF = {
    b"WEBP": FileKind("image/webp", ("webp",)),
    b"WAVE": FileKind("audio/wav", ("wav",)),
    b"AVI ": FileKind("video/x-msvideo", ("avi",)),
}
_FTYP = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1"), HEIC),
    b"avif": FileKind("image/avif", ("avif",)),
    b"M4A ": FileKind("audio/mp4", ("m4a",)),
    b"qt  ": FileKind("video/quicktime", ("mov",)),
}
_OFFICE = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
_MARKUP = (b"<script", b"<html", b"<svg", b"<!doctype", b"<?php", b"<?xml")


def file_kind(content: bytes) -> FileKind | None:
    """Return the kind of a file, None when it is none that can be proof."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content.startswith(b"RIFF"):
        return _RIFF.get(content[8:12])
    if content[4:8] == b"ftyp":
        return _FTYP.get(content[8:12], MP4)
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    return TEXT if _is_plain_text(content) else None


def _office_kind(content: bytes) -> FileKind | None:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return None
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js")) for name in names):
        return None
    return next((kind for name, kind in _OFFICE.items() if name in names), None)


def _is_plain_text(content: bytes) -> bool:
    """Whether this is text without markup or a program's first line.

    >>> _is_plain_text("收据 12.50".encode()), _is_plain_text(b"#!/bin/sh")
    (True, False)
    """
    if content.startswith(b"#!"):
        return False
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any(ord(char) < 32 and char not in "\t\r\n\f" for char in text):
        return False
    lowered = content.lower()
    return bool(text.strip()) and not any(mark in lowered for mark in _MARKUP)


def fits_name(kind: FileKind, name: str | None) -> bool:
    """Whether the ending of a name belongs to the kind; a name without ending always does.

    >>> fits_name(MP3, "call no. 12 of Monday"), fits_name(MP3, "call.com")
    (True, False)
    """
    _stem, dot, ending = (name or "").rpartition(".")
    return not (dot and ending.isalnum()) or ending.lower() in kind.extensions
