"""The folders of a results folder, and how those of runs and sweeps are called."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

RUNS, SWEEPS, COMPARISONS = "runs", "sweeps", "comparisons"
SELECTIONS, BRIDGES, APART, SELFCHECK = "selections", "bridges", "apart", "selfcheck"
CACHE = "cache"
"""Of the chunks that runs are made of."""
POINTS = "points"
"""Below the sweeps, of what is read off design points; shared by all of them."""
FIGURES = "figures"
"""In the folder of a run, a comparison or a sweep."""
REPORT = "report.html"
"""In the folder of a run or a comparison, where one was asked for; it knows its own bytes."""
FOLDER = "folder"
"""Column of a table that leaves its folder, a CSV file: the name of the run's or the sweep's."""


def named(name: str, digest: str) -> str:
    """The folder of a run or a sweep: its name, and the first ten digits of its hash."""
    return f"{name}-{digest[:10]}"


def of_folder(table: "pa.Table", folder: str) -> "pa.Table":
    """A table whose every row says in a last column which run or sweep it is of."""
    import pyarrow as pa

    return table.append_column(FOLDER, pa.repeat(folder, len(table)))
