"""A rule that forgets to keep a sum up to date stops the run, with what differs."""

import pytest

from sim.world import claims, engine_simpy, invariants
from sim.world.broken import InvariantBrokenError
from sim.world.model import build
from tests.world.small import RIGHT, day, live, scenario, site, tranche, workload

SUPPLY = [live("hall", 10), site("next", "building", tranche(10, day(700)))]
CAPPED = {"regimes": [RIGHT | {"id": "right", "first_day": day(0), "share_cap": "90 %"}]}


def forgets(w, r, kw):
    """Counts nothing."""


def counts_another(w, t):
    """A kW beside what a tranche has."""
    return w.tranches[t].kw + 1


@pytest.mark.parametrize(("module", "name", "other", "what"), [
    (claims, "count_reserved", forgets, "what the partner has with the operator"),
    (invariants, "counted_kw", counts_another, "what a pool counts as coming"),
])  # fmt: skip
def test_a_sum_that_is_not_kept_up_stops_the_run(monkeypatch, module, name, other, what):
    said = scenario(sites=SUPPLY, demand={"classes": [workload(duration="30 days")]}, agreement=CAPPED)
    list(engine_simpy.buffers_of(build(said), 0))
    monkeypatch.setattr(module, name, other)
    with pytest.raises(InvariantBrokenError, match=what):
        list(engine_simpy.buffers_of(build(said), 0))
