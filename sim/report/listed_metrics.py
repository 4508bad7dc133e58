"""The page of metrics: every figure with its unit, what it is split by, and how it comes out of the log."""

import inspect
import sys
from collections.abc import Iterator
from itertools import groupby

from sim.events import codes, kinds, stages
from sim.metrics.declared import Derived, Posting, Ratio, Scalar, Series, When
from sim.metrics.registry import Declared, declared_by_file

PREFACE = """# Metrics

Every figure that is measured, made from their declarations in `sim/metrics/` by `make docs`. A name is what
`--metric`, `--best` and sweeps take: `live_mw@FY2026` is its value of that fiscal year (of a level, at its end; of a
flow, summed), `headroom_mw[grade=ai]@FY2027` that of a part; without a year, a level at the horizon's end and a flow
over all of it.

- A **level** is the state at a month's end, a **flow** a sum within the month, a **ratio** is divided after both of
  its parts were summed, a **number** is one a replication. MW are MW of critical IT, unless they say facility;
  dollars are nominal.
- **From the log** is the sum that it is: columns of rows by their event ([events.md](events.md)), with a sign. *At
  the operator* and *at providers* say whose rows count; other conditions stand in brackets.
- Figures with a formula are computed from others, month by month and replication by replication.
"""
HEADER = ("| metric | unit | kind | what | split by | from the log |", "|---|---|---|---|---|---|")
WHEN = {When.INSTANT: "", When.DUE: "in the month due", When.BOOKED: "in the month booked",
        When.ASKED: "in the month of the request", When.AFTER_START: "after the first instant"}  # fmt: skip
WORDS = {"item": (*stages.NAMES,), "reason": codes.REASONS, "basis": codes.BASES, "client": codes.CLIENTS}
MOST_NAMED = 4
"""Of the values of a condition; of more, those that are left out."""


def page() -> str:
    """All metrics, file by file."""
    lines = [PREFACE]
    for file, metrics in declared_by_file():
        title = " ".join((file.__doc__ or "").strip().split("\n\n")[0].split()).rstrip(".")
        lines += [f"## {title}", "", *HEADER, *(_row(metric) for metric in metrics), ""]
    return "\n".join(lines).rstrip() + "\n"


def _row(metric: Declared) -> str:
    kind = {Ratio: "ratio", Scalar: "number"}.get(type(metric)) or getattr(metric, "kind", "")
    by = ", ".join(getattr(metric, "by", ()))
    cells = (f"`{metric.name}`", str(metric.unit), str(kind), metric.title, by, _formula(metric))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _formula(metric: Declared) -> str:
    if isinstance(metric, Ratio):
        return f"`{metric.numerator}` / `{metric.denominator}`"
    if isinstance(metric, Series):
        return "; ".join(_terms(metric.postings)) + ("; each request once" if metric.once else "")
    return _told(metric)


def _told(metric: Derived | Scalar) -> str:
    """What the computation says of itself, or of what makes it."""
    compute = metric.compute
    outer = getattr(compute, "__qualname__", "").split(".")[0]
    maker = getattr(sys.modules.get(compute.__module__), outer, None)
    said = inspect.getdoc(compute) or (inspect.getdoc(maker) if maker is not None else None) or metric.title + "."
    return said.split("\n\n")[0].replace("\n", " ")


def _terms(postings: tuple[Posting, ...]) -> Iterator[str]:
    """Postings that differ in their event alone are one term."""
    names = kinds.names()

    def apart(posting: Posting) -> tuple[object, ...]:
        return (posting.sign, posting.amount, posting.when, posting.item, posting.reason, posting.basis,
                posting.client, posting.operator)  # fmt: skip

    for _, alike in groupby(postings, key=apart):
        among = list(alike)
        one = among[0]
        events = ", ".join(f"`{names[posting.event]}`" for posting in among)
        about = [WHEN[one.when], *_conditions(one)]
        sign = "+" if one.sign > 0 else "−"
        column = {"kw": "kW", "dollars": "dollars", "value": "`value`"}[one.amount]
        yield f"{sign} {column} of {events}" + (f" ({'; '.join(filter(None, about))})" if any(about) else "")


def _conditions(posting: Posting) -> Iterator[str]:
    if posting.operator is not None:
        yield "at the operator" if posting.operator else "at providers"
    for column, names in WORDS.items():
        among = getattr(posting, column)
        if among is None:
            continue
        if column == "item" and posting.amount == "dollars":
            names = codes.ASSETS
        others = [name for code, name in enumerate(names) if code not in among]
        if len(among) > MOST_NAMED and len(others) <= MOST_NAMED:
            yield f"{column} not {' or '.join(others)}"
        else:
            yield f"{column} {' or '.join(names[code] for code in among)}"
