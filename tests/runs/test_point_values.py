"""A figure of a design point grows where the sweep keeps it."""

import numpy as np
import pytest

from sim.runs import points_file
from sim.runs.folders import POINTS
from sim.runs.misnamed import UnknownNameError
from sim.runs.point_values import PointValues
from sim.runs.prepared import prepare
from sim.runs.sweep import run_points
from tests.runs.test_sweep import SWEEP, Runner, file  # noqa: F401


@pytest.fixture
def made(file):  # noqa: F811
    return prepare(file)


def test_it_has_the_values_of_the_sweep_and_the_sweep_finds_them(made, tmp_path):
    figure, place, runner = made.sweep.metrics[1], 2, Runner()
    values = PointValues(made, place, tmp_path, runner, figure)
    for n, known in ((5, 5), (3, 5), (12, 12)):
        values.grow(n)
        assert values.values.shape == (1, known)
    assert runner.replications == [range(5), range(5, 12)]
    found = run_points(made, tmp_path, rest := Runner())
    assert np.array_equal(values.values[0], found[place][1])
    assert len(rest.ran) == len(made.points) - 1


def test_what_the_sweep_made_is_not_made_again(made, tmp_path):
    run_points(made, tmp_path, Runner())
    runner = Runner()
    values = PointValues(made, 0, tmp_path, runner, made.sweep.metrics[0])
    values.grow(10)
    assert (runner.ran, values.values.shape) == ([], (1, 10))
    values.grow(15)
    assert runner.replications == [range(12, 15)]


def test_a_figure_that_the_sweep_does_not_read_off_is_kept_for_itself(made, tmp_path):
    other = "live_mw"
    assert other not in made.sweep.metrics
    values = PointValues(made, 0, tmp_path, Runner(), other)
    values.grow(4)
    [kept] = (tmp_path / POINTS).glob("*.parquet")
    assert points_file.read(kept)[0] == [other]
    again = PointValues(made, 0, tmp_path, rest := Runner(), other)
    again.grow(4)
    assert (rest.ran, again.values.tolist()) == ([], values.values.tolist())


def test_a_replication_that_fails_raises_what_the_engine_did(made, tmp_path):
    def fails(*_):
        raise ArithmeticError("too much")

    with pytest.raises(ArithmeticError, match="too much"):
        PointValues(made, 0, tmp_path, fails, "live_mw").grow(3)


def test_a_figure_of_after_a_sweeps_end_is_refused(file, tmp_path):  # noqa: F811
    file.write_text(SWEEP.replace("replications: 12", "replications: 12\nuntil: FY2024").replace(
        '"live_mw@FY2025", headroom_mw, ', ""))  # fmt: skip
    with pytest.raises(UnknownNameError, match="'live_mw@FY2025': the sweep simulates nothing after FY2024"):
        PointValues(prepare(file), 0, tmp_path, Runner(), "live_mw@FY2025")
