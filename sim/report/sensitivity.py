"""What a figure depends on, and in which futures it is past a threshold: lines of text, and tables for files."""

import textwrap
from collections.abc import Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from sim.plots.words import NO_VARIATION, plain, plus_minus
from sim.quantities.shown import Shown
from sim.runs.stored_sweep import StoredSweep
from sim.statistics.futures import Condition, Discovery
from sim.statistics.intervals import Interval
from sim.statistics.morris import Effects
from sim.statistics.noise import FEWEST
from sim.statistics.prim import Box
from sim.statistics.sobol import SobolIndices

if TYPE_CHECKING:
    import pyarrow as pa

SHARES = 2
"""Digits of indices."""
LEAST_P = 1e-3
WIDTH = 120


def sobol_lines(stored: StoredSweep, metric: str, found: SobolIndices) -> list[str]:
    """The indices of each key, the largest total first."""
    base = found.total[0].n
    inputs = "replication noise is not told apart: that takes 3 replications and more"
    if stored.replications >= FEWEST:
        inputs = "what is not told: design points differ by no more than replications do, all of them or without some"
    if not isnan(found.inputs.mean):
        part = f"{100 * found.inputs.mean:.0f}{plus_minus(100 * found.inputs.half_width, 0)} %"
        inputs = f"of the variance of one replication {part} are the inputs'; the rest, replication noise, is left out"
    lines = [
        f"What {metric} depends on: Sobol indices, parts of the inputs' variance (first order: Saltelli et al. 2010; "
        "total: Jansen 1999)",
        f"{_of(stored)}; ± half a {100 * found.inputs.level:g} % interval (jackknife, n = {base:,} base points); in "
        "brackets where it holds 0",
        inputs,
    ]
    order = sorted(range(len(stored.keys)), key=lambda place: -_known(found.total[place].mean))
    rows = [(stored.keys[place].heading, _index(found.first[place]), _index(found.total[place])) for place in order]
    return [*_wrapped(lines), "", *_table(("", "first order", "total"), rows)]


def morris_lines(stored: StoredSweep, metric: str, found: Effects) -> list[str]:
    """The effects of each key, the largest first."""
    scale, unit, digits = shown_of(stored.units[metric], found)
    trajectories = found.mu[0].n
    lines = [
        f"What moves {metric}: elementary effects in {unit} of each key over its whole way (Morris 1991; μ*: "
        "Campolongo et al. 2007)",
        f"{_of(stored)}; ± half a {100 * found.mu[0].level:g} % interval (jackknife, n = {trajectories:,} "
        "trajectories)",
        "μ* mean size, μ mean, σ how an effect differs from place to place, without what replications add; noise: "
        "standard error of one effect by its replications (of a key that moves nothing μ* is near 0.8 of it)",
    ]
    order = sorted(range(len(stored.keys)), key=lambda place: -found.mu_star[place].mean)
    rows = [(stored.keys[place].heading,
             *(_amount(each[place], scale, digits) for each in (found.mu_star, found.mu, found.sigma)),
             "not told" if isnan(found.noise[place]) else f"{scale * found.noise[place]:.{digits}f}")
            for place in order]  # fmt: skip
    return [*_wrapped(lines), "", *_table(("", "μ*", "μ", "σ", "noise"), rows)]


def boxes_lines(stored: StoredSweep, condition: Condition, found: Discovery) -> list[str]:
    """What share of futures meets a condition, and each box with its limits."""
    count = len(found.interest)
    lines = [
        f"Futures with {condition}: {int(found.interest.sum()):,} of {count:,} design points by their mean; of "
        f"{found.unsettled:,} the 95 % interval of the mean holds the threshold",
        f"{_of(stored)}; boxes by PRIM (Friedman and Fisher 1999); quasi-p (Bryant and Lempert 2010): the chance of as "
        "many without that limit, too small by the search for the box",
    ]
    if not found.boxes:
        why = ("no design point meets it" if not found.interest.any() else "every design point meets it"
               if found.interest.all() else "none that chance could not have brought")  # fmt: skip
        return [*_wrapped(lines), f"no box: {why}"]
    lines = _wrapped(lines)
    for number, box in enumerate(found.boxes, start=1):
        lines += ["", *_box_lines(stored, found, box, number)]
    return lines


def _box_lines(stored: StoredSweep, found: Discovery, box: Box, number: int) -> list[str]:
    step = box.found
    part = f"{100 * step.density:.0f} % of its {step.points:,} design points ({100 * found.share:.0f} % of all)"
    head = f"box {number}: coverage {100 * step.coverage:.0f} % of all such futures, density {part}"
    rows = [(stored.keys[each.key].heading, found.columns[each.key].span(each.low, each.high), p_words(each.quasi_p))
            for each in sorted(box.restrictions, key=lambda each: each.quasi_p)]  # fmt: skip
    return [head, *_table(("", "in the box", "quasi-p"), rows)]


