"""Names of what only a log tells of: each replication has its own, whether named alone or together with others."""

import numpy as np
import pyarrow as pa
import pytest

from sim.events import kinds
from sim.runs import tranches_file
from sim.runs.names import Names
from tests.metrics.small_world import layout, log, row
from tests.world.studies import model_of

REPLICATIONS = 3


@pytest.fixture(scope="module")
def named():
    """The logs of a study that cuts tranches and requests up, and what names their rows."""
    from sim.world.engines import simulate

    model = model_of("analyst-reading")
    return [simulate(model, replication) for replication in range(REPLICATIONS)], Names(model.layout)


def test_rows_of_some_replications_have_the_words_of_each(named):
    logs, names = named
    together = names.of(np.concatenate(logs))
    for column, words in together.items():
        alone = [names.of(of_one)[column].to_pylist() for of_one in logs]
        assert words.to_pylist() == [word for of_one in alone for word in of_one], column


def test_a_tranche_is_called_otherwise_in_another_replication(named):
    """Else the test above would hold whoever's names they are."""
    logs, names = named
    told = []
    for of_one in logs:
        born = of_one[of_one["event"] == kinds.TRANCHE_DECLARED]
        told.append(dict(zip(born["entity"].tolist(), names.of(born)["entity"].to_pylist(), strict=True)))
    shared = set.intersection(*(set(of_one) for of_one in told))
    assert any(len({of_one[tranche] for of_one in told}) > 1 for tranche in shared)


def test_kept_rows_of_some_replications_are_those_of_each(named):
    logs, names = named
    read = [of_one[np.isin(of_one["event"], tranches_file.READ)] for of_one in logs]
    each = pa.concat_tables([tranches_file.table_of(rows, names) for rows in read])
    assert tranches_file.table_of(np.concatenate(read), names).equals(each)


def parted(replication, whose, ordinal):
    """A replication in which part 50 is cut from a request, and part 51 from that."""
    return log([row(kinds.REQUEST_PARTED, 10, entity=50, value=whose, item=ordinal),
                row(kinds.REQUEST_PARTED, 20, entity=51, value=50, item=1)], replication)  # fmt: skip


def test_parts_of_requests_are_their_own_replications():
    names = Names(layout())
    requests = [names.of(parted(4, whose, 1))["entity"].to_pylist()[0].rpartition("/")[0] for whose in (0, 1)]
    assert requests[0] != requests[1]
    told = names.of(np.concatenate([parted(4, 0, 1), parted(9, 1, 2)]))["entity"].to_pylist()
    assert told == [f"{requests[0]}/1", f"{requests[0]}/1/1", f"{requests[1]}/2", f"{requests[1]}/2/1"]


def test_a_tranche_whose_begin_is_not_there_is_called_by_its_number():
    rows = log([row(kinds.TRANCHE_LIVE, 10, entity=7, other=0)])
    assert Names(layout()).of(rows)["entity"].to_pylist() == ["7"]
