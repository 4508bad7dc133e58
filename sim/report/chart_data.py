"""What the charts of a report are drawn from: names, dates, and every curve, packed behind an index of places."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import numpy as np

from sim.metrics import Metric
from sim.plots.words import day_text
from sim.quantities.calendar import add_months
from sim.quantities.power import KW_PER_MW
from sim.report.curve_cells import BY, MetricCurves, curves_of
from sim.report.packed import NOWHERE, UNKNOWN, Packed
from sim.runs.periods import periods
from sim.runs.results import Results
from sim.statistics.compare import OVER_HORIZON, YEARLY
from sim.statistics.curve_differences import CurveDifference
from sim.statistics.intervals import LEVEL
from sim.statistics.paired import labels_of

LEADING = "What is compared"
GROUPS = {("MW", True): "MW at the end of the month", ("MW", False): "MW by fiscal quarter",
          ("$", True): "$ at the end of the month", ("$", False): "$ by fiscal quarter",
          ("share", False): "Shares"}  # fmt: skip
COMPARED = tuple(dict.fromkeys(figure.partition("[")[0] for figure in (*YEARLY, *OVER_HORIZON)))
"""The metrics of the comparison's table, which stand first."""
EASY = (("Live capacity", "live_mw", None), ("AI headroom", "headroom_mw", "ai"),
        ("General headroom", "headroom_mw", "general"), ("Call capex", "call_capex_usd", None),
        ("Partner elsewhere", "partner_elsewhere_mw", None), ("Released", "released_mw", None))  # fmt: skip
"""Curves that are one button away: label, metric, grade."""
WITHOUT = {"region": "not by region", "grade": "not by grade", "holder": "nobody"}
"""What a curve of no region is called where others have one."""


def chart_data(runs: Sequence[Results], differences: Sequence[CurveDifference] = ()) -> str:
    """As JSON that may stand in a page; `differences` are those whose months are judged together."""
    from sim.plots.style import scenario_colour, scenario_dashes, scenario_name

    packed, index, metrics = Packed(), list[int](), list[dict[str, Any]]()
    for curves in curves_of(runs):
        metrics.append(_metric(curves))
        index += _places(curves, packed)
    first = runs[0]
    scenarios = [{"name": scenario_name(label, place), "colour": scenario_colour(place),
                  "dashed": bool(scenario_dashes(place))} for place, label in enumerate(labels_of(runs))]  # fmt: skip
    together = [{"metric": each.curve.metric, "grade": each.curve.grade, "run": each.place,
                 "at": packed.put(np.atleast_2d(each.bands.together * KW_PER_MW))} for each in differences]  # fmt: skip
    there = {(metric["name"], cell[1]) for metric in metrics for cell in metric["cells"]}
    told = {
        "n": first.n, "level": LEVEL, "unknown": UNKNOWN, "nowhere": NOWHERE, "by": BY,
        "scenarios": scenarios, "periods": _periods(first), "years": _years(first), "names": _names(first),
        "vintage": _vintage(first), "metrics": metrics, "together": together,
        "easy": [each for each in EASY if each[1:] in there],
        "places": len(index), "packed": packed.text(index),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _places(curves: MetricCurves, packed: Packed) -> Iterator[int]:
    """Of each run and cell where its band stands, and where its difference does."""
    for of_run in curves.of:
        for curve in of_run:
            yield NOWHERE if curve is None else packed.put(curve.band)
            yield NOWHERE if curve is None or curve.difference is None else packed.put(curve.difference)


def _metric(curves: MetricCurves) -> dict[str, Any]:
    metric = curves.metric
    return {"name": metric.name, "title": metric.title, "unit": metric.unit, "monthly": curves.by_month,
            "group": _group(metric, curves.by_month), "cells": curves.cells}  # fmt: skip


def _group(metric: Metric, by_month: bool) -> str:
    return LEADING if metric.name in COMPARED else GROUPS.get((metric.unit, by_month), "Other")


def _periods(run: Results) -> dict[str, list[list[str]]]:
    """Label and last day of each month and each whole fiscal quarter."""
    months = [[f"{month:%b %Y}", _last_day(month).isoformat()] for month in run.months]
    quarters = [[period.label, period.ends.isoformat()] for period in periods(run.info, "quarter")]
    return {"month": months, "quarter": quarters}


def _last_day(month: date) -> date:
    return add_months(month, 1) - timedelta(days=1)


def _years(run: Results) -> list[list[str]]:
    """Label, first day and the day after the last of each fiscal year, as far as it lies in the horizon."""
    found = []
    for year, months in groupby(zip(run.fiscal_years, run.months, strict=True), key=lambda pair: pair[0]):
        days = [month for _, month in months]
        found.append([f"FY{year % 100:02d}", days[0].isoformat(), add_months(days[-1], 1).isoformat()])
    return found


def _names(run: Results) -> dict[str, dict[str, str]]:
    """What people call the names of each dimension."""
    return {
        "region": {region: name for region, name, _ in run.regions} | {"none": WITHOUT["region"]},
        "grade": {"general": "general", "ai": "AI", "none": WITHOUT["grade"]},
        "holder": dict(run.info.holders) | {"none": WITHOUT["holder"]},
    }


def _vintage(run: Results) -> list[str] | None:
    """The day up to which facts were used, where it lies in the horizon, and how it is said."""
    if run.vintage is None or not run.months[0] <= run.vintage < run.horizon_end:
        return None
    return [run.vintage.isoformat(), f"facts to {day_text(run.vintage)}"]
