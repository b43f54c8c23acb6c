"""Ports that the user names."""

from dev.steps import Stop


def parse(name: str, text: str) -> int:
    """Return the port that ``text`` is.

    :param name: where the user gave it
    :raises Stop: when it is no port
    """
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Stop(f"{name}={text} is no port: a number from 1 to 65535.")
    return int(text)
