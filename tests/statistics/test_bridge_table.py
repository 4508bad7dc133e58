"""A bridge's tables have each change's contribution with how sure it is, between the two scenarios' own figures."""

from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from scipy import stats

from sim.runs import manifest
from sim.runs.between import bridge
from sim.scenario.load import load
from sim.statistics import bridge_table as tables
from tests.runs.test_sweep import BASE

METRICS = ("headroom_mw", "programme_capex_usd@FY2025")
N = 30
ALONE = {0: 5.0, 1: -3.0}
"""What each of two changes adds; both together add 2 more."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """From the base to one with another reserve and dearer land."""
    file = tmp_path_factory.mktemp("bridge") / "base.yaml"
    file.write_text(BASE)
    other = load(file, overrides=["operator.reserve=20 %", "costs.land=$340/kW", "name=dearer"])
    return bridge(load(file), other, {"more reserve": ["operator.reserve"]}, METRICS)


def values_of(taken, noise):
    """A figure of the scenario with some changes, by replication."""
    return 100 + noise + sum(ALONE[place] * (1 + 0.1 * noise) for place in taken) + (2.0 if len(taken) == 2 else 0)


def drawn(made):
    noise = np.random.default_rng(3).normal(0, 1, (2, N)) * [[1.0], [1e6]]
    return [np.stack([values_of(point.taken, of_figure) for of_figure in noise]) for point in made.points]


@pytest.fixture
def stored(made, monkeypatch, tmp_path):
    """The folder and what it says, of scenarios whose values are at hand."""
    calls = []

    def run_points(*arguments, on_done):
        calls.append((*arguments, on_done))
        return drawn(made)

    monkeypatch.setattr(tables, "run_points", run_points)
    folder, found = tables.store(made, tmp_path / "bridges", tmp_path / "points", "run", "heard")
    assert calls == [(made, tmp_path / "points", "run", "heard")]
    return folder, found


def half_width(values):
    return stats.t.ppf(0.975, len(values) - 1) * stats.sem(values)


def test_every_scenario_between_is_asked_for(made):
    assert [change.name for change in made.changes] == ["more reserve", "costs"]
    assert {point.taken for point in made.points} == {
        frozenset(chosen) for n in range(3) for chosen in combinations(range(2), n)}  # fmt: skip


def test_what_changes_bring_together_is_shared_evenly(made, stored):
    noise = np.random.default_rng(3).normal(0, 1, (2, N))[0]
    first, second = stored[1]
    assert (first.metric, first.unit, second.metric, second.unit) == (METRICS[0], "MW", METRICS[1], "$")
    for place, change in enumerate(made.changes):
        line = first.lines[1 + place]
        expected = ALONE[place] * (1 + 0.1 * noise) + 1.0
        assert (line.what, line.kind, line.keys) == (change.name, "change", " ".join(change.keys))
        assert line.interval.mean == pytest.approx(expected.mean(), abs=1e-5)
        assert line.interval.half_width == pytest.approx(half_width(expected), abs=1e-5)


def test_changes_stand_between_the_scenarios_and_add_up_to_the_difference(made, stored):
    for figure, of_one in enumerate(stored[1]):
        begin, *changes, end, difference = of_one.lines
        assert [line.kind for line in of_one.lines] == ["scenario", "change", "change", "scenario", "difference"]
        assert (begin.what, end.what, difference.what) == ("base", "dearer", "difference")
        assert (begin.keys, end.keys, difference.keys) == ("", "", "")
        one, other = drawn(made)[0][figure], drawn(made)[-1][figure]
        assert begin.interval.mean == pytest.approx(one.mean())
        assert end.interval.mean == pytest.approx(other.mean())
        assert difference.interval.mean == pytest.approx((other - one).mean(), abs=1e-5 if figure == 0 else 1)
        assert difference.interval.half_width == pytest.approx(half_width(other - one), rel=1e-4)
        assert sum(line.interval.mean for line in changes) == pytest.approx(difference.interval.mean, rel=1e-9)


def test_in_turn_each_change_has_what_it_adds_to_those_before_it(made, monkeypatch, tmp_path):
    points = tuple(point for point in made.points if point.taken in ({*()}, {0}, {0, 1}))
    turned = replace(made, points=points, every=False)
    monkeypatch.setattr(tables, "run_points", lambda *arguments, on_done: drawn(turned))
    folder, found = tables.store(turned, tmp_path, tmp_path, "run")
    noise = np.random.default_rng(3).normal(0, 1, (2, N))[0]
    means = [line.interval.mean for line in found[0].lines[1:3]]
    assert means == pytest.approx([(5 + 0.5 * noise).mean(), (-3 - 0.3 * noise).mean() + 2], abs=1e-5)
    method = "the changes in turn, in this order"
    assert set(pa_csv.read_csv(folder / "bridge.csv")["method"].to_pylist()) == {method}
    assert manifest.checked(folder)["bridge"]["method"] == method


def test_the_table_has_a_line_each_with_its_unit_and_how_sure_it_is(made, stored):
    folder, found = stored
    rows = pa_csv.read_csv(folder / "bridge.csv").to_pylist()
    assert " ".join([*rows[0]][:10]) == "metric unit term kind mean half_width level n method keys"
    lines = [(of_one, line) for of_one in found for line in of_one.lines]
    assert len(rows) == len(lines) == 10
    for row, (of_one, line) in zip(rows, lines, strict=True):
        assert (row["metric"], row["unit"]) == (of_one.metric, of_one.unit)
        assert (row["term"], row["kind"], row["keys"]) == (line.what, line.kind, line.keys)
        assert (row["mean"], row["half_width"]) == pytest.approx(line.interval[:2], rel=1e-12)
        assert (row["level"], row["n"]) == (0.95, N)
        assert row["method"] == "the mean over all orders of the changes (Shapley)"
        assert row["folder"] == folder.name


def test_terms_by_replication_are_in_the_figure_s_unit(made, stored):
    told = pq.read_table(stored[0] / "terms.parquet")
    assert told.schema.metadata[b"bridge"] == made.hash.encode()
    rows = told.to_pylist()
    assert len(rows) == 2 * 2 * N
    assert [row["replication"] for row in rows] == [*range(N)] * 4
    assert [(row["metric"], row["unit"], row["term"]) for row in rows[::N]] == [
        (metric, unit, change.name) for metric, unit in zip(METRICS, ("MW", "$"), strict=True)
        for change in made.changes]  # fmt: skip
    gaps = drawn(made)[-1][0] - drawn(made)[0][0]
    sums = [one["value"] + other["value"] for one, other in zip(rows[:N], rows[N : 2 * N], strict=True)]
    assert sums == pytest.approx(gaps, abs=1e-5)


def test_the_manifest_tells_both_scenarios_and_the_changes(made, stored):
    told = manifest.checked(stored[0])
    said = told["bridge"]
    assert (said["from"], said["to"], said["hash"]) == ("base", "dearer", made.hash)
    assert said["metrics"] == [*METRICS]
    assert said["changes"] == {change.name: [*change.keys] for change in made.changes}
    assert said["method"] == "the mean over all orders of the changes (Shapley)"
    assert said["replications"] == made.points[0].replications
    assert said["kept"] == [made.kept_name(point) for point in made.points]
    assert {*told["inputs"]} == {"from", "to"}
    assert told["inputs"]["from"]["files"] == told["inputs"]["to"]["files"]
    assert 0 <= told["seconds"] < 60
    assert {*told["files"]} == {"bridge.csv", "terms.parquet"}


def test_a_figure_without_a_value_is_told_by_its_name(made, monkeypatch, tmp_path):
    values = drawn(made)
    values[1][1, 0] = np.nan
    monkeypatch.setattr(tables, "run_points", lambda *arguments, on_done: values)
    with pytest.raises(ValueError, match=r"^programme_capex_usd@FY2025 has no value in 1 of 120 replications"):
        tables.store(made, tmp_path, tmp_path, "run")


def test_a_folder_that_is_there_is_written_over_and_the_clock_read_to_the_millisecond(made, monkeypatch, tmp_path):
    monkeypatch.setattr(tables, "run_points", lambda *arguments, on_done: drawn(made))
    first, found = tables.store(made, tmp_path, tmp_path, "run")
    (first / "bridge.csv").write_text("")
    monkeypatch.setattr(tables, "time", SimpleNamespace(monotonic=iter([10.0, 11.23456]).__next__))
    folder, again = tables.store(made, tmp_path, tmp_path, "run")
    assert folder == first
    assert [one.lines for one in again] == [one.lines for one in found]
    assert manifest.checked(folder)["seconds"] == 1.235
    assert pa_csv.read_csv(folder / "bridge.csv").num_rows == 10


def test_a_change_of_several_keys_names_them_all(tmp_path):
    (tmp_path / "base.yaml").write_text(BASE)
    base = load(tmp_path / "base.yaml")
    other = load(tmp_path / "base.yaml", overrides=["operator.reserve=20 %", "costs.land=$340/kW"])
    made = bridge(base, other, {"both": ["operator.reserve", "costs.land"]}, METRICS[:1])
    [found] = [tables._bridged(made, 0, np.stack([np.arange(5.0), np.arange(5.0) + 3]))]
    assert [line.keys for line in found.lines] == ["", "operator.reserve costs.land", "", ""]
    assert found.lines[1].interval.mean == 3.0
