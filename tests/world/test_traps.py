"""Where Python and machine code part without a word: floats in whole fields, int64, division, a stale cache."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.events.row import first_difference
from sim.world import engine_simpy
from sim.world.engines import simulate
from sim.world.rows import table
from sim.world.tables import TABLES
from tests.world.studies import model_of
from tests.world.test_python_policies import small_world

ROOT = Path(__file__).parents[2]
EXACT = 1 << 53
"""Above it not every whole number is a double."""
LARGEST = (1 << 63) - 1


class Whole(int):
    """A whole number read from a row: it stays within int64, and is divided only where both sides are exact."""

    def __add__(self, other):
        return whole(int.__add__(self, other))

    def __sub__(self, other):
        return whole(int.__sub__(self, other))

    def __mul__(self, other):
        return whole(int.__mul__(self, other))

    def __radd__(self, other):
        return whole(int.__radd__(self, other))

    def __rsub__(self, other):
        return whole(int.__rsub__(self, other))

    def __rmul__(self, other):
        return whole(int.__rmul__(self, other))

    def __truediv__(self, other):
        return divided(self, other)

    def __rtruediv__(self, other):
        return divided(other, self)


def whole(value):
    """A result, checked where it is a whole number: machine code would have wrapped it round."""
    if value is NotImplemented or isinstance(value, float):
        return value
    if not -LARGEST - 1 <= value <= LARGEST:
        raise OverflowError(f"{value} is beyond int64")
    return Whole(value)


def divided(left, right):
    """A quotient of two numbers that doubles hold exactly: else machine code rounds otherwise than Python."""
    for side in (left, right):
        if isinstance(side, int) and abs(side) > EXACT:
            raise OverflowError(f"{side} is divided and beyond 2**53")
    return float(left) / float(right)


def checked(row):
    """A class like a row's, which refuses what machine code would store otherwise than Python."""

    class Checked(row):
        __slots__ = ()

        def __setattr__(self, name, value):
            if row.DTYPE[name].kind == "i":
                if not isinstance(value, int):
                    raise TypeError(f"{row.__name__}.{name} is whole: {value!r} would be cut")
                value = whole(int(value))
            elif not isinstance(value, float | int):
                raise TypeError(f"{row.__name__}.{name} is a number, not {value!r}")
            super().__setattr__(name, value)

    Checked.__slots__ = row.__slots__  # which say what a row is copied by
    return Checked


@pytest.fixture
def checked_rows(monkeypatch):
    """The SimPy engine on checked rows, the log's too."""
    classes = {row: checked(row) for row in TABLES.values()}
    usual = engine_simpy.objects

    def objects(row, records):
        made = []
        for plain in usual(row, records):
            made.append(classes[row]())
            for name in row.__slots__:
                setattr(made[-1], name, getattr(plain, name))
        return made

    monkeypatch.setattr(engine_simpy, "objects", objects)
    monkeypatch.setattr(engine_simpy, "LogRow", classes[TABLES["log"]])


STUDIES = ("baseline", "analyst-reading", "own-for-leased")


@pytest.mark.parametrize("study", STUDIES)
def test_no_handler_stores_or_divides_what_machine_code_would_otherwise(checked_rows, study):
    model = model_of(study)
    assert first_difference(simulate(model, 1, "simpy"), simulate(model, 1)) is None


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


def test_a_product_beyond_int64_is_caught():
    row = sample()
    row.kw = 1 << 40
    with pytest.raises(OverflowError, match="beyond int64"):
        row.kw *= 1 << 30


def test_a_quotient_of_what_no_double_holds_is_caught():
    row = sample()
    row.kw = EXACT + 1
    with pytest.raises(OverflowError, match="2\\*\\*53"):
        row.share = row.kw / 3


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
