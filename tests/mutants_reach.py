"""For mutmut: what a shared fixture reaches is reached by every test that uses it, not by the first of them alone.

Mutmut runs for a mutant the tests that called its function while they ran. A fixture of a module runs once, within the
first test that asks for it, so that the others would be left out, which are those that look at what it made.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from mutmut.state import state


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any) -> Iterator[None]:
    """Notes what is called while a fixture is made."""
    before = set(state()._stats)
    state()._stats.clear()
    try:
        return (yield)
    finally:
        fixturedef.reached = set(state()._stats)
        state()._stats.update(before)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: Any) -> None:
    """Counts it for each test that was handed the fixture, and for the fixtures that it is made from."""
    for name in item.fixturenames:
        for fixturedef in item._request._arg2fixturedefs.get(name, ()):
            state()._stats.update(getattr(fixturedef, "reached", ()))
