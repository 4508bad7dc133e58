"""The values of a figure by replication of one design point, of as many replications as are asked for, in steps.

What is measured lies where the sweep keeps it: the sweep finds it there, and what the sweep made is not made again.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.runs.misnamed import UnknownNameError
from sim.runs.periods import Floats
from sim.runs.prepared import Prepared
from sim.runs.sweep import PointsFailedError, Run, run_points
from sim.scenario.cut_short import too_late
from sim.scenario.figure import Figure


class PointValues:
    """A figure of a design point; with that of the sweep's metrics where it is one of them, else for itself."""

    def __init__(self, made: Prepared, place: int, root: Path, run: Run, figure: str) -> None:
        """`root` holds sweeps. UnknownNameError where the sweep ends before the figure is known."""
        if wrong := too_late(Figure.parse(figure), made.sweep.until, made.points[place].scenario.horizon):
            raise UnknownNameError(f"{figure!r}: {wrong.message()}")
        metrics = made.sweep.metrics if figure in made.sweep.metrics else [figure]
        self._made = replace(made, sweep=made.sweep.model_copy(update={"metrics": metrics}))
        self._point, self._root, self._run = made.points[place], root, run
        self._row = metrics.index(figure)
        self.values: Floats = np.empty((1, 0))
        """Of the replications so far: shape (1, replication)."""

    def grow(self, n: int) -> None:
        """Measure replications until there are at least n; what the engine raises where one could not be run."""
        if self.values.shape[1] >= n:
            return
        alone = replace(self._made, points=(replace(self._point, replications=n),))
        try:
            [found] = run_points(alone, self._root, self._run)
        except PointsFailedError as failed:
            raise failed.errors[0] from failed
        self.values = found[self._row : self._row + 1]
