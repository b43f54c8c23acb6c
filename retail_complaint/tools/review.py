"""What rose from one period to the next, beyond what chance brings by itself.

Counts of complaints scatter like any counts of rare events. Of two counts with the same cause the
difference lies within 1.64 times the root of their sum in nineteen cases of twenty (the usual
one-sided test of two Poisson counts, as for example in Armitage, Statistical Methods in Medical
Research).
"""

from math import sqrt

#: Standard deviations above which a rise is no chance, one in twenty.
SIGNIFICANCE = 1.64


def rose(now: float, before: float) -> bool:
    """Whether a count rose more than chance lets counts rise.

    >>> rose(12, 3)
    True
    >>> rose(4, 2)
    False
    >>> rose(3, 0)
    True
    >>> rose(0, 0)
    False
    """
    return now > before and (now - before) / sqrt(now + before) > SIGNIFICANCE
