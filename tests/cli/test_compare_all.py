"""`compare --all`: differences of figures by every replication, as if their values had all been kept."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from sim.policy import python
from sim.runs import identity, manifest, series_file, store
from sim.runs.replicate import Workers
from sim.scenario.load import load
from sim.scenario.resolved import resolved_yaml
from sim.statistics import said as of_runs
from sim.statistics.all_pairs import AllPairs
from sim.statistics.summary import Summary
from sim.world.model import build

VALIDATION = Path(__file__).parents[2] / "scenarios/validation"
SMALL_WORLD = VALIDATION / "small-world.yaml"
KEPT, CHUNK, ALL = 8, 4, 16
AGAIN = "replications once more"
CLOSE = {"rel": 1e-6, "abs": 1e-9}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with the small world and one of a larger reserve, and a run of each, of which the first are kept."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copy(SMALL_WORLD, folder)
    text = SMALL_WORLD.read_text().replace("name: small-world", "name: tighter")
    (folder / "tighter.yaml").write_text(text.replace("reserve: 5 %", "reserve: 9 %"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "EXACT", KEPT)
        patch.setattr(series_file, "CHUNK", CHUNK)
        for path in folder.glob("*.yaml"):
            loaded = load(path, overrides=[f"replications={ALL}"])
            order = store.Order(build(loaded.scenario), resolved_yaml(loaded.tree), ALL, Workers("simpy", 1))
            store.run(order, folder / "out/runs", Summary)
    return folder


@pytest.fixture(autouse=True)
def _few_are_kept(monkeypatch):
    monkeypatch.setattr(store, "EXACT", KEPT)
    monkeypatch.setattr(series_file, "CHUNK", CHUNK)
    monkeypatch.setattr("sim.cli.comparing.draw_runs", lambda runs, folder: [])
    before = [*python.FOLDERS]
    yield
    python.FOLDERS[:] = before


@pytest.fixture
def tighter(made):
    """The file of the small world with a larger reserve."""
    return made / "tighter.yaml"


@pytest.fixture
def compare(call, tmp_path):
    """Compares by one worker of the SimPy engine, into a folder."""

    def called(*arguments, out="out"):
        return call("compare", *arguments, "--engine", "simpy", "--jobs", 1, "--out", tmp_path / out)

    return called


@pytest.fixture
def stored(made, tmp_path):
    """The folders of both runs, in a folder of results of their own."""
    shutil.copytree(made / "out", tmp_path / "out")
    return [next((tmp_path / "out/runs").glob(f"{name}-*")) for name in ("small-world", "tighter")]


def comparison(out):
    (folder,) = (out / "comparisons").iterdir()
    return folder


def lines(out):
    with (comparison(out) / "comparison.csv").open() as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text else float("nan")


def test_it_says_what_all_values_would(compare, tighter, stored, tmp_path, monkeypatch):
    code, said, told = compare(SMALL_WORLD, tighter, "-n", ALL, "--all")
    assert code == 0
    assert all(f"already there, {run.name}" in told for run in stored)
    assert f"simulating {2 * (ALL - KEPT)} {AGAIN}" in told
    assert f"tighter less small-world, on the same draws, n = {ALL} (in months the first {KEPT})" in said
    found = lines(tmp_path / "out")
    monkeypatch.setattr(store, "EXACT", 64)
    code, said, told = compare(SMALL_WORLD, tighter, "-n", ALL, "--all", out="kept")
    assert (code, AGAIN in told) == (0, False)
    assert f"on the same draws, n = {ALL}\n" in said
    expected = lines(tmp_path / "kept")
    assert len(found) == len(expected) > 100
    for ours, theirs in zip(found, expected, strict=True):
        assert [ours[name] for name in ("figure", "run", "n", "clear")] == [
            theirs[name] for name in ("figure", "run", "n", "clear")]  # fmt: skip
        for name in ("mean", "half_width", "difference_mean", "difference_half_width", "covariance", "correlation",
                     "variance_ratio", "difference_p", "difference_p_holm"):  # fmt: skip
            assert number(ours[name]) == pytest.approx(number(theirs[name]), nan_ok=True, **CLOSE), (ours, name)
    assert f"exact sums of all {ALL} pairs" in found[1]["method"]
    assert "exact sums" not in expected[1]["method"]


def test_what_was_added_up_is_used_again_and_needed_by_the_comparison(call, compare, stored, tmp_path):
    assert AGAIN in compare(*stored, "--all")[2]
    folder = comparison(tmp_path / "out")
    (key,) = json.loads((folder / "manifest.json").read_text())["pair_sums"]
    path = tmp_path / "out/cache" / key[:2] / f"{key}.sums"
    before = path.read_bytes(), (folder / "comparison.csv").read_bytes()
    assert "dropped 0 files" in call("results", "gc", "--out", tmp_path / "out")[1]
    code, _, told = compare(*stored, "--all")
    assert (code, AGAIN in told) == (0, False)
    assert (path.read_bytes(), (folder / "comparison.csv").read_bytes()) == before
    assert call("results", "verify", "--out", tmp_path / "out")[0] == 0
    shutil.rmtree(folder)
    assert "dropped 1 files" in call("results", "gc", "--out", tmp_path / "out")[1]
    assert not path.exists()


def test_more_replications_simulate_only_the_others(compare, tighter, stored, tmp_path):
    assert compare(*stored, "--all")[0] == 0
    code, _, told = compare(SMALL_WORLD, tighter, "-n", ALL + 6, "--all")
    assert code == 0
    assert f"simulating {2 * 6} {AGAIN}" in told


def test_where_every_value_is_at_hand_it_is_the_comparison_as_ever(compare, tighter, tmp_path):
    assert compare(SMALL_WORLD, tighter, "-n", KEPT)[0] == 0
    folder = comparison(tmp_path / "out")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    code, _, told = compare(SMALL_WORLD, tighter, "-n", KEPT, "--all")
    assert (code, AGAIN in told) == (0, False)
    changed = {path.name for path in folder.iterdir() if path.read_bytes() != before[path.name]}
    assert changed == set()
    assert not list((tmp_path / "out/cache").rglob("*.sums"))


@pytest.mark.parametrize("n", [KEPT, ALL + 1])
def test_runs_of_unlike_numbers_are_not_compared(call, compare, stored, tmp_path, n):
    """Of both the same replications are at hand, and more were simulated of one."""
    assert call("run", SMALL_WORLD, "-n", n, "--no-figures", "--engine", "simpy", "--jobs", 1,
                "--out", tmp_path / "out")[0] == 0  # fmt: skip
    (other,) = set((tmp_path / "out/runs").glob("small-world-*")) - {*stored}
    code, _, told = compare(other, stored[1], "--all")
    assert code == 0
    assert "not compared, for the runs do not share their draws" in told
    assert f"replications ((0, {n}) and (0, {ALL})) differ" in told
    assert not list((tmp_path / "out").glob("comparisons/*"))


def test_a_run_of_another_version_is_refused(compare, stored, monkeypatch, tmp_path):
    monkeypatch.setattr(identity, "sources_hash", lambda: "another")
    code, said, told = compare(*stored, "--all")
    assert (code, said) == (2, "")
    assert f"--all: {stored[0].name}: the program, or a policy of the scenario, is another" in " ".join(told.split())
    assert not list((tmp_path / "out").glob("comparisons/*"))


def test_a_run_that_cannot_be_built_is_refused_with_its_problems(compare, stored):
    made = manifest.read(stored[1])
    (stored[1] / manifest.SCENARIO).write_text("schema: 1\nnmae: x\n")
    manifest.seal(stored[1], {key: told for key, told in made.items() if key not in manifest.OWN})
    code, _, told = compare(*stored, "--all")
    assert code == 3
    assert "nmae" in told
    assert "Traceback" not in told


def test_a_replication_that_cannot_be_run_ends_with_4_and_in_words(compare, stored, monkeypatch):
    def broken(self, tell):
        raise ArithmeticError("replication 11 broke")

    monkeypatch.setattr(AllPairs, "add_up", broken)
    code, _, told = compare(*stored, "--all")
    assert code == 4
    assert "--all: replication 11 broke" in told


def test_a_figure_that_is_more_than_is_added_up_ends_with_4_and_in_words(call, compare, stored, tmp_path, monkeypatch):
    monkeypatch.setattr(of_runs, "FARTHEST", 1)
    for code, _, told in (call("run", SMALL_WORLD, "-n", ALL, "--engine", "simpy", "--jobs", 1, "--no-figures",
                               "--out", tmp_path / "run"), compare(*stored, "--all")):  # fmt: skip
        assert code == 4
        assert "more than is added up" in told


def test_two_logs_have_no_pairs(compare, tighter):
    code, _, told = compare(SMALL_WORLD, tighter, "--all", "--first-difference")
    assert code == 2
    assert "--first-difference is about two logs, --all about all replications" in " ".join(told.split())


def test_runs_with_policies_of_their_own_need_no_files_but_theirs(call, compare, tmp_path):
    place = tmp_path / "scenarios"
    shutil.copytree(VALIDATION, place)
    files = [place / "own-policy.yaml", place / "small-world.yaml"]
    assert call("run", *files, "-n", ALL, "--no-figures", "--engine", "simpy", "--jobs", 1,
                "--out", tmp_path / "out")[0] == 0  # fmt: skip
    shutil.rmtree(place)
    code, said, _ = compare(*sorted((tmp_path / "out/runs").glob("*-*")), "--all")
    assert code == 0
    assert f"small-world less own-policy, on the same draws, n = {ALL}" in said
