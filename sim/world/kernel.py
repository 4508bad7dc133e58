"""The mark of a function that both engines run: plain Python here, compiled by numba there."""

from numba.extending import register_jitable

BOUNDS_CHECKED = {"boundscheck": True}
"""How every function of the world is compiled: an index outside a table ends the run. Each needs it said, since numba
does not hand it on from the function that calls."""

kernel = register_jitable(no_cpython_wrapper=True, no_cfunc_wrapper=True, **BOUNDS_CHECKED)
"""Decorator. What may stand in such a function: numbers, rows, tables of the world, other kernels."""
