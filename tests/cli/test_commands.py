"""The command line as a user meets it: exit codes, words, and what is left in results/."""

import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.runs import manifest
from sim.scenario.load import load
from sim.scenario.resolved import resolved_yaml
from tests.interrupting import hearing_ctrl_c

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "scenarios/validation/worked-example.yaml"


def test_run_leaves_what_the_readme_of_results_lists(call, example, tmp_path):
    out = tmp_path / "out"
    code, said, _ = call("run", example, "-n", 3, "--engine", "simpy", "--out", out, "--jobs", 1)
    assert code == 0
    assert "(1) Live GW" in said
    assert "(9) Told apart" not in said  # nothing to compare with
    (folder,) = (out / "runs").iterdir()
    names = {path.name for path in folder.iterdir()}
    assert {"manifest.json", "scenario.yaml", "summary.csv", "curves.parquet", "events.parquet", "figures"} <= names
    assert "</html>" in (out / "index.html").read_text()
    assert {path.suffix for path in (folder / "figures").iterdir()} == {".png", ".svg", ".json"}
    assert said.splitlines()[-1].endswith("summary.csv")


def test_run_without_files_prints_one_screen_that_names_the_complete_table(call, example, tmp_path, monkeypatch):
    studies, out = tmp_path / "scenarios", tmp_path / "out"
    studies.mkdir()
    text = example.read_text()
    for name in ("baseline", "other", "third"):
        (studies / f"{name}.yaml").write_text(text.replace("name: worked-example", f"name: {name}", 1))
    monkeypatch.setattr("sim.cli.studies.SCENARIOS", studies)
    code, said, _ = call("run", "-n", 3, "--engine", "simpy", "--out", out, "--no-figures", "--jobs", 1)
    assert code == 0
    (folder,) = (out / "comparisons").iterdir()
    assert said.replace(str(folder / "table.txt"), "table.txt") == (folder / "screen.txt").read_text()
    lines = said.splitlines()
    assert len(lines) <= 55
    assert lines[1].split() == ["baseline", "other", "third"]
    assert lines[-1] == f"All rows, all years: {folder / 'table.txt'}"
    assert "(9) What would tell it apart" in (folder / "table.txt").read_text()
    assert {path.name for path in folder.iterdir()} == {
        "comparison.csv", "differences.csv", "differences.txt", "table.txt", "screen.txt", "manifest.json",
    }  # fmt: skip


def test_an_invalid_scenario_ends_with_3_and_every_problem_at_its_place(call, example, tmp_path):
    text = example.read_text().replace("reserve:", "resreve:", 1).replace("MW", "XW", 1)
    example.write_text(text)
    code, _, said = call("run", example, "--out", tmp_path / "out")
    assert code == 3
    assert len([line for line in said.splitlines() if line.startswith(str(example))]) >= 2
    assert not (tmp_path / "out").exists()


def test_no_study_runs_where_one_of_them_is_invalid(call, example, tmp_path):
    broken = example.with_name("broken.yaml")
    broken.write_text(example.read_text().replace("schema: 1", "schema: 2"))
    code, _, said = call("run", example, broken, "--out", tmp_path / "out")
    assert code == 3
    assert "broken.yaml" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("wrong", [("rnu",), ("run", "--replications", "0"), ("compare",), ("plot", "nowhere"),
                                   ("run", "nowhere.yaml", "--set", "no-equals")])
def test_wrong_usage_ends_with_2_or_3_and_in_words(call, wrong):
    code, _, said = call(*wrong)
    assert code in (2, 3)
    assert said
    assert "Traceback" not in said


def test_a_wrong_command_is_answered_with_the_nearest_one(call):
    assert "did you mean `run`?" in call("rnu")[2]


def test_a_sweep_is_checked_as_a_sweep_and_not_run_as_a_scenario(call):
    sweep = ROOT / "scenarios/sweeps/churn-by-conversion.yaml"
    assert "6 design points are valid" in call("validate", sweep)[1]
    code, _, said = call("run", sweep)
    assert code == 2
    assert "is a sweep" in said


SWEEP = """schema: 1
name: small
title: Reserves and servers
scenario: example.yaml
replications: 4
levers: [{key: operator.reserve, values: [5 %, 10 %]}]
uncertainties: [{key: costs.it_life, values: [5 years, 6 years]}]
metrics: [live_mw]
"""


