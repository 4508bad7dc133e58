"""Memory is given back where the C library can, and nothing goes wrong where it cannot."""

import ctypes
import re
from pathlib import Path

import llvmlite.binding  # noqa: F401
import pytest
from numba import njit

from sim.runs import allocator


@pytest.mark.parametrize("calls", [allocator.give_back, allocator.give_large_arrays_back.__wrapped__])
def test_another_c_library_is_left_as_it_is(monkeypatch, calls):
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    calls()


def test_what_the_c_library_keeps_is_asked_back(monkeypatch):
    asked = []

    class Library:
        malloc_trim = asked.append

    monkeypatch.setattr(ctypes, "CDLL", lambda _: Library)
    allocator.give_back()
    assert asked == [0]


def code_in_memory() -> int:
    """Of the compiler, in kB."""
    mappings = re.findall(r"r-xp .*libllvmlite\.so\n(?:[SKM].*\n)*Rss: +(\d+) kB", Path("/proc/self/smaps").read_text())
    return sum(map(int, mappings))


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="what Linux tells of memory")
def test_the_compiler_leaves_memory_and_compiles_again():
    assert njit(lambda x: x + 1)(1) == 2
    before = code_in_memory()
    allocator.give_compiler_back()
    assert code_in_memory() < before / 4
    assert njit(lambda x: x + 2)(1) == 3
