"""Memory is given back where the C library can, and nothing goes wrong where it cannot."""

import ctypes

import pytest

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