@pytest.fixture
def language(tmp_path, monkeypatch):
    """Scenarios with variants, well and badly named; sweeps, and what a sweep is not."""
    shutil.copy(EXAMPLE, tmp_path / "base.yaml")
    sweep = ("schema: 1\nname: s\ntitle: t\nscenario: {}.yaml\nreplications: 2\nmetrics: [live_mw@FY2025]\n"
             "levers: [{{key: operator.reserve, values: [5 %, 6 %]}}]\n")  # fmt: skip
    texts = {
        "two": "schema: 1\nextends: base.yaml\nname: two\nvariants: {more: {operator: {reserve: 8 %}}}\n",
        "named": "schema: 1\nextends: base.yaml\nvariants: {Three: {title: t}}\n",
        "long": f"schema: 1\nextends: base.yaml\nname: {'x' * 60}\nvariants: {{more: {{title: t}}}}\n",
        "s": sweep.format("base"), "of-sweep": sweep.format("s"),
        "extending": sweep.format("s") + "extends: base.yaml\n",
        "varied": sweep.format("base") + "variants: {more: {title: t}}\n",
    }  # fmt: skip
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)


TOLD = [
    ("validate s.yaml --with nosuch", 2, "s.yaml is a sweep, and --with names variants of a scenario"),
    ("validate s.yaml --sources", 2, "s.yaml is a sweep, and --sources lists numbers of a scenario"),
    ("validate two.yaml -n 5 -n 6", 2, "--replications is given 2 times (5, 6)"),
    ("run two.yaml --seed 1 --seed 1", 2, "--seed is given 2 times (1, 1)"),
    ("sweep s.yaml --dry-run -n 5 -n 6", 2, "--replications is given 2 times (5, 6)"),
    ("validate two.yaml -n 5 --set replications=6", 3, "--set:1:1: 'replications' is set twice"),
    ("validate two.yaml --explain operator.no --explain seeed", 3, "there is no key 'seeed'"),
    ("validate named.yaml", 3, "named.yaml:3:12: 'Three' names no variant"),
    ("validate named.yaml --with Three", 3, "named.yaml:3:12: 'Three' names no variant"),
    ("validate two.yaml --with more --with more", 2, "the variant `more` of two.yaml is named twice"),
    ("validate two.yaml two.yaml", 2, "two.yaml is named twice"),
    ("validate two.yaml --with moer", 3, "two.yaml:4:11: there is no variant 'moer'"),
    ("validate long.yaml", 3, f"long.yaml:4:12: '{'x' * 59}…': a name is of lower-case letters"),
    ("validate of-sweep.yaml", 3, "of-sweep.yaml:4:11: 's.yaml' is a sweep itself"),
    ("validate extending.yaml", 3, "extending.yaml:8:10: this is a scenario, which a sweep does not extend"),
    ("validate varied.yaml", 3, "varied.yaml:8:1: a sweep has no variants"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "code", "said"), TOLD, ids=[command for command, _, _ in TOLD])
def test_only_what_is_wrong_is_told(call, language, command, code, said):
    ended, _, told = call(*command.split())
    assert ended == code
    assert said in told
    assert "--set:1:6" not in told
    assert told.count(".yaml:") + told.count("--set:") <= 1


def test_options_that_stand_for_settings_are_explained_under_their_own_names(call, language):
    asked = [word for key in ("seed", "replications", "name", "operator.reserve") for word in ("--explain", key)]
    code, said, _ = call("validate", "two.yaml", "--with", "more", "--seed", 3, "-n", 5, *asked)
    assert code == 0
    assert [line for line in said.splitlines() if line.startswith("  from")] == [
        "  from --seed:1:6", "  from --replications:1:14", "  from two.yaml:4:12", "  from two.yaml:4:39",
    ]  # fmt: skip
    assert "  from --seed:1:6\n" in call("validate", "s.yaml", "--seed", 3, "--explain", "seed")[1]


def test_a_dry_run_shows_design_points_and_what_they_cost_and_runs_nothing(call, example, tmp_path, monkeypatch):
    (tmp_path / "small.yaml").write_text(SWEEP)
    arguments = ("sweep", tmp_path / "small.yaml", "--out", tmp_path / "out", "--engine", "simpy", "--jobs", 1)
    code, said, _ = call(*arguments, "--dry-run")
    assert code == 0
    assert "design point 3\n  levers: operator.reserve = 10 %\n  uncertainties: costs.it_life = 5 years\n" in said
    assert "4 design points × 4 replications = 16 replications\n" in said
    assert "stored, and used again: 0 design points, 0 replications\n" in said
    assert "by 6 replications timed now" in said
    assert not (tmp_path / "out").exists()
    assert call(*arguments)[0] == 0
    said = call(*arguments, "--dry-run")[1]
    assert "design point 3 (stored)\n" in said
    assert "stored, and used again: 4 design points, 16 replications\ntime to simulate the other 0: none" in said
    monkeypatch.setattr("sim.cli.sweep.MOST_SHOWN", 3)
    said = call(*arguments, "--dry-run")[1]
    assert "design point 3 (stored)\n" in said
    assert "design point 4" not in said
    assert "and 1 design points more, checked like these\n4 design points ×" in said


