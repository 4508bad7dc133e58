"""Design points made by processes of their own are those that this one would make, and nobody else's."""

from dataclasses import replace

import numpy as np
import pytest

from sim.runs import points_apart
from sim.runs.folders import POINTS
from sim.runs.points_file import read_took
from sim.runs.prepared import prepare
from sim.runs.processes import WorkerLostError
from sim.runs.replicate import Workers
from sim.runs.sweep import PointsFailedError, Simulation, run_points
from tests.runs.test_sweep import BASE, SWEEP


class SideBySide(Simulation):
    """The SimPy engine, two design points at a time, as only the compiled one makes them: here nothing compiles."""

    def alongside(self, points):
        return 2, self


class Failing(SideBySide):
    """Breaks at a reserve of 20 %, wherever that is simulated."""

    def __call__(self, point, replications, figures):
        if point.scenario.operator.reserve == 0.2:
            raise ArithmeticError("too much")
        return super().__call__(point, replications, figures)


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(points_apart, "MANY", 3)
    monkeypatch.setattr(points_apart, "SHARE", 2)
    (tmp_path / "base.yaml").write_text(BASE)
    (tmp_path / "grid.yaml").write_text(SWEEP)
    return tmp_path / "grid.yaml"


def made(file, root, jobs=2, again=False, run=SideBySide):
    told = []
    found = run_points(prepare(file, 3, jobs=jobs), root, run(Workers("simpy", 1)), again, lambda *at: told.append(at))
    return found, told


def stored(root):
    return {path.name: path.stat().st_mtime_ns for path in (root / POINTS).glob("*.parquet")}


def test_they_are_those_that_threads_make(file, tmp_path):
    apart, told = made(file, tmp_path / "apart")
    here, _ = made(file, tmp_path / "here", jobs=1)
    assert len(apart) == len(here) == 6
    assert all(np.array_equal(one, other) for one, other in zip(apart, here, strict=True))
    assert stored(tmp_path / "apart").keys() == stored(tmp_path / "here").keys()
    assert told == [(done, 6) for done in range(1, 7)]


def test_how_long_each_took_stands_beside_it(file, tmp_path):
    made(file, tmp_path)
    took = [read_took(path) for path in (tmp_path / POINTS).glob("*.parquet")]
    assert [each["replications"] for each in took] == ["3"] * 6


def test_those_that_are_stored_are_not_made_again_unless_asked(file, tmp_path):
    made(file, tmp_path)
    before = stored(tmp_path)
    gone = sorted(before)[:4]
    for name in gone:
        (tmp_path / POINTS / name).unlink()
    made(file, tmp_path)
    after = stored(tmp_path)
    assert [name for name in before if after[name] == before[name]] == [name for name in before if name not in gone]
    made(file, tmp_path, again=True)
    assert all(stored(tmp_path)[name] > when for name, when in after.items())


def test_each_has_as_many_replications_as_are_asked_of_it(file, tmp_path):
    ready = prepare(file, 3, jobs=2)
    sizes = (3, 5, 4, 3, 2, 6)
    points = tuple(replace(point, replications=n) for point, n in zip(ready.points, sizes, strict=True))
    made(file, tmp_path)
    found = run_points(replace(ready, points=points), tmp_path, SideBySide(Workers("simpy", 1)))
    assert [values.shape[1] for values in found] == [*sizes]
    alone = run_points(replace(prepare(file, 6), points=points), tmp_path / "alone", SideBySide(Workers("simpy", 1)))
    assert all(np.array_equal(one, other) for one, other in zip(found, alone, strict=True))


def test_few_are_made_here(file, tmp_path, monkeypatch):
    monkeypatch.setattr(points_apart, "MANY", 7)
    monkeypatch.setattr(points_apart, "make_apart", None)
    assert len(made(file, tmp_path)[0]) == 6


def test_those_that_fail_are_named_and_the_others_kept(file, tmp_path):
    with pytest.raises(PointsFailedError) as failed:
        made(file, tmp_path, run=Failing)
    assert str(failed.value).splitlines()[1:] == [
        "  design point 3 (Reserve 20 %, costs.land $170/kW): too much",
        "  design point 4 (Reserve 20 %, costs.land $340/kW): too much",
    ]
    assert len(stored(tmp_path)) == 4


def test_a_file_that_is_changed_meanwhile_ends_it_in_words(file, tmp_path):
    ready = prepare(file, 3, jobs=2)
    (file.parent / "base.yaml").write_text(BASE.replace("rate: 10 %/year", "rate: 11 %/year"))
    with pytest.raises(WorkerLostError, match="cannot be used: its sweep, or what that moves, is another"):
        run_points(ready, tmp_path, SideBySide(Workers("simpy", 1)))
    assert stored(tmp_path) == {}
