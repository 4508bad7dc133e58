"""`sweep --settle`: what is asked for, the replications that it takes, and what came of it in words."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.failing import refusing

if TYPE_CHECKING:
    from sim.runs.prepared import Prepared
    from sim.runs.sweep import Run
    from sim.statistics.settle import Settling, Sign

USUAL = 64
"""Times a sweep's own replications that a design point gets at most."""
NAMED = 8
"""Design points that are named."""


def asked_of(figure: str | None, most: int | None, made: "Prepared") -> "Settling | None":
    """What the options ask for; UsageError for a figure that is none of the sweep's."""
    if figure is None:
        if most is not None:
            raise click.UsageError("--most is how far --settle may go: name the figure whose sign is to be settled")
        return None
    from sim.quantities.nearest import nearest
    from sim.statistics.settle import Settling

    if figure not in made.metrics:
        near = nearest(figure, made.metrics)
        hint = f"; did you mean {near}?" if near else ""
        raise click.UsageError(f"--settle {figure}: the sweep has no such figure among its metrics: "
                               f"{', '.join(made.metrics)}{hint}")  # fmt: skip
    first = made.points[0].replications
    if most is not None and most <= first:
        raise click.UsageError(f"--most {most}: each design point has {first:,} replications already")
    return Settling(figure, most or USUAL * first)


def settled(made: "Prepared", asked: "Settling", root: Path, run: "Run",
            on_done: Callable[[int, int], None]) -> "tuple[Prepared, list[Sign]]":  # fmt: skip
    """The design points with as many replications as their signs take; what is made is kept for the sweep."""
    from sim.runs.sweep import run_points

    with refusing(f"--settle {asked.figure}"):
        return asked.settle(made, lambda points: run_points(points, root, run, on_done=on_done))


def told(made: "Prepared", asked: "Settling", signs: "list[Sign]", first: int) -> list[str]:
    """What came of it."""
    from sim.plots.words import Counts

    open_ones = [place for place, sign in enumerate(signs) if sign.is_open]
    more = [sign.n for sign in signs if sign.n > first and not sign.is_open and sign.varies]
    looks = asked.looks(first)
    at_once = sum(not sign.is_open and sign.varies and sign.n == first for sign in signs)
    constant = sum(not sign.varies for sign in signs)
    head = (f"{asked.figure}: of {len(signs):,} design points {at_once:,} have its sign settled with {first:,} "
            "replications")  # fmt: skip
    if more:
        head += f", {len(more):,} more with {Counts.of(more)}"
    if constant:
        head += f"; at {constant:,} it does not vary"
    lines = [f"{head} (95 % over all of up to {looks} looks at a point, Bonferroni)"]
    for place in open_ones[:NAMED]:
        needed = signs[place].needed
        likely = f"about {needed:,.0f} would do if mean and spread stay" if needed < float("inf") else "its mean is 0"
        lines.append(f"  open after {signs[place].n:,}: design point {place + 1} ({made.moved(place)}); {likely}")
    if len(open_ones) > NAMED:
        lines.append(f"  and {len(open_ones) - NAMED:,} more are open")
    return lines


def recommended(made: "Prepared", folder: Path) -> list[str]:
    """Of each figure with open signs, how many replications would settle them, and the command that adds them there."""
    import pyarrow.parquet as pq

    rows = pq.read_table(folder / "sweep.parquet", columns=["metric", "mean", "half_width", "p10", "n"]).to_pylist()
    lines = []
    for metric in made.metrics:
        of_metric = [row for row in rows if row["metric"] == metric]
        if not any(row["p10"] < 0 for row in of_metric):
            continue  # it has one sign only
        open_ones = [row for row in of_metric if 0 < abs(row["mean"]) <= row["half_width"]]
        if open_ones and len(open_ones) < len(of_metric):
            needed = sum(row["n"] * (row["half_width"] / row["mean"]) ** 2 - row["n"] for row in open_ones)
            lines.append(f"{metric}: the sign is open at {len(open_ones):,} of {len(of_metric):,} design points; "
                         f"about {needed:,.0f} replications more, all of them there, may settle it: "
                         f"--settle '{metric}'")  # fmt: skip
    return lines
