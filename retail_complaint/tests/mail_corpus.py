"""Mails as customers, their programs and machines really send them: one distinct trouble each.

Each entry says what has to come of it. The bytes are built here, so that a charset or a header
can be read in the table; :mod:`.mail_corpus_odd` has those that are broken or no letter at all.
"""

import base64
import quopri
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.image import MIMEImage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import encode_rfc2231
from typing import NamedTuple

from .mail_tnef import winmail

ALIAS = "service@shop.example"
OTHER_ALIAS = "mall@shop.example"
SENDER = "wang@mail.example"
FROM = f"Wang Xiaoming <{SENDER}>"
TEXT = "昨天在三楼超市买的鳕鱼发臭了，请退款。"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Mail(NamedTuple):
    """A mail and what has to come of it; without a title it makes no case."""

    name: str
    raw: bytes
    title: str = ""
    words: str = ""
    files: int = 0
    contact: str | bool = SENDER


def build(body=b"", *lines, drop=(), **headers):
    """Return a mail of raw bytes: the usual headers, changed and added to, and a body."""
    values = {
        "From": FROM,
        "To": ALIAS,
        "Subject": "Bad fish",
        "Date": "Mon, 2 Mar 2026 09:00:00 +0800",
        "MIME-Version": "1.0",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = [
        f"{name}: ".encode() + (value if isinstance(value, bytes) else str(value).encode())
        for name, value in values.items()
        if name not in drop
    ]
    return b"\r\n".join([*head, *lines, b"", body])


def text(charset, encoding, words=TEXT, declared=None, kind="plain", **headers):
    """Return a mail of one text in a charset and a transfer encoding."""
    content = words.encode(charset)
    if encoding == "base64":
        content = base64.encodebytes(content)
    elif encoding == "quoted-printable":
        content = quopri.encodestring(content)
    declared = charset if declared is None else declared
    parameter = f"; charset={declared}" if declared else ""
    return build(
        content,
        Content_Type=f"text/{kind}{parameter}",
        Content_Transfer_Encoding=encoding,
        **headers,
    )


def parts(*attached, kind="mixed", **headers):
    """Return a mail of several parts."""
    mail = MIMEMultipart(kind)
    for name, value in {"From": FROM, "To": ALIAS, "Subject": "Bad fish", **headers}.items():
        mail[name.replace("_", "-")] = value
    for part in attached:
        mail.attach(part)
    return mail.as_bytes()


def file(name, content=b"%PDF-1.4 x", subtype="pdf"):
    """Return an attached file."""
    part = MIMEApplication(content, subtype)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


def picture(cid="photo"):
    """Return a picture that stands in the text."""
    part = MIMEImage(PNG)
    part.add_header("Content-ID", f"<{cid}>")
    part.add_header("Content-Disposition", "inline", filename="photo.png")
    return part


def plain(words=TEXT):
    """Return a text part."""
    return MIMEText(words, "plain", "utf-8")


def html(words=f"<p>{TEXT}</p>"):
    """Return a part of HTML."""
    return MIMEText(words, "html", "utf-8")


def related(*inner, kind="related"):
    """Return a container of parts."""
    container = MIMEMultipart(kind)
    for part in inner:
        container.attach(part)
    return container


def forwarded(sender="李女士 <li@mail.example>", words=TEXT):
    """Return a mail as an attachment of another."""
    inner = EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = sender, "manager@shop.example", "原信"
    inner.set_content(words)
    part = MIMEMessage(inner)
    part.add_header("Content-Disposition", "attachment", filename="original.eml")
    return part


def word(content, charset="utf-8"):
    """Return an encoded word of a header."""
    return f"=?{charset}?B?{base64.b64encode(content).decode()}?="


CUT = "鱼臭了".encode()
BIG5 = "昨天在三樓買的鱈魚發臭了，請退款。"
JAPANESE = "きのう買ったタラが腐っていました。返金してください。"

CHARSETS = [
    Mail("utf-8 in 8 bits", text("utf-8", "8bit"), "Bad fish", TEXT),
    Mail("utf-8 in base64", text("utf-8", "base64"), "Bad fish", TEXT),
    Mail("utf-8 quoted-printable", text("utf-8", "quoted-printable"), "Bad fish", TEXT),
    Mail(
        "GB18030 with a character of four bytes",
        text("gb18030", "base64", f"{TEXT}𠮷㐂"),
        "Bad fish",
        "𠮷㐂",
    ),
    Mail("GBK", text("gbk", "base64"), "Bad fish", TEXT),
    Mail("GB2312 quoted-printable", text("gb2312", "quoted-printable"), "Bad fish", TEXT),
    Mail(
        "says GB2312 and writes GBK",
        text("gbk", "base64", "朱镕基同志：鱼臭", declared="gb2312"),
        "Bad fish",
        "朱镕基同志",
    ),
    Mail("HZ, seven bits", text("hz", "7bit", declared="hz-gb-2312"), "Bad fish", TEXT),
    Mail("Big5", text("big5", "base64", BIG5), "Bad fish", BIG5),
    Mail(
        "says Big5 and writes Hong Kong's",
        text("big5hkscs", "base64", "條魚臭咗，嘅退款", declared="big5"),
        "Bad fish",
        "條魚臭咗",
    ),
    Mail("ISO-2022-JP", text("iso-2022-jp", "7bit", JAPANESE), "Bad fish", JAPANESE),
    Mail(
        "says Shift_JIS and writes Microsoft's",
        text("cp932", "base64", "①タラ㈱", declared="shift_jis"),
        "Bad fish",
        "①タラ㈱",
    ),
    Mail("EUC-KR", text("euc-kr", "base64", "생선이 상했습니다"), "Bad fish", "생선이 상했습니다"),
    Mail(
        "Windows-1252",
        text("windows-1252", "quoted-printable", "Le poisson était “pourri” à 12 €"),
        "Bad fish",
        "était “pourri” à 12 €",
    ),
    Mail("UTF-16", text("utf-16", "base64"), "Bad fish", TEXT),
    Mail("8 bits and no charset named", text("utf-8", "8bit", declared=""), "Bad fish", TEXT),
    Mail("GBK and no charset named", text("gbk", "8bit", declared=""), "Bad fish", TEXT),
    Mail(
        "a charset that nobody knows",
        text("gb18030", "base64", declared="x-made-up"),
        "Bad fish",
        TEXT,
    ),
    Mail("says unknown-8bit", text("gbk", "8bit", declared="unknown-8bit"), "Bad fish", TEXT),
    Mail("says UTF-8 and writes GBK", text("gbk", "8bit", declared="utf-8"), "Bad fish", TEXT),
    Mail("says GB2312, is UTF-8", text("utf-8", "base64", declared="gb2312"), "Bad fish", TEXT),
    Mail("says ASCII, is UTF-8", text("utf-8", "8bit", declared="us-ascii"), "Bad fish", TEXT),
    Mail("says Latin-1, is UTF-8", text("utf-8", "8bit", declared="iso-8859-1"), "Bad fish", TEXT),
]

SUBJECTS = [
    Mail("subject in raw UTF-8", build(b"x", Subject="鱼臭了".encode()), "鱼臭了"),
    Mail("subject in raw GBK", build(b"x", Subject="鱼臭了退款".encode("gbk")), "鱼臭了退款"),
    Mail(
        "subject says GB2312 and is GBK",
        build(b"x", Subject=word("镕记鱼".encode("gbk"), "gb2312")),
        "镕记鱼",
    ),
    Mail(
        "a character cut in two encoded words",
        build(b"x", Subject=" ".join(map(word, (CUT[:5], CUT[5:7], CUT[7:])))),
        "鱼臭了",
    ),
    Mail(
        "subject in Big5",
        build(b"x", Subject=word("魚臭了".encode("big5"), "big5")),
        "魚臭了",
    ),
    Mail(
        "subject in ISO-2022-JP",
        build(b"x", Subject=word("返金".encode("iso-2022-jp"), "iso-2022-jp")),
        "返金",
    ),
    Mail(
        "subject in an unknown charset",
        build(b"x", Subject=word("鱼臭".encode(), "x-none")),
        "鱼臭",
    ),
    Mail("subject with an emoji", build(b"x", Subject=word("🐟 太臭".encode())), "🐟 太臭"),
    Mail("no subject", build(b"x", drop=["Subject"]), "(no subject)"),
    Mail("an empty subject", build(b"x", Subject=""), "(no subject)"),
    Mail("a huge subject", build(b"x", Subject="fish " * 1200), "fish fish"),
    Mail("a folded subject", build(b"x", Subject="Bad\r\n fish\r\n\tagain"), "Bad fish again"),
]

BODIES = [
    Mail("an empty body", build(b""), "Bad fish", "(The mail has no text.)"),
    Mail("white space alone", build(b" \r\n\r\n \t"), "Bad fish", "(The mail has no text.)"),
    Mail("a body of one megabyte", build(b"The fish smelled. " * 58000), "Bad fish", "smelled"),
    Mail("HTML alone", text("utf-8", "8bit", f"<p>{TEXT}</p>", kind="html"), "Bad fish", TEXT),
    Mail(
        "HTML with a script",
        text(
            "utf-8",
            "8bit",
            "<script>alert(1)</script><img src=x onerror='alert(2)'>"
            "<a href='javascript:alert(3)'>fish</a>",
            kind="html",
        ),
        "Bad fish",
        "fish",
    ),
    Mail(
        "nothing but a script",
        text("utf-8", "8bit", "<script>alert(1)</script>", kind="html"),
        "Bad fish",
        "(The mail has no text.)",
    ),
    Mail("text and HTML", parts(plain("x"), html(), kind="alternative"), "Bad fish", TEXT),
    Mail(
        "an alternative whose parts differ in charset",
        parts(
            MIMEText("fish", "plain", "us-ascii"),
            MIMEText(f"<p>{TEXT}</p>", "html", "gb18030"),
            kind="alternative",
        ),
        "Bad fish",
        TEXT,
    ),
    Mail(
        "format=flowed",
        build(b"The fish \r\nsmelled.", Content_Type="text/plain; format=flowed; delsp=yes"),
        "Bad fish",
        "smelled.",
    ),
    Mail(
        "XHTML with its own declaration",
        text(
            "utf-8",
            "8bit",
            f'<?xml version="1.0" encoding="UTF-8"?><html><body><p>{TEXT}</p></body></html>',
            kind="html",
        ),
        "Bad fish",
        TEXT,
    ),
    Mail(
        "directions and zero widths",
        text("utf-8", "8bit", "\u202efish\u200b smelled\ufeff"),
        "Bad fish",
        "fish",
    ),
]

FILES = [
    Mail(
        "a picture in the text",
        parts(html('<p>Look: <img src="cid:photo"></p>'), picture(), kind="related"),
        "Bad fish",
        "Look:",
        1,
    ),
    Mail(
        "a picture and no words",
        parts(html('<img src="cid:photo">'), picture(), kind="related"),
        "Bad fish",
        files=1,
    ),
    Mail(
        "twenty files",
        parts(plain(), *(file(f"receipt {number}.pdf") for number in range(20))),
        "Bad fish",
        TEXT,
        20,
    ),
    Mail(
        "mixed, related and alternative in one",
        parts(
            related(related(plain("x"), html(), kind="alternative"), picture()),
            file("a.pdf"),
        ),
        "Bad fish",
        TEXT,
        2,
    ),
    Mail("a Chinese file name", parts(plain(), file("收据.pdf")), "Bad fish", TEXT, 1),
    Mail(
        "a file name by RFC 2231",
        build(
            b"--b\r\nContent-Type: text/plain\r\n\r\nfish\r\n"
            b"--b\r\nContent-Type: application/pdf\r\n"
            b"Content-Disposition: attachment; filename*="
            + encode_rfc2231("收据.pdf", "utf-8").encode()
            + b"\r\n\r\n%PDF-1.4\r\n--b--\r\n",
            Content_Type="multipart/mixed; boundary=b",
        ),
        "Bad fish",
        "fish",
        1,
    ),
    Mail(
        "a file name in raw GBK",
        build(
            b"--b\r\nContent-Type: text/plain\r\n\r\nfish\r\n"
            b"--b\r\nContent-Type: application/pdf\r\n"
            b'Content-Disposition: attachment; filename="'
            + "收据.pdf".encode("gbk")
            + b'"\r\n\r\n%PDF-1.4\r\n--b--\r\n',
            Content_Type="multipart/mixed; boundary=b",
        ),
        "Bad fish",
        "fish",
        1,
    ),
    Mail(
        "winmail.dat of Outlook",
        parts(plain(), file("winmail.dat", winmail("photo.png", PNG), "ms-tnef")),
        "Bad fish",
        TEXT,
        2,
    ),
    Mail(
        "a broken winmail.dat",
        parts(plain(), file("winmail.dat", b"\x78\x9f\x3e\x22\x01", "ms-tnef")),
        "Bad fish",
        TEXT,
        1,
    ),
    Mail(
        # Not kept, but named in the message.
        "a program",
        parts(plain(), file("a.exe", b"MZ\x00", "x-msdownload")),
        "Bad fish",
        TEXT,
        0,
    ),
    Mail("a file without a name", parts(plain(), MIMEImage(PNG)), "Bad fish", TEXT, 1),
    Mail("XML as a file", parts(plain(), file("a.xml", b"<a/>", "xml")), "Bad fish", TEXT, 1),
    Mail(
        "signed by S/MIME",
        parts(plain(), file("smime.p7s", b"0\x82", "pkcs7-signature"), kind="signed"),
        "Bad fish",
        TEXT,
        1,
    ),
    Mail(
        "an invitation",
        parts(plain(), MIMEText("BEGIN:VCALENDAR\r\nEND:VCALENDAR", "calendar")),
        "Bad fish",
        TEXT,
        1,
    ),
    Mail(
        "a mail that the customer forwards as a file",
        parts(plain("See below."), forwarded()),
        "Bad fish",
        "See below.",
        1,
    ),
    Mail(
        "a thread quoted in the text",
        text("utf-8", "8bit", f"{TEXT}\n\n> 发件人：店长 <m@other.example>\n> 主题：回复\n> 稍等"),
        "Bad fish",
        TEXT,
    ),
]
