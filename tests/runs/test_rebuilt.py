"""A stored run is simulated again by the code that made it, or not at all."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.policy import python
from sim.runs import identity, manifest, series_file, store
from sim.runs.figures import value
from sim.runs.identity import chunk_hash
from sim.runs.rebuilt import NotRebuiltError, Rebuilt
from sim.runs.replicate import Workers
from sim.runs.results import Results
from sim.scenario.load import load
from sim.scenario.problems import ScenarioErrors
from sim.scenario.resolved import resolved_yaml
from sim.statistics.summary import Summary
from sim.world.model import build

OWN = Path(__file__).parents[2] / "scenarios" / "validation"
KEPT, ALL = 4, 9
FIGURES = ("live_mw@FY2026", "call_capex_usd", "partner_median_months_late")
WORKERS = Workers("simpy", 1)


@pytest.fixture(autouse=True)
def _few_are_kept(monkeypatch):
    monkeypatch.setattr(store, "EXACT", KEPT)
    monkeypatch.setattr(series_file, "CHUNK", 2)
    before = [*python.FOLDERS]
    yield
    python.FOLDERS[:] = before


@pytest.fixture
def run(model, tmp_path):
    return Results.load(store.run(store.Order(*model, ALL, WORKERS), tmp_path / "runs", Summary).folder)


def read(run):
    portions = list(Rebuilt.of(run, WORKERS).portions(range(KEPT, ALL), FIGURES))
    assert [portion.n for portion in portions] == [2, 2, 1]
    return np.concatenate([[value(portion, figure) for figure in FIGURES] for portion in portions], axis=1)


def test_its_replications_are_the_ones_that_it_added_up(model, run):
    every = store.simulated(store.Order(*model, ALL, WORKERS))
    expected = np.stack([value(every, figure)[KEPT:] for figure in FIGURES])
    assert np.array_equal(read(run), expected, equal_nan=True)


def test_it_is_known_by_what_they_depend_on(model, run):
    scenario = model[0].layout.scenario
    assert Rebuilt.of(run, WORKERS).key == chunk_hash(model[1], scenario, KEPT)
    assert Rebuilt.of(run, WORKERS).order.hash == run.hash


def test_a_run_of_another_version_is_refused(run, monkeypatch):
    monkeypatch.setattr(identity, "sources_hash", lambda: "another")
    with pytest.raises(NotRebuiltError, match=r"the program, or a policy of the scenario, is another.*Run it again"):
        Rebuilt.of(run, WORKERS)


def test_a_run_whose_scenario_is_refused_by_now_is_told_with_its_problems(run):
    (run.folder / manifest.SCENARIO).write_text("schema: 1\nnmae: x\n")
    with pytest.raises(ScenarioErrors, match="nmae"):
        Rebuilt.of(run, WORKERS)


def test_a_run_in_memory_is_refused(run):
    with pytest.raises(NotRebuiltError, match="in memory only"):
        Rebuilt.of(replace(run, folder=None), WORKERS)


def test_its_own_policies_come_from_its_folder(tmp_path):
    """Two runs with unlike modules of one name: each is simulated by its own, in worker processes too."""
    found = {}
    for name, share in (("one", "0.25"), ("two", "0.98")):
        place = tmp_path / name
        place.mkdir()
        for file in ("own-policy.yaml", "small-world.yaml"):
            shutil.copy(OWN / file, place)
        shutil.copytree(OWN / "policies", place / "policies")
        module = place / "policies" / "cautious.py"
        module.write_text(module.read_text().replace("FEWEST_SPARE_SHARE = 0.25", f"FEWEST_SPARE_SHARE = {share}"))
        python.search_only_in(place)
        loaded = load(place / "own-policy.yaml")
        order = store.Order(build(loaded.scenario), resolved_yaml(loaded.tree), ALL, WORKERS)
        every = store.simulated(order)
        run = Results.load(store.run(order, tmp_path / "runs", Summary).folder)
        found[name] = (run, np.stack([value(every, figure)[KEPT:] for figure in FIGURES]))
        shutil.rmtree(place)
    rebuilt = {name: Rebuilt.of(run, Workers("simpy", 2)) for name, (run, _) in found.items()}
    assert rebuilt["one"].key != rebuilt["two"].key
    assert not np.array_equal(found["one"][1], found["two"][1], equal_nan=True)
    for name, (_, expected) in found.items():
        portions = list(rebuilt[name].portions(range(KEPT, ALL), FIGURES))
        values = np.concatenate([[value(portion, figure) for figure in FIGURES] for portion in portions], axis=1)
        assert np.array_equal(values, expected, equal_nan=True)
