"""What Odoo's gateway does not know of a mail: what is broken in it, and who or what sent it.

>>> from email import message_from_bytes, policy
>>> def read(raw): return message_from_bytes(raw, policy=policy.SMTP)
>>> mail = read(b"Subject: " + "投诉".encode("gb18030") + b"\\n\\nx")
>>> mend(mail)
>>> mail["Subject"]
'投诉'
>>> read_facts(read(b"From: a@b.cn\\nAuto-Submitted: auto-replied\\n\\nx")).is_automatic
True
"""

import base64
import binascii
import quopri
import re
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from typing import NamedTuple

from .addresses import find_addresses

#: Charsets that senders name, and the larger one that they really write.
_SUPERSETS = {
    **dict.fromkeys(
        ("gb2312", "gbk", "x-gbk", "cn-gb", "gb_2312-80", "gb2312-80", "euc-cn", "hz"), "gb18030"
    ),
    **dict.fromkeys(("big5", "x-x-big5", "cn-big5", "big5-hkscs"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "x-sjis", "sjis"), "cp932"),
    **dict.fromkeys(("ks_c_5601-1987", "euc-kr"), "cp949"),
    **dict.fromkeys(("utf8", "utf-8", "unicode-1-1-utf-8", "us-ascii", "ascii"), "utf-8"),
}
#: What 7 bits cannot tell apart is left as its sender named it.
_SEVEN_BIT = ("iso-2022-jp", "iso-2022-jp-2", "iso-2022-kr", "hz", "hz-gb-2312", "utf-7")
#: What is tried where the named charset does not fit.
_GUESSES = ("utf-8", "gb18030")

_AUTOMATIC_PRECEDENCE = {"auto_reply", "auto-reply", "bulk", "junk"}
_AUTOMATIC_HEADERS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Autoresponse",
    "X-Auto-Reply",
    "X-AutoResp",
)
_AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(自动回复|自動回[覆復]|自动答复|自動答覆|外出自动回复|不在办公室|不在辦公室|休假自动回复|系统退信"
    r"|auto(matic)?[ -]?(reply|response)|out of (the )?office|自動返信|automatische antwort"
    r"|réponse automatique)\s*([:：\-—(（【\]】]|$)",
    re.IGNORECASE,
)
_AUTOMATIC_SENDER = re.compile(r"^(mailer-daemon|postmaster)@", re.IGNORECASE)
#: How a forwarded mail names who wrote it; asked of one line, without what it is quoted by.
_FORWARDED = re.compile(
    r"(?:From|发件人|寄件者|寄件人|差出人)\s*[:：](?P<sender>.*)", re.IGNORECASE
)
_QUOTED_BY = "> \t\u00a0\u3000*"
#: A forwarded mail names its writer at its head.
_HEAD_LINES = 400
_ENCODED_WORD = r"=\?([^?\s]+)\?([bBqQ])\?([^?\s]*)\?="
_ENCODED_WORDS = re.compile(rf"{_ENCODED_WORD}(?:\s+{_ENCODED_WORD})*")
#: Parts within parts: letters have a handful, long threads of forwarded mails some dozens.
MAX_NESTED = 150
_NESTED = re.compile(rb"boundary\s{0,9}=|message/rfc822", re.IGNORECASE)
_CONTENT_HEADERS = re.compile(
    rb"^(?:content-|mime-)[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE
)


def flatten(raw: bytes) -> bytes:
    """Return a mail as it came, or, where its parts are nested beyond reason, as plain text.

    Python's own reading of such a mail takes seconds and ends in an error, so that it would be
    fetched again and again. The words are still in it, for people to read.

    >>> mail = b"From: a@b.cn\\nContent-Type: multipart/mixed\\n\\n" + b"boundary=" * 200
    >>> flatten(mail)[:70]
    b'From: a@b.cn\\nMIME-Version: 1.0\\nContent-Type: text/plain; charset=utf-8'
    >>> flatten(b"From: a@b.cn\\n\\nx")
    b'From: a@b.cn\\n\\nx'
    """
    if sum(1 for _part in _NESTED.finditer(raw)) <= MAX_NESTED:
        return raw
    head, _blank, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept = _CONTENT_HEADERS.sub(b"", head + b"\n")
    return kept + b"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n" + body


class MailFacts(NamedTuple):
    """What the headers of a mail say that the values of Odoo's gateway leave out."""

    is_automatic: bool = False
    reply_to: str = ""
    forwarded_from: str = ""
    #: In the order in which they are named; Odoo's gateway loses it.
    recipients: tuple[str, ...] = ()


def read_facts(message: EmailMessage) -> MailFacts:
    """Return what a mail says of itself."""
    named = getaddresses([_header(message, name) for name in ("To", "Cc")])
    return MailFacts(
        _is_automatic(message),
        _header(message, "Reply-To"),
        _original_sender(message),
        tuple(address.lower() for _name, address in named),
    )


def _header(message: EmailMessage, name: str) -> str:
    return str(message.get(name) or "").strip()


def _is_automatic(message: EmailMessage) -> bool:
    """Whether no person wrote this mail (RFC 3834, and what senders do instead).

    A list is no machine: a shop's group address forwards what people write.
    """
    submitted = _header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in ("", "no")
        or _header(message, "Precedence").lower() in _AUTOMATIC_PRECEDENCE
        or any(_header(message, name).lower() not in ("", "no") for name in _AUTOMATIC_HEADERS)
        # The empty sender of the envelope: a report, never a letter (RFC 5321).
        or _header(message, "Return-Path") == "<>"
        or bool(_AUTOMATIC_SENDER.match(parseaddr(_header(message, "From"))[1]))
        or bool(_AUTOMATIC_SUBJECT.match(_header(message, "Subject")))
    )


