"""Both engines write the same log, to the bit."""

import pytest

from sim.events.row import first_difference
from sim.world.engines import simulate
from tests.world.small import tell
from tests.world.studies import model_of, studies

REPLICATIONS = range(5)


@pytest.mark.parametrize("replication", REPLICATIONS)
@pytest.mark.parametrize("study", studies())
def test_engines_agree_to_the_bit(study, replication):
    model = model_of(study)
    rows = simulate(model, replication, "compiled")
    differs = first_difference(rows, simulate(model, replication, "simpy"))
    assert differs is None, tell(model, rows, differs)


def test_replications_of_a_study_are_not_alike():
    model = model_of("baseline")
    assert first_difference(simulate(model, 0), simulate(model, 1)) is not None


def test_a_replication_repeats_itself():
    model = model_of("baseline")
    assert first_difference(simulate(model, 3), simulate(model, 3)) is None


def test_a_failing_comparison_names_the_first_row_that_differs():
    model = model_of("baseline")
    rows = simulate(model, 0)
    other = rows.copy()
    position = int((rows["kw"] > 0).argmax())
    other["kw"][position] += 1
    told = tell(model, rows, first_difference(rows, other))
    assert f"row {position} differs" in told
    assert "event=TrancheDeclared" in told
