"""The one way this package compiles a function: at once, for one signature, kept on disk.

A single signature means that Python and compiled callers run the same machine code. `error_model` numpy
lets a division by zero give infinity instead of an exception; nothing here allows floating-point
contraction or reordering, so inlining into a caller cannot change a bit.
"""

from functools import partial

from numba import njit

from sim.streams.machine_code import keep_by_sources

CACHE = keep_by_sources("streams")
"""Folder of the draws' machine code: their own, so that an edited handler does not compile them again."""

compiled = partial(njit, cache=True, nogil=True, error_model="numpy")
