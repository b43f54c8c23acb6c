"""How alike two tellings of one incident are, in languages with and without spaces.

PostgreSQL's trigrams find nothing in Chinese, where two characters are a word and no space parts
them. So Han, Kana and Hangul are cut into pairs of neighbours, and other scripts into words whose
endings are left off: "smelled" and "smells" are one piece. What two texts share is measured by
Dice's coefficient: twice what they have in common, by what they have in all.

>>> sorted(pieces(plain("“鳕鱼有异味!”")))
['异味', '有异', '鱼有', '鳕鱼']
>>> sorted(pieces(plain("The COD smelled, 2 days old")))
['cod', 'days', 'old', 'smell', 'the']
>>> round(likeness(pieces("鳕鱼有异味"), pieces("买的鳕鱼打开有异味")), 2)
0.5
>>> likeness(pieces("a b"), pieces("a b"))
0.0
"""

import re
import unicodedata

#: Longer tellings are compared by their beginning.
MAX_COMPARED_LENGTH = 600
#: Words of other scripts are compared by their first letters.
STEM = 5
#: Two texts that share fewer pieces are not alike, however short they are.
MIN_SHARED = 3
#: From here on two texts of one store and some weeks are probably about one incident.
ALIKE = 0.4

_WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_RUNS = re.compile(rf"[{_WIDE}]+|[^\W_{_WIDE}]+")
_KEY_NOISE = re.compile(r"[\s|]+")
#: Digits of a telephone number that tell it apart; what is before them is the country.
PHONE_DIGITS = 11
MIN_PHONE_DIGITS = 6


def plain(text: str) -> str:
    """Return the runs of letters and digits of a text, folded and parted by spaces.

    >>> plain("Café ＮＯ.１，鱼")
    'café no 1 鱼'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(_RUNS.findall(folded))[:MAX_COMPARED_LENGTH]


def pieces(text: str) -> frozenset[str]:
    """Return what a plain text is compared by."""
    found: set[str] = set()
    for run in _RUNS.findall(text):
        if "\u3040" <= run[0] and re.match(f"[{_WIDE}]", run):
            found.update(run[i : i + 2] for i in range(len(run) - 1))
        elif len(run) > 2:
            found.add(run[:STEM])
    return frozenset(found)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how alike two sets of pieces are, from 0 to 1."""
    shared = len(one & other)
    if shared < MIN_SHARED:
        return 0.0
    return 2 * shared / (len(one) + len(other))


def phone_key(phone: str) -> str:
    """Return the digits by which a telephone number is known, or nothing for a scrap of one.

    >>> phone_key("+86 138-0000-1234") == phone_key("(138) 00001234") == "13800001234"
    True
    >>> phone_key("110")
    ''
    """
    digits = "".join(re.findall(r"[0-9]", unicodedata.normalize("NFKC", phone)))
    return digits[-PHONE_DIGITS:] if len(digits) >= MIN_PHONE_DIGITS else ""


def key(kind: str, value: str) -> str:
    """Return one key of a case: kind and value in one word.

    >>> key("purchase", "S 0001|2")
    'purchase:s00012'
    """
    return f"{kind}:{_KEY_NOISE.sub('', value).casefold()}"
