"""Whoever waits for a compiler is told so, once for each part."""

import pytest
from numba import njit
from numba.core import event

from sim.cli import _in_words
from sim.cli.compiling import BEGINS, Telling
from sim.streams.on_disk import NotKeptWarning


def compiled_as_of(module, argument):
    """A function of a module that is compiled for a kind of argument."""

    def more(value):
        return value + 1

    more.__module__ = module
    return njit(more)(argument)


@pytest.fixture
def told():
    """What is said while a test runs, by a listener of its own."""
    lines = []
    telling = Telling(lines.append)
    event.register(BEGINS, telling)
    yield lines
    event.unregister(BEGINS, telling)


@pytest.mark.parametrize(("module", "said"), [("sim.metrics.kernel", "what measures"),
                                              ("sim.statistics.accumulate_kernel", "what sums up")])  # fmt: skip
def test_a_part_that_is_compiled_is_told_once(told, module, said):
    compiled_as_of(module, 1)
    compiled_as_of(module, 1.0)
    assert told == [f"compiling {said}, once for this version (some seconds)"]


@pytest.mark.parametrize("module", ["sim.world.requests", "sim.streams.gamma", "other.module", None])
def test_what_belongs_to_the_engine_is_not_told_apart(told, module):
    compiled_as_of(module, 1)
    assert told == []


def test_what_is_not_kept_is_told_without_a_line_of_source_and_what_others_warn_of_with_it():
    assert _in_words(NotKeptWarning("why"), NotKeptWarning, "file.py", 7) == "why\n"
    assert _in_words(RuntimeWarning("why"), RuntimeWarning, "file.py", 7).startswith("file.py:7: RuntimeWarning: why")
