"""`compare --best` and `--least`: what is asked for, checked before anything runs, and the answer in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from sim.cli.figures_asked import short
from sim.quantities.shown import NO_VARIATION, Shown

if TYPE_CHECKING:
    from sim.cli.studies import Study
    from sim.runs.results import Results
    from sim.statistics.best import Ranking, Standing
    from sim.statistics.intervals import Interval

HEADS = ("", "mean ± half of its interval", "less the best other", "together at the level", "")


class Ranked(NamedTuple):
    """A figure by which runs are ranked."""

    figure: str
    least: bool

    @property
    def option(self) -> str:
        """How it was asked for."""
        return f"{'--least' if self.least else '--best'} {self.figure}"


def asked_of(best: Sequence[str], least: Sequence[str]) -> list[Ranked]:
    """What the options ask for; UsageError for what is no figure, or is asked for twice."""
    from sim.scenario.figure import wrong_figure

    asked = [Ranked(figure, False) for figure in best] + [Ranked(figure, True) for figure in least]
    for place, each in enumerate(asked):
        if wrong := wrong_figure(each.figure):
            raise click.UsageError(f"{each.option}: {short(wrong)}")
        if each in asked[:place]:
            raise click.UsageError(f"{each.option} is given twice: once is enough")
    return asked


def check(asked: Sequence[Ranked], stored: "Sequence[Results]", studies: "Sequence[Study]") -> None:
    """UsageError, with the nearest name, where a stored run or a study does not have one of the figures."""
    if not asked:
        return
    from pydantic_core import PydanticCustomError

    from sim.runs import figure_values
    from sim.runs.figures import value
    from sim.runs.misnamed import UnknownNameError
    from sim.runs.store import Order
    from sim.scenario.figure import Figure, wrong_in
    from sim.scenario.resolved import resolved_yaml
    from sim.world.model import build

    for study in studies:
        scenario = study.loaded.scenario
        order = Order(build(scenario), resolved_yaml(study.loaded.tree), 1)
        for each in asked:
            try:
                if wrong := wrong_in(Figure.parse(each.figure), scenario):
                    raise wrong
                figure_values.check(order, each.figure)
            except PydanticCustomError as error:
                raise click.UsageError(f"{each.option}: {study.name}: {short(error)}") from error
            except (UnknownNameError, ValueError) as error:
                raise click.UsageError(f"{each.option}: {study.name}: {error}") from error
    for run in stored:
        for each in asked:
            try:
                value(run, each.figure)
            except (UnknownNameError, ValueError) as error:
                raise click.UsageError(f"{each.option}: {run.name}: {error}") from error


def ranked(runs: "Sequence[Results]", asked: Sequence[Ranked]) -> str:
    """The answer to each; UsageError where runs do not share their draws, or have too few."""
    from sim.statistics.best import rank

    told = []
    for each in asked:
        try:
            told += ["", *_lines(rank(runs, each.figure, each.least))]
        except ValueError as error:
            raise click.UsageError(f"{each.option}: {error}") from error
    return "\n".join(told)


def _lines(found: "Ranking") -> list[str]:
    from sim.statistics.best import METHOD

    shows = _scales(found)
    rows = [HEADS, *(_row(standing, *shows) for standing in found.standings)]
    wide = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    table = [f"  {row[0]:{wide[0]}}  " + "  ".join(f"{text:>{width}}" for text, width in zip(row[1:4], wide[1:4],
             strict=True)) + f"  {row[4]}" for row in rows]  # fmt: skip
    what, level = "least" if found.least else "greatest", f"{100 * found.level:g} %"
    names = ", ".join(found.candidates)
    same = all(standing.low == standing.high for standing in found.standings if standing.may_be_best)
    said = (f"At {level} the {what} is that of {names}." if len(found.candidates) == 1 else
            f"The {what} is that of {names}: they are the same in every replication." if same else
            f"At {level} the {what} is among {names}: they are not told apart.")
    ruled_out = [standing.run for standing in found.standings if not standing.may_be_best]
    return [f"The {what} {found.figure}, n = {found.n:,}, {level}", f"  {METHOD}", *(line.rstrip() for line in table),
            f"  {said}" + (f" Ruled out: {', '.join(ruled_out)}." if ruled_out else "")]  # fmt: skip


def _row(standing: "Standing", means: Shown, gaps: Shown) -> tuple[str, ...]:
    low, high = gaps.words(standing.low), gaps.words(standing.high)
    verdict = "may be the best" if standing.may_be_best else "ruled out"
    return (standing.run, _mean(standing.mean, means), gaps.signed(standing.difference), f"[{low}, {high}]", verdict)


def _mean(mean: "Interval", show: Shown) -> str:
    return f"{show.words(mean.mean)} {show.spread(mean.half_width) if mean.varies else NO_VARIATION}"


def _scales(found: "Ranking") -> tuple[Shown, Shown]:
    """One for all means, one for all differences."""
    from sim.metrics import catalogue
    from sim.scenario.figure import Figure

    means = [one.mean for one in found.standings]
    unit = catalogue()[Figure.parse(found.figure).metric].unit
    return (Shown.of(unit, [each.mean for each in means], [each.half_width for each in means]),
            Shown.of(unit, [one.difference for one in found.standings],
                     [(one.high - one.low) / 2 for one in found.standings]))  # fmt: skip
