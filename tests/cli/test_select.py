"""`select`: what is chosen, when the others went, and what is kept for whoever asks next."""

import csv
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sim.runs import points_file
from sim.runs.figure_values import FigureValues
from sim.runs.verify import faults_of_folder

ROOT = Path(__file__).parents[2]
SMALL_WORLD = ROOT / "scenarios/validation/small-world.yaml"
FIGURE = "partner_at_operator_mw@FY2027"
FIRST_TWO = ("world-4", "world-8")
ASKED = ("--metric", FIGURE, "--indifference", "1MW")
SWEEP = """
schema: 1
name: reserves
title: Which reserve
scenario: world-4.yaml
replications: 20
levers: [{key: operator.reserve, label: Reserve, values: [4 %, 8 %, 12 %]}]
metrics: [live_mw@FY2026, partner_at_operator_mw@FY2027]
"""


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    """The small world with three reserves, a sweep of the same, and one with another seed."""
    folder = tmp_path_factory.mktemp("worlds")
    text = SMALL_WORLD.read_text()
    for reserve in (4, 8, 12):
        named = text.replace("name: small-world", f"name: world-{reserve}")
        (folder / f"world-{reserve}.yaml").write_text(named.replace("reserve: 5 %", f"reserve: {reserve} %"))
    other = text.replace("name: small-world", "name: other")
    (folder / "other-seed.yaml").write_text(other.replace("seed: 417", "seed: 418"))
    ends_sooner = other.replace("last_day: 2027-12-31, fiscal", "last_day: 2027-06-30, fiscal")
    (folder / "other-end.yaml").write_text(ends_sooner)
    (folder / "reserves.yaml").write_text(SWEEP)
    return folder


@pytest.fixture
def select(call, tmp_path, worlds):
    """Selects among files of the worlds; exit code, standard output, standard error."""

    def called(*arguments: object, files: tuple = ("world-4", "world-8", "world-12"), out: str = "out"):
        return call("select", *(worlds / f"{file}.yaml" for file in files), *arguments, "--out", tmp_path / out)

    return called


def record(out: Path, begins: str = "") -> dict[str, dict[str, str]]:
    """Rows of the one selection in a folder of results whose name begins so, by scenario."""
    [path] = (out / "selections").glob(f"{begins}*/selection.csv")
    return {row["scenario"]: row for row in csv.DictReader(path.open())}


def stamps(out: Path) -> dict[Path, int]:
    """The whole chunks that are kept, and when each was written."""
    return {path: path.stat().st_mtime_ns for path in (out / "cache").rglob("[!.]*-64.parquet")}


def test_it_says_what_is_chosen_when_the_others_went_and_what_is_guaranteed(select, tmp_path):
    code, said, wrong = select(*ASKED)
    assert code == 0
    rows = record(tmp_path / "out")
    assert [row["outcome"] for row in rows.values()] == ["chosen", "eliminated", "eliminated"]
    assert next(iter(rows)) == "world-4", "the least reserve leaves the partner the most"
    n = rows["world-4"]["decided_at"]
    told = r"\d+ MW ± \d+ MW \(95 %, n = "
    assert re.search(rf"chosen at {n} +world-4 +{told}{n}\)\n", said)
    gone = rows["world-12"]["decided_at"]
    less = r"−[\d.]+ MW ± [\d.]+ MW \(95 %"
    assert re.search(rf"eliminated at {gone}, by world-\d +world-12 +{told}{gone}\) +{less}", said)
    assert "at least 1MW above all others" in said
    assert "probability of at least 95 %. It assumes normal values" in said
    [folder] = (tmp_path / "out/selections").iterdir()
    assert (folder / "selection.txt").read_text() == said
    assert {row["folder"] for row in rows.values()} == {folder.name}
    assert list(faults_of_folder(folder)) == []
    assert f"{folder}: selection.txt, selection.csv" in wrong


