"""Where machine code is kept between processes: a folder named by a hash of every source it may come from.

Numba looks only at the file a function is written in, so a changed callee elsewhere would go unseen, and with it the
wrong numbers would be found by right sources.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numba
from numba.core.caching import FunctionCache
from numba.core.runtime import rtsys

if TYPE_CHECKING:
    from numba.core.dispatcher import Dispatcher

F = TypeVar("F", bound=Callable[..., Any])

PACKAGE = Path(__file__).parents[1]
parts_of: dict[Any, tuple[str, ...]] = {}
"""Whose sources each function is kept by that was declared so."""
OTHER_FOLDER = "NUMBA_CACHE_DIR"
"""A variable that names where the folders lie."""


@cache
def folder_of(*parts: str) -> Path:
    """The folder of machine code that comes from these parts of `sim`, as numba's variables (NUMBA_BOUNDSCHECK, say)
    have it compiled.
    """
    digest = hashlib.sha256()
    for path in sorted(path for part in parts for path in (PACKAGE / part).rglob("*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for name, value in sorted(os.environ.items()):
        if name.startswith("NUMBA_") and name != OTHER_FOLDER:
            digest.update(f"{name}={value}\0".encode())
    return _root() / digest.hexdigest()[:16]


def _root() -> Path:
    named = os.environ.get(OTHER_FOLDER)
    if named:
        return Path(named)
    return (PACKAGE.parent if os.access(PACKAGE.parent, os.W_OK) else Path.home() / ".cache") / ".numba"


class OnDisk(FunctionCache):  # type: ignore[misc]
    """Machine code of a function, loaded without what numba compiles by, which it would import first. Whoever compiles
    imports that.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """What is kept of a signature; None where nothing is. Numba calls it with its lock held."""
        target_context.refresh = partial(rtsys.initialize, target_context)
        try:
            return super().load_overload(sig, target_context)
        finally:
            vars(target_context).pop("refresh", None)  # it is that of its class again


@contextmanager
def _at(folder: Path) -> Iterator[None]:
    settings: Any = numba.config  # its names are made when numba is imported
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        settings.CACHE_DIR = before


def keep(dispatcher: Any, *parts: str) -> None:
    """Have machine code of a function kept by the sources of these parts of `sim`."""
    with _at(folder_of(*parts)):
        dispatcher._cache = OnDisk(dispatcher.py_func)


def machine_code(*parts: str, **options: Any) -> "Callable[[F], Dispatcher[F]]":
    """Decorator: compile a function, which is called without the interpreter's lock, and keep what comes of it by the
    sources of these parts of `sim`: all that it is made of.
    """

    def declare(function: F) -> "Dispatcher[F]":
        declared: Any = numba.njit(function, nogil=True, **options)
        if declared is not function:  # else nothing is compiled (NUMBA_DISABLE_JIT)
            keep(declared, *parts)
        parts_of[declared] = parts
        return declared  # type: ignore[no-any-return]

    return declare


def is_ready(function: Any) -> bool:
    """True where machine code of a function that was declared so is in memory or on disk."""
    name = f"{function.py_func.__module__.rpartition('.')[2]}.{function.py_func.__qualname__}-*.nbc"
    return bool(function.signatures) or any(folder_of(*parts_of[function]).rglob(name))
