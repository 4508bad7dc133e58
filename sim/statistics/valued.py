"""Figures that have no value in some replications, such as the delay of what never came: who takes them, and the words.

Means, quantiles and probabilities of one scenario, and paired differences in tables, leave such replications out, and
their n says so. Whatever decides by a figure (a rank, a selection, a sign, contributions, indices, boxes, guesses)
takes only one that always has a value: what would be left out is not left out by chance, and the answer would be one to
another question.
"""

import numpy as np

from sim.statistics.intervals import Floats


class NoValueError(ValueError):
    """A figure that is no number where one is needed."""

    def __init__(self, figure: str, lacking: int, count: int, whose: str = "") -> None:
        whom = f"{whose}: " if whose else ""
        super().__init__(f"{whom}{figure} has no value in {lacking:,} of {count:,} replications (a delay of what never "
                         "came, say): ask for a figure that always has one")  # fmt: skip


def refuse_without_value(figure: str, values: Floats, whose: str = "") -> None:
    """NoValueError where any of a figure's values, of whatever shape, is not a number."""
    lacking = int(np.isnan(values).sum())
    if lacking:
        raise NoValueError(figure, lacking, values.size, whose)


def refuse_without_any_value(figure: str, values: Floats, whose: str = "") -> None:
    """NoValueError where none is a number."""
    if len(values) and np.isnan(values).all():
        raise NoValueError(figure, len(values), len(values), whose)
