"""`select`: measures candidates as far as a rule asks for, and keeps what is made."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from sim.cli.candidates import values_of
from sim.cli.failing import refusing
from sim.cli.growing import grow
from sim.cli.progress import Progress
from sim.cli.selection_asked import Question

if TYPE_CHECKING:
    from sim.cli.simulating import How
    from sim.runs.candidates import Candidate, Values
    from sim.runs.periods import Floats
    from sim.statistics.selecting import Selected


def select(candidates: "Sequence[Candidate]", question: Question, how: "How") -> "Selected":
    """Simulates what the rule wants; what is made is kept. UsageError where candidates do not share their luck."""
    from sim.cli.simulating import compile_if_cold
    from sim.statistics.paired import NotPairedError
    from sim.statistics.selecting import refuse_unpaired, selected

    asked, most = question.asked, question.asked.how.most
    question.check(len(candidates))
    try:
        refuse_unpaired(candidates, most)
    except NotPairedError as error:
        raise click.UsageError(f"{error}: a selection is among scenarios on the same draws (--seed gives all one seed)"
                               ) from error  # fmt: skip
    with ExitStack() as opened:
        ready = [values_of(one, asked.metric, most, how) for one in candidates]
        if how.engine == "compiled":
            compile_if_cold()
        grown = [opened.enter_context(one) for one in ready]
        tell = opened.enter_context(Progress("to the selection, at most", most * len(candidates)))
        with refusing():
            return selected(asked, candidates, _growing(grown, [one.name for one in candidates], tell))


def _growing(grown: "Sequence[Values]", names: Sequence[str],
             tell: Callable[..., None]) -> "Callable[[int, int], Floats]":  # fmt: skip
    """Gives the values of a candidate, of so many replications."""
    known = [0] * len(grown)

    def of(place: int, n: int) -> "Floats":
        grow(grown[place], n, names[place])
        known[place] = n
        tell(sum(known))
        return grown[place].values[0, :n]

    return of
