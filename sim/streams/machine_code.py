"""Where machine code is kept between processes: folders named by a hash of every source it may come from.

Numba looks only at the file a function is written in, so a changed callee elsewhere would go unseen, and with it the
wrong numbers would be found by right sources.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numba

from sim.quantities.files import edited
from sim.streams.on_disk import OnDisk

if TYPE_CHECKING:
    from numba.core.dispatcher import Dispatcher

F = TypeVar("F", bound=Callable[..., Any])

PACKAGE = Path(__file__).parents[1]
parts_of: dict[Any, tuple[str, ...]] = {}
"""Whose sources each function is kept by that was declared so."""
OTHER_FOLDER = "NUMBA_CACHE_DIR"
"""A variable that names where the folders lie."""
SETTINGS_FILE = ".numba_config.yaml"
"""Where numba looks for the same settings as in its variables."""
SETTINGS: Any = numba.config  # its names are made when numba is imported
SETTINGS.DISABLE_JIT = False  # nothing runs without: whole numbers of 64 bits wrap in draws


@cache
def folders_of(*parts: str) -> tuple[Path, ...]:
    """The folders, the first of all first, in which machine code may lie that comes from these parts of `sim`, as
    numba's variables and the file of its settings have it compiled (with NUMBA_BOUNDSCHECK, say).
    """
    digest = hashlib.sha256()
    for path in sources_of(*parts):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for name, value in sorted(os.environ.items()):
        if name.startswith("NUMBA_") and name != OTHER_FOLDER:
            digest.update(f"{name}={value}\0".encode())
    with suppress(OSError):
        digest.update(Path(SETTINGS_FILE).read_bytes())
    return tuple(root / digest.hexdigest()[:16] for root in _roots())


@cache
def sources_of(*parts: str) -> list[Path]:
    """The files of these parts of `sim`."""
    return sorted(path for part in parts for path in (PACKAGE / part).rglob("*.py"))


def _roots() -> Iterator[Path]:
    """Where folders may lie: where it is said, or else beside the package or in a folder of the user's."""
    said, of_caches = os.environ.get(OTHER_FOLDER), os.environ.get("XDG_CACHE_HOME")
    with suppress(RuntimeError):  # nobody's home
        if said:
            yield Path(said).expanduser().absolute()
            return
        yield PACKAGE.parent / ".numba"
        yield (Path(of_caches) if of_caches else Path.home() / ".cache") / PACKAGE.parent.name / "numba"


def keep(dispatcher: Any, *parts: str) -> None:
    """Have machine code of a function kept by the sources of these parts of `sim`."""
    dispatcher._cache = OnDisk(dispatcher.py_func, folders_of(*parts), partial(edited, sources_of(*parts)))


def machine_code(*parts: str, **options: Any) -> "Callable[[F], Dispatcher[F]]":
    """Decorator: compile a function, which is called without the interpreter's lock, and keep what comes of it by the
    sources of these parts of `sim`: all that it is made of.
    """

    def declare(function: F) -> "Dispatcher[F]":
        declared: Any = numba.njit(function, nogil=True, **options)
        keep(declared, *parts)
        parts_of[declared] = parts
        return declared  # type: ignore[no-any-return]

    return declare


def is_ready(function: Any) -> bool:
    """True where machine code of a function that was declared so is in memory, or on disk for this machine."""
    return bool(function.signatures) or function._cache.has_any(function.targetctx)
