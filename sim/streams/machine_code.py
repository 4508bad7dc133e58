"""Where machine code is kept between processes: a folder named by a hash of every source it may come from.

Numba looks only at the file a function is written in, so a changed callee elsewhere would go unseen, and with it the
wrong numbers would be found by right sources.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numba

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


@contextmanager
def kept_by(*parts: str) -> Iterator[None]:
    """Inside, what is declared to numba is kept by the sources of these parts of `sim`."""
    settings: Any = numba.config  # its names are made when numba is imported
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(folder_of(*parts))
    try:
        yield
    finally:
        settings.CACHE_DIR = before


def machine_code(*parts: str, **options: Any) -> "Callable[[F], Dispatcher[F]]":
    """Decorator: compile a function, which is called without the interpreter's lock, and keep what comes of it by the
    sources of these parts of `sim`: all that it is made of.
    """

    def declare(function: F) -> "Dispatcher[F]":
        with kept_by(*parts):
            declared: Any = numba.njit(function, cache=True, nogil=True, **options)
        parts_of[declared] = parts
        return declared  # type: ignore[no-any-return]

    return declare


def is_ready(function: Any) -> bool:
    """True where machine code of a function that was declared so is in memory or on disk."""
    name = f"{function.py_func.__module__.rpartition('.')[2]}.{function.py_func.__qualname__}-*.nbc"
    return bool(function.signatures) or any(folder_of(*parts_of[function]).rglob(name))
