"""A finished sweep, read from its folder: its design, and what was read off each replication of each design point."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter, ValidationError

from sim.runs import manifest, points_file
from sim.runs.checked_file import DamagedError
from sim.runs.folders import POINTS
from sim.runs.periods import Floats
from sim.scenario.designs import Design

AGAIN = "start `sweep` on its file again: what is stored is used again"


class Key(NamedTuple):
    """One key that the sweep moves."""

    key: str
    name: str
    """As tables and charts show it."""
    kind: Literal["lever", "uncertainty"]

    @property
    def heading(self) -> str:
        """As tables of sweeps head its column."""
        return f"{self.kind}: {self.name}"


@dataclass(frozen=True)
class StoredSweep:
    """What a sweep's folder tells."""

    folder: Path
    title: str
    hash: str
    keys: tuple[Key, ...]
    """The levers first."""
    design: Design
    units: dict[str, str]
    """Of each metric, in the order of the file."""
    points: list[dict[str, str]]
    """The settings of each design point, as a file writes them."""
    replications: int
    kept: list[str]
    """The file of each design point's values."""

    @classmethod
    def load(cls, folder: Path) -> "StoredSweep":
        """IncompleteError where there is no finished sweep, or one of an earlier version."""
        found = manifest.checked(folder)
        if "sweep" not in found:
            raise manifest.IncompleteError("this is a run and no sweep")
        told: dict[str, Any] = found["sweep"]
        if "kept" not in told:
            raise manifest.IncompleteError(f"an earlier version made it, and did not say where its values are: {AGAIN}")
        try:
            design: Design = TypeAdapter(Design).validate_python(told["design"])
        except ValidationError as error:
            raise manifest.IncompleteError(f"it has a design of another version: {AGAIN}") from error
        keys = [*(_key(axis, "lever") for axis in told["levers"]),
                *(_key(axis, "uncertainty") for axis in told["uncertainties"])]  # fmt: skip
        return cls(folder, told["title"], told["hash"], tuple(keys), design,
                   dict(zip(told["metrics"], told["units"], strict=True)), told["design_points"],
                   told["replications"], told["kept"])  # fmt: skip

    def table(self) -> pa.Table:
        """One line a design point and figure: what moves, mean, half-width, band, paired difference."""
        return pq.read_table(self.folder / "sweep.parquet")

    def values(self, metric: str) -> Floats:
        """Of each design point and replication; DamagedError where they are gone, or not those that were written."""
        root, n = self.folder.parent / POINTS, self.replications
        found = np.empty((len(self.kept), n))
        for place, name in enumerate(self.kept):
            names, values = points_file.read(root / name)
            if metric not in names or values.shape[1] < n:
                raise DamagedError(f"{root / name} does not hold {n:,} replications of {metric}")
            found[place] = values[names.index(metric), :n]
        return found


def _key(axis: dict[str, Any], kind: Literal["lever", "uncertainty"]) -> Key:
    return Key(axis["key"], axis.get("label") or axis["key"], kind)
