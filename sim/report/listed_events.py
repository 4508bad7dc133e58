"""The page of events: every kind of row that a log may hold, by its own words and by those in which it is told."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import groupby
from typing import NamedTuple

from sim.events import kinds
from sim.report.explain_words import PHRASES
from sim.world.calendar import KINDS

PREFACE = """# Events

Every kind of row that an event log may hold, made from `sim/events/kinds.py` by `make docs`. A log is the only thing
that is measured: every figure is a sum over its rows ([metrics.md](metrics.md)), and [`explain`](explain.md) tells
them in words. What brings an event about is told in [world.md](world.md), and what was decided where a choice was
open in [model.md](model.md).

A row has whole numbers only: `replication`, `sequence` (its number in the replication's log), `instant` (seconds
since the scenario's start), `event`, `entity` (what it is about), `other` (its counterparty or parent), `region`,
`grade`, `holder`, `client`, `workload`, `kw` (critical IT), `dollars`, `basis`, `item`, `reason`, `value`, and
`cause`, the sequence of the row that put the event on the calendar. A reference that does not apply is -1. What
`basis`, `item`, `reason` and `value` hold depends on the kind; `-> ready` means that a tranche enters that stage, and
`item` is then the stage that it leaves. `.venv/bin/python run_scenarios.py run FILE --logs N` stores logs; reasons
and other codes have their names in `sim/events/codes.py`.
"""
ORDER = """At one instant ranks follow one another, each complete before the next; within a rank these kinds of event
stand in this order, and within a kind entities in the order of their ids. A date is 00:00 UTC, and a
month's end is the state just before the next month's first instant.
"""
ORDER_HEADER = ("| rank | what happens | of the table | handler in `sim/world/` |", "|--:|---|---|---|")
HEADER = ("| code | event | told as | columns |", "|--:|---|---|---|")
NUMBERED = re.compile(r"^(?P<name>[A-Z_]+) = (?:\(|\d+)(?: +# (?P<rest>.*))?$")
INSIDE = re.compile(r"^ +\d+ +# (?P<rest>.*)$")
HEADING = re.compile(r"^# ---(?P<rest>.*)$")
GOES_ON = re.compile(r"^# (?P<rest>.*)$")
OPTIONAL = {"late": "how late", "because": "reason", "headroom": "headroom seen", "due": "day due", "done": "MW done",
            "from_day": "day", "region": "region", "next_best": "next best"}  # fmt: skip
"""What stands in a phrase only where the row has it, with words of its own."""


class Listed(NamedTuple):
    """A kind of event as its line in the list of kinds says it."""

    group: str
    name: str
    code: int
    columns: str


def page() -> str:
    """All kinds, group by group in the order of the list."""
    lines = [PREFACE, *_order()]
    for group, members in groupby(listed(), key=lambda kind: kind.group):
        title, _, columns = group.partition(": ")
        lines += [f"## {title[:1].upper()}{title[1:]}", "", *([_cell(columns[:1].upper() + columns[1:]) + ".", ""]
                                                              if columns else []), *HEADER]  # fmt: skip
        lines += [f"| {kind.code} | `{kinds.names()[kind.code]}` | {_phrase(kind.code)} | {_cell(kind.columns)} |"
                  for kind in members]  # fmt: skip
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _order() -> Iterator[str]:
    """What wakes whom, in the order of one instant, by the docstrings of the handlers."""
    yield from ("## In which order", "", ORDER, *ORDER_HEADER)
    for kind in KINDS:
        module, name = kind.handler.split(".")
        handler = getattr(import_module(f"sim.world.{module}"), name)
        said = " ".join((inspect.getdoc(handler) or "").split("\n\n")[0].split())
        yield f"| {kind.rank} | {_cell(said)} | `{kind.wakes}` | `{kind.handler}` |"
    yield ""


def listed() -> Iterator[Listed]:
    """Each kind with its comment and the heading that it stands under."""
    group, name, said = "", "", ""
    for line in inspect.getsource(kinds).splitlines():
        heading, numbered = HEADING.match(line), NUMBERED.match(line)
        more = INSIDE.match(line) or GOES_ON.match(line)
        if (heading or numbered) and name:
            yield Listed(group, name, getattr(kinds, name), said)
            name = said = ""
        if heading:
            group = heading["rest"].strip()
        elif numbered:
            name, said = numbered["name"], numbered["rest"] or ""
        elif more and name:
            said = f"{said} {more['rest']}".strip()
    if name:
        yield Listed(group, name, getattr(kinds, name), said)


def _phrase(code: int) -> str:
    """The phrase of a kind with the names of what fills it in italics."""
    text = PHRASES.get(code, "")
    text = re.sub(r"\{(\w+)\}", lambda field: f" [*{OPTIONAL[field[1]]}*]" if field[1] in OPTIONAL
                  else f"*{field[1].replace('_', ' ')}*", text)  # fmt: skip
    return text.replace("  ", " ").strip()


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
