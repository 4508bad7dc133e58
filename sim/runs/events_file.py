"""events.parquet: event logs with the names behind their integers beside the integers themselves.

The columns of the log stand as they are, so that a stored log folds to the same measures; `day`, `mw` and
those that end in `_name` say the same in words.
"""

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from sim.events.row import COLUMNS, ROW

FILE = "events.parquet"


def stored(folder: Path) -> dict[int, int]:
    """Row group by replication stored."""
    path = folder / FILE
    if not path.exists():
        return {}
    groups = pq.read_metadata(path)
    place = groups.schema.names.index("replication")
    return {int(groups.row_group(g).column(place).statistics.min): g for g in range(groups.num_row_groups)}


def read_log(folder: Path, replication: int) -> np.ndarray:
    """The log of a stored replication, an array of ROW."""
    group = stored(folder)[replication]
    with pq.ParquetFile(folder / FILE) as file:
        table = file.read_row_group(group, columns=list(COLUMNS))
    log = np.empty(len(table), dtype=ROW)
    for name in COLUMNS:
        log[name] = table[name].to_numpy()
    return log
