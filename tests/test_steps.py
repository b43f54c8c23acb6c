"""A step of the set-up is done once, and again when it was left half done."""

import pytest

from dev import steps


@pytest.fixture
def stamps(tmp_path, monkeypatch):
    """Keep the stamps of this test apart from the checkout's."""
    monkeypatch.setattr(steps, "STAMPS", tmp_path / "steps")
    return tmp_path


@pytest.fixture
def product(stamps):
    """Return the file that the step makes."""
    return stamps / "product"


@pytest.fixture
def do(product):
    """Return a function that does the step and tells whether it had to."""

    def make(progress):
        product.write_text("whole")

    def inner(*inputs, action=make):
        return steps.once("thing", inputs, "a thing", action, product.exists)

    return inner


def test_once_done_it_is_not_repeated(do):
    """The second run takes no time."""
    assert do("v1")
    assert not do("v1")


def test_another_input_repeats_it(do):
    """A renewed lock file or script makes the thing again."""
    do("v1")
    assert do("v2")
    assert do("v1")


def test_a_lost_product_repeats_it(do, product):
    """A stamp alone is not trusted."""
    do("v1")
    product.unlink()
    assert do("v1")


def test_half_done_it_is_repeated(do, product):
    """An interrupted step leaves its product, but no stamp, not even that of before."""

    def interrupted(progress):
        product.write_text("half")
        raise KeyboardInterrupt

    do("v1")
    with pytest.raises(KeyboardInterrupt):
        do("v2", action=interrupted)
    assert product.read_text() == "half"
    assert do("v1")
    assert product.read_text() == "whole"


def test_it_says_what_it_does(do, capsys):
    """The user reads the step's title and how long it took."""
    do("v1")
    told = capsys.readouterr().err
    assert "> a thing" in told
    assert "done in" in told
