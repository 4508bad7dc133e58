"""`select`: measures candidates as far as a rule asks for, and keeps what it chose."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from sim.cli.candidates import Candidate
from sim.cli.failing import CheckFailed
from sim.cli.growing import Values, grow
from sim.cli.progress import Progress
from sim.cli.selection_asked import Asked

if TYPE_CHECKING:
    from sim.cli.simulating import How
    from sim.runs.periods import Floats
    from sim.statistics.kim_nelson import KimNelson
    from sim.statistics.ocba import Ocba
    from sim.statistics.selection_table import Standing


@dataclass(frozen=True)
class Selected:
    """What was asked, and how it came out."""

    asked: Asked
    names: tuple[str, ...]
    keys: tuple[str, ...]
    """Hash of each candidate."""
    rule: "KimNelson | Ocba"
    standing: "tuple[Standing, ...]"
    replications: int
    """Of all candidates, as far as they were decided on."""
    independent: int
    """That two stages of independent runs would take for the same guarantee."""


def select(candidates: Sequence[Candidate], asked: Asked, how: "How") -> Selected:
    """Simulates what the rule wants; what is made is kept. UsageError where candidates do not share their luck."""
    from sim.cli.simulating import compile_if_cold
    from sim.statistics.rinott import replications_of
    from sim.statistics.selection import NoMeaningError, carry_out
    from sim.statistics.selection_table import standings

    rule, names = asked.rule(len(candidates)), tuple(one.name for one in candidates)
    _refuse_unpaired(candidates, names, asked.most)
    with ExitStack() as opened:
        ready = [one.values(asked.metric, asked.most, how) for one in candidates]
        if how.engine == "compiled":
            compile_if_cold()
        grown = [opened.enter_context(one) for one in ready]
        tell = opened.enter_context(Progress("to the selection, at most", asked.most * len(candidates)))
        try:
            samples = carry_out(rule, _growing(grown, names, asked.sign, tell))
        except NoMeaningError as error:
            raise CheckFailed(f"{names[error.place]}: {asked.metric} has {error}, and nothing can be paired with it; "
                              "select by a figure that every replication has") from error  # fmt: skip
    as_they_are = [asked.sign * values for values in samples]
    first = _first(samples, asked.first_stage)
    standing = standings(rule, as_they_are, asked.unit, asked.is_least)
    independent = replications_of(first, asked.indifference, asked.probability)
    return Selected(asked, names, tuple(one.key for one in candidates), rule, tuple(standing),
                    sum(one.n for one in standing), independent)  # fmt: skip


def _growing(grown: Sequence[Values], names: Sequence[str], sign: float,
             tell: Callable[..., None]) -> "Callable[[int, int], Floats]":  # fmt: skip
    """Gives the values of a candidate, of so many replications, with the sign by which more is better."""
    known = [0] * len(grown)

    def of(place: int, n: int) -> "Floats":
        grow(grown[place], n, names[place])
        known[place] = n
        tell(sum(known))
        values: Floats = sign * grown[place].values[0, :n]
        return values

    return of


def _first(samples: "Sequence[Floats]", first_stage: int) -> "Floats":
    """The values of the first stage: shape (candidate, replication)."""
    import numpy as np

    return np.stack([values[:first_stage] for values in samples])


def _refuse_unpaired(candidates: Sequence[Candidate], names: Sequence[str], most: int) -> None:
    from sim.statistics.paired import NotPairedError, Pairing, refuse_unlike

    try:
        refuse_unlike([(name, Pairing.planned(one.scenario, most))
                       for name, one in zip(names, candidates, strict=True)])  # fmt: skip
    except NotPairedError as error:
        raise click.UsageError(f"{error}: a selection is among scenarios on the same draws (--seed gives all one seed)"
                               ) from error  # fmt: skip
