"""A table of tranches that is too small ends the replication, which is repeated in a larger one: the same log."""

from pathlib import Path

import pytest

from sim.scenario.load import load
from sim.world import model as models
from sim.world.broken import TableFullError
from sim.world.engines import simulate
from sim.world.model import build

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.mark.parametrize("name", ["baseline.yaml", "analyst-reading.yaml", "validation/small-world.yaml"])
@pytest.mark.parametrize("spare", [1, 2, 3, 5, 8])
def test_whichever_tranche_is_the_first_that_does_not_fit_the_log_is_the_same(name, spare, monkeypatch):
    scenario = load(SCENARIOS / name).scenario
    whole = simulate(build(scenario), 1)
    monkeypatch.setattr(models, "SPLITS", spare)
    cramped = build(scenario, room=1 / 64)
    assert len(cramped.tables["tranches"]) < len(build(scenario).tables["tranches"])
    assert simulate(cramped, 1).tobytes() == whole.tobytes()


def test_what_does_not_fit_is_no_part_of_any_list(monkeypatch):
    from sim.world.engine_simpy import world_of
    from sim.world.tranches import new_tranche

    monkeypatch.setattr(models, "SPLITS", 3)
    model = build(load(SCENARIOS / "validation/small-world.yaml").scenario, room=0.0)
    w = world_of(model, 0)
    for _ in range(5):
        new_tranche(w, 0)
    assert w.run[0].overflow == 1
    t, seen = w.sites[0].first_tranche, []
    while t >= 0:
        assert t not in seen
        seen.append(t)
        t = w.tranches[t].next
    assert len(w.tranches) - 1 not in seen
    assert len(seen) == w.sites[0].tranches


def test_a_table_that_cannot_grow_is_told(monkeypatch):
    from sim.world import engines

    monkeypatch.setattr(models, "SPLITS", 2)
    monkeypatch.setattr(engines, "MOST_ROOM", 1 / 64)
    with pytest.raises(TableFullError, match=r"replication 1, second \d+: a table is too small \("):
        simulate(build(load(SCENARIOS / "baseline.yaml").scenario, room=1 / 64), 1)