@pytest.mark.parametrize(("design", "drawn"), [
    ("{kind: one_at_a_time}", "bars"), ("{kind: sobol, points: 4, seed: 1}", "scatter"), ("{kind: grid}", "map"),
])  # fmt: skip
def test_a_sweep_draws_each_metric_as_its_design_asks(call, example, tmp_path, design, drawn):
    (tmp_path / "small.yaml").write_text(SWEEP + f"design: {design}\n")
    usual = ("-n", 2, "--out", tmp_path / "out", "--engine", "simpy", "--jobs", 1)
    code, _, said = call("sweep", tmp_path / "small.yaml", *usual)
    assert code == 0
    folder = Path(said.splitlines()[-1].partition(":")[0])
    figures = {f"{drawn}-live-mw.{suffix}" for suffix in ("png", "svg")}
    assert {path.name for path in (folder / "figures").iterdir()} == figures | {"manifest.json"}
    assert (folder / "manifest.json").exists()


def test_a_wrong_design_point_is_told_with_its_number_and_settings_before_any_runs(call, example, tmp_path):
    (tmp_path / "small.yaml").write_text(SWEEP.replace("10 %", "10 MW"))
    for more in (("--dry-run",), ()):
        code, said, wrong = call("sweep", tmp_path / "small.yaml", "--out", tmp_path / "out", *more)
        assert (code, said) == (3, "")
        assert "small.yaml:6:48: 'MW' is no unit of a share" in wrong
        assert "(in 2 of the design points: 3, 4; the first: operator.reserve 10 MW, costs.it_life 5 years)" in wrong
    assert not (tmp_path / "out").exists()


def test_validating_a_sweep_needs_no_numpy(example, tmp_path):
    (tmp_path / "small.yaml").write_text(SWEEP)
    program = (f"import sys; sys.argv = ['run', 'validate', {str(tmp_path / 'small.yaml')!r}]\n"
               "from sim.cli import main\nassert main() == 0\n"
               "assert not {'numpy', 'pyarrow', 'numba', 'scipy'} & set(sys.modules)")  # fmt: skip
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


@pytest.mark.parametrize(("asked", "too"), [("first", "sim.scenario.scenario"), ("all", "sim.world")])
def test_stored_runs_are_read_and_drawn_without_the_engine(asked, too):
    program = (f"import sys\nfrom sim.cli.pictures import _get_ready, names_of\n_get_ready(names_of({asked!r}))\n"
               "assert 'matplotlib' in sys.modules\n"
               f"assert not {{'numba', 'pandas', 'sim.streams', {too!r}}} & set(sys.modules)")  # fmt: skip
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_a_second_run_finds_the_first(call, example, tmp_path):
    arguments = ("run", example, "-n", 2, "--engine", "simpy", "--out", tmp_path / "out", "--no-figures", "--jobs", 1)
    call(*arguments)
    assert "already there" in call(*arguments)[2]


def test_scenarios_that_differ_in_name_only_have_equal_logs(call, example):
    other = example.with_name("other.yaml")
    other.write_text(example.read_text().replace("name: ", "name: other-", 1))
    code, said, _ = call("compare", example, other, "--first-difference", "--set", "seed=5")
    assert (code, said.strip()) == (0, "replication 0: the logs are equal to the bit")


def test_compare_tells_the_first_row_that_differs_with_both_causes(call):
    studies = [ROOT / f"scenarios/{name}.yaml" for name in ("baseline", "analyst-reading")]
    code, said, _ = call("compare", *studies, "--first-difference")
    assert code == 0
    assert "  baseline: #" in said
    assert "  analyst-reading: #" in said
    assert "because of" in said


def test_a_scenario_is_not_compared_with_itself(call, example, tmp_path):
    usual = ("-n", 2, "--engine", "simpy", "--jobs", 1, "--out", tmp_path / "out")
    code, _, err = call("compare", example, example, *usual)
    assert code == 2
    assert "is given twice: it differs from itself in nothing" in err


