"""What each kind of compensation is, declared once, without the ORM.

How a kind acts stands in methods of ``complaint.compensation`` that carry its name
(``docs/kinds.md``).
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of compensation; what it does not say of itself is that of money beside a purchase.

    A bridge with more to say of its kinds extends this class.

    >>> Kind(code="exchange", label="Exchange", family="goods").get_methods("is_settled")
    ('_exchange_is_settled', '_goods_is_settled', '_kind_is_settled')
    >>> Kind(code="goodwill", label="Goodwill").get_methods("execute")
    ('_goodwill_execute', '_kind_execute')
    """

    code: str
    label: str
    #: Kinds of one family share the methods that they do not have of their own.
    family: str = ""
    #: It gives back a purchase: what it gives is taken from the purchase's ledger, once.
    in_ledger: bool = False
    #: Its amount is paid, or owed, by a document in the books.
    is_money: bool = True
    #: Goods of the purchase come back, unless it is agreed that the customer keeps them.
    comes_back: bool = False
    #: Goods go out to the customer.
    goes_out: bool = False
    #: It is for services; kinds that give pieces are for goods otherwise.
    is_service: bool = False
    #: A policy may say what is standard. Not for words, which cost nothing, nor for what a law
    #: gives, which is no choice of the house.
    is_rated: bool = True
    #: How it is counted: "amount", "quantity", or empty where the agent chooses.
    mode: str = "amount"
    #: Names of the fields that a line of this kind asks for.
    asks: frozenset[str] = frozenset({"requested_amount"})

    @property
    def on_purchase(self) -> bool:
        """Tell whether a line of this kind names what was bought.

        >>> Kind(code="repair", label="Repair", asks=frozenset({"line_id"})).on_purchase
        True
        """
        return "line_id" in self.asks

    def get_methods(self, step: str) -> tuple[str, ...]:
        """Return the names of the methods that may do a step, the kind's own first."""
        owners = dict.fromkeys((self.code, self.family, "kind"))
        return tuple(f"_{owner}_{step}" for owner in owners if owner)


#: Every kind that was declared, by its code.
KINDS: dict[str, Kind] = {}


def declare(*kinds: Kind) -> list[tuple[str, str]]:
    """Make kinds known, and return them as a selection.

    >>> declare(Kind(code="doctest", label="An example"))
    [('doctest', 'An example')]
    >>> KINDS.pop("doctest").in_ledger
    False
    """
    KINDS.update({kind.code: kind for kind in kinds})
    return [(kind.code, kind.label) for kind in kinds]


def kind_of(code: str | bool | None) -> Kind:
    """Return what a kind declared, else what holds for one that declares nothing.

    >>> kind_of(False).mode
    'amount'
    """
    name = code if isinstance(code, str) else ""
    return KINDS.get(name) or Kind(code=name, label="")
