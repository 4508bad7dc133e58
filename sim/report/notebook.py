"""What a notebook shows of runs: a small table with intervals and the main chart, in one piece of HTML."""

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sim.report.cells import Row, band_row, mean_row
from sim.report.partner_rows import FIGURES as PARTNER
from sim.report.periods import key_years, yearly_figure
from sim.report.texts import difference_text, differs_from_nothing, row_label, value_text
from sim.runs.results import Results

TEMPLATE = "notebook.html.jinja"
SHOWN_OF_PARTNER = ("asked", "by the operator", "by providers", "served by nobody")
YEARS = 3
"""The vintage's year, the next, and the third after it; what lies beyond is in the tables."""
OF_ONE = "Live: P10-P90 in brackets; else means ± half of a 95 % interval."
OF_ONE_REPLICATION = "One replication: what happened once, with no interval."
OF_SEVERAL = "{} Beneath: less {}, on the same draws, in brackets where the interval holds zero."


def shown(runs: Sequence[Results]) -> str:
    """HTML of one run, or of several beside the first; what scenarios call themselves is text in it."""
    first = runs[0]
    several = len(runs) > 1
    chart, about = _chart(runs)
    note = OF_ONE if first.n > 1 else OF_ONE_REPLICATION
    years = f"{first.months[0]:%B %Y} to {first.months[-1]:%B %Y}"
    return _template().render(
        title=" · ".join(run.name for run in runs) if several else first.title,
        subtitle=f"n = {first.n:,} replications, seed {first.seed}, {years}",
        names=[(run.name, run.hash10) for run in runs],
        rows=[{"label": row_label(row), "cells": _cells(row)} for row in rows(runs)],
        note=OF_SEVERAL.format(note, first.name) if several else note,
        chart=chart,
        alt=f"{about}: {', '.join(run.name for run in runs)}",
    )


def rows(runs: Sequence[Results]) -> list[Row]:
    """Live capacity, headroom, capex of the key years, and the partner's requests."""
    years = key_years(runs[0])[:YEARS]
    live = [band_row(runs, yearly_figure(f"Live, end of {year}", "GW", "live_mw", year)) for year in years]
    headroom = [mean_row(runs, yearly_figure(f"{name} headroom, end of {year}", "GW", "headroom_mw", year, grade=grade))
                for grade, name in (("ai", "AI"), ("general", "General")) for year in years[1:] or years]  # fmt: skip
    capex = [mean_row(runs, yearly_figure(f"Call capex, {year}", "$bn", "call_capex_usd", year)) for year in years]
    partner = [mean_row(runs, figure) for figure in PARTNER if figure.label in SHOWN_OF_PARTNER]
    asked = [Row(f"Partner's requests, {row.label}", row.unit, row.digits, row.shown, row.cells) for row in partner]
    return [*live, *headroom, *capex, *asked]


def _cells(row: Row) -> list[tuple[str, str]]:
    """Each scenario's own number, and its difference where that says more."""
    alone = differs_from_nothing(row)
    return [(value_text(cell, row), "" if alone else difference_text(cell, row)) for cell in row.cells]


def _chart(runs: Sequence[Results]) -> tuple[str, str]:
    """The main chart as the text of a PNG, and what it shows."""
    from matplotlib import pyplot

    from sim.plots.files import save_figure
    from sim.plots.registry import plots

    plot = plots()["overlay" if len(runs) > 1 else "capacity"]
    figure = plot.draw(runs if len(runs) > 1 else runs[0])
    with TemporaryDirectory() as folder:
        [path] = save_figure(figure, Path(folder), plot.name, ("png",))
        chart = b64encode(path.read_bytes()).decode("ascii")
    pyplot.close(figure)
    return chart, plot.about


def _template():
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                              lstrip_blocks=True)  # fmt: skip
    return environment.get_template(TEMPLATE)
