"""The second half of the corpus: forged and broken heads, and what no person wrote."""

from email.mime.text import MIMEText

from .mail_corpus import (
    ALIAS,
    BODIES,
    CHARSETS,
    FILES,
    FROM,
    OTHER_ALIAS,
    SENDER,
    SUBJECTS,
    TEXT,
    Mail,
    build,
    forwarded,
    parts,
    plain,
    text,
    word,
)

STAFF = "Agent <agent@shop.example>"

HEADS = [
    Mail("no Message-Id", build(b"x"), "Bad fish", "x"),
    Mail("an empty Message-Id", build(b"x", Message_Id="<>"), "Bad fish"),
    Mail(
        "a Message-Id of 3,000 characters", build(b"x", Message_Id=f"<{'a' * 3000}@x>"), "Bad fish"
    ),
    Mail("a Message-Id that nobody can read", build(b"x", Message_Id="<@[>"), "Bad fish"),
    Mail("a Message-Id without brackets", build(b"x", Message_Id="mobile 4711"), "Bad fish"),
    Mail("no date", build(b"x", drop=["Date"]), "Bad fish"),
    Mail("a date that is none", build(b"x", Date="yesterday, after lunch"), "Bad fish"),
    Mail("a date far ahead", build(b"x", Date="Fri, 1 Jan 2099 00:00:00 +0000"), "Bad fish"),
    Mail("no sender", build(b"x", drop=["From"]), "Bad fish", contact=False),
    Mail(
        "a sender without an address", build(b"x", From="Wang Xiaoming"), "Bad fish", contact=False
    ),
    Mail("two senders", build(b"x", From=f"{FROM}, li@mail.example"), "Bad fish"),
    Mail("an open quote in the sender", build(b"x", From=f'"Wang <{SENDER}>'), "Bad fish"),
    Mail(
        "a sender in raw GBK",
        build(b"x", From="王小明".encode("gbk") + f" <{SENDER}>".encode()),
        "Bad fish",
    ),
    Mail(
        "a sender in an encoded word",
        build(b"x", From=f"{word('王小明'.encode('gbk'), 'gb2312')} <{SENDER}>"),
        "Bad fish",
    ),
    Mail("a sender in capitals", build(b"x", From="WANG@Mail.EXAMPLE"), "Bad fish"),
    Mail(
        "an answer wanted elsewhere",
        build(b"x", From="noreply@platform.example", Reply_To=FROM),
        "Bad fish",
    ),
    Mail("an answer wanted from ourselves", build(b"x", Reply_To=ALIAS), "Bad fish"),
    Mail("an answer wanted nowhere", build(b"x", Reply_To="nobody"), "Bad fish"),
    Mail("staff as the sender", build(b"x", From=STAFF), "Bad fish", contact=False),
    Mail(
        "staff forward what a customer wrote",
        text("utf-8", "8bit", f"FYI\n\n发件人：李女士 <li@mail.example>\n\n{TEXT}", From=STAFF),
        "Bad fish",
        TEXT,
        contact="li@mail.example",
    ),
    Mail(
        "staff forward a mail as a file",
        parts(plain("FYI"), forwarded(), From=STAFF),
        "Bad fish",
        "FYI",
        1,
        contact="li@mail.example",
    ),
    Mail("two teams, one in copy", build(b"x", Cc=OTHER_ALIAS), "Bad fish"),
    Mail("two teams at once", build(b"x", To=f"{ALIAS}, {OTHER_ALIAS}"), "Bad fish"),
    Mail(
        "in blind copy",
        build(b"x", To="undisclosed-recipients:;", Delivered_To=ALIAS),
        "Bad fish",
    ),
    Mail("the address in capitals", build(b"x", To="SERVICE@Shop.Example"), "Bad fish"),
    Mail("the address with a name", build(b"x", To=f'"Service, Shop" <{ALIAS}>'), "Bad fish"),
    Mail("through a group address", build(b"x", Precedence="list", List_Id="<s.x>"), "Bad fish"),
    Mail(
        "an answer to a mail that we do not have",
        build(b"x", In_Reply_To="<gone@elsewhere>", References="<gone@elsewhere>"),
        "Bad fish",
    ),
    Mail(
        "a thousand references",
        build(b"x", References=" ".join(f"<{number}@x>" for number in range(1000))),
        "Bad fish",
    ),
    Mail("headers of Odoo, forged", build(b"x", X_Odoo_Objects="helpdesk.ticket-1"), "Bad fish"),
    Mail("not an automatic mail", build(b"x", Auto_Submitted="no"), "Bad fish"),
    Mail(
        "about automatic replies", build(b"x", Subject="自动回复总说稍等，没有下文"), "自动回复总说"
    ),
]

