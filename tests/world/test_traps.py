"""Where Python and machine code part without a word: floats in whole fields, int64, division, a stale cache."""

import operator
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings

from sim.events.row import first_difference
from sim.scenario.load import load
from sim.scenario.scenario import Scenario
from sim.world.engines import simulate
from sim.world.model import build
from sim.world.rows import table
from tests.world.checked import EXACT, LARGEST, checked, checked_rows
from tests.world.random_scenarios import scenarios
from tests.world.small import tell
from tests.world.studies import FOLDER, model_of
from tests.world.test_python_policies import small_world

ROOT = Path(__file__).parents[2]
STUDIES = ("baseline", "analyst-reading", "own-for-leased", "exclusive", "stargate")
"""Five seconds each, on checked rows."""
SMALL = ("worked-example", "own-policy", "small-world", "lease-stream", "ifrs-16-example-13", "ifrs-16-example-14")


def hold_on_checked_rows(model, replication):
    with checked_rows():
        rows = simulate(model, replication, "simpy")
    differs = first_difference(simulate(model, replication), rows)
    assert differs is None, tell(model, rows, differs)


@pytest.mark.parametrize("study", STUDIES)
def test_no_handler_does_what_machine_code_would_do_otherwise(study):
    hold_on_checked_rows(model_of(study), 1)


@pytest.mark.parametrize("name", SMALL)
def test_nor_does_one_in_small_scenarios(name):
    hold_on_checked_rows(build(load(FOLDER / "validation" / f"{name}.yaml").scenario), 0)


@seed(8)
@settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_nor_does_one_in_random_scenarios(said):
    hold_on_checked_rows(build(Scenario.model_validate(said)), 0)


@table
class Sample:
    """A row with a whole number and another."""

    kw: int
    share: float


def sample():
    """A checked row of it."""
    row = checked(Sample)()
    row.kw, row.share = 0, 0.0
    return row


def test_a_float_in_a_whole_field_is_caught():
    with pytest.raises(TypeError, match="kw is whole"):
        sample().kw = 1.5


def test_a_whole_number_that_no_double_holds_is_caught_in_another_field():
    with pytest.raises(OverflowError, match="2\\*\\*53"):
        sample().share = EXACT + 1


