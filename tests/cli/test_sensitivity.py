"""`sensitivity`: what a finished sweep's figures depend on, told, kept beside it, refused where it tells nothing."""

import csv
import json
import re
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.cli import main
from sim.runs import manifest
from sim.runs.folders import POINTS
from sim.runs.stored_sweep import StoredSweep
from sim.runs.verify import faults_of_folder

ROOT = Path(__file__).parents[2]
SWEEPS = ROOT / "scenarios/sweeps"
HEAD = """
schema: 1
name: small
title: What the small world's headroom depends on
scenario: scenarios/validation/small-world.yaml
replications: 4
levers:
  - {key: "agreement.responses[four-in-five].rules[0].share", label: Share exercised, from: 50 %, to: 100 %}
uncertainties:
  - {key: "pipelines[leasing].loi_converts", label: LOIs that convert, from: 50 %, to: 90 %}
  - {key: costs.it_life, label: Life of IT, values: [4 years, 6 years]}
metrics: [headroom_mw@FY2027, live_mw@FY2026]
"""
DESIGNS = {
    "saltelli": "{kind: saltelli, base_points: 4, seed: 1}", "morris": "{kind: morris, trajectories: 3, seed: 1}",
    "latin_hypercube": "{kind: latin_hypercube, points: 16, seed: 1}", "one_at_a_time": "{kind: one_at_a_time}",
}  # fmt: skip


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """Finished sweeps of the small world by design: the file of each; their results lie in `results`."""
    folder = tmp_path_factory.mktemp("sweeps")
    (folder / "scenarios/validation").mkdir(parents=True)
    world = ROOT / "scenarios/validation/small-world.yaml"
    (folder / "scenarios/validation/small-world.yaml").write_text(world.read_text())
    files = {}
    for kind, design in DESIGNS.items():
        text = HEAD.replace("name: small\n", f"name: {kind.replace('_', '-')}\n") + f"design: {design}\n"
        if kind == "one_at_a_time":
            for span in ("from: 50 %, to: 100 %", "from: 50 %, to: 90 %"):
                text = text.replace(span, "values: [70 %]")
        files[kind] = folder / f"{kind}.yaml"
        files[kind].write_text(text)
        with pytest.MonkeyPatch.context() as patch:
            words = ["run_scenarios.py", "sweep", str(files[kind]), "--out", str(folder / "results")]
            patch.setattr(sys, "argv", words)
            assert main() == 0
    return files


@pytest.fixture
def call(monkeypatch, capsys, swept):
    """Calls the command on a sweep's file; exit code, standard output, standard error."""

    def called(kind, *arguments):
        where = (swept[kind], "--out", swept[kind].parent / "results") if kind in swept else (kind,)
        monkeypatch.setattr(sys, "argv", ["run_scenarios.py", "sensitivity", *map(str, (*where, *arguments))])
        code = main()
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


def folder_of(swept, kind):
    [found] = (swept[kind].parent / "results/sweeps").glob(f"{kind.replace('_', '-')}-*")
    return found


def rows_of(path):
    return list(csv.DictReader(path.read_text().splitlines()))


def test_a_saltelli_design_gives_the_indices_of_every_figure(call, swept):
    code, said, err = call("saltelli")
    assert code == 0
    assert "What headroom_mw@FY2027 depends on: Sobol indices" in said
    assert "What live_mw@FY2026 depends on" in said
    assert "20 design points of 4 replications on the same draws; ± half a 95 % interval (jackknife, n = 4" in said
    folder = folder_of(swept, "saltelli")
    rows = rows_of(folder / "sobol-headroom-mw-FY2027.csv")
    assert [row["key"].split(".")[-1] for row in rows] == ["share", "loi_converts", "it_life"]
    assert {row["folder"] for row in rows} == {folder.name}
    assert (rows[2]["total"], rows[2]["total_half_width"]) == ("0", "0"), "the life of IT moves no headroom"
    assert re.search(r"uncertainty: Life of IT +0\.00 no variation +0\.00 no variation", said)
    for name in ("sobol-headroom-mw-FY2027.png", "sobol-live-mw-FY2026.svg"):
        assert (folder / "figures" / name).exists()
        assert name in err


