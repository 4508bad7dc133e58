"""A value that a file gives wrongly, as the checks between blocks meet it: nobody knows what it should have been."""

from collections.abc import Iterator
from typing import Any

BELOW, EQUAL, ABOVE = -1, 0, 1
READINGS = (BELOW, EQUAL, ABOVE)
"""Ways to read an unknown value: below all it is compared with, equal to it, above it.

What a check finds under each of them is wrong whatever the value should have been; the rest is not told.
"""

_AS_YEAR = {BELOW: 1970, EQUAL: 2025, ABOVE: 2199}


class Reading:
    """How all unknown values of a file are read for now."""

    now = BELOW
    mattered = False
    """Whether anything so far depended on how they are read."""


class Unknown:
    """Takes part in whatever a check does with it; two of them are never one in a set.

    Of an unknown list nobody knows the items: it has one, unknown too, which stands for all of them.
    """

    def __init__(self, reading: Reading) -> None:
        self._by = reading

    @property
    def _reading(self) -> int:
        self._by.mattered = True
        return self._by.now

    def __getattr__(self, name: str) -> "Unknown":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __same__(self, *_: Any) -> "Unknown":
        return self

    __call__ = __getitem__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = __same__

    def __iter__(self) -> Iterator[Any]:
        return iter((self,))

    def __len__(self) -> int:
        return 1

    def __contains__(self, _: object) -> bool:
        return self._reading == EQUAL

    def __bool__(self) -> bool:
        return self._reading != BELOW

    def __eq__(self, _: object) -> bool:
        return self._reading == EQUAL

    def __lt__(self, _: object) -> bool:
        return self._reading < EQUAL

    def __le__(self, _: object) -> bool:
        return self._reading <= EQUAL

    def __gt__(self, _: object) -> bool:
        return self._reading > EQUAL

    def __ge__(self, _: object) -> bool:
        return self._reading >= EQUAL

    def __hash__(self) -> int:
        return id(self)

    def __index__(self) -> int:
        return _AS_YEAR[self._reading]

    def __str__(self) -> str:
        return "?"