def test_runs_on_other_draws_are_not_compared(call, example, tmp_path):
    out = tmp_path / "out"
    for seed in (1, 2):
        call("run", example, "-n", 2, "--seed", seed, "--engine", "simpy", "--out", out, "--no-figures", "--jobs", 1)
    _, _, said = call("compare", *sorted((out / "runs").iterdir()), "--out", out)
    assert "not compared" in said


def test_an_interrupted_run_leaves_nothing_that_reads_as_complete(example, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "run_scenarios.py", "run", str(example), "-n", "100000", "--engine", "simpy",
               "--jobs", "1", "--out", str(out)]
    here = os.environ | {"PYTHONPATH": "."}
    with hearing_ctrl_c():
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=here)
    deadline = time.monotonic() + 60
    while not list(out.glob("runs/.*")) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    try:
        _, said = process.communicate(timeout=240)  # what is being compiled is compiled to its end
    finally:
        process.kill()
    assert process.returncode == 130
    assert "interrupted" in said
    assert list(out.glob("**/manifest.json")) == []


def test_what_is_stored_is_listed_shown_verified_and_exported(call, example, tmp_path):
    call("run", example, "--out", tmp_path / "results", "-n", 3, "--no-figures")
    [run] = (tmp_path / "results" / "runs").glob("*")
    code, out, _ = call("results", "list", "--out", tmp_path / "results")
    assert code == 0
    assert run.name in out
    assert "current" in out
    code, out, _ = call("results", "show", run)
    assert code == 0
    assert "replications  3" in out
    assert "digest" in out
    made = json.loads((run / "manifest.json").read_text())
    assert made["machine"]["cores"] == os.cpu_count()
    assert made["command"]
    assert f"{example.name}: {len(made['inputs']['without_source'])} of {made['inputs']['numbers']} numbers" in out
    digest = hashlib.sha256(Path(example).read_bytes()).hexdigest()
    assert made["inputs"]["files"][Path(example).name] == digest
    assert call("results", "verify", "--out", tmp_path / "results")[0] == 0
    code, out, _ = call("results", "export", run, "--to", tmp_path / "to")
    assert code == 0
    names = {"summary.csv", "curves.csv", "scalars.csv", "manifest.json"}
    assert {Path(line) for line in out.splitlines()} == {tmp_path / "to" / run.name / name for name in names}
    assert (tmp_path / "to" / run.name / "curves.csv").read_text().startswith('"month"')
    code, out, _ = call("results", "export", run, "--to", tmp_path / "to", "--format", "xlsx")
    assert (code, out) == (0, f"{tmp_path / 'to' / run.name}.xlsx\n")
    code, _, err = call("results", "export", run, "--to", run.parent)
    assert code == 2
    assert "is no export of a run" in err
    assert call("results", "verify", run)[0] == 0


def test_a_sweep_is_no_run(call, example, tmp_path):
    (tmp_path / "small.yaml").write_text(SWEEP)
    assert call("sweep", tmp_path / "small.yaml", "--out", tmp_path / "out", "--engine", "simpy")[0] == 0
    (folder,) = (tmp_path / "out" / "sweeps").glob("small-*")
    code, out, _ = call("results", "list", "--out", tmp_path / "out")
    made = json.loads((folder / "manifest.json").read_text())
    assert [out.splitlines()[-1].split()[0], out.splitlines()[-1].split()[-1]] == [folder.name, "current"]
    assert made["command"]
    assert made["versions"].keys() == {"python", "numpy", "numba", "pyarrow"}
    assert {"small.yaml", Path(example).name} <= made["inputs"]["files"].keys()
    for command in (("results", "show", folder), ("results", "export", folder, "--to", tmp_path / "to"),
                    ("reproduce", folder)):  # fmt: skip
        code, _, said = call(*command)
        assert code == 2
        assert "this is a sweep and no run" in said


def test_an_altered_byte_ends_with_5_and_its_file(call, example, tmp_path):
    call("run", example, "--out", tmp_path / "results", "-n", 3, "--no-figures")
    [run] = (tmp_path / "results" / "runs").glob("*")
    summary = run / "summary.csv"
    summary.write_bytes(summary.read_bytes().replace(b"live_mw", b"live_mv", 1))
    code, out, _ = call("results", "verify", run)
    assert code == 5
    assert f"{summary} is not what was written" in out
    for command in (("results", "show", run), ("plot", run)):
        code, _, said = call(*command)
        assert code == 2
        assert f"{summary} is not what was written: `results verify` says all that is wrong" in said
    code, out, _ = call("reproduce", run)
    assert code == 5
    call("run", example, "--out", tmp_path / "results", "-n", 3, "--no-figures")
    assert call("results", "verify", run)[0] == 0


