"""What the C library does with the memory of large arrays: it is to give it back as soon as they are let go.

glibc keeps what was freed for the next of its size, apart for each thread and more so the larger arrays it has seen: a
run whose threads make logs of some megabytes for the main one held several times what it used.
"""

import ctypes
from functools import cache

import pyarrow as pa

M_MMAP_THRESHOLD = -3
"""glibc's malloc.h: from this many bytes on, memory is a mapping of its own, which goes back when it is freed."""
LARGE = 1 << 18
M_ARENA_MAX = -8
"""The same: how many pools small memory comes from; what one thread frees in its own, another does not get."""


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