def test_a_morris_design_gives_effects_and_a_folder_says_the_same_as_its_file(call, swept):
    folder = folder_of(swept, "morris")
    code, said, _ = call("morris", "--metric", "headroom_mw@FY2027")
    assert code == 0
    assert "elementary effects in MW" in said
    assert "live_mw" not in said
    assert call(folder, "--metric", "headroom_mw@FY2027")[1] == said
    rows = rows_of(folder / "morris-headroom-mw-FY2027.csv")
    stored = StoredSweep.load(folder)
    means = stored.values("headroom_mw@FY2027").mean(axis=1)
    settings = stored.points
    for row in rows:
        effects = []
        for place, (one, other) in enumerate(pairwise(settings)):
            moved = [key for key in one if one[key] != other[key]]
            if (place + 1) % 4 and moved == [row["key"]]:
                rises = settings_of(other[row["key"]]) > settings_of(one[row["key"]])
                effects.append((means[place + 1] - means[place]) * (1 if rises else -1) / (2 / 3))
        assert float(row["mu"]) == pytest.approx(sum(effects) / 3)
        assert float(row["mu_star"]) == pytest.approx(sum(map(abs, effects)) / 3)


def settings_of(text):
    return float(text.split()[0])


def test_what_is_found_is_sealed_with_the_sweep(call, swept):
    assert call("saltelli", "--metric", "live_mw@FY2026")[0] == 0
    (folder,) = (swept["saltelli"].parent / "results" / "sweeps").glob("saltelli-*")
    assert list(faults_of_folder(folder)) == []
    table = next(folder.glob("sobol-*.csv"))
    whole = table.read_bytes()
    table.write_bytes(whole.replace(b"0", b"1", 1))
    assert list(faults_of_folder(folder)) == [f"{table} is not what was written"]
    assert call("saltelli")[0] == 2, "what was altered is not built on"
    table.write_bytes(whole)
    assert call("saltelli")[0] == 0


def test_a_sweep_of_such_a_design_says_what_to_do_next(swept):
    assert not (folder_of(swept, "morris") / "figures/scatter-headroom-mw-FY2027.png").exists()


def test_values_are_those_of_the_sweeps_own_table(swept):
    for kind in DESIGNS:
        folder = folder_of(swept, kind)
        stored = StoredSweep.load(folder)
        table = [row["mean"] for row in pq.read_table(folder / "sweep.parquet").to_pylist()
                 if row["metric"] == "live_mw@FY2026"]  # fmt: skip
        assert list(stored.values("live_mw@FY2026").mean(axis=1)) == pytest.approx(table)


@pytest.mark.parametrize("kind", ["latin_hypercube", "saltelli"])
def test_futures_are_told_with_their_box(call, swept, kind):
    folder = folder_of(swept, kind)
    means = sorted(StoredSweep.load(folder).values("live_mw@FY2026").mean(axis=1))
    condition = f"live_mw@FY2026 > {means[len(means) // 2]:.1f} MW"
    code, said, _ = call(kind, "--where", condition, "--boxes", 2)
    assert code == 0
    points = 16 if kind == "latin_hypercube" else 8
    assert f"of {points} design points by their mean" in said
    if kind == "saltelli":
        return
    assert re.search(r"box 1: coverage \d+ % of all such futures, density \d+ % of its \d+ design points", said)
    assert re.search(r"\nuncertainty: LOIs that convert +≥ \d+\.\d+ % +0\.\d{3}\n", said)
    [table] = folder.glob("boxes-live-mw-FY2026-above-*-MW.csv")
    [row] = rows_of(table)
    assert (row["condition"], row["key"], row["folder"]) == (condition, "pipelines[leasing].loi_converts", folder.name)
    assert float(row["coverage"]) > 0.7 < float(row["density"])
    way = rows_of(table.with_stem(f"{table.stem}-way"))
    assert (way[0]["coverage"], way[0]["design_points"]) == ("1", "16")
    assert table.with_suffix(".txt").read_text() in said
    assert (folder / "figures" / f"{table.stem}-1.svg").exists()