BROKEN = [
    Mail(
        "NUL in subject and text", build(b"fi\x00sh", Subject=b"Bad\x00 fish"), "Bad fish", "fish"
    ),
    Mail("control characters", build(b"fi\x01\x07sh", Subject=b"Bad\x07 fish"), "Bad", "sh"),
    Mail("half a character at the end", build(TEXT.encode()[:-1]), "Bad fish", "昨天"),
    Mail(
        "no boundary",
        build(b"--b\r\n\r\nfish", Content_Type="multipart/mixed"),
        "Bad fish",
    ),
    Mail(
        "cut off within a part",
        build(
            b"--b\r\nContent-Type: text/plain\r\n\r\nfish",
            Content_Type="multipart/mixed; boundary=b",
        ),
        "Bad fish",
        "fish",
    ),
    Mail(
        "base64 that is none",
        build(b"fish!", Content_Type="text/plain", Content_Transfer_Encoding="base64"),
        "Bad fish",
    ),
    Mail(
        "an encoding that nobody knows",
        build(b"fish", Content_Type="text/plain", Content_Transfer_Encoding="x-zip"),
        "Bad fish",
        "fish",
    ),
    Mail("a content type that is none", build(b"fish", Content_Type="fish"), "Bad fish", "fish"),
    Mail("lines that end in LF", build(b"fish").replace(b"\r\n", b"\n"), "Bad fish", "fish"),
    Mail("one line of 100,000 characters", build(b"fish " * 20000), "Bad fish", "fish"),
    Mail(
        "a header in the wrong place",
        build(b"fish", b"no colon here", Subject="Bad fish"),
        "Bad fish",
    ),
]


def report(kind="delivery-status", sender="MAILER-DAEMON@mail.example", words="No such user"):
    """Return what a mail server sends when a mail did not arrive."""
    return parts(
        plain(words),
        MIMEText("Final-Recipient: rfc822; wang@mail.example\nAction: failed", kind),
        kind="report",
        From=sender,
    )


NO_LETTERS = [
    Mail("answered by a machine", build(b"x", Auto_Submitted="auto-replied")),
    Mail("made by a machine", build(b"x", Auto_Submitted="auto-generated; type=notice")),
    Mail("in bulk", build(b"x", Precedence="bulk")),
    Mail("junk, by its own word", build(b"x", Precedence="junk")),
    Mail("Precedence of an automatic answer", build(b"x", Precedence="auto_reply")),
    Mail("X-Autoreply", build(b"x", X_Autoreply="yes")),
    Mail("X-Autorespond", build(b"x", X_Autorespond="complaints")),
    Mail("out of office, simplified Chinese", build(b"x", Subject="自动回复：休假中".encode())),
    Mail("out of office, traditional Chinese", build(b"x", Subject="自動回覆: 休假中".encode())),
    Mail("out of office, in GBK", build(b"x", Subject=word("自动回复: 鱼".encode("gbk"), "gbk"))),
    Mail("out of office, English", build(b"x", Subject="Automatic reply: Bad fish")),
    Mail("out of office, older Outlook", build(b"x", Subject="Out of Office: Bad fish")),
    Mail("an empty sender on the envelope", build(b"x", Return_Path="<>")),
    Mail("a report of delivery", report()),
    Mail("a report from a postmaster", report(sender="postmaster@mail.example")),
    Mail("a report in words alone", build(b"x", From="MAILER-DAEMON@mail.example")),
    Mail(
        "a Chinese report in words alone",
        build(b"x", From="postmaster@qq.example", Subject="系统退信"),
    ),
    Mail("a receipt of reading", report("disposition-notification", sender=FROM, words="Read")),
    Mail("from our own address", build(b"x", From=f"Service <{ALIAS}>")),
    Mail("from our other team", build(b"x", From=OTHER_ALIAS)),
    Mail("from the address that catches all", build(b"x", From="catchall@shop.example")),
    Mail(
        "an answer to our own refusal",
        build(b"x", In_Reply_To="<1-loop-detection-bounce-email@shop>"),
    ),
]

LETTERS = [*CHARSETS, *SUBJECTS, *BODIES, *FILES, *HEADS, *BROKEN]
