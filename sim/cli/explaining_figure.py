"""`explain --metric`: which figure and month are meant, checked before anything is told."""

import re
from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sim.cli.explaining import Case
    from sim.metrics import Plan

_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])")


def figure_of(case: "Case", text: str, at: str | None, most_rows: int) -> list[str]:
    """The story of a figure in a month; UsageError, with the nearest name, where there is none."""
    from sim.cli.figures_asked import check_scenario, unit_of
    from sim.metrics import Plan
    from sim.report.explain_figure import Asked, FigureTeller
    from sim.scenario.figure import Figure

    unit_of(text)
    figure = Figure.parse(text)
    if figure.period is not None:
        raise click.UsageError(f"--metric {text}: leave out @{figure.period}: the month is --at, as in --at 2026-03")
    check_scenario(text, case.loaded.scenario.name, case.loaded.scenario)
    plan = Plan.of(case.model.layout)
    _check(figure, plan)
    asked = Asked(figure.metric, figure.chosen, _month_of(plan, at), most_rows)
    return FigureTeller(case.teller, plan).story(asked)


def _check(figure, plan: "Plan") -> None:
    """UsageError where a figure has no months, or is not split so, or has no such name."""
    from sim.metrics import catalogue
    from sim.quantities.refusal import unknown_name
    from sim.report.explain_figure import names_of

    metric = catalogue()[figure.metric]
    if metric.kind == "scalar":
        raise click.UsageError(f"--metric {figure.metric} is one number of a whole replication and has no months: ask "
                               "for a figure by month")  # fmt: skip
    names = names_of(plan, metric)
    for dimension, name in figure.chosen.items():
        if dimension not in names:
            by = ", ".join(names) or "nothing"
            raise click.UsageError(f"--metric {figure.metric} is split by {by}, not by {dimension}")
        if name not in names[dimension]:
            raise click.UsageError(f"--metric: {unknown_name(dimension, name, names[dimension]).message()}")


def _month_of(plan: "Plan", at: str | None) -> int:
    """The month's index from the scenario's start; UsageError where it is none that counts."""
    days = plan.layout.month_dates
    span = f"{days[plan.warm_up]:%Y-%m} to {days[plan.months - 1]:%Y-%m}"
    if at is None:
        raise click.UsageError(f"--metric needs --at with a month, as in --at {days[plan.warm_up]:%Y-%m} ({span})")
    found = _MONTH.fullmatch(at)
    if found is None:
        raise click.UsageError(f"--at {at} is no month: write it as in --at {days[plan.warm_up]:%Y-%m} ({span})")
    meant = date(int(found["year"]), int(found["month"]), 1)
    months = {day.replace(day=1): place for place, day in enumerate(days[:-1])}
    if months.get(meant, -1) < plan.warm_up:
        raise click.UsageError(f"--at {at}: no figure counts in it; the months that count are {span}")
    return months[meant]
