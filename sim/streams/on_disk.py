"""Machine code on disk, a file for each function, signature and machine: whole, or not taken.

Numba's own way asks whoever may write where, and falls back on folders that say nothing of the sources; it keeps an
index beside the code, which two processes that compile at once can part from it; it takes what is damaged as it is; and
to load anything it first imports all that it compiles by. None of that is so here.
"""

import hashlib
import pickle
import platform
import uuid
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import llvmlite
import numba
import numpy as np
from numba.core.caching import NullCache
from numba.core.compiler import CompileResult
from numba.core.runtime import rtsys
from numba.core.serialize import dumps

VERSIONS = (platform.python_implementation(), platform.python_version(), numba.__version__, llvmlite.__version__,
            np.__version__)  # fmt: skip
ENDING = ".code"
DIGEST = hashlib.blake2b().digest_size
"""Bytes before the code, by which damage is seen."""

_WARNED_OF: list[str] = []


class NotKeptWarning(UserWarning):
    """Machine code could not be kept."""


class OnDisk(NullCache):  # type: ignore[misc]
    """What is kept of a function in a folder, as numba's dispatchers ask for it: with numba's lock held."""

    def __init__(self, function: Callable[..., Any], folders: Sequence[Path], edited: Callable[[], bool]) -> None:
        """In the first of the folders that can be written; nothing is once its sources were edited."""
        self._folders, self._edited = folders, edited
        self._name = f"{function.__module__}.{function.__qualname__}"

    @property
    def cache_path(self) -> str:
        """The first folder, as numba asks for it."""
        return str(next(iter(self._folders), None))

    def load_overload(self, signature: Any, target: Any) -> Any:
        """The compiled function of a signature; None where none is kept that is whole."""
        found = (_read(self._path(folder, signature, target)) for folder in self._folders)
        code = next((code for code in found if code is not None), None)
        if code is None:
            return None
        rtsys.initialize(target)
        return CompileResult._rebuild(target, *pickle.loads(code))  # it has the digest that was written with it

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep it. Where that can't be done it is said, and done without."""
        if any(not lifted.can_cache for lifted in compiled.lifted) or compiled.library.has_dynamic_globals:
            raise TypeError(f"{self._name}: machine code that holds addresses of this process can't be kept")
        if self._edited():
            return
        code, why = dumps(compiled._reduce()), "there is no folder for it"
        for folder in self._folders:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                _write(self._path(folder, signature, compiled.target_context), _digest(code) + code)
            except OSError as error:
                why = str(error)
            else:
                return
        _warn(why)

    def has_any(self, target: Any) -> bool:
        """Whether code for this machine is kept whole, of whatever signature."""
        of_it = f"{self._name}-{_of(_machine(target))}-*{ENDING}"
        return any(_read(path) is not None for folder in self._folders for path in _matching(folder, of_it))

    def _path(self, folder: Path, signature: Any, target: Any) -> Path:
        return folder / f"{self._name}-{_of(_machine(target))}-{_of(signature)}{ENDING}"


def _machine(target: Any) -> tuple[Any, ...]:
    return (*VERSIONS, *target.codegen().magic_tuple())


def _of(what: Any) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]


def _digest(code: bytes) -> bytes:
    return hashlib.blake2b(code).digest()


def _read(path: Path) -> bytes | None:
    """What was written; None where nothing is there, or something else."""
    with suppress(OSError):
        found = path.read_bytes()
        code = found[DIGEST:]
        if found[:DIGEST] == _digest(code):
            return code
    return None


def _matching(folder: Path, pattern: str) -> list[Path]:
    with suppress(OSError):  # no folder, or none of ours
        return [*folder.glob(pattern)]
    return []


def _write(path: Path, content: bytes) -> None:
    """Put it there as a whole."""
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _warn(why: str) -> None:
    """Say once what every start pays for."""
    if not _WARNED_OF:
        _WARNED_OF.append(why)
        warnings.warn(f"machine code is not kept, so that each start compiles it anew, a minute: {why}; name a folder "
                      "for it in NUMBA_CACHE_DIR", NotKeptWarning, stacklevel=2)  # fmt: skip
