"""What the pages for customers make of what visitors bring: their address, code and language.

>>> normalize_code(" 7kqm-2f9x 0abc-defl ")
'7KQM-2F9X-0ABC-DEF1'
>>> normalize_code("HT00012")
''
"""

import ipaddress
import secrets

MAX_STORY = 4000
MAX_LINE = 200
#: Photos of one form, those of an injury included.
MAX_PHOTOS = 6
#: Letters of a title that is made of the beginning of a text.
_SHORT = 60
#: Crockford's: no letter looks like a digit. 16 of them are 80 bits: nobody guesses one.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 16
_GROUP = 4
_READ_AS = str.maketrans("OIL", "011", "- ")
#: Who reads traditional Chinese, and is not served by the first Chinese of the list.
_NEAREST = {"zh_HK": "zh_TW", "zh_MO": "zh_TW", "zh_Hant": "zh_TW", "zh_Hans": "zh_CN"}


def new_code() -> str:
    """Return a code that a person can copy from paper and nobody can guess.

    >>> normalize_code(new_code()) == new_code()
    False
    >>> len(new_code())
    19
    """
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(_LENGTH)))


def normalize_code(text: str) -> str:
    """Return a code as it is stored, however it was typed; empty for what is none."""
    code = (text or "").upper().translate(_READ_AS)
    if len(code) != _LENGTH or any(char not in ALPHABET for char in code):
        return ""
    return _grouped(code)


def _grouped(code: str) -> str:
    return "-".join(code[i : i + _GROUP] for i in range(0, _LENGTH, _GROUP))


def visitor_network(address: str) -> str:
    """Return what counts as one visitor: an IPv4 address, or the network of an IPv6 one.

    A household owns a whole /64 and can take another address of it for each request.

    >>> visitor_network("203.0.113.7"), visitor_network("2001:db8::1:2")
    ('203.0.113.7', '2001:db8::/64')
    >>> visitor_network("nonsense")
    'nonsense'
    """
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((known, 64), strict=False))


def nearest_language(code: str, installed: list[str]) -> str:
    """Return the installed language nearest to one that a person reads, or nothing.

    >>> nearest_language("zh_HK", ["en_US", "zh_CN", "zh_TW"])
    'zh_TW'
    >>> nearest_language("zh_SG", ["en_US", "zh_TW", "zh_CN"])
    'zh_CN'
    >>> nearest_language("en_GB", ["en_US", "zh_CN"]), nearest_language("fr_FR", ["en_US"])
    ('en_US', '')
    >>> nearest_language("zh-Hant", ["en_US", "zh_CN", "zh_TW"])
    'zh_TW'
    """
    code = code.replace("-", "_")
    wanted = _NEAREST.get(code, code)
    if wanted in installed:
        return wanted
    short = wanted.partition("_")[0]
    alike = sorted(other for other in installed if other.partition("_")[0] == short)
    return alike[0] if alike else ""


def shorten(text: str) -> str:
    """Return the beginning of what somebody wrote, on one line.

    >>> shorten("The fish\\n smelled")
    'The fish smelled'
    >>> len(shorten("x" * 100))
    60
    """
    words = " ".join(text.split())
    return words if len(words) <= _SHORT else f"{words[: _SHORT - 1]}…"
