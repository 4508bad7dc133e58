"""What a run's numbers are found by names what they were made by."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HASH = """
import os, sys, time
from pathlib import Path
import sim
time.sleep(0.02)  # times of files are as fine as the ticks of a clock
for edited in sys.argv[1:]:
    path = Path(sim.__file__).parent / edited
    path.write_bytes(path.read_bytes() + b"\\n# edited\\n")
time.sleep(0.01)
from sim.runs.identity import sources_hash
print(sources_hash())
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    for path in tmp_path.rglob("*.py"):
        os.utime(path, (path.stat().st_mtime - 10,) * 2)
    return tmp_path


def hash_of(at: Path, *edited: str) -> str:
    """The hash of sources in a process of its own, some of which are edited after it has begun."""
    said = [sys.executable, "-c", HASH, *edited]
    return subprocess.run(said, cwd=at, check=True, capture_output=True, text=True).stdout


def test_sources_that_were_edited_meanwhile_are_found_by_nobody(copy: Path) -> None:
    before = hash_of(copy)
    assert hash_of(copy) == before
    meanwhile = [hash_of(copy, "world/requests.py") for _ in range(2)]
    after = hash_of(copy)
    assert len({before, *meanwhile, after}) == 4
    assert hash_of(copy) == after


def test_what_no_number_depends_on_may_be_edited(copy: Path) -> None:
    assert hash_of(copy, "report/table.py", "cli/run.py") == hash_of(copy)
