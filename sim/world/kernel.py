"""The mark of a function that both engines run: plain Python here, compiled by numba there."""

from numba.extending import register_jitable

kernel = register_jitable
"""Decorator. What may stand in such a function: numbers, rows, tables of the world, other kernels."""