def _original_sender(message: EmailMessage) -> str:
    """Return who wrote what was forwarded: attached as a mail, or quoted in the text."""
    for part in message.walk():
        if part is not message and part.get_content_type() == "message/rfc822":
            inner = next(part.iter_parts(), None)
            return _header(inner, "From") if isinstance(inner, EmailMessage) else ""
    for part in message.walk():
        if part.get_content_type() == "text/plain" and not part.get_filename():
            return find_forwarded_sender(str(part.get_content()))
    return ""


def find_forwarded_sender(text: str) -> str:
    """Return the sender that a forwarded text names.

    >>> find_forwarded_sender("FYI\\n\\n发件人：张三 <zhang@mail.example>\\n主题: 鱼")
    '张三 <zhang@mail.example>'
    >>> find_forwarded_sender("> From: li@mail.example [mailto:li@mail.example]")
    'li@mail.example'
    >>> find_forwarded_sender("Write to a@b.example")
    ''
    """
    lines = (line.lstrip(_QUOTED_BY) for line in text.splitlines()[:_HEAD_LINES])
    named = (found["sender"] for found in map(_FORWARDED.match, lines) if found)
    sender = next((text for text in named if "@" in text), "").strip(_QUOTED_BY)
    start, end = next(find_addresses(sender), (0, 0))
    name = sender[:start].strip(" \t<[(\"'")
    address = sender[start:end]
    return f"{name} <{address}>" if name else address


def mend(message: EmailMessage) -> None:
    """Make readable what Odoo's gateway would garble, or would lose with an error.

    Headers in raw bytes, text in another charset than the one it names or in one that nobody
    knows, bytes that no database takes. What is sound stays as it is.
    """
    for part in message.walk():
        _mend_headers(part)
        if part.get_content_maintype() == "text":
            _mend_charset(part)


def _mend_headers(part: EmailMessage) -> None:
    items = list(part.raw_items())
    mended = [(name, _mend_header(part, name, str(value))) for name, value in items]
    if [value for _name, value in mended] == [str(value) for _name, value in items]:
        return
    for name in {name for name, _value in items}:
        del part[name]
    for name, value in mended:
        part.set_raw(name, value)


def _mend_header(part: EmailMessage, name: str, value: str) -> str:
    text = value
    if any("\udc80" <= char <= "\udcff" for char in text):
        text = _decode(text.encode("utf-8", "surrogateescape"), "utf-8")[0]
    text = _ENCODED_WORDS.sub(_mend_words, text.replace("\x00", ""))
    # Python's own reading stumbles over some; the mail is not lost for it.
    for readable in (text, re.sub(r"[^\w@.+\-/;= ]", " ", text)):
        if _can_be_read(part, name, readable):
            return readable
    return ""


def _can_be_read(part: EmailMessage, name: str, text: str) -> bool:
    try:
        str(part.policy.header_fetch_parse(name, text))
    except Exception:  # there are many kinds, none of which it documents
        return False
    return True


def _mend_words(found: re.Match[str]) -> str:
    """Return encoded words in one charset that exists; many senders cut characters in two.

    >>> _ENCODED_WORDS.sub(_mend_words, "=?gb2312?B?zbY=?= =?gb2312?B?y9/pRg==?= <a@b.cn>")
    '=?utf-8?b?5oqV6K+J6ZWV?= <a@b.cn>'
    """
    runs: list[tuple[str, bytes]] = []
    for charset, encoding, payload in re.findall(_ENCODED_WORD, found[0]):
        # A language may follow the name (RFC 2231).
        named = charset.partition("*")[0].lower()
        content = _decode_word(encoding.lower(), payload)
        if runs and runs[-1][0] == named and named not in _SEVEN_BIT:
            runs[-1] = (named, runs[-1][1] + content)
        else:
            runs.append((named, content))
    text = "".join(_decode(content, named)[0] for named, content in runs)
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


def _is_really_utf8(content: bytes) -> bool:
    """Whether bytes are Chinese or Japanese in UTF-8: other charsets do not fit it by chance."""
    try:
        return any("\u3000" <= char <= "\uffef" for char in content.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _decode_word(encoding: str, payload: str) -> bytes:
    raw = payload.encode("ascii", "ignore")
    if encoding == "q":
        return quopri.decodestring(raw, header=True)
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return raw


def _mend_charset(part: EmailMessage) -> None:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return
    named = str(part.get_param("charset") or "").strip().lower()
    charset = _decode(content, named)[1]
    if charset != named:
        part.set_param("charset", charset)


def _decode(content: bytes, named: str) -> tuple[str, str]:
    """Return the text, and the charset in which it is written.

    >>> _decode("朱镕基".encode("gbk"), "gb2312")
    ('朱镕基', 'gb18030')
    >>> _decode("退款".encode("gbk"), "utf-8"), _decode("退款".encode(), "x-unknown")
    (('退款', 'gb18030'), ('退款', 'utf-8'))
    """
    if named in _SEVEN_BIT and content.isascii():
        guesses: tuple[str, ...] = (named, *_GUESSES)
    elif _is_really_utf8(content):
        guesses = ("utf-8",)
    else:
        guesses = (_SUPERSETS.get(named, named), *_GUESSES)
    for charset in filter(None, guesses):
        try:
            return content.decode(charset), charset
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8", "replace"), "utf-8"
