from datetime import date
from typing import Any

from sim.quantities.held import held_in
from sim.quantities.record import Record


class Inner(Record):
    words: list[str] = []


class Outer(Record):
    inner: Inner
    by_name: dict[str, Inner]
    listed: tuple[Inner, ...]
    day: date = date(2025, 1, 1)


def test_whatever_lies_in_a_record_is_found_with_its_place_outer_ones_first() -> None:
    record = Outer(inner=Inner(words=["a"]), by_name={"x": Inner()}, listed=(Inner(), Inner(words=["b", "c"])))
    found = dict(held_in(record))
    assert list(found) == [
        (), ("inner",), ("inner", "words"), ("by_name",), ("by_name", "x"), ("by_name", "x", "words"),
        ("listed",), ("listed", 0), ("listed", 0, "words"), ("listed", 1), ("listed", 1, "words"),
    ]  # fmt: skip
    for path, value in found.items():
        reached: Any = record
        for step in path:
            reached = getattr(reached, step) if isinstance(step, str) and hasattr(reached, step) else reached[step]
        assert reached is value