def test_a_condition_that_none_or_all_meet_has_no_box(call):
    assert "no box: no design point meets it" in call("latin_hypercube", "--where", "live_mw@FY2026 < 1 MW")[1]
    assert "no box: every design point meets it" in call("latin_hypercube", "--where", "live_mw@FY2026 > 1 MW")[1]


@pytest.mark.parametrize(("kind", "asked", "said"), [
    ("saltelli", ("--metric", "headrom_mw@FY2027"), "did you mean headroom_mw@FY2027?"),
    ("latin_hypercube", (), "a latin_hypercube design tells no indices: sweep with `saltelli` or `morris`; or find"),
    ("one_at_a_time", (), "a one_at_a_time design tells no indices: sweep with `saltelli` or `morris`"),
    ("one_at_a_time", ("--where", "live_mw@FY2026 < 1 GW"), "do not fill the space of the keys"),
    ("saltelli", ("--where", "live_mw@FY2026 ~ 1 GW"), "is no condition"),
    ("saltelli", ("--where", "live_mw@FY2026 < 1"), "has no unit"),
    ("saltelli", ("--where", "live_mw@FY2027 < 1 GW"), "the sweep reads off headroom_mw@FY2027, live_mw@FY2026"),
    ("saltelli", ("--where", "live_mw@FY2026 < 1 GW", "--metric", "live_mw@FY2026"), "leave --metric out"),
    ("saltelli", ("-n", "5"), "is not finished in"),
])  # fmt: skip
def test_what_tells_nothing_is_refused_in_words(call, kind, asked, said):
    code, _, wrong = call(kind, *asked)
    assert code == 2
    assert said in " ".join(wrong.split())
    assert "Traceback" not in wrong


def test_a_folder_takes_no_settings_and_a_run_is_no_sweep(call, swept, tmp_path):
    assert "a folder is one sweep as it ran" in call(folder_of(swept, "saltelli"), "-n", "5")[2]
    manifest.seal(tmp_path, {"run": {}})
    assert "this is a run and no sweep" in call(tmp_path)[2]
    assert call(ROOT / "docs")[0] == 2


def test_values_that_are_gone_are_told_with_what_to_do(call, swept):
    folder = folder_of(swept, "morris")
    kept = folder.parent / POINTS / json.loads((folder / "manifest.json").read_text())["sweep"]["kept"][0]
    held = kept.read_bytes()
    kept.unlink()
    try:
        code, _, wrong = call("morris")
        assert code == 2
        assert "`sweep --again` on its file makes them anew" in " ".join(wrong.split())
    finally:
        kept.write_bytes(held)
    assert call("morris")[0] == 0


@pytest.mark.parametrize("name", ["small-screening", "small-indices", "thirty-uncertainties"])
def test_the_shipped_files_are_designs_that_the_command_tells_of(name):
    from sim.scenario.load import load_sweep

    sweep = load_sweep(SWEEPS / f"{name}.yaml").scenario
    assert sweep.design.kind in ("saltelli", "morris")
    if name == "thirty-uncertainties":
        assert (len(sweep.uncertainties), len(sweep.levers)) == (30, 0)
        assert sweep.design.count * (30 + 2) == 32_768
        assert sweep.replications == 20


def test_a_figure_without_values_does_not_stop_the_others(call, swept, monkeypatch):
    known = StoredSweep.values

    def lacking(self, metric):
        values = known(self, metric)
        return np.full_like(values, np.nan) if metric.startswith("headroom") else values

    monkeypatch.setattr(StoredSweep, "values", lacking)
    code, said, err = call("morris")
    assert code == 2
    assert "headroom_mw@FY2027 has no value in" in err
    assert "What moves live_mw@FY2026" in said
