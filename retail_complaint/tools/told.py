"""By which channels a customer is told, and what for."""

#: Stands behind a record's id where staff reads the address of a customer's page.
VEIL = "-***"
CHANNELS = [
    ("in_person", "Face to face"),
    ("phone", "Telephone"),
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("wechat", "WeChat"),
    ("letter", "Letter"),
    ("portal", "Web page"),
]
#: Where a customer who is not here can be reached.
REPLY_CHANNELS = ("email", "phone", "sms", "wechat", "letter")
PURPOSES = [
    ("acknowledge", "Received, and what happens next"),
    ("progress", "Progress or delay"),
    ("proposal", "Proposal"),
    ("result", "Result"),
    ("followup", "Follow-up"),
]
REPLIES = [
    ("acknowledge", "Acknowledge"),
    ("delay", "It takes longer"),
    ("propose", "Propose"),
    ("decide", "Decide"),
    ("refuse", "Refuse"),
    ("close", "Close"),
]
#: What each kind of reply counts as, once told.
PURPOSE_OF = {
    "acknowledge": "acknowledge",
    "delay": "progress",
    "propose": "proposal",
    "decide": "result",
    "refuse": "result",
    "close": "followup",
}
