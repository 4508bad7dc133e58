"""Hashes of values are the same for every Python: from 3.12 on `sum` adds floats in another way."""

import builtins
import hashlib
from math import fsum
from pathlib import Path

import pyarrow as pa
import pytest

from sim.runs import digests, replicate
from sim.runs.replicate import Workers
from sim.scenario.load import load
from sim.world.model import build

ROOT = Path(__file__).parents[2]
STUDIES = sorted((ROOT / "scenarios").glob("*.yaml"))


def one_by_one(values, /, start=0):
    """As Python 3.11 adds."""
    for value in values:
        start = start + value
    return start


def compensated(values, /, start=0):
    """At least as far from it as Python 3.12 is: floats are added without any error."""
    listed = list(values)
    if listed and all(isinstance(value, int | float) for value in [start, *listed]) and any(
            isinstance(value, float) for value in listed):  # fmt: skip
        return fsum([start, *listed])
    return one_by_one(listed, start)


def digest_of(path, monkeypatch, adding):
    with monkeypatch.context() as patch:
        patch.setattr(builtins, "sum", adding)
        model = build(load(path).scenario)
        parts = replicate.replicate(model, 1, Workers("simpy", 1))
        none = pa.table({})
        return [digests.of_replication(part.active, part.values, part.scalars, none) for part in parts]


def test_the_two_ways_differ():
    tenths = [0.1] * 10
    assert one_by_one(tenths) != compensated(tenths) == 1.0


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.stem)
def test_no_value_depends_on_how_python_adds_floats(path, monkeypatch):
    assert digest_of(path, monkeypatch, one_by_one) == digest_of(path, monkeypatch, compensated)


def test_words_are_hashed_as_they_stand_with_signs_of_their_own_between_them_and_for_none():
    words = ["north", None, "", "süd/1", "north"]
    whole = pa.table({"kw": pa.array([1, 2, 3, 4, 5]), "name": pa.array(words)})
    for table, told in ((whole, words), (whole.slice(1, 3), words[1:4]), (whole.slice(2, 0), [])):
        expected = hashlib.sha256(b"kw\0" + table["kw"].to_numpy().astype("<i8").tobytes() + b"name\0")
        expected.update("\0".join("\1" if word is None else word for word in told).encode())
        assert digests.of_rows(table) == expected.hexdigest()
