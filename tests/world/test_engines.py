"""Both engines write the same log, to the bit."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from sim.events.row import first_difference
from sim.scenario.load import load
from sim.world.engines import simulate
from sim.world.model import build
from tests.world.small import tell
from tests.world.studies import FOLDER, model_of, studies

ROOT = Path(__file__).parents[2]
REPLICATIONS = range(5)
AT_ONCE = 20
"""Replications of a part: a part for each worker."""
PARTS = ("*", "what-if/*", "validation/*", "sweeps/*-base")
SHIPPED = sorted(path for part in PARTS for path in FOLDER.glob(f"{part}.yaml"))
"""Every scenario under scenarios/. What lies beside them in sweeps/ is no scenario but a design of many; each is made
of one of these."""
MANY = 200
DAY = 86_400


@pytest.mark.parametrize("replication", REPLICATIONS)
@pytest.mark.parametrize("study", studies())
def test_engines_agree_to_the_bit(study, replication):
    model = model_of(study)
    rows = simulate(model, replication, "compiled")
    differs = first_difference(rows, simulate(model, replication, "simpy"))
    assert differs is None, tell(model, rows, differs)


def shipped():
    """Every scenario that is shipped, with its variants, and the replications of each, part by part."""
    for path in SHIPPED:
        for variant in (None, *load(path).variants):
            name = path.stem + (f"+{variant}" if variant else "")
            for first in range(0, MANY, AT_ONCE):
                yield pytest.param(path, variant, first, id=f"{name}-{first}")


def test_all_that_is_under_scenarios_is_compared_or_a_sweep_of_what_is():
    others = [path for path in sorted(FOLDER.rglob("*.yaml")) if path not in SHIPPED]
    assert {path.parent.name for path in others} == {"sweeps"}
    for path in others:
        of = yaml.safe_load(path.read_text(encoding="utf-8"))["scenario"]
        assert (path.parent / of).resolve() in SHIPPED, path.name


@pytest.mark.long
@pytest.mark.usefixtures("usual_tables")
@pytest.mark.parametrize(("path", "variant", "first"), list(shipped()))
def test_engines_agree_on_two_hundred_replications_of_all_that_is_shipped(path, variant, first):
    model = build(load(path, variant=variant).scenario)
    for replication in range(first, first + AT_ONCE):
        rows = simulate(model, replication)
        differs = first_difference(rows, simulate(model, replication, "simpy"))
        assert differs is None, tell(model, rows, differs)


IN_WHOLE_DAYS = """
from sim.events.row import first_difference
from sim.world.engines import simulate
from tests.world.small import tell
from tests.world.studies import model_of

for study in ("baseline", "analyst-reading", "own-for-leased", "exclusive"):
    for replication in (0, 1):
        model = model_of(study)
        rows = simulate(model, replication)
        differs = first_difference(rows, simulate(model, replication, "simpy"))
        assert differs is None, tell(model, rows, differs)
        assert (rows["instant"] % 86_400 == 0).all()
        assert len(set(rows["instant"].tolist())) < len(rows) / 4, "rows share their instants"
"""


def test_engines_agree_where_all_that_happens_happens_at_midnight(tmp_path):
    """Every wake-up put off to a whole day, in a copy of the sources: nearly all is tied with something else."""
    for part in ("sim", "tests", "scenarios"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    calendar = tmp_path / "sim" / "world" / "calendar.py"
    usual = "    instant = max(instant, run.now)\n"
    source = calendar.read_text(encoding="utf-8")
    assert source.count(usual) == 1
    calendar.write_text(source.replace(usual, f"{usual}    instant = -(-instant // {DAY}) * {DAY}\n"), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", IN_WHOLE_DAYS], cwd=tmp_path, capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stderr


def test_replications_of_a_study_are_not_alike():
    model = model_of("baseline")
    assert first_difference(simulate(model, 0), simulate(model, 1)) is not None


def test_a_replication_repeats_itself():
    model = model_of("baseline")
    assert first_difference(simulate(model, 3), simulate(model, 3)) is None


def test_a_failing_comparison_names_the_first_row_that_differs():
    model = model_of("baseline")
    rows = simulate(model, 0)
    other = rows.copy()
    position = int((rows["kw"] > 0).argmax())
    other["kw"][position] += 1
    told = tell(model, rows, first_difference(rows, other))
    assert f"row {position} differs" in told
    assert "event=TrancheDeclared" in told
