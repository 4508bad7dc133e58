"""Which logs a run keeps: all of them within a budget of bytes, else a few that are typical."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from sim.runs.events_file import EventsWriter
from sim.runs.names import Names

BUDGET = 200_000_000
"""Bytes of events.parquet."""
TRIED = 16
"""Replications after which the size of all is foreseen for the first time."""


class KeptLogs:
    """The events file of a run in the making."""

    def __init__(self, path: Path, names: Names, replications: int, budget: int = BUDGET) -> None:
        self._path, self._names, self._budget, self._replications = path, names, budget, replications
        self._writer = EventsWriter(path, names)
        self.kept: list[int] = []
        self.over_budget = False

    @property
    def wanted(self) -> bool:
        """False where all logs would not fit: then a few are kept, simulated again."""
        return not self.over_budget

    def add(self, replication: int, log: np.ndarray) -> None:
        """Writes the next log, unless all of them would not fit."""
        if self.over_budget:
            return
        self._writer.add(log)
        self.kept.append(replication)
        done = len(self.kept)
        if done % TRIED == 0 or done == self._replications:
            self.over_budget = self._writer.bytes_written / done * self._replications > self._budget

    def keep_only(self, replications: Iterable[int], log_of: Callable[[int], np.ndarray]) -> None:
        """Starts the file afresh with the logs of a few replications."""
        self._writer.close()
        self._path.unlink(missing_ok=True)
        self._writer = EventsWriter(self._path, self._names)
        self.kept = list(replications)
        for replication in self.kept:
            self._writer.add(log_of(replication))

    def close(self) -> None:
        """Ends the file."""
        self._writer.close()

    def described(self, main_metric: str) -> dict[str, Any]:
        """What the manifest says of it."""
        said = "all replications"
        if self.over_budget:
            said = (
                f"beyond {self._budget:,} bytes: those at P10, P50 and P90 of {main_metric} over the horizon"
            )
        return {"kept": said, "replications": len(self.kept) if not self.over_budget else self.kept}