def test_what_is_let_go_gets_no_more_chunks(select, tmp_path):
    assert select(*ASKED[:2], "--indifference", "300kW", "-n", 512)[0] in (0, 5)
    rows = record(tmp_path / "out")
    chunks = len([path for path in (tmp_path / "out/cache").rglob("*-64.parquet") if "tranches" not in path.name])
    assert chunks == sum(-(-int(row["decided_at"]) // 64) for row in rows.values())
    assert len({row["decided_at"] for row in rows.values()}) > 1


def test_the_least_is_the_most_with_its_sign_changed(select, tmp_path):
    assert select(*ASKED, "--least")[0] == 0
    rows = record(tmp_path / "out")
    assert next(iter(rows)) == "world-12"
    assert all(float(row["difference_mean"]) > 0 for row in [*rows.values()][1:])


def test_where_the_cap_comes_first_nothing_is_decided_and_all_is_kept(select, tmp_path):
    code, said, wrong = select(*ASKED[:2], "--indifference", "10kW", "-n", 70)
    assert code == 5
    assert "leading at 70" in said
    assert "not decided at 70" in said
    assert "nothing is guaranteed" in said
    assert "Guarantee" not in said
    assert re.search(r"not decided: 3 of 3 are left; .* are kept; --replications [\d,]+ decides at the latest", wrong)
    before = stamps(tmp_path / "out")
    assert select(*ASKED)[0] == 0
    assert before.items() <= stamps(tmp_path / "out").items()
    assert select(*ASKED, out="other")[0] == 0
    texts = [path.read_text() for out in ("out", "other") for path in (tmp_path / out).rglob("selection.csv")]
    assert len(texts) == 3
    assert texts.count(texts[-1]) == 2, "the same as of a folder that held nothing"


def test_workers_change_nothing_nor_does_what_is_stored(select, tmp_path):
    texts = []
    for jobs, out in ((1, "one"), (2, "two"), (2, "two")):
        select(*ASKED, "--jobs", jobs, out=out)
        [path] = (tmp_path / out).rglob("selection.csv")
        texts.append(path.read_bytes())
    assert len(set(texts)) == 1


def test_what_is_killed_goes_on_where_it_was_and_comes_to_the_same(select, tmp_path, worlds):
    files = [str(worlds / f"world-{reserve}.yaml") for reserve in (4, 8, 12)]
    out = tmp_path / "killed"
    command = [sys.executable, "run_scenarios.py", "select", *files, *ASKED, "--jobs", "1", "--out", str(out)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while not list((out / "cache").rglob("[!.]*-64.parquet")) and time.monotonic() < deadline:
        time.sleep(0.005)
    os.kill(child.pid, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    before = stamps(out)
    assert before
    assert not list(out.glob("selections/*"))
    assert select(*ASKED, out="killed")[0] == 0
    assert before.items() <= stamps(out).items()
    assert select(*ASKED, out="other")[0] == 0
    ours, theirs = (next((tmp_path / each).rglob("selection.csv")) for each in ("killed", "other"))
    assert ours.read_bytes() == theirs.read_bytes()
    assert not list((out / "runs").iterdir()), "no draft is left"


def test_design_points_of_a_sweep_are_selected_from_and_kept_as_its_own(select, tmp_path):
    code, said, _ = select(*ASKED, files=("reserves",))
    assert code == 0
    rows = record(tmp_path / "out")
    assert next(iter(rows)) == "design point 1 (Reserve 4 %)"
    assert "by design point 1" in said
    files = [*(tmp_path / "out/sweeps/points").glob("*.parquet")]
    in_chunks = sorted(-(-int(row["decided_at"]) // 64) * 64 for row in rows.values())
    assert sorted(map(points_file.stored, files)) == in_chunks
    assert points_file.read(files[0])[0] == ["live_mw@FY2026", FIGURE]
    assert select(*ASKED)[0] == 0
    of_files = record(tmp_path / "out", "world-4")
    for point, file in zip(("1 (Reserve 4 %)", "2 (Reserve 8 %)", "3 (Reserve 12 %)"), (4, 8, 12), strict=True):
        ours, theirs = rows[f"design point {point}"], of_files[f"world-{file}"]
        assert [ours[key] for key in ("outcome", "decided_at", "mean")] == [
            theirs[key] for key in ("outcome", "decided_at", "mean")]  # fmt: skip


def test_ocba_tells_an_estimate_and_calls_it_none_but_that(select, tmp_path):
    code, said, _ = select(*ASKED, "--method", "ocba")
    assert code == 0
    assert "An estimate and no guarantee: world-4 is the best" in said
    assert "Guarantee" not in said
    assert {row["outcome"] for row in record(tmp_path / "out").values()} == {"chosen", "not chosen"}
    near = ("--method", "ocba", "--probability", "99.99%", "-n", 66, "--seed", 5)
    code, said, wrong = select(*ASKED[:3], "1kW", *near, files=("world-4", "other-seed"))
    assert code == 5
    assert "leading at 66" in said
    assert re.search(r"not decided: the chance is about \d\d\.\d\d %, not 99.99 %", wrong)


def test_a_figure_without_meaning_in_a_replication_is_refused_with_the_replication(select, monkeypatch, tmp_path):
    grow = FigureValues.grow

    def unknown_at_3(self, n):
        grow(self, n)
        self.values[0, 3] = np.nan

    monkeypatch.setattr(FigureValues, "grow", unknown_at_3)
    code, said, wrong = select(*ASKED)
    assert (code, said) == (2, "")
    assert f"world-4: {FIGURE} has no value in 1 of 64 replications" in wrong


def test_uncertainties_are_said_to_be_no_choice(select, worlds):
    (worlds / "futures.yaml").write_text(SWEEP.replace("levers", "uncertainties"))
    code, _, wrong = select(*ASKED, files=("futures",))
    assert code == 0
    assert "reserves moves uncertainties too (Reserve), which nature picks" in wrong


@pytest.mark.parametrize(("files", "asked", "said"), [
    (FIRST_TWO, ("--metric", "live_wm", "--indifference", "1MW"), "did you mean live_mw?"),
    (FIRST_TWO, ("--metric", "live_mw@FY2060", "--indifference", "1MW"), "no whole fiscal year FY2060"),
    (("reserves",), ("--metric", "live_mw@FY2060", "--indifference", "1MW"), "design point 1 (Reserve 4 %): the"),
    (FIRST_TWO, ("--metric", "live_mw", "--indifference", "1MB"), "did you mean MW?"),
    (FIRST_TWO, ("--metric", "live_mw", "--indifference", "2%"), "'%' is no unit of a power"),
    (FIRST_TWO, ("--metric", "live_mw", "--indifference", "0MW"), "an indifference zone lies above zero"),
    (FIRST_TWO, (*ASKED, "--probability", "0.95"), "has no unit"),
    (FIRST_TWO, (*ASKED, "--probability", "100%"), "at most 99.99 %"),
    (FIRST_TWO, (*ASKED, "--probability", "50%"), "lots drawn among 2"),
    (FIRST_TWO, (*ASKED, "-n", "60"), "less than the first stage, 64"),
    (FIRST_TWO, (*ASKED, "--first-stage", "5"), "5 is not in the range"),
    (("world-4",), ASKED, "1 to select from: name 2 to 1,000"),
    (("world-4", "world-4"), ASKED, "is named twice"),
    (("world-4", "other-seed"), ASKED, "world-4 and other are not paired: seed (417 and 418) differ"),
    (("world-4", "other-end"), ("--metric", "live_mw@FY2026", "--indifference", "1MW"), "horizon end (2028-01-01 and"),
    (("reserves", "reserves"), ASKED, "are both sweeps"),
    (("reserves",), (*ASKED, "--with", "a"), "leave one out"),
])  # fmt: skip
def test_what_cannot_be_asked_for_is_told_before_anything_runs(select, tmp_path, files, asked, said):
    code, out, wrong = select(*asked, files=files)
    assert (code, out) == (2, "")
    assert said in " ".join(wrong.split())
    assert not list(tmp_path.glob("out/**/*.parquet"))


def test_one_seed_given_to_all_pairs_them(select):
    assert select(*ASKED, "--seed", 5, files=("world-4", "other-seed"))[0] == 0
