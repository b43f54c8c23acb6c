"""Which settled cases are asked about: a share that anybody can draw again.

No chance and no choice of a person: the same case falls the same way whenever it is asked, so that
nobody leaves out those whose answer he fears.

>>> is_in_sample("HT00042", 100), is_in_sample("HT00042", 0)
(True, False)
>>> drawn = [is_in_sample(f"HT{n:05}", 30) for n in range(1000)]
>>> 270 <= sum(drawn) <= 330
True

Who is in a small sample is in every larger one.

>>> all(is_in_sample(f"HT{n:05}", 50) for n in range(1000) if drawn[n])
True
"""

from zlib import crc32


def is_in_sample(key: str, percent: int) -> bool:
    """Whether the case named ``key`` belongs to the share of ``percent`` in a hundred."""
    return crc32(key.encode()) % 100 < percent
