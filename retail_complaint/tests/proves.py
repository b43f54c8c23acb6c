"""Name the requirement that a test proves.

``make trace`` lists for every requirement of ``docs/requirements.md`` the tests that name
it, the sentence each of them proves, and how it went in the last run.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

ATTRIBUTE = "__proves__"

_Test = TypeVar("_Test", bound=Callable)


class Proof(NamedTuple):
    """A requirement and what exactly about it a test shows."""

    requirement: str
    sentence: str


def proves(requirement: str, sentence: str) -> Callable[[_Test], _Test]:
    """Say that a test proves ``sentence`` about a requirement.

    Works on a function, on a method of any test case, and on a class, for all its tests;
    one test may carry several. An id that the requirements do not have fails the
    collection.

        @proves("SOL-8", "A credit note takes the invoice's own tax and currency")
        def test_credit_note_tax(self): ...
    """

    def decorate(test: _Test) -> _Test:
        # A new tuple: a class must not add to what the class it derives from has.
        proofs = (Proof(requirement, sentence), *proofs_of(test))
        setattr(test, ATTRIBUTE, proofs)
        return test

    return decorate


def proofs_of(test: object) -> tuple[Proof, ...]:
    """Return what a test or a class of tests says it proves."""
    return getattr(test, ATTRIBUTE, ())
