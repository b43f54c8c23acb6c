"""What strangers write, made safe to store, to show and to send, where it comes in.

Kept is every word; taken out is what nobody sees and what no database or mail header takes:
control characters, zero bytes, halves of characters, what turns the direction of writing, and
what has no width. What joins the parts of an emoji or the letters of Persian stays in words, and
so do the marks of direction of single letters; in names of files nothing invisible stays.

Spreadsheets are another matter: a text that begins like a formula is kept as it is, and made
harmless where it leaves (``controllers/export.py``).

>>> clean_text("a" + chr(0) + "b\\r\\nc" + chr(0x202E) + "d" + chr(0xDCFF))
'ab\\ncd\ufffd'
>>> clean_line("Wang\\r\\nBcc: all@shop.example\\t")
'Wang Bcc: all@shop.example'
"""

import re
import unicodedata

#: Newline and tab alone of what has no picture; every line ending becomes a newline before.
_UNSEEN = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb"  # no width
    "\u202a-\u202e\u2066-\u206f"  # direction of writing
    "\U000e0000-\U000e007f"  # letters that nobody sees
    "]"
)
_LINE_ENDINGS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BREAKS = re.compile("[\t\n]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]')
#: Letters of a file's name, its ending included: more is no name, and file systems take 255 bytes.
MAX_FILE_NAME = 80
_MAX_ENDING = 12


def drop_unseen(text: str) -> str:
    """Return a text, of its own class, without what nobody sees; its lines stay lines.

    >>> drop_unseen("two\\nlines\\tand an " + chr(0x1F468) + chr(0x200D) + chr(0x1F467))[:9]
    'two\\nlines'
    """
    if text.isascii() and text.isprintable():
        return text
    mended = _LINE_ENDINGS.sub("\n", text)
    mended = _SURROGATE.sub("\ufffd", _UNSEEN.sub("", mended))
    return text if mended == text else type(text)(mended)


def one_line(text: str) -> str:
    """Return a text, of its own class, on one line, as names and headers are.

    >>> one_line("Wang" + chr(0x2028) + "Xiaoming")
    'Wang Xiaoming'
    """
    if text.isascii() and text.isprintable():
        return text
    return type(text)(_BREAKS.sub(" ", drop_unseen(text)))


def clean_text(text: object, limit: int | None = None) -> str:
    """Return what somebody typed into a field of several lines, at most ``limit`` characters.

    A forged form may send a file where words belong.

    >>> clean_text(" two\\r\\nlines ", 20), clean_text(None), clean_text("too long", 3)
    ('two\\nlines', '', 'too')
    """
    return drop_unseen(str(text or "")).strip()[:limit]


def clean_line(text: object, limit: int | None = None) -> str:
    """Return what somebody typed into a field of one line, at most ``limit`` characters of it."""
    return one_line(str(text or "")).strip()[:limit].rstrip()


def clean_file_name(name: object) -> str:
    """Return the name of a file without what hides its ending or its place.

    >>> clean_file_name("bill" + chr(0x202E) + "fdp.exe"), clean_file_name("..\\\\..\\\\etc/passwd")
    ('billfdp.exe', 'etc_passwd')
    >>> clean_file_name("x" * 300 + ".jpg")[-5:], len(clean_file_name("x" * 300 + ".jpg"))
    ('x.jpg', 80)
    >>> clean_file_name(""), clean_file_name("照片\\n1.jpg")
    ('file', '照片 1.jpg')
    """
    words = _NOT_IN_NAMES.sub("_", one_line(str(name or "")))
    words = "".join(char for char in words if unicodedata.category(char) not in ("Cf", "Co"))
    words = words.strip(" ._") or "file"
    stem, dot, ending = words.rpartition(".")
    if dot and len(ending) <= _MAX_ENDING:
        return f"{stem[: MAX_FILE_NAME - len(ending) - 1]}.{ending}"
    return words[:MAX_FILE_NAME]
