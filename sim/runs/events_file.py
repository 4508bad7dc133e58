"""events.parquet: event logs with the names behind their integers beside the integers themselves.

The columns of the log stand as they are, so that a stored log folds to the same measures; `day`, `mw` and
those that end in `_name` say the same in words. One row group holds one replication.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.events.row import COLUMNS, ROW
from sim.quantities.power import KW_PER_MW
from sim.runs.names import BIRTHS, Names

FILE = "events.parquet"
SECONDS_PER_DAY = 86_400


class EventsWriter:
    """Writes logs one after the other, each as a row group; the metadata hold the run's hash."""

    def __init__(self, path: Path, names: Names, run: str) -> None:
        self._path = path
        self._names = names
        self._told = {"run": run}
        self._file: pq.ParquetWriter | None = None

    def add(self, log: np.ndarray) -> None:
        """Writes the log of one replication."""
        table = decoded(log, self._names)
        if self._file is None:
            words = [name for name in table.column_names if name.endswith("_name")]
            self._file = pq.ParquetWriter(
                self._path, table.schema.with_metadata(self._told), compression="zstd", compression_level=1,
                use_dictionary=words, write_statistics=["replication"],
            )  # fmt: skip
        self._file.write_table(table, row_group_size=max(len(table), 1))

    def close(self) -> None:
        """Ends the file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def decoded(log: np.ndarray, names: Names) -> pa.Table:
    """A log as a table: its own columns, then day, MW and names."""
    columns = {name: pa.array(np.ascontiguousarray(log[name])) for name in COLUMNS}
    day = np.datetime64(names.layout.scenario.horizon.start) + (log["instant"] // SECONDS_PER_DAY).astype(
        "m8[D]"
    )
    columns["day"] = pa.array(day.astype("M8[D]"))
    columns["mw"] = pa.array(log["kw"] / KW_PER_MW)
    return pa.table(columns | {f"{name}_name": array for name, array in names.of(log).items()})


def stored(folder: Path) -> dict[int, int]:
    """Row group by replication stored."""
    path = folder / FILE
    if not path.exists():
        return {}
    groups = pq.read_metadata(path)
    place = groups.schema.names.index("replication")
    of_group = (groups.row_group(g).column(place).statistics.min for g in range(groups.num_row_groups))
    return {int(replication): g for g, replication in enumerate(of_group)}


def read_log(folder: Path, replication: int) -> np.ndarray:
    """The log of a stored replication, an array of ROW."""
    group = stored(folder)[replication]
    with pq.ParquetFile(folder / FILE) as file:
        table = file.read_row_group(group, columns=list(COLUMNS))
    log = np.empty(len(table), dtype=ROW)
    for name in COLUMNS:
        log[name] = table[name].to_numpy()
    return log


def site_names(folder: Path, replication: int) -> dict[int, str]:
    """What the sites of a replication's log are called, by their numbers in it; nothing where it is not stored."""
    group = stored(folder).get(replication)
    if group is None:
        return {}
    with pq.ParquetFile(folder / FILE) as file:
        table = file.read_row_group(group, columns=["event", "other", "other_name"])
    born = table.filter(pc.is_in(table["event"], pa.array(BIRTHS)))
    return dict(zip(born["other"].to_pylist(), born["other_name"].to_pylist(), strict=True))
