"""`run --precision`: adds replications to every study until its figures are told to the precision asked for."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from sim.cli.failing import refusing
from sim.cli.growing import grow, order_of
from sim.cli.precision_asked import Asked, check
from sim.cli.precision_told import Reached, Told
from sim.cli.progress import Progress
from sim.runs.folders import RUNS

if TYPE_CHECKING:
    from sim.cli.simulating import How
    from sim.cli.studies import Study
    from sim.runs.figure_values import FigureValues
    from sim.runs.periods import Floats
    from sim.statistics.precision import Stopping


def reach(studies: "Sequence[Study]", asked: Asked, how: "How") -> Reached:
    """Simulates as many replications of every study as the figures take; what is made is kept, and found by its run.

    All studies have the same number, so that they stay paired.
    """
    from sim.cli.simulating import compile_if_cold
    from sim.runs.figure_values import growing
    from sim.statistics.precision import Stopping, likely
    from sim.statistics.summary import Summary

    root = how.out / RUNS
    root.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        tell = opened.enter_context(Progress("to the precision", asked.most * len(studies)))
        orders = [order_of(study, asked.most, how, partial(_tell_all, tell, place * asked.most))
                  for place, study in enumerate(studies)]  # fmt: skip
        check(studies, orders, asked.targets)
        if how.engine == "compiled" and how.cluster is None:
            compile_if_cold()
        figures = [target.figure for target in asked.targets]
        grown = [opened.enter_context(growing(order, root, figures, Summary)) for order in orders]
        rule = Stopping(asked.targets * len(studies))
        with refusing():
            stop = _grow(studies, grown, rule, asked.most)
        n = stop or asked.most
        samples = [values[:n] for values in _all(grown)]
    whose = [(study.name, target, text) for study in studies
             for target, text in zip(asked.targets, asked.texts, strict=True)]  # fmt: skip
    told = tuple(Told(*each, each[1].interval(values), likely(each[1], values))
                 for each, values in zip(whose, samples, strict=True))  # fmt: skip
    return Reached(n, stop is not None, rule.ahead, rule.needed, told)


def _tell_all(tell: Callable[..., None], before: int, done: int) -> None:
    """So many replications are done of a study, after others."""
    tell(before + done)


def _grow(studies: "Sequence[Study]", grown: "Sequence[FigureValues]", rule: "Stopping", most: int) -> int | None:
    """Measures replications until the rule stops: how many it takes; None where there are to be no more."""
    from sim.runs.store import EXACT
    from sim.statistics.precision import further
    from sim.statistics.valued import refuse_without_any_value

    n = min(rule.needed, most)
    while True:
        for study, values in zip(studies, grown, strict=True):
            grow(values, n, f"{study.name} ({study.path})")
            for target, found in zip(rule.targets, values.values, strict=False):
                refuse_without_any_value(target.figure, found, study.name)
        stop = rule.stop(_all(grown))
        if stop is not None or n == most:
            return stop
        n = min(further(rule, _all(grown), EXACT), most)


def _all(grown: "Sequence[FigureValues]") -> "list[Floats]":
    """The values of each figure of each study, in the order of the rule's targets."""
    return [values for each in grown for values in each.values]
