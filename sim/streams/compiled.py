"""The one way this package compiles a function: for one signature, when it is first called, kept on disk.

A single signature means that Python and compiled callers run the same machine code. `error_model` numpy
lets a division by zero give infinity instead of an exception; nothing here allows floating-point
contraction or reordering, so inlining into a caller cannot change a bit.
"""

from collections.abc import Callable
from typing import Any

from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher

from sim.streams.machine_code import keep

OPTIONS = {"nopython": True, "nogil": True, "error_model": "numpy", "boundscheck": None}
_DECLARED: list["OneSignature"] = []


class OneSignature(CPUDispatcher):  # type: ignore[misc]
    """A function of one signature, whatever it is called with.

    All of this package take a tenth of a second to load, and most processes call few of them.
    """

    _can_compile: bool
    """Numba's: until its one signature is."""

    def __init__(self, function: Callable[..., Any], signature: Any) -> None:
        super().__init__(function, targetoptions=dict(OPTIONS))
        keep(self, "streams")  # by these alone, so that an edited handler does not compile them again
        self._signature = signature

    def make_ready(self) -> Any:
        """Compile it or load it from disk, once; its entry point."""
        with global_compiler_lock:
            if self._can_compile:
                self.compile(self._signature)
                self.disable_compile()
        found: list[Any] = [*self.overloads.values()]
        return found[0].entry_point

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """How compiled code calls it."""
        self.make_ready()
        return super().get_call_template(args, kws)

    def _compile_for_args(self, *args: Any, **kws: Any) -> Any:
        """What a first call from Python, whatever its arguments, finds."""
        return self.make_ready()


def compiled(signature: Any) -> Callable[[Callable[..., Any]], Any]:
    """Decorator, for a function of this signature."""
    def declare(function: Callable[..., Any]) -> Any:
        _DECLARED.append(OneSignature(function, signature))
        return _DECLARED[-1]

    return declare


def make_all_ready() -> None:
    """Compile or load every function that was declared."""
    for function in _DECLARED:
        function.make_ready()
