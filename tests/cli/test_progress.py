"""The time left is that of the pace so far, and what is said of its worst is so in nine cases of ten."""

import json

import numpy as np
import pytest

from sim.cli import progress
from sim.cli.progress import Pace, Progress
from sim.cli.sweep import _Told


def test_an_even_pace_has_no_spread():
    pace = Pace()
    assert pace.left(10) is None
    for done in range(5):
        pace.hear(100.0 + 2.0 * done, 3 * done)
    left = pace.left(30)
    assert left.likely == pytest.approx(20.0)
    assert left.p90 == pytest.approx(20.0, abs=1e-4)


def test_what_came_before_the_first_does_not_count():
    pace = Pace()
    pace.hear(1_000.0, 8)
    pace.hear(1_001.0, 16)
    assert pace.left(80).likely == pytest.approx(10.0)


@pytest.mark.parametrize("together", [1, 8])
def test_nine_runs_in_ten_end_by_the_time_stated(together):
    draws = np.random.default_rng(11)
    rounds, seen, rest = 600, 320, 640
    inside = 0
    for _ in range(rounds):
        times = draws.gamma(2.0, 0.5, seen + rest)
        pace, ends = Pace(), times.cumsum()
        pace.hear(0.0, 0)
        for done in range(together, seen + 1, together):
            pace.hear(float(ends[done - 1]), done)
        inside += float(ends[-1] - ends[seen - 1]) <= pace.left(rest).p90
    assert 0.86 < inside / rounds < 0.94  # 600 rounds: 3.3 standard errors about 0.9


def test_a_line_off_the_terminal_tells_what_is_left(capsys, monkeypatch):
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.0)
    with Progress("sweep", 24) as tell:
        told = _Told(6, 4, tell)
        told.within(2)
        told.within(4)
        told.point(1, 4)
        told.within(3)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["done"] for line in lines] == [2, 4, 6, 9]
    assert lines[0] == {"what": "sweep", "done": 2, "of": 24, "unit": "replications",
                        "part": "0 of 4 design points done"}  # fmt: skip
    assert lines[3]["part"] == "1 of 4 design points done"
    assert lines[3]["seconds_left_p90"] >= lines[3]["seconds_left"] >= 0
