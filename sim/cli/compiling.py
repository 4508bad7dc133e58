"""Says what is being compiled, where something is: else a command would stand still for a minute without a word."""

from collections.abc import Callable
from functools import cache
from typing import Any

from numba.core import event

from sim.cli.progress import say

BEGINS = "numba:compile"
"""What numba tells when it compiles a function: not where it loads one from disk."""
PARTS = {"sim.metrics": "what measures", "sim.statistics": "what sums up"}
"""Packages whose machine code is apart from the engine's."""


class Telling(event.Listener):
    """Says of each part that it is compiled, when the first function of it is."""

    def __init__(self, tell: Callable[[str], None] = say) -> None:
        self._tell, self._told = tell, set[str]()

    def on_start(self, event: Any) -> None:
        """Numba begins to compile a function."""
        module = event.data["dispatcher"].py_func.__module__ or ""  # numba writes functions of no module
        part = ".".join(module.split(".")[:2])
        if part in PARTS and part not in self._told:
            self._told.add(part)
            self._tell(f"compiling {PARTS[part]}, once for this version (some seconds)")

    def on_end(self, event: Any) -> None:
        """It has."""


@cache
def tell_of_compiling() -> None:
    """Have it said from now on in this process."""
    event.register(BEGINS, Telling())
