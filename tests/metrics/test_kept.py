"""Rows at which computations look are those of the log, by replication, and by kind in their order."""

import numpy as np
import pytest

from sim.events import kinds
from sim.events.row import ROW
from sim.metrics import Fold, Plan
from sim.metrics.memory import Memory
from tests.metrics.small_world import layout
from tests.metrics.test_fold import a_log

PLAN = Plan.of(layout())
ALIKE = [name for name in ROW.names if name != "replication"]


def kept(*seeds):
    """The rows of some logs, each handed over in two buffers."""
    memory = Memory(PLAN, len(seeds))
    for place, seed in enumerate(seeds):
        fold = Fold(memory, place)
        for part in np.split(a_log(seed), [150]):
            fold.add(part)
    return memory.folded(len(seeds)).kept


def of_log(seed, *events):
    log = a_log(seed)
    looked_at = np.flatnonzero(PLAN.looked_at)
    return log[np.isin(log["event"], events if events else looked_at)][ALIKE]


@pytest.mark.parametrize("events", [(kinds.TRANCHE_DECLARED,), (kinds.TRANCHE_SPLIT, kinds.TRANCHE_DECLARED),
                                    (kinds.REQUEST_SERVED, kinds.LEASE_CANCELLED, kinds.LEASE_SUBLET)])  # fmt: skip
def test_rows_of_a_kind_are_those_of_each_log_one_after_the_other_in_their_order(events):
    found = kept(4, 1, 3).of(*events)
    assert len(found)
    assert np.array_equal(found[ALIKE], np.concatenate([of_log(seed, *events) for seed in (4, 1, 3)]))
    assert np.all(np.diff(found["replication"]) >= 0)


def test_rows_of_a_replication_are_all_that_are_looked_at_and_bear_its_place():
    for place, (rows, seed) in enumerate(zip(kept(4, 1).by_replication, (4, 1), strict=True)):
        rows = rows.view(ROW).reshape(-1)
        assert np.array_equal(rows[ALIKE], of_log(seed))
        assert set(rows["replication"]) == {place}


def test_a_kind_of_which_no_row_is_kept_has_none():
    assert not len(kept(1).of(kinds.CAPEX_PAID))
    assert not len(kept(1).of(kinds.CAPEX_PAID, kinds.CAPEX_COMMITTED))
