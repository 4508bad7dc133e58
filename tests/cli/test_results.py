"""What is stored, as a user meets it: noticed where it is altered, made anew by its command, asked in SQL."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.runs import manifest

ROOT = Path(__file__).parents[2]
OWN = ROOT / "scenarios" / "validation"
QUICK = ("--engine", "simpy", "--jobs", 1)


@pytest.fixture
def two(example, tmp_path):
    """Two scenarios, and what of them `run` leaves."""
    files = []
    for name in ("one", "two"):
        files.append(tmp_path / f"{name}.yaml")
        files[-1].write_text(example.read_text().replace("name: worked-example", f"name: {name}", 1))
    return files


def test_an_altered_comparison_is_told_and_made_anew(call, two, tmp_path):
    out = tmp_path / "out"
    run = ("run", *two, "-n", 3, "--out", out, "--no-figures", *QUICK)
    assert call(*run)[0] == 0
    (folder,) = (out / "comparisons").iterdir()
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert call("results", "verify", "--out", out)[0] == 0
    (folder / "table.txt").write_bytes(whole["table.txt"].replace(b"0", b"1", 1))
    (folder / "regret.txt").write_text("planted")
    code, said, _ = call("results", "verify", "--out", out)
    assert code == 5
    assert f"{folder / 'table.txt'} is missing or not the" in said or "table.txt is not what was written" in said
    code, said, _ = call(*run)
    assert code == 0
    assert "planted" not in said
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == whole
    assert call("results", "verify", "--out", out)[0] == 0


def test_an_altered_or_cut_figure_is_told_and_drawn_anew(call, two, tmp_path):
    out = tmp_path / "out"
    run = ("run", *two, "-n", 3, "--out", out, *QUICK)
    assert call(*run)[0] == 0
    folders = [*(out / "runs").iterdir(), *(out / "comparisons").iterdir()]
    before = {path: path.read_bytes() for folder in folders for path in (folder / "figures").iterdir()}
    pictures = [next((folder / "figures").glob("*.png")) for folder in folders]
    for path in pictures:
        path.write_bytes(path.read_bytes()[:-50])
    code, said, _ = call("results", "verify", "--out", out)
    assert code == 5
    assert all(str(path) in said for path in pictures)
    assert call(*run)[0] == 0
    assert {path: path.read_bytes() for path in before} == before
    assert call("results", "verify", "--out", out)[0] == 0


def test_a_run_keeps_its_own_policies_and_is_reproduced_without_their_files(call, tmp_path):
    place, out = tmp_path / "scenarios", tmp_path / "out"
    place.mkdir()
    shutil.copy(OWN / "own-policy.yaml", place)
    shutil.copy(OWN / "small-world.yaml", place)
    shutil.copytree(OWN / "policies", place / "policies")
    assert call("run", place / "own-policy.yaml", "-n", 2, "--out", out, "--no-figures", *QUICK)[0] == 0
    (run,) = (out / "runs").iterdir()
    policies = manifest.read(run)["policies"]
    assert policies
    assert all((run / name).read_bytes() == (place / name).read_bytes() for name in policies)
    shutil.rmtree(place)
    command = [sys.executable, "run_scenarios.py", "reproduce", run, "--engine", "simpy", "--jobs", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "2 replications, every value the same" in done.stdout, done.stderr
    module = run / next(iter(policies))
    module.write_bytes(module.read_bytes() + b"\n# altered\n")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 5
    assert module.name in done.stdout


def test_two_processes_at_a_run_do_its_work_once(two, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "run_scenarios.py", "run", str(two[0]), "-n", "40", "--out", str(out), "--no-figures",
               "--engine", "simpy", "--jobs", "1"]  # fmt: skip
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(2)]  # fmt: skip
    told = [process.communicate(timeout=240) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    (folder,) = [path for path in (out / "runs").iterdir() if not path.name.startswith(".")]
    assert manifest.read(folder)["simulated"] == 40
    assert sum("another process is at the same replications" in err for _, err in told) == 1 or any(
        "already there" in err for _, err in told), told


def test_a_lost_worker_ends_with_4_and_the_same_command_goes_on(two, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "run_scenarios.py", "run", str(two[0]), "-n", "300", "--out", str(out), "--no-figures",
               "--engine", "simpy", "--jobs", "2"]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
        worker = _worker_of(started.pid)
        os.kill(worker, 9)
        try:
            _, err = started.communicate(timeout=120)
        finally:
            started.kill()
    assert started.returncode == 4, err
    assert "a worker process was killed" in err
    assert "Traceback" not in err
    shorter = [*command[:5], "20", *command[6:]]
    assert subprocess.run(shorter, cwd=ROOT, capture_output=True, check=False).returncode == 0


def _worker_of(process: int) -> int:
    """A worker process that has begun, of a command."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for path in Path(f"/proc/{process}/task/{process}/children").read_text().split():
            if b"spawn_main" in Path(f"/proc/{path}/cmdline").read_bytes():
                return int(path)
        time.sleep(0.05)
    raise AssertionError("no worker began")


def test_what_is_stored_is_asked_in_sql(call, two, tmp_path):
    out = tmp_path / "out"
    assert call("run", *two, "-n", 3, "--out", out, "--no-figures", *QUICK)[0] == 0
    question = "SELECT folder, count(*) AS lines FROM summary GROUP BY folder ORDER BY folder"
    code, said, _ = call("results", "query", question, "--csv", "--out", out)
    assert code == 0
    lines = said.replace('"', "").splitlines()
    runs = sorted(path for path in (out / "runs").iterdir())
    expected = [f"{run.name},{len((run / 'summary.csv').read_text().splitlines()) - 1}" for run in runs]
    assert lines == ["folder,lines", *expected]
    code, said, _ = call("results", "query", "SHOW TABLES", runs[0])
    assert code == 0
    assert "tranches" in said
    code, _, err = call("results", "query", "DROP VIEW summary", runs[0])
    assert code == 2
    assert "one statement that reads" in err
