import doctest
import importlib
import pkgutil
import re
import time
from itertools import product

from odoo.tests import BaseCase, tagged

from .. import models, tools
from ..tools import addresses, inbound_mail, mask

#: What slows patterns down: long runs of what they may begin with, repeat, or leave out.
RUNS = (
    *("a", "1", " ", "\n", "\t", "@", ".", "-", "+", ">", "<", "*", "=", "?", "&", "[", "(", "/"),
    *("a ", "1 ", "1-", "a@", "a.", "> ", ">\n", "\n ", " \n", "=?", "?=", "<a", "a:", "：", "的"),
)
HEADS = ("", "From: ", "=?utf-8?b?", "x@")
TAILS = ("", "@", "1.5", "\n\x00")
#: Seconds that a linear reading of 10 kB stays far below, and a quadratic one far above.
SECONDS = 0.2


def patterns():
    """Yield (name, pattern) of each regular expression that our modules keep."""
    for package in (tools, models):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{module.name.rpartition('retail_complaint.')[2]}.{name}", value


def build(shape, size):
    head, run, tail = shape
    return head + run * (size // len(run)) + tail


def spent(read, text, enough=0.0):
    """Return the seconds of the quickest of three readings; the first that is quick enough does.

    What interrupts one of them, such as the collection of garbage, is not the pattern's.
    """
    best = float("inf")
    for _attempt in range(3):
        begun = time.thread_time()
        read(text)
        best = min(best, time.thread_time() - begun)
        if best <= enough:
            break
    return best


@tagged("post_install", "-at_install")
class TestPatterns(BaseCase):
    """Nobody keeps a server busy by a long text (6 of the holes found: one mail, 16 seconds)."""

    def _assert_linear(self, name, read):
        """Read 10 kB of every shape, and what was slowest also at 1 and 100 kB."""
        times = {}
        for shape in product(HEADS, RUNS, TAILS):
            times[shape] = spent(read, build(shape, 10_000), SECONDS)
            self.assertLess(times[shape], SECONDS, f"{name}: 10 kB of {shape}")
        for shape in sorted(times, key=times.get)[-3:]:
            small, large = (spent(read, build(shape, size)) for size in (1_000, 100_000))
            # A hundred times the text takes about a hundred times as long, not ten thousand.
            self.assertLess(large, 400 * max(small, 0.0005), f"{name}: {shape}")

    def test_every_pattern(self):
        """Each pattern reads 100 kB of its worst text in linear time, wherever it is tried."""
        found = dict(patterns())
        self.assertGreater(len(found), 10)
        for name, pattern in found.items():
            with self.subTest(name):
                self._assert_linear(name, lambda text, p=pattern: list(p.finditer(text)))

    def test_readers_of_strangers(self):
        """What reads a whole mail or takes persons out of a text is linear as well."""
        readers = (
            inbound_mail.find_forwarded_sender,
            lambda text: list(addresses.find_addresses(text)),
            lambda text: mask.mask(text, ["Wang", "Li Lei"]),
        )
        for reader in readers:
            self._assert_linear(getattr(reader, "__name__", "reader"), reader)

    def test_addresses(self):
        """The examples in the documentation are true."""
        failed, tried = doctest.testmod(addresses)
        self.assertTrue(tried)
        self.assertFalse(failed)