def p_words(chance: float) -> str:
    """A chance to three digits, or that it is below them."""
    return f"{chance:.3f}" if chance >= LEAST_P else f"< {LEAST_P:g}"


def sobol_table(stored: StoredSweep, metric: str, found: SobolIndices) -> "pa.Table":
    """A row a key, in the order of the sweep."""
    parts = {"first_order": found.first, "total": found.total, "inputs_share": [found.inputs] * len(stored.keys)}
    return _keyed(stored, metric, parts, {"base_points": found.inputs.n, "level": found.inputs.level})


def morris_table(stored: StoredSweep, metric: str, found: Effects) -> "pa.Table":
    """A row a key, in the order of the sweep, in the figure's unit."""
    parts = {"mu_star": found.mu_star, "mu": found.mu, "sigma": found.sigma}
    more = {"trajectories": found.mu[0].n, "level": found.mu[0].level, "unit": stored.units[metric]}
    return _keyed(stored, metric, parts, more).append_column("noise", [list(found.noise)])


def boxes_table(stored: StoredSweep, condition: Condition, found: Discovery) -> "pa.Table":
    """A row a limit of each box."""
    import pyarrow as pa

    rows = [{
        "condition": str(condition), "box": number, "coverage": box.found.coverage, "density": box.found.density,
        "design_points": box.found.points, "kind": stored.keys[each.key].kind, "key": stored.keys[each.key].key,
        "label": stored.keys[each.key].name, "inside": found.columns[each.key].span(each.low, each.high),
        "quasi_p": each.quasi_p,
    } for number, box in enumerate(found.boxes, start=1) for each in box.restrictions]  # fmt: skip
    return pa.Table.from_pylist(rows)


def way_table(condition: Condition, found: Discovery) -> "pa.Table":
    """A row for each box on the way to the one that was chosen."""
    import pyarrow as pa

    rows = [{"condition": str(condition), "box": number, "peeled": place, "coverage": step.coverage,
             "density": step.density, "design_points": step.points}
            for number, box in enumerate(found.boxes, start=1) for place, step in enumerate(box.peeled)]  # fmt: skip
    return pa.Table.from_pylist(rows)


def _keyed(stored: StoredSweep, metric: str, parts: Mapping[str, Sequence[Interval]],
           more: dict[str, Any]) -> "pa.Table":  # fmt: skip
    import pyarrow as pa

    keys, count = stored.keys, len(stored.keys)
    columns: dict[str, list[Any]] = {"metric": [metric] * count, "kind": [key.kind for key in keys],
                                     "key": [key.key for key in keys], "label": [key.name for key in keys]}  # fmt: skip
    for name, intervals in parts.items():
        columns[name] = [each.mean for each in intervals]
        columns[f"{name}_half_width"] = [each.half_width for each in intervals]
    more = more | {"replications": stored.replications}
    return pa.table(columns | {name: [value] * count for name, value in more.items()})


def shown_of(unit: str, found: Effects) -> Shown:
    """How all elementary effects of one figure are shown."""
    return Shown.of(unit, [each.mean for each in found.mu_star], [each.half_width for each in found.mu_star])


def _of(stored: StoredSweep) -> str:
    return (f"sweep {stored.hash[:10]}, {len(stored.points):,} design points of {stored.replications:,} replications "
            "on the same draws")  # fmt: skip


def _wrapped(lines: Sequence[str]) -> list[str]:
    return [part for line in lines for part in textwrap.wrap(line, WIDTH, subsequent_indent="  ")]


def _known(value: float) -> float:
    return 0.0 if isnan(value) else value


def _index(index: Interval) -> str:
    said = _amount(index, 1.0, SHARES)
    return said if not index.varies or isnan(index.mean) or index.low > 0 else f"({said})"


def _amount(interval: Interval, scale: float, digits: int) -> str:
    if isnan(interval.mean):
        return "not told"
    if not interval.varies:
        return f"{plain(scale * interval.mean, digits)} {NO_VARIATION}"
    return f"{plain(scale * interval.mean, digits)}{plus_minus(scale * interval.half_width, digits)}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    wide = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    return ["  ".join(f"{cell:{width}}" if place == 0 else f"{cell:>{width}}"
                      for place, (cell, width) in enumerate(zip(row, wide, strict=True))).rstrip()
            for row in (head, *rows)]  # fmt: skip
