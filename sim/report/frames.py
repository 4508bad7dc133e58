"""Tables as pandas data frames, series as xarray data sets: for those who have the extra `frames` installed."""

from importlib import import_module
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sim.runs.results import Results

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

EXTRA = "frames"
NONE = "none"


class MissingExtraError(ImportError):
    """A library that only an extra of this project brings is asked for and not there."""


def data_frame(table: pa.Table) -> "pd.DataFrame":
    """A table of a run or a comparison; MissingExtraError where pandas is not installed."""
    _needed("pandas")
    return table.to_pandas()


def data_set(run: Results, metrics: tuple[str, ...]) -> "xr.Dataset":
    """Every replication of some metrics: dimensions replication, month and what each is split by; MW, $ or shares.

    A month is known by its first day; a metric of one number a replication has no month; what belongs to no region,
    say, stands under `none`. MissingExtraError where xarray is not installed, UnknownNameError for a metric that the
    run does not have.
    """
    xr = _needed("xarray")
    if not metrics:
        raise ValueError("name the metrics: to_xarray('live_mw', 'headroom_mw'); all of a run would fill the memory")
    coordinates: dict[str, Any] = {"replication": np.arange(run.n),
                                   "month": np.array(run.months, dtype="datetime64[ns]")}  # fmt: skip
    arrays: dict[str, Any] = {}
    asked = [run.metric(name) for name in metrics]
    among = {dimension: _names(run, dimension, metrics) for metric in asked for dimension in metric.by}
    for name, metric in zip(metrics, asked, strict=True):
        about = {"units": metric.unit, "long_name": metric.title, "kind": metric.kind}
        if metric.kind == "scalar":
            arrays[name] = (("replication",), run.scalar(name), about)
            continue
        names = [among[dimension] for dimension in metric.by]
        cells = [run.series(name, **dict(zip(metric.by, cell, strict=True))) for cell in product(*names)]
        values = np.stack(cells).reshape(*(len(each) for each in names), run.n, len(run.months))
        arrays[name] = ((*metric.by, "replication", "month"), values, about)
    coordinates |= among
    told = {"scenario": run.name, "title": run.title, "hash": run.hash, "seed": run.seed}
    return xr.Dataset(arrays, coordinates, told)


def _names(run: Results, dimension: str, metrics: tuple[str, ...]) -> list[str]:
    """The names along a dimension, `none` among them where some of the metrics have such a part."""
    known = list(run.info.names[dimension])
    apart = any(getattr(key, dimension) == NONE for key in run.keys if key.metric in metrics)
    return [*known, NONE] if apart and NONE not in known else known


def by_figure_and_run(table: pa.Table) -> "xr.Dataset":
    """The numbers of a comparison's table, by figure and run; MissingExtraError where xarray is not installed."""
    xr = _needed("xarray")
    rows = table.to_pydict()
    figures, runs = (list(dict.fromkeys(rows[name])) for name in ("figure", "run"))
    shape = (len(figures), len(runs))
    numbers = {name: (("figure", "run"), np.array(rows[name]).reshape(shape))
               for name, kind in zip(table.column_names, table.schema.types, strict=True)
               if pa.types.is_floating(kind) or pa.types.is_integer(kind)}  # fmt: skip
    units = ("figure", rows["unit"][:: len(runs)])
    return xr.Dataset(numbers, {"figure": figures, "run": runs, "unit": units})


def _needed(library: str) -> Any:
    try:
        return import_module(library)
    except ImportError as missing:
        raise MissingExtraError(
            f"{library} is not installed; it comes with the extra `{EXTRA}`: "
            f".venv/bin/python -m pip install '.[{EXTRA}]'") from missing  # fmt: skip
