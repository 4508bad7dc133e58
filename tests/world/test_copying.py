"""A row copied onto another of its table, as both engines do it."""

import numpy as np
from numba import njit

from sim.world.compiled_world import COMPILED_TABLES, CompiledWorld, world_at
from sim.world.copying import copy_row
from sim.world.rows import array, objects
from sim.world.tables_supply import Tranche


@njit
def compiled(address):
    copy_row(world_at(address).tranches, 0, 1)


def tranches():
    """Three rows in which no two fields are alike."""
    made = array(Tranche, 3)
    for row, first in zip(made, (1, 200, 400), strict=True):
        for place, name in enumerate(made.dtype.names):
            row[name] = first + place
    return made


def test_every_field_is_copied_and_no_other_row_touched_by_either_engine():
    wanted = tranches()
    for name in wanted.dtype.names:
        wanted[name][1] = wanted[name][0]
    records = tranches()
    empty = {name: np.zeros(0, row.DTYPE) for name, row in COMPILED_TABLES.items()}
    world = CompiledWorld(empty | {"tranches": records})
    compiled(world.address)
    assert records.tolist() == wanted.tolist()
    rows = objects(Tranche, tranches())
    copy_row(rows, 0, 1)
    assert [tuple(getattr(row, name) for name in Tranche.__slots__) for row in rows] == wanted.tolist()
    rows[1].kw = 0
    assert rows[0].kw == wanted["kw"][0]
