"""Real processes killed at random moments, disks filled, bytes altered, workers lost: what is left has the same values.

`make torture` runs all rounds; ROUNDS and SEED in the environment change how many and which.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from sim.runs import manifest
from tests.interrupting import hearing_ctrl_c
from tests.runs.test_cluster import scheduler, started

pytestmark = [pytest.mark.long, pytest.mark.torture]

ROOT = Path(__file__).parents[2]
ROUNDS = int(os.environ.get("ROUNDS", "50"))
SEED = int(os.environ.get("SEED", "1"))
STUDY = ROOT / "scenarios" / "baseline.yaml"
SWEEP = """
schema: 1
name: two-levers
title: Two levers
scenario: base.yaml
replications: 70
levers:
  - {key: operator.reserve, values: [0 %, 5 %, 10 %]}
uncertainties:
  - {key: costs.land, values: [$170/kW, $340/kW]}
metrics: [live_mw@FY2026, call_capex_usd]
"""
RUN = ("run", STUDY, "-n", 150, "--no-figures")


def command(*words: object, out: Path) -> list[str]:
    return [sys.executable, "run_scenarios.py", *map(str, words), "--out", str(out)]


def process(*words: object, out: Path) -> subprocess.Popen:
    """A command of its own; what it says of itself lies beside its results."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / "said.txt").open("a") as said, hearing_ctrl_c():
        return subprocess.Popen(command(*words, out=out), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said,
                                start_new_session=True)  # fmt: skip


def ended(*words: object, out: Path) -> subprocess.CompletedProcess:
    return subprocess.run(command(*words, out=out), cwd=ROOT, capture_output=True, text=True, timeout=600,
                          check=False)


def kill(running: subprocess.Popen, how: int = signal.SIGKILL) -> None:
    with suppress(ProcessLookupError):
        os.killpg(running.pid, how)
    running.wait(60)


def values_of(out: Path) -> dict[str, bytes]:
    """What a results folder has of values: each file but manifests, which say when they were made, and timings."""
    return {path.relative_to(out).as_posix(): path.read_bytes()
            for kind in ("runs", "sweeps") for path in sorted((out / kind).rglob("*"))
            if path.is_file() and path.name != manifest.FILE and path.suffix != ".json"
            and not path.name.endswith(".claim") and ".tmp-" not in path.name}  # fmt: skip


def digest_of(out: Path) -> str:
    (folder,) = (out / "runs").glob("[!.]*")
    return manifest.read(folder)["digest"]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A results folder, and the seconds that it took."""
    out = tmp_path_factory.mktemp("undisturbed")
    ended("run", STUDY, "-n", 1, "--no-figures", out=out / "warm")
    shutil.rmtree(out / "warm", ignore_errors=True)
    begun = time.monotonic()
    assert ended(*RUN, out=out).returncode == 0
    return out, time.monotonic() - begun


@pytest.fixture
def file(tmp_path):
    shutil.copy(ROOT / "docs" / "examples" / "base.yaml", tmp_path / "base.yaml")
    (tmp_path / "two-levers.yaml").write_text(SWEEP)
    return tmp_path / "two-levers.yaml"


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_run_killed_at_a_random_moment_goes_on(undisturbed, tmp_path, round_):
    whole, seconds = undisturbed
    draws = random.Random(f"kill {SEED} {round_}")
    for how in draws.choices((signal.SIGKILL, signal.SIGINT, signal.SIGTERM), k=draws.randrange(1, 4)):
        running = process(*RUN, out=tmp_path)
        time.sleep(draws.uniform(0, seconds))
        kill(running, how)
    done = ended(*RUN, out=tmp_path)
    assert done.returncode == 0, done.stderr
    assert digest_of(tmp_path) == digest_of(whole)
    assert values_of(tmp_path) == values_of(whole)
    assert ended("results", "verify", out=tmp_path).returncode == 0


@pytest.mark.parametrize("round_", range(max(ROUNDS // 10, 1)))
def test_of_two_processes_at_one_sweep_either_may_be_killed(file, tmp_path, round_):
    draws = random.Random(f"sweep {SEED} {round_}")
    assert ended("sweep", file, out=tmp_path / "whole").returncode == 0
    both = [process("sweep", file, out=tmp_path / "out") for _ in range(2)]
    time.sleep(draws.uniform(1, 12))
    kill(both[draws.randrange(2)])
    for each in both:
        each.wait(300)
    assert ended("sweep", file, out=tmp_path / "out").returncode == 0
    assert values_of(tmp_path / "out") == values_of(tmp_path / "whole")


@pytest.mark.parametrize("round_", range(max(ROUNDS // 10, 1)))
def test_workers_of_a_cluster_may_be_killed_and_its_scheduler_too(file, tmp_path, round_):
    draws = random.Random(f"cluster {SEED} {round_}")
    assert ended("sweep", file, out=tmp_path / "whole").returncode == 0
    for ends_with_scheduler in (draws.random() < 0.5, False):
        with scheduler(tmp_path) as (stack, address, its):
            # three workers, whose nannies start them anew
            nannies = [started(stack, "worker", address, "--nthreads", 1, "--no-dashboard", "--host", "127.0.0.1")
                       for _ in range(3)]  # fmt: skip
            running = process("sweep", file, "--cluster", address, out=tmp_path / "out")
            for _ in range(2):
                time.sleep(draws.uniform(2, 8))
                if running.poll() is None:
                    kill(nannies.pop())
            if ends_with_scheduler and running.poll() is None:
                kill(its)
                assert running.wait(120) in (0, 4)
            else:
                assert running.wait(300) == 0
    assert values_of(tmp_path / "out") == values_of(tmp_path / "whole")


@pytest.mark.parametrize("round_", range(max(ROUNDS // 10, 1)))
def test_a_disk_that_is_full_and_then_is_not(undisturbed, tmp_path, round_):
    needed = sum(path.stat().st_size for path in (undisturbed[0] / "cache").rglob("*.parquet")) // 1_000_000
    megabytes = random.Random(f"disk {SEED} {round_}").randrange(1, int(0.9 * needed))  # less than its chunks alone
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(tmp_path)],
                             capture_output=True, check=False)  # fmt: skip
    if mounted.returncode:
        pytest.skip("no disk may be mounted here")
    try:
        full = ended(*RUN, out=tmp_path)
        assert full.returncode == 4, full.stderr
        assert "Traceback" not in full.stderr
        assert "no space left" in full.stderr
        subprocess.run(["mount", "-o", "remount,size=2g", str(tmp_path)], check=True)
        assert ended(*RUN, out=tmp_path).returncode == 0
        assert values_of(tmp_path) == values_of(undisturbed[0])
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_an_altered_byte_is_named_or_means_nothing(undisturbed, tmp_path, round_):
    draws = random.Random(f"byte {SEED} {round_}")
    out = tmp_path / "out"
    shutil.copytree(undisturbed[0], out)
    files = sorted(path for kind in ("runs", "cache") for path in (out / kind).rglob("*") if path.is_file())
    path = draws.choice(files)
    whole = bytearray(path.read_bytes())
    whole[draws.randrange(len(whole))] ^= 1 << draws.randrange(8)
    path.write_bytes(whole)
    said = ended("results", "verify", out=out)
    assert said.returncode in (0, 5)
    if said.returncode == 0:  # only a chunk's own file has bytes that mean nothing: its values are hashed, not it
        assert path.relative_to(out).parts[0] == "cache"
        done = ended(*RUN, "--set", "title=again", out=out)
        assert done.returncode == 0
    else:
        assert path.name in said.stdout
