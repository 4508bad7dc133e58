"""Kernels as they are compiled: an index outside a table raises, however deep the call, and ends the run."""

import numpy as np
import pytest
from numba import njit

from sim.world import engine_compiled
from sim.world.broken import InvariantBrokenError
from sim.world.kernel import kernel
from sim.world.model import build
from sim.world.rows import array
from sim.world.tables_money import Curve
from tests.world.small import scenario


@kernel
def share_at(rows, i):
    return rows[i].share


@kernel
def write_at(rows, i):
    rows[i].share += 1.0


@kernel
def share_by_another(rows, i):
    return share_at(rows, i)


@njit(nogil=True)
def share_of(rows, i):
    """An entry that itself checks nothing: what it calls does."""
    return share_by_another(rows, i)


@njit(nogil=True)
def write(rows, i):
    write_at(rows, i)


@pytest.mark.parametrize("i", [3, -4])
def test_an_index_outside_a_table_raises_in_compiled_code(i):
    rows = array(Curve, 3, share=[0.0, 0.5, 1.0])
    assert share_of(rows, 1) == 0.5
    with pytest.raises(IndexError):
        share_of(rows, i)


def test_nothing_is_written_outside_a_table():
    memory = array(Curve, 4)
    with pytest.raises(IndexError):
        write(memory[:3], 3)
    assert not np.any(memory["share"])


@njit(nogil=True)
def stray(w):
    """A replication whose first handler reaches outside a table."""
    run = w.run[0]
    run.now, run.kind, run.entity = 86_400, 8, 5
    write_at(w.curve, len(w.curve))


def test_a_handler_that_reaches_outside_a_table_ends_the_run_with_a_message(monkeypatch):
    monkeypatch.setattr(engine_compiled, "replicate", stray)
    with pytest.raises(InvariantBrokenError, match="replication 2, second 86400: a handler reached outside a table"):
        engine_compiled.finished(build(scenario()), 2)
