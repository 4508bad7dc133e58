import json

import numpy as np
import pytest

import sim
from sim.explorer.figures import OFFERED, View
from sim.explorer.picture import pictures
from sim.explorer.points import DesignPoint, StoredRun, sizes
from sim.explorer.session import Asked, Which
from sim.explorer.trial import Trial
from sim.statistics.paired import NotPairedError, less
from tests.explorer.conftest import RESERVE

HEADROOM = View("headroom_mw")


def never():
    return False


@pytest.fixture
def runs(folder, tmp_path):
    how = sim.How(out=tmp_path / "results")
    path = folder / "validation/small-world.yaml"
    moved = sim.load(path, settings={RESERVE: "9 %", "replications": 24})
    return sim.run(path, replications=24, how=how), sim.run(moved, how=how)


def test_the_numbers_are_those_of_a_run_with_the_same_seed_and_n(session, runs):
    study = session.study("small-world")
    for run, moves in zip(runs, [(), ((RESERVE, "9 %"),)], strict=True):
        point = DesignPoint(study.trial.at(moves, study.levers), "", 24)
        for n in sizes(24):
            point.grow(n, never)
        assert point.n == run.n == 24
        names = [name for name in OFFERED if name in run.info.metrics]
        assert len(names) == len(OFFERED)
        for name in names:
            for region in (None, *run.info.names["region"]) if "region" in run.metric(name).by else (None,):
                chosen = {} if region is None else {"region": region}
                found = point.series(View(name, region), 24)
                assert np.array_equal(found, run.series(name, **chosen)), (name, region)
                assert np.array_equal(point.yearly(View(name, region), 24)[2], run.yearly(name, **chosen)[2])
                assert np.array_equal(point.quarterly(View(name, region), 24)[2], run.quarterly(name, **chosen)[2])


def test_the_difference_is_paired_and_the_band_that_of_a_comparison(session, runs):
    drawn = list(session.draw(Asked(HEADROOM, Which("small-world"), Which("small-world", {RESERVE: "9"})), never))
    assert [(one["n"], one["done"]) for one in drawn] == [(8, False), (24, True), (24, True)]
    differences = less(*(run.series("headroom_mw") * 1e-3 for run in reversed(runs)))
    assert drawn[-1]["difference"]["mean"] == pytest.approx(differences.mean(axis=0), abs=1e-6)
    one, other = runs
    bands = sim.compare(one, other)
    assert bands
    low, middle, high = np.quantile(other.series("headroom_mw") * 1e-3, (0.1, 0.5, 0.9), axis=0)
    assert drawn[-1]["sides"][1]["p10"] == pytest.approx(low, abs=1e-6)
    assert drawn[-1]["sides"][1]["p50"] == pytest.approx(middle, abs=1e-6)
    assert drawn[-1]["sides"][1]["p90"] == pytest.approx(high, abs=1e-6)
    assert "together" in drawn[-1] and "together" not in drawn[-2]


def test_the_first_replications_are_the_same_whatever_comes_later(session):
    study = session.study("small-world")
    few, more = (DesignPoint(study.trial.plain, "", n) for n in (8, 24))
    few.grow(8, never)
    more.grow(24, never)
    assert np.array_equal(few.series(HEADROOM, 8), more.series(HEADROOM, 8))


def test_a_point_at_rest_is_drawn_alone(session):
    [*_, last] = session.draw(Asked(HEADROOM, Which("small-world"), Which("small-world", {RESERVE: "5"})), never)
    assert len(last["sides"]) == 1
    assert "difference" not in last


def test_a_picture_is_json_without_nan(session):
    for name in OFFERED:
        [*_, last] = session.draw(Asked(View(name), Which("small-world"), Which("small-world", {RESERVE: "9"})), never)
        json.dumps(last, allow_nan=False)
        assert last["done"]


def test_pictures_come_a_line_each(client):
    asked = {"page": "p", "metric": "headroom_mw", "first": {"scenario": "small-world"},
             "second": {"scenario": "small-world", "typed": {RESERVE: "9"}}}  # fmt: skip
    lines = [json.loads(line) for line in client.post("/api/picture", json=asked).text.splitlines()]
    assert [line["n"] for line in lines] == [8, 24, 24]
    assert lines[-1]["years"][0]["year"] == "FY25"
    assert all("±" in text or "no variation" in text for row in lines[-1]["years"] for text in row["sides"])


def test_stored_runs_are_listed_opened_and_compared(client, runs):
    listed = client.get("/api/state").json()["runs"]
    assert {one["id"] for one in listed} == {run.folder_name for run in runs}
    first, second = ({"run": run.folder_name} for run in runs)
    asked = {"page": "p", "metric": "headroom_mw", "first": first, "second": second}
    lines = [json.loads(line) for line in client.post("/api/picture", json=asked).text.splitlines()]
    assert lines[-1]["done"] and lines[-1]["n"] == 24
    explored = asked | {"second": {"scenario": "small-world", "typed": {RESERVE: "9"}}}
    again = [json.loads(line) for line in client.post("/api/picture", json=explored).text.splitlines()]
    assert again[-1]["difference"] == lines[-1]["difference"]


def test_runs_of_other_draws_are_not_paired(folder, runs, tmp_path):
    other = sim.run(sim.load(folder / "validation/small-world.yaml", settings={"seed": 5, "replications": 8}),
                    how=sim.How(out=tmp_path / "other"))  # fmt: skip
    with pytest.raises(NotPairedError, match="seed"):
        list(pictures(StoredRun(runs[0].folder), StoredRun(other.folder), HEADROOM, never))


def test_a_figure_that_is_not_split_is_refused(client):
    asked = {"page": "p", "metric": "cash_flow_usd", "region": "north", "first": {"scenario": "small-world"}}
    assert "not split by region" in client.post("/api/picture", json=asked).json()["error"]
    assert "no figure" in client.post("/api/picture", json=asked | {"metric": "npv_usd"}).json()["error"]


def test_sizes_grow_to_the_most():
    assert list(sizes(200)) == [8, 24, 56, 120, 200]
    assert list(sizes(1)) == [1]
    assert list(sizes(8)) == [8]


def test_points_are_forgotten_once_many_replications_are_held(session, monkeypatch):
    monkeypatch.setattr("sim.explorer.session.MOST_HELD", 50)
    for reserve in range(6, 14):
        list(session.draw(Asked(HEADROOM, Which("small-world"), Which("small-world", {RESERVE: str(reserve)})), never))
    assert sum(point.n for point in session._points.values()) <= 50 + 2 * 24


def test_no_number_of_the_first_picture_is_bare(session):
    first = next(iter(session.draw(Asked(HEADROOM, Which("small-world")), never)))
    assert first["n"] == 8 and first["of"] == 24 and not first["done"]


def test_a_trial_of_no_move_is_the_file_itself(folder):
    trial = Trial(folder / "validation/small-world.yaml")
    assert trial.at((), {}) is trial.plain
