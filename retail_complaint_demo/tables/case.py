"""The shape of a complaint in the tables ``complaints_*.py``."""

from typing import NamedTuple

Moment = tuple[int, str]


class Told(NamedTuple):
    """What the customer was told."""

    purpose: str
    at: Moment
    channel: str
    words: str
    reached: bool = True


class Give(NamedTuple):
    """What is given for a product of the case's purchase: for some pieces, or an amount."""

    product: str
    quantity: float = 0
    amount: float = 0
    kind: str = "refund"


class Offer(NamedTuple):
    """A proposal and how far it came."""

    grounds: str
    gives: tuple[Give, ...]
    state: str
    drafted: Moment
    offered: Moment | None = None
    #: When the customer answered, or when we withdrew it.
    answered: Moment | None = None
    executed: Moment | None = None
    channel: str = "phone"
    answer: str = ""
    #: A manager's reason to send it back once it was submitted.
    sent_back: str = ""
    #: Of an executed one: the credit note is "drafted", "posted" or "paid".
    money: str = "paid"
    #: Why it is not what is standard.
    departure: str = ""


class Ending(NamedTuple):
    """A case that ends early."""

    outcome: str
    reason: str
    into: str = ""


class Case(NamedTuple):
    """A complaint; users are named by their login, the rest by the keys of the other tables."""

    key: str
    area: str
    category: str
    channel: str
    received: Moment
    title: str
    text: str
    #: Where it stands; where it stood when it ended early or was reopened.
    phase: str
    demand: str = ""
    kind: str = "complaint"
    severity: str = ""
    customer: str = ""
    phone: str = ""
    anonymous: bool = False
    drill: bool = False
    incident: Moment | None = None
    #: Who registers it and who handles it: the role's part of the login.
    registrar: str = "agent"
    owner: str = "agent"
    #: Why the one hands it over to the other.
    handed_over: str = "已登记完整，请接手处理。"
    #: The order and its pieces that it is about.
    order: str = ""
    bought: dict[str, float] = {}
    #: What cannot be proven: description and pieces.
    unproven: tuple[str, float] | None = None
    told: tuple[Told, ...] = ()
    #: What the first look showed, and when.
    preliminary: tuple[str, Moment] | None = None
    #: Finding, basis, reasons, moment.
    finding: tuple[str, str, str, Moment] | None = None
    offers: tuple[Offer, ...] = ()
    #: A manager's reason to go on without an accepted proposal, and when.
    passed: tuple[str, Moment] | None = None
    #: Grade, opinion, moment.
    satisfaction: tuple[str, str, Moment] | None = None
    #: The leading group's: cause, effect of the handling, measures for the future.
    summing_up: tuple[str, str, str] | None = None
    resolved: Moment | None = None
    archived: Moment | None = None
    #: Instead of what is resolved; it ends when it is archived.
    ending: Ending | None = None
    #: Whether the customer's answer took it up again.
    reopened: bool = False
