"""Designs fill the space as they say, and one file gives one set of points on any machine."""

import json
import math
import os
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from scipy import stats
from scipy.stats import qmc

from sim.runs.designs import latin_hypercube, morris, points_of, saltelli, sobol
from sim.scenario.amounts import Amount
from sim.scenario.sweep import Sweep

ROOT = Path(__file__).parents[2]
HEAD = {"schema": 1, "name": "s", "title": "s", "scenario": "s.yaml"}
SPANS = [
    {"key": "a", "from": "0 GW", "to": "4 GW"}, {"key": "b", "from": "1 %", "to": "100 %", "scale": "log"},
    {"key": "c", "from": 1, "to": 4}, {"key": "d", "values": ["x", "y"]},
]  # fmt: skip


def swept(design, levers=SPANS, **more):
    return Sweep.model_validate(HEAD | {"levers": levers, "design": design} | more)


def columns(sweep):
    return {axis.key: [dict(point)[axis.key] for point in points_of(sweep)] for axis in sweep.axes}


def test_a_latin_hypercube_has_one_point_in_each_part_of_each_key():
    sweep = swept({"kind": "latin_hypercube", "points": 40, "seed": 3})
    for shares in latin_hypercube(sweep.design, sweep.axes):
        assert sorted(int(share * 40) for share in shares) == list(range(40))
        assert len({share * 40 % 1 for share in shares}) == 40
    found = columns(sweep)
    assert sorted(int(Amount.read(gw) * 10) for gw in found["a"]) == list(range(40))
    assert sorted(math.floor(math.log(Amount.read(share), 100) * 40) for share in found["b"]) == list(range(40))
    assert Counter(found["c"]) == dict.fromkeys("1234", 10)
    assert Counter(found["d"]) == {"x": 20, "y": 20}


def test_keys_of_a_latin_hypercube_are_not_ranked_alike():
    sweep = swept({"kind": "latin_hypercube", "points": 200, "seed": 3})
    shares = latin_hypercube(sweep.design, sweep.axes)
    ranks = [abs(stats.spearmanr(shares[0], other).statistic) for other in shares[1:]]
    assert max(ranks) < 4 / math.sqrt(200)


def test_another_key_moves_no_value_of_the_others_and_another_seed_all():
    design = {"kind": "latin_hypercube", "points": 16, "seed": 3}
    fewer, all_of_them = columns(swept(design, SPANS[1:3])), columns(swept(design))
    assert fewer == {key: all_of_them[key] for key in ("b", "c")}
    assert columns(swept(design | {"seed": 4}))["a"] != all_of_them["a"]


@pytest.mark.parametrize("design", [
    {"kind": "latin_hypercube", "points": 5}, {"kind": "sobol", "points": 4}, {"kind": "saltelli", "base_points": 2},
    {"kind": "morris", "trajectories": 3},
])  # fmt: skip
def test_points_do_not_depend_on_the_process(design):
    program = ("import json, sys; from sim.runs.designs import points_of; from sim.scenario.sweep import Sweep\n"
               "print(json.dumps(points_of(Sweep.model_validate(json.loads(sys.argv[1])))))")  # fmt: skip
    file = HEAD | {"levers": SPANS, "design": design | {"seed": 3}}
    said = [subprocess.run([sys.executable, "-c", program, json.dumps(file)], cwd=ROOT, text=True, check=True,
                           stdout=subprocess.PIPE, env=os.environ | {"PYTHONHASHSEED": seed}).stdout
            for seed in "12"]  # fmt: skip
    here = [[list(setting) for setting in point] for point in points_of(Sweep.model_validate(file))]
    assert [json.loads(text) for text in said] == [here, here]


def test_places_within_the_parts_are_even():
    sweep = swept({"kind": "latin_hypercube", "points": 1000, "seed": 3})
    for shares in latin_hypercube(sweep.design, sweep.axes):
        assert stats.kstest([share * 1000 % 1 for share in shares], "uniform").pvalue > 0.001


def test_more_points_of_a_sobol_design_keep_the_former_ones():
    for more in ({"seed": 5}, {"scrambled": False}):
        few, many = (points_of(swept({"kind": "sobol", "points": count} | more)) for count in (16, 64))
        assert many[:16] == few
        assert len(set(many)) == 64


def test_a_scrambled_sobol_design_is_as_even_as_the_sequence_itself():
    """Of 64 points each half, quarter and 8 x 8 box of two keys holds its share exactly, as of a (0, 6, 2)-net."""
    sweep = swept({"kind": "sobol", "points": 64, "seed": 5}, SPANS[:2])
    one, other = sobol(sweep.design, sweep.axes)
    for parts in ((64, 1), (1, 64), (8, 8), (16, 4), (2, 32)):
        boxes = Counter((int(a * parts[0]), int(b * parts[1])) for a, b in zip(one, other, strict=True))
        assert set(boxes.values()) == {1} and len(boxes) == 64
    plain = swept({"kind": "sobol", "points": 64, "scrambled": False}, SPANS[:2])
    sequence = qmc.Sobol(2, scramble=False).random(64)
    assert list(zip(*sobol(plain.design, plain.axes), strict=True)) == [tuple(point) for point in sequence]
    assert list(one) != list(sobol(plain.design, plain.axes)[0])


