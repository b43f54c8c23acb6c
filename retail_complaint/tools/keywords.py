"""Which of several things a text is about, by the words that point to each.

>>> keywords("spoil, out of date\\n变质、过期")
['spoil', 'out of date', '变质', '过期']
>>> weight("The milk was SPOILED", ["spoil"]), weight("unspoiled", ["spoil"])
(5, 0)
>>> weight("牛奶变质了", ["变质", "过期"])
4
>>> best("收银员态度很差", {1: "收银", 2: "态度 \\n 态度差, 态度很差"})
2
>>> best("nothing of it", {1: "rude"}) is None
True
"""

import re
from collections.abc import Iterable, Mapping

#: What is shown beside the field in which somebody types them.
KEYWORDS_HELP = (
    "Parted by commas or lines, in every language that customers speak. A description that has one "
    "of them is proposed this."
)
_SEPARATORS = re.compile(r"[,，、;；\n]+")
#: A character of these scripts says about as much as two letters of others.
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def keywords(text: str) -> list[str]:
    """Return the words of a list that somebody typed, parted by commas or lines."""
    return [word.strip().casefold() for word in _SEPARATORS.split(text) if word.strip()]


def weight(text: str, words: Iterable[str]) -> int:
    """Return how strongly a text points to what these words stand for; 0 for not at all.

    A word of Latin letters counts at the beginning of a word, a Chinese one anywhere.
    """
    folded = text.casefold()
    total = 0
    for word in words:
        if _WIDE.search(word):
            total += 2 * len(word) if word in folded else 0
        elif re.search(rf"(?<!\w){re.escape(word)}", folded, re.ASCII):
            total += len(word)
    return total


def best(text: str, known: Mapping[int, str]) -> int | None:
    """Return the key whose words the text points to most; the first of equals, None for none."""
    weights = {name: weight(text, keywords(words)) for name, words in known.items()}
    if not any(weights.values()):
        return None
    return max(weights, key=lambda name: weights[name])
