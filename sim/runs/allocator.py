"""What this process holds and no longer needs is given back: large arrays as soon as they are let go, and the compiler.

glibc keeps what was freed for the next of its size, apart for each thread and more so the larger arrays it has seen: a
run whose threads make logs of some megabytes for the main one held several times what it used.
"""

import ctypes
import sys
from functools import cache
from pathlib import Path

import pyarrow as pa

M_MMAP_THRESHOLD = -3
"""glibc's malloc.h: from this many bytes on, memory is a mapping of its own, which goes back when it is freed."""
LARGE = 1 << 18
M_ARENA_MAX = -8
"""The same: how many pools small memory comes from; what one thread frees in its own, another does not get."""
MADV_DONTNEED = 4
"""Linux's madvise: pages of a file's mapping leave this process, and are there again when it looks at them."""


@cache
def give_large_arrays_back() -> None:
    """Set the threshold of this process, and one pool for threads that begin hereafter, once; where the C library has
    no such settings nothing is changed.
    """
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(M_MMAP_THRESHOLD, LARGE)
        set_option(M_ARENA_MAX, 1)


def give_back() -> None:
    """What Arrow and the C library keep of tables and small arrays that were let go: a tenth of all that a run holds.

    It takes a millisecond: for when some replications are done with.
    """
    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def give_compiler_back() -> None:
    """The code of LLVM that was read to load machine code, 50 MB, which nobody looks at until more is to be loaded.

    It stays in the system's cache of files, so that it is there again at once. It takes some microseconds, once
    milliseconds. Nothing is done where the system is not Linux.
    """
    if "llvmlite.binding" in sys.modules:
        for begins, length in _code_of("libllvmlite.so"):
            ctypes.CDLL(None).madvise(ctypes.c_void_p(begins), ctypes.c_size_t(length), MADV_DONTNEED)


@cache
def _code_of(library: str) -> list[tuple[int, int]]:
    """Where the code of a loaded library lies, which is read and never written: begin and length of each mapping."""
    maps, found = Path("/proc/self/maps"), []
    for line in maps.read_text().splitlines() if maps.exists() else ():
        place, rights, *_ = line.split()
        if rights == "r-xp" and line.endswith(f"/{library}"):
            begins, ends = (int(end, 16) for end in place.split("-"))
            found.append((begins, ends - begins))
    return found
