"""Copying a row onto another of its table: what is cut off begins as its whole, and then differs in what it says."""

from numba.extending import overload

from sim.world.compiled_world import RowsType


def copy_row(rows, at, onto):
    """Give row `onto` of a table every field of row `at`."""
    source, target = rows[at], rows[onto]
    for name in source.__slots__:
        setattr(target, name, getattr(source, name))


@overload(copy_row)
def _compiled_copy(rows, at, onto):
    return _copy_record if isinstance(rows, RowsType) else None


def _copy_record(rows, at, onto):
    rows[onto] = rows[at]
