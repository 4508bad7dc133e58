"""Compiling the loop alone: the functions it calls become machine code within it, and not each by itself as well.

Numba turns every function that compiled code calls into finished machine code before its caller, though nobody calls
it from Python: each is optimised and emitted with all that it calls, level upon level. Here a callee is only lowered;
it is linked into the loop, which is optimised and emitted once. The same functions compile in a third of the time
(docs/budget.md). Nothing is changed in what is compiled; where numba is built otherwise, it compiles as it always does.
Meanwhile Python looks for no garbage: an eighth of the time, for a fifth more memory.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from llvmlite.binding import Linkage
from numba import _dynfunc  # type: ignore[attr-defined]
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler_lock import global_compiler_lock
from numba.core.cpu import CPUContext

NEEDED = ((CPUContext, "get_executable"), (JITCodeLibrary, "_finalize_final_module"),
          (JITCodeLibrary, "_optimize_final_module"), (JITCodeLibrary, "_finalize_dynamic_globals"))  # fmt: skip

HERE = ".within"
"""What is added to the name of a function that was linked in."""


@contextmanager
def entry_only(name: str) -> Iterator[None]:
    """Inside, of what numba compiles only the function of this name is made ready to be called from Python.

    No other thread compiles or loads anything meanwhile: what it made would not be ready, and calling it would crash.
    """
    if not all(hasattr(owner, method) for owner, method in NEEDED):
        yield
        return
    with global_compiler_lock:
        kept = [(owner, method, getattr(owner, method)) for owner, method in NEEDED[:3]]
        collects = gc.isenabled()
        gc.disable()
        for (owner, method, usual), other in zip(kept, _others(name, kept), strict=True):
            setattr(owner, method, other(usual))
        try:
            yield
        finally:
            for owner, method, usual in kept:
                setattr(owner, method, usual)
            if collects:
                gc.enable()


def _called_from_here_alone(module: Any) -> None:
    """Say of every function that was linked into a module that nobody else calls it. What is called once is then put in
    its place, and others take no arguments that all callers give alike: a seventh of a replication's time.

    Each has a name of its own from then on: where machine code is loaded, a name stands for one function, and whoever
    calls the one that was linked in from elsewhere would call this, which takes other arguments.
    """
    for function in module.functions:
        if function.linkage == Linkage.linkonce_odr and not function.is_declaration:
            function.linkage = Linkage.internal
            function.name = f"{function.name}{HERE}"


def _others(name: str, kept: Any) -> tuple:
    """What to put in place of each method, given the usual one: it does as usual for the entry alone."""

    def executable(usual):
        def get_executable(self, library, fndesc, env):
            if library.name == name:
                return usual(self, library, fndesc, env)
            last = fndesc.qualname.split(".")[-1]
            return _dynfunc.make_function(fndesc.lookup_module(), last, "", 0, env, (library,))

        return get_executable

    def finalize(usual):
        def finalize_final_module(self):
            if self.name == name:
                usual(self)
                return
            self._finalize_dynamic_globals()
            self._finalized = True

        return finalize_final_module

    def optimize(usual):
        def optimize_final_module(self):
            if self.name == name:
                _called_from_here_alone(self._final_module)
                usual(self)

        return optimize_final_module

    return executable, finalize, optimize
