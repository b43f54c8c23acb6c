"""How often somebody may come: at once, then slower, then not for a while.

What somebody does weighs units, which are counted and forgotten evenly within an hour. Up to
``free`` units nobody notices anything. Beyond it, what is sent is taken only after a pause since
the last thing sent, which grows to five seconds; at ``most`` nothing is taken until enough of it
is forgotten. What is not taken is not counted, so that nobody is shut out for longer by trying.

Nobody sleeps: a server that waits for a stranger serves nobody else. Whoever comes too early is
told how many seconds to wait.

>>> limit = Limit(free=40, most=160)
>>> count = Count()
>>> for _time in range(3):
...     count, wait = ask(count, limit, SEND, now=1000.0)
...     print(round(wait, 1))
0.0
0.0
0.8
>>> round(ask(count, limit, SEND, now=1001.0)[1], 1)
0.0
>>> ask(Count(160, 1000.0, 1000.0), limit, SEND, now=1000.0)[1]
450.0
>>> ask(Count(160, 1000.0, 1000.0), limit, SEND, now=1450.0)[1] > 0
False
"""

from typing import NamedTuple

#: Seconds within which all is forgotten.
WINDOW = 3600.0
#: Seconds that the last thing sent has to be past, just before nothing is taken any more.
LONGEST_PAUSE = 5.0
#: Units: a look at a page or a picture on it; something that is sent, or a wrong code.
LOOK = 1
SEND = 20


class Limit(NamedTuple):
    """Units that are taken at once, and units beyond which nothing is taken."""

    free: float
    most: float


class Count(NamedTuple):
    """What is counted of a visitor: units at a moment, and when something was last sent.

    Moments are seconds since 1970.
    """

    units: float = 0.0
    at: float = 0.0
    sent_at: float = 0.0


def ask(count: Count, limit: Limit, cost: int, now: float) -> tuple[Count, float]:
    """Return the new count and 0.0 where something is taken, else the old one and the wait.

    :param cost: units; a look is never slowed down, since a page has many pictures
    :return: the wait is in seconds
    """
    forgets = limit.most / WINDOW
    units = max(0.0, count.units - max(0.0, now - count.at) * forgets)
    if units + cost > limit.most:
        return count, (units + cost - limit.most) / forgets
    is_sent = cost > LOOK
    if is_sent and units + cost > limit.free:
        pause = LONGEST_PAUSE * (units + cost - limit.free) / (limit.most - limit.free)
        # A clock that was set back makes nobody wait for longer than the pause.
        wait = min(pause, count.sent_at + pause - now)
        if wait > 0:
            return count, wait
    return Count(units + cost, now, now if is_sent else count.sent_at), 0.0
