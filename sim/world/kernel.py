"""The mark of a function that both engines run: plain Python here, compiled by numba there.

Indexes are not checked against tables in machine code: said of every handler it makes a replication three times as
long. Python checks them whenever the SimPy engine runs, and `make test-long` runs the compiled one with
NUMBA_BOUNDSCHECK=1, which checks them all.
"""

from numba.extending import register_jitable

kernel = register_jitable(no_cpython_wrapper=True, no_cfunc_wrapper=True)
"""Decorator. What may stand in such a function: numbers, rows, tables of the world, other kernels."""
