"""Compiling the loop alone: the functions it calls become machine code within it, and not each by itself as well.

Numba turns every function that compiled code calls into finished machine code before its caller, though nobody calls
it from Python: each is optimised and emitted with all that it calls, level upon level. Here a callee is only lowered;
all of them are linked into the loop, each once, which is optimised and emitted. The same functions compile in a quarter
of the time and half the memory. Nothing is changed in what is compiled; where numba is built otherwise, it compiles as
it always does. Meanwhile Python looks for no garbage: a twelfth of the time, for half as much memory again.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from llvmlite.binding import Linkage, parse_assembly
from numba import _dynfunc  # type: ignore[attr-defined]
from numba.core.codegen import CPUCodeLibrary
from numba.core.compiler_lock import global_compiler_lock
from numba.core.cpu import CPUContext
from numba.core.event import Listener, install_listener

from sim.streams.compiled import make_all_ready

NEEDED = ((CPUContext, "get_executable"), (CPUCodeLibrary, "finalize"), (CPUCodeLibrary, "_optimize_final_module"),
          (CPUCodeLibrary, "_ensure_finalized"), (CPUCodeLibrary, "_get_module_for_linking"))  # fmt: skip

HERE = ".within"
"""What is added to the name of a function that was linked in."""


@contextmanager
def entry_only(name: str) -> Iterator[None]:
    """Inside, of what numba compiles only the function of this name is made ready to be called from Python; but the
    draws, which others call too, are made ready before. Where its machine code lies on disk, that is loaded as ever.

    No other thread compiles or loads anything meanwhile: what it made would not be ready, and calling it would crash.
    """
    if not all(hasattr(owner, method) for owner, method in NEEDED):
        yield
        return
    beginning = _Beginning(name)
    with global_compiler_lock, install_listener("numba:compile", beginning):
        try:
            yield
        finally:
            beginning.undo()


class _Beginning(Listener):
    """Hears that numba compiles, and from the entry on has it go about it in another way."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._kept: list[Any] = []
        self._lowered: list[Any] = []
        self._collects = False

    def on_start(self, event: Any) -> None:
        """Something is compiled now."""
        if self._kept or event.data["dispatcher"].py_func.__qualname__ != self._name:
            return
        make_all_ready()
        self._collects = gc.isenabled()
        gc.disable()
        self._kept = [(owner, method, getattr(owner, method)) for owner, method in NEEDED]
        for (owner, method, usual), other in zip(self._kept, _others(self._name, self._lowered), strict=False):
            setattr(owner, method, other(usual))

    def on_end(self, event: Any) -> None:
        """Something has been compiled."""

    def undo(self) -> None:
        """Numba goes about it as ever again."""
        for owner, method, usual in self._kept:
            setattr(owner, method, usual)
        for library in self._lowered:  # whoever links it from now on has it made ready first
            library._finalized = False
        if self._collects:
            gc.enable()


def refuse_missing(module: Any) -> None:
    """Of what Python functions became, all must have been linked in: to call what is not there would crash."""
    missing = [function.name for function in module.functions
               if function.is_declaration and function.name.startswith("_ZN")]  # fmt: skip
    if missing:
        raise RuntimeError(f"not linked into the loop: {', '.join(missing)}")


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


def _names_in(module: Any) -> Any:
    """What numba keeps on disk beside machine code, to be linked into other code: here nothing but what there is, for
    the loop is called and not linked. All of it would be read by each process and held: 16 MB, a tenth of a second.
    """
    there = [each.name for group in (module.functions, module.global_variables) for each in group
             if not each.is_declaration and each.linkage not in (Linkage.internal, Linkage.private)]  # fmt: skip
    return parse_assembly("\n".join(f'@"{name}" = global i8 0' for name in there))


def _others(name: str, lowered: list[Any]) -> tuple:
    """What to put in place of each method, given the usual one: it does as usual for the entry alone, and lists what
    else would be made ready.
    """

    def executable(usual):
        def get_executable(self, library, fndesc, env):
            if library.name == name:
                return usual(self, library, fndesc, env)
            last = fndesc.qualname.split(".")[-1]
            return _dynfunc.make_function(fndesc.lookup_module(), last, "", 0, env, (library,))

        return get_executable

    def finalize(usual):
        def finalize_library(self):
            if self.name == name:
                self._linking_libraries[:] = _beneath(self, lowered)
                usual(self)
                self._shared_module = _names_in(self._final_module)
                return
            self._finalized = True
            lowered.append(self)

        return finalize_library

    def optimize(usual):
        def optimize_final_module(self):
            refuse_missing(self._final_module)
            _called_from_here_alone(self._final_module)
            usual(self)

        return optimize_final_module

    return executable, finalize, optimize


def _beneath(entry: Any, lowered: list[Any]) -> list[Any]:
    """What to link into the entry: what was lowered for it, all in one, then what had been made ready before."""
    called = dict.fromkeys(each for library in (*lowered, entry) for each in library._linking_libraries)
    here = set(lowered)
    ready = [each for each in called if each not in here]
    if not lowered:
        return ready
    together = entry.codegen.create_library(f"beneath {entry.name}")
    for each in lowered:
        together._reload_init.update(each._reload_init)
        together._final_module.link_in(each._final_module, preserve=True)
    together._finalized = True
    return [together, *ready]