@pytest.mark.parametrize(("distribution", "oracle"), [
    ({"distribution": "triangular", "low": "1 GW", "mode": "2 GW", "high": "4 GW"}, stats.triang(1 / 3, 1, 3)),
    ({"distribution": "lognormal", "median": "2 GW", "p90": "6 GW"},
     stats.lognorm(math.log(3) / stats.norm.ppf(0.9), scale=2)),
    ({"distribution": "exponential", "mean": "2 GW"}, stats.expon(scale=2)),
    ({"distribution": "gamma", "mean": "2 GW", "cv": 0.5}, stats.gamma(4, scale=0.5)),
    ({"distribution": "weibull", "scale": "2 GW", "shape": 1.5}, stats.weibull_min(1.5, scale=2)),
])  # fmt: skip
def test_a_distribution_is_spread_by_its_quantiles(distribution, oracle):
    sweep = swept({"kind": "latin_hypercube", "points": 50, "seed": 3}, [{"key": "a", "distribution": distribution}])
    shares = latin_hypercube(sweep.design, sweep.axes)[0]
    assert [float(Amount.read(gw)) for gw in columns(sweep)["a"]] == pytest.approx(oracle.ppf(shares), rel=1e-3)
    assert {gw.split()[1] for gw in columns(sweep)["a"]} == {"GW"}


def test_lists_and_one_at_a_time_are_what_they_say():
    axes = {"levers": [{"key": "a"}], "uncertainties": [{"key": "b"}]}
    listed = swept({"kind": "list", "points": [{"b": "2 GW", "a": 1}, {"a": 3}]}, **axes)
    assert points_of(listed) == ((("a", "1"), ("b", "2 GW")), (("a", "3"),))
    others = [{"key": "b", "from": 1, "to": 3}]
    moved = swept({"kind": "one_at_a_time"}, [{"key": "a", "values": [1, 2]}], uncertainties=others)
    assert points_of(moved) == ((), *(((key, value),) for key, value in ("a1", "a2", "b1", "b2", "b3")))


def test_a_saltelli_design_is_a_then_a_with_each_key_from_b_then_b():
    found = points_of(swept({"kind": "saltelli", "base_points": 8, "seed": 5}))
    assert len(found) == 8 * (4 + 2)
    for first in range(0, len(found), 6):
        a, *turned, b = found[first : first + 6]
        for place, point in enumerate(turned):
            assert point == (*a[:place], b[place], *a[place + 1 :])
    assert points_of(swept({"kind": "saltelli", "base_points": 16, "seed": 5}))[:48] == found


def test_both_halves_of_a_saltelli_design_are_even_and_apart():
    sweep = swept({"kind": "saltelli", "base_points": 64, "seed": 5}, SPANS[:2])
    for halves in saltelli(sweep.design, sweep.axes):
        one, other = halves
        assert set(Counter((int(a * 8), int(b * 8)) for a, b in zip(one, other, strict=True)).values()) == {1}
    one, other = (half[0] for half in saltelli(sweep.design, sweep.axes))
    assert set(Counter((int(a * 8), int(b * 8)) for a, b in zip(one, other, strict=True)).values()) == {1}


def test_a_trajectory_moves_every_key_once_by_half_the_levels():
    sweep = swept({"kind": "morris", "trajectories": 200, "levels": 6, "seed": 5})
    found = morris(sweep.design, [axis.key for axis in sweep.axes])
    begins, orders = Counter(), Counter()
    for trajectory in found:
        moved = [[after - before for before, after in zip(one, other, strict=True)]
                 for one, other in pairwise(trajectory)]  # fmt: skip
        assert all(sorted(map(abs, step)) == [0, 0, 0, 3] for step in moved)
        order = tuple(next(place for place, by in enumerate(step) if by) for step in moved)
        assert sorted(order) == [0, 1, 2, 3]
        assert all(0 <= level < 6 for point in trajectory for level in point)
        begins.update(trajectory[0])
        orders[order] += 1
    assert stats.chisquare([begins[level] for level in range(6)]).pvalue > 0.001
    assert len(orders) == 24, "keys take turns in any order"


def test_levels_are_the_ends_of_a_range_and_the_middles_of_what_has_none():
    levers = [{"key": "a", "from": "0 GW", "to": "3 GW"}, {"key": "b", "values": ["x", "y", "z"]},
              {"key": "c", "distribution": {"distribution": "exponential", "mean": "1 GW"}}]  # fmt: skip
    found = columns(swept({"kind": "morris", "trajectories": 30, "seed": 5}, levers))
    assert Counter(found["a"]).keys() == {"0 GW", "1 GW", "2 GW", "3 GW"}
    shares = Counter(found["b"])
    assert shares["y"] > 1.5 * max(shares["x"], shares["z"]), "two of four levels lie in its third"
    amounts = sorted({float(Amount.read(value)) for value in found["c"]})
    assert amounts == pytest.approx([-math.log(1 - share) for share in (0.125, 0.375, 0.625, 0.875)], rel=1e-3)


def test_another_key_moves_no_levels_of_the_others():
    design = {"kind": "morris", "trajectories": 6, "seed": 3}
    all_of_them, fewer = (morris(swept(design, spans).design, [span["key"] for span in spans])
                          for spans in (SPANS, SPANS[1:3]))  # fmt: skip
    assert [[point[1:3] for point in trajectory[:1]] for trajectory in all_of_them] == [
        trajectory[:1] for trajectory in fewer]