def test_what_nothing_needs_is_told_and_dropped(call, example, tmp_path):
    results = tmp_path / "results"
    call("run", example, "--out", results, "-n", 3, "--no-figures")
    assert "dropped 0 files" in call("results", "gc", "--out", results)[1]
    [run] = (results / "runs").glob("*")
    shutil.rmtree(run)
    code, out, _ = call("results", "gc", "--dry-run", "--out", results)
    assert code == 0
    assert "would drop 2 files and folders" in out
    assert len(list(results.rglob("cache/*/*.parquet"))) == 2
    assert "dropped 2 files and folders" in call("results", "gc", "--out", results)[1]
    assert not list(results.rglob("cache/*/*.parquet"))


def test_a_run_is_reproduced_by_either_engine_and_one_that_cannot_be_is_told(call, example, tmp_path):
    call("run", example, "--out", tmp_path / "results", "-n", 3, "--no-figures", "--engine", "simpy", "--jobs", 1)
    [run] = (tmp_path / "results" / "runs").glob("*")
    for engine in ("simpy", "compiled"):
        code, out, _ = call("reproduce", run, "--engine", engine, "--jobs", 1)
        assert code == 0
        assert "3 replications, every value the same" in out
    summary = (run / "summary.csv").read_bytes()
    (run / "summary.csv").write_bytes(summary.replace(b"live_mw", b"live_mv", 1))
    code, out, _ = call("reproduce", run)
    assert code == 5
    assert "summary.csv is not what was written" in out
    (run / "summary.csv").write_bytes(summary)
    other = load(run / "scenario.yaml", overrides=["seed=4"])
    (run / "scenario.yaml").write_text(resolved_yaml(other.tree))
    made = json.loads((run / "manifest.json").read_text())
    manifest.seal(run, {key: made[key] for key in made if key not in manifest.OWN})
    code, out, _ = call("reproduce", run, "--engine", "simpy", "--jobs", 1)
    assert code == 5
    assert "3 of 3 replications differ: 0, 1, 2" in out
    (run / "scenario.yaml").write_text("schema: 1\nnmae: x\n")
    manifest.seal(run, {key: made[key] for key in made if key not in manifest.OWN})
    code, _, err = call("reproduce", run)
    assert code == 3
    assert "nmae" in err



@pytest.mark.parametrize("blocks", [20, 150])
def test_a_full_disk_ends_with_4_in_words_and_the_same_command_goes_on(example, tmp_path, blocks):
    """A bound on the size of files in place of a disk: the first file to pass it fails as on a full one."""
    command = [sys.executable, "run_scenarios.py", "run", example, "--out", tmp_path / "results", "-n", "70",
               "--no-figures", "--engine", "simpy", "--jobs", "1"]  # fmt: skip

    def bounded():
        resource.setrlimit(resource.RLIMIT_FSIZE, (blocks * 1_024, blocks * 1_024))

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=bounded)
    assert done.returncode == 4, done.stderr
    assert "no space left: make room, and start the same command again" in done.stderr
    assert "Traceback" not in done.stderr
    assert not [path for path in (tmp_path / "results").rglob("*") if ".tmp-" in path.name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    verified = [sys.executable, "run_scenarios.py", "results", "verify", "--out", tmp_path / "results"]
    assert subprocess.run(verified, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_a_folder_that_cannot_be_written_to_ends_with_4_in_words(call, example, tmp_path):
    (tmp_path / "taken").write_text("a file")
    code, _, err = call("run", example, "--out", tmp_path / "taken" / "results", "-n", 1)
    assert code == 4
    assert "taken" in err
    assert "start the same command again" in err


def test_linear_algebra_begins_no_threads():
    """They would take time, and the order in which they sum might change a last digit."""
    program = ("import os, sys; sys.argv[1:] = ['--help']; from sim.cli import main; main(); import numpy; "
               "print('tasks:', len(os.listdir('/proc/self/task')))")  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True,
                          check=True).stdout  # fmt: skip
    assert told.endswith("tasks: 1\n"), "of which Python has one"