LARGE = 1 << 40
BEYOND_INT64 = {
    "a product": lambda kw: kw * LARGE, "a product from the right": lambda kw: LARGE * kw,
    "a sum": lambda kw: kw + (LARGEST - 1), "a sum from the right": lambda kw: (LARGEST - 1) + kw,
    "a difference": lambda kw: -kw - LARGEST, "a difference from the right": lambda kw: (-LARGEST - 1) - kw,
    "after a floor division": lambda kw: kw // 1 * LARGE // LARGE,
    "after one of another": lambda kw: (5 * LARGE // kw) << 62,
    "after a remainder": lambda kw: kw % (2 * LARGE) * LARGE, "after that of another": lambda kw: 5 % kw << 62,
    "after a unary minus": lambda kw: -kw * LARGE, "after a unary plus": lambda kw: +kw * LARGE,
    "after an absolute value": lambda kw: abs(kw) * LARGE, "after a complement": lambda kw: ~kw * LARGE,
    "after rounding": lambda kw: round(kw) * LARGE,
    "a shift": lambda kw: kw << 23, "a shift of another": lambda kw: 1 << kw // LARGE * 63,
    "after a shift to the right": lambda kw: (kw >> 1) * LARGE,
    "after a shift of another to the right": lambda kw: (LARGE >> kw // LARGE) * LARGE,
    "a power": lambda kw: kw**2, "a power of another": lambda kw: 2 ** (kw // LARGE * 63),
    "after bits in common": lambda kw: (kw & LARGE) * LARGE,
    "after bits in common with another's": lambda kw: (LARGE & kw) * LARGE,
    "after bits of either": lambda kw: (kw | 1) * LARGE, "after bits of another or it": lambda kw: (1 | kw) * LARGE,
    "after bits of one": lambda kw: (kw ^ 1) * LARGE, "after bits of another alone or it": lambda kw: (1 ^ kw) * LARGE,
}  # fmt: skip
"""What is beyond int64, or was on the way: to wrap round there leaves no trace in what is stored."""


@pytest.mark.parametrize("beyond", BEYOND_INT64.values(), ids=BEYOND_INT64)
def test_what_is_beyond_int64_is_caught_on_the_way(beyond):
    row = sample()
    row.kw = LARGE
    with pytest.raises(OverflowError, match="beyond int64"):
        beyond(row.kw)


BEYOND_DOUBLES = {
    "a quotient": lambda kw: kw / 3, "a quotient of another": lambda kw: 3 / kw, "of its negative": lambda kw: -kw / 3,
    "of what is left": lambda kw: kw % (4 * EXACT) / 3, "of its size": lambda kw: abs(kw) / 3,
    "of its half": lambda kw: kw * 2 // 2 / 3, "less than a double": lambda kw: kw < 0.5,
    "as much as a double": lambda kw: kw == 9007199254740992.0, "other than a double": lambda kw: kw != 1.5,
    "at most a double": lambda kw: kw <= 0.5, "at least a double": lambda kw: kw >= 0.5,
    "more than a double": lambda kw: kw > 0.5,
    "the lesser of it and a double": lambda kw: min(0.5, kw),
}  # fmt: skip


@pytest.mark.parametrize("beyond", BEYOND_DOUBLES.values(), ids=BEYOND_DOUBLES)
def test_what_no_double_holds_is_caught_where_it_meets_one(beyond):
    row = sample()
    row.kw = EXACT + 1
    with pytest.raises(OverflowError, match="2\\*\\*53"):
        beyond(row.kw)


@pytest.mark.parametrize("places", [-1, 64])
def test_a_shift_that_machine_code_takes_the_rest_of_is_caught(places):
    row = sample()
    for shifted in (lambda: row.kw << places, lambda: row.kw >> places):
        with pytest.raises(OverflowError, match="a shift by"):
            shifted()


def test_a_power_that_is_no_whole_number_is_caught():
    row = sample()
    row.kw = 2
    for power in (lambda: row.kw**-1, lambda: row.kw**0.5, lambda: 3 ** -row.kw):
        with pytest.raises(TypeError, match="differs between builds"):
            power()


def test_every_operator_gives_what_it_gives_of_plain_numbers():
    row = sample()
    row.kw = 7
    for left, right in ((row.kw, 3), (-9, row.kw), (row.kw, row.kw), (row.kw, 2.5), (2.5, row.kw)):
        plain = [float(side) if isinstance(side, float) else int(side) for side in (left, right)]
        for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "lt", "le", "gt", "ge", "eq", "ne"):
            assert getattr(operator, name)(left, right) == getattr(operator, name)(*plain), name
        if float not in map(type, plain):
            for name in ("lshift", "rshift", "and_", "or_", "xor", "pow"):
                if plain[1] >= 0:
                    assert getattr(operator, name)(left, right) == getattr(operator, name)(*plain), name


def said_by(program: str, at: Path) -> str:
    """What a program prints in a process of its own."""
    env = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=at, env=env, check=True, capture_output=True, text=True).stdout.strip()


SECOND_PROCESS = """
from sim.runs.replicate import replicate
from sim.streams.machine_code import parts_of
from tests.world.test_python_policies import small_world
from sim.world.model import build
for _ in replicate(build(small_world()), 2):
    pass
for found in ("hits", "misses"):
    print(sum(sum(getattr(function.stats, f"cache_{found}").values()) for function in parts_of))
"""


def test_a_second_process_finds_the_machine_code_on_disk():
    assert small_world().name == "small-world"
    said_by(SECOND_PROCESS, ROOT)
    hits, misses = map(int, said_by(SECOND_PROCESS, ROOT).split())
    assert hits > 3
    assert misses == 0
