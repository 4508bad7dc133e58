"""The first row in which the logs of two scenarios part, in words, with the row that caused each."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sim.events.row import as_dict
from sim.quantities.calendar import iso_day
from sim.quantities.power import KW_PER_MW
from sim.runs.logbook import causes_of
from sim.runs.names import Names
from sim.runs.source import Simulate, Source
from sim.world.layout import Layout

SHOWN_AS_THEY_ARE = ("replication", "sequence", "value", "cause")
NUMBERS = ("replication", "sequence", "instant", "kw", "dollars", "value", "cause")
"""Columns that are compared as they are; the others by the words they stand for."""


@dataclass(frozen=True)
class Told:
    """One row in words: the instant, what happened to what, and the amounts."""

    words: dict[str, Any]

    def __str__(self) -> str:
        said = self.words
        head = f"#{said['sequence']} {said['instant']} {said['event_name']} {said.get('entity_name', '')}"
        rest = {k.removesuffix("_name"): v for k, v in said.items() if k not in HEAD and v not in (0, 0.0)}
        return f"{head.rstrip()} ({', '.join(f'{name} {value}' for name, value in rest.items())})"


HEAD = ("replication", "sequence", "instant", "event_name", "entity_name", "cause")


@dataclass(frozen=True)
class Side:
    """Where one scenario stands at the difference."""

    scenario: str
    row: Told | None
    """None where its log has ended."""
    causes: list[Told] = field(default_factory=list)
    """The row's cause, that one's cause, and so on, the nearest first."""


@dataclass(frozen=True)
class FirstDifference:
    """The first row in which two logs part."""

    replication: int
    position: int
    """Rows before it are equal to the bit."""
    sides: tuple[Side, Side]

    def __str__(self) -> str:
        lines = [f"replication {self.replication}: equal for {self.position:,} rows, then"]
        for side in self.sides:
            lines.append(f"  {side.scenario}: {side.row or 'nothing more'}")
            lines += [f"    because of {cause}" for cause in side.causes]
        return "\n".join(lines)


def first_difference(
    model_a: Any, model_b: Any, replication: int, simulate: tuple[Simulate, Simulate] | None = None
) -> FirstDifference | None:
    """The first difference between two built scenarios in a replication; None where their logs are equal."""
    runs = simulate or (Source(model_a, "simpy").log, Source(model_b, "simpy").log)
    logs = [run(replication) for run in runs]
    position = first_unequal(logs[0], model_a.layout, logs[1], model_b.layout)
    if position is None:
        return None
    sides = [side_at(log, position, model.layout) for log, model in zip(logs, (model_a, model_b), strict=True)]
    return FirstDifference(replication, position, (sides[0], sides[1]))


def first_unequal(log_a: np.ndarray, layout_a: Layout, log_b: np.ndarray, layout_b: Layout) -> int | None:
    """Position of the first row that differs in a number or a name; None where the logs tell the same.

    Rows are compared by names, since an index moves when another scenario declares one thing more.
    """
    shared = min(len(log_a), len(log_b))
    unequal = np.zeros(shared, bool)
    for column in NUMBERS:
        unequal |= log_a[column][:shared] != log_b[column][:shared]
    words_a, words_b = Names(layout_a).of(log_a), Names(layout_b).of(log_b)
    for column, said in words_a.items():
        unequal |= _different(said[:shared], words_b[column][:shared])
    if unequal.any():
        return int(np.argmax(unequal))
    return None if len(log_a) == len(log_b) else shared


def _different(a: pa.Array, b: pa.Array) -> np.ndarray:
    """Where two columns of words differ; nothing equals nothing."""
    left, right = a.cast(pa.string()).fill_null(""), b.cast(pa.string()).fill_null("")
    return np.asarray(pc.not_equal(left, right))


def side_at(log: np.ndarray, position: int, layout: Layout, most_causes: int = 6) -> Side:
    """A row of a whole log, in words, with its causes."""
    if position >= len(log):
        return Side(layout.scenario.name, None)
    row, *causes = told(log, [position, *causes_of(log, position, most_causes)], layout)
    return Side(layout.scenario.name, row, causes)


def told(log: np.ndarray, at: list[int], layout: Layout) -> list[Told]:
    """Some rows of a whole log in words."""
    words = Names(layout).rows(log, at)
    return [Told(_numbers(log[i], layout) | _named(w)) for i, w in zip(at, words, strict=True)]


def _numbers(row: np.void, layout: Layout) -> dict[str, Any]:
    plain = as_dict(row)
    when = iso_day(plain["instant"], layout.scenario.horizon.start)
    numbers: dict[str, Any] = {name: plain[name] for name in SHOWN_AS_THEY_ARE}
    return numbers | {"instant": when, "mw": plain["kw"] / KW_PER_MW, "dollars": plain["dollars"]}


def _named(words: dict[str, str]) -> dict[str, str]:
    return {f"{name}_name": word for name, word in words.items()}
