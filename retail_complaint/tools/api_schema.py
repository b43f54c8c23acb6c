"""What a gateway may send, as a JSON schema, and a small reader of such schemas.

The same dictionaries are checked here and shown to whoever writes a gateway. Understood are the
words that they use: type, required, properties, additionalProperties, items, enum, minLength,
maxLength, maxItems, format (date-time).

>>> find_fault({"message_id": "m1", "text": "x"}, CASE)
>>> find_fault({"message_id": "m1"}, CASE)
('text', 'is missing')
>>> find_fault({"message_id": "m1", "text": "x", "state": "done"}, CASE)
('state', 'is unknown')
>>> find_fault({"message_id": "m1", "text": "x", "media": [{"name": 3}]}, CASE)
('media[0].content', 'is missing')
"""

import datetime
from typing import Any

_MESSAGE_ID = {
    "type": "string",
    "minLength": 1,
    "maxLength": 255,
    "description": "The sender's own id of this message. Sent again, it gets the same answer.",
}
_TEXT = {"type": "string", "minLength": 1, "maxLength": 20000}
_MEDIA = {
    "type": "array",
    "maxItems": 10,
    "description": "Pictures, films, sound, PDF, text; checked by content.",
    "items": {
        "type": "object",
        "required": ["name", "content"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 200},
            "content": {"type": "string", "minLength": 1, "description": "Base64."},
        },
    },
}
_WHEN = {"type": "string", "format": "date-time", "description": "With its time zone."}

CASE: dict[str, Any] = {
    "title": "A new case",
    "type": "object",
    "required": ["message_id", "text"],
    "additionalProperties": False,
    "properties": {
        "message_id": _MESSAGE_ID,
        "text": _TEXT | {"description": "What happened, in the customer's words."},
        "title": {"type": "string", "maxLength": 250},
        "kind": {"enum": ["complaint", "after_sales", "suggestion", "inquiry"]},
        "sender": {
            "type": "string",
            "maxLength": 128,
            "description": "Where the messenger reaches the customer, such as an OpenID.",
        },
        "name": {"type": "string", "maxLength": 128},
        "phone": {"type": "string", "maxLength": 32},
        "email": {"type": "string", "maxLength": 254},
        "lang": {
            "type": "string",
            "maxLength": 16,
            "description": "Which language the customer reads, such as zh_CN or zh-Hant.",
        },
        "store": {"type": "string", "maxLength": 64, "description": "The code of the store."},
        "demand": {"type": "string", "maxLength": 2000},
        "incident_at": _WHEN,
        "media": _MEDIA,
    },
}
MESSAGE: dict[str, Any] = {
    "title": "A further message of the customer",
    "type": "object",
    "required": ["message_id", "text"],
    "additionalProperties": False,
    "properties": {"message_id": _MESSAGE_ID, "text": _TEXT, "media": _MEDIA},
}
TOLD: dict[str, Any] = {
    "title": "What the customer was told through the gateway",
    "type": "object",
    "required": ["message_id", "text"],
    "additionalProperties": False,
    "properties": {
        "message_id": _MESSAGE_ID,
        "text": _TEXT,
        "purpose": {"enum": ["acknowledge", "progress", "proposal", "result", "followup"]},
        "delivered": {"type": "boolean", "description": "False: it did not arrive."},
        "by": {
            "enum": ["system", "person"],
            "description": "Words of a person are a response, those of a machine are none.",
        },
    },
}
SCHEMAS = {"case": CASE, "message": MESSAGE, "told": TOLD}

_TYPES = {"object": dict, "array": list, "string": str, "boolean": bool}

Fault = tuple[str, str]


def find_fault(value: Any, schema: dict[str, Any], path: str = "") -> Fault | None:
    """Return where a value first departs from its schema and how; None where it does not.

    >>> find_fault([], CASE)
    ('', 'is not of the type object')
    """
    kind = schema.get("type")
    if kind and not isinstance(value, _TYPES[kind]):
        return path, f"is not of the type {kind}"
    if "enum" in schema and value not in schema["enum"]:
        return path, f"is none of {', '.join(schema['enum'])}"
    if isinstance(value, str):
        return _find_text_fault(value, schema, path)
    if isinstance(value, list):
        return _find_list_fault(value, schema, path)
    if isinstance(value, dict):
        return _find_object_fault(value, schema, path)
    return None


def _find_text_fault(value: str, schema: dict[str, Any], path: str) -> Fault | None:
    if len(value.strip()) < schema.get("minLength", 0):
        return path, "is empty"
    if len(value) > schema.get("maxLength", len(value)):
        return path, f"is longer than {schema['maxLength']} characters"
    if schema.get("format") == "date-time" and read_moment(value) is None:
        return path, "is no date and time with its zone, such as 2026-03-02T09:00:00+08:00"
    return None


def _find_list_fault(value: list[Any], schema: dict[str, Any], path: str) -> Fault | None:
    if len(value) > schema.get("maxItems", len(value)):
        return path, f"has more than {schema['maxItems']} entries"
    faults = (
        find_fault(item, schema["items"], f"{path}[{index}]") for index, item in enumerate(value)
    )
    return next(filter(None, faults), None)


def _find_object_fault(value: dict[str, Any], schema: dict[str, Any], path: str) -> Fault | None:
    prefix = f"{path}." if path else ""
    for name in schema.get("required", ()):
        if name not in value:
            return f"{prefix}{name}", "is missing"
    for name, item in value.items():
        if name not in schema["properties"]:
            return f"{prefix}{name}", "is unknown"
        fault = find_fault(item, schema["properties"][name], f"{prefix}{name}")
        if fault:
            return fault
    return None


def read_moment(text: str) -> datetime.datetime | None:
    """Return a moment in naive UTC, as Odoo keeps them; None for what is none.

    >>> read_moment("2026-03-02T09:00:00+08:00")
    datetime.datetime(2026, 3, 2, 1, 0)
    >>> read_moment("2026-03-02T09:00:00"), read_moment("tomorrow")
    (None, None)
    """
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return moment.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
