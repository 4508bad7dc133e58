"""Data frames and data sets hold the numbers of the run, and say which extra brings their libraries."""

import sys
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.report.frames import MissingExtraError
from sim.runs.misnamed import UnknownNameError

VALIDATION = Path(__file__).parents[2] / "scenarios" / "validation"
LIBRARIES = {"to_pandas": "pandas", "to_xarray": "xarray"}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    how = sim.How(out=tmp_path_factory.mktemp("out"), engine="simpy", jobs=1)
    return [sim.run(VALIDATION / f"{name}.yaml", 3, how) for name in ("small-world", "own-policy")]


def test_a_frame_is_the_table(runs):
    [run, _] = runs
    for table in ("summary", "curves"):
        frame, kept = run.to_pandas(table), getattr(run, table)()
        assert list(frame.columns) == kept.column_names
        assert len(frame) == kept.num_rows
        assert np.allclose(frame["mean"], kept["mean"].to_numpy(), equal_nan=True)
    with pytest.raises(ValueError, match="tables summary and curves, no 'figures'"):
        run.to_pandas("figures")


def test_a_data_set_has_every_replication_by_month_and_by_what_a_metric_is_split_by(runs):
    [run, _] = runs
    found = run.to_xarray("live_mw", "call_capex_usd", "long_lived_share", "partner_median_months_late")
    assert found["live_mw"].dims == ("region", "grade", "replication", "month")
    assert found["long_lived_share"].dims == ("replication", "month")
    assert found["partner_median_months_late"].dims == ("replication",)
    assert found["live_mw"].attrs["units"] == "MW"
    assert found.attrs["hash"] == run.hash
    north = run.series("live_mw", region="north", grade="ai")
    assert north.any()
    assert np.array_equal(found["live_mw"].sel(region="north", grade="ai"), north)
    assert np.allclose(found["call_capex_usd"].sum(["region", "asset"]), run.series("call_capex_usd"))
    assert str(found["month"].values[0])[:10] == run.months[0].isoformat()


def test_which_metrics_has_to_be_said(runs):
    with pytest.raises(ValueError, match="name the metrics"):
        runs[0].to_xarray()
    with pytest.raises(UnknownNameError, match="did you mean `live_mw`"):
        runs[0].to_xarray("live_wm")


def test_a_comparison_gives_its_table_both_ways(runs):
    compared = sim.compare(*runs)
    frame, found = compared.to_pandas(), compared.to_xarray()
    assert len(frame) == 2 * compared.figures
    assert dict(found.sizes) == {"figure": compared.figures, "run": 2}
    for row in frame.to_dict("records"):
        cell = found["difference_mean"].sel(figure=row["figure"], run=row["run"])
        assert np.array_equal(float(cell), row["difference_mean"], equal_nan=True)
    assert str(found["unit"].sel(figure="call_capex_usd").values) == "$"


@pytest.mark.parametrize("call", LIBRARIES)
def test_where_the_library_is_missing_the_extra_is_named(runs, monkeypatch, call):
    monkeypatch.setitem(sys.modules, LIBRARIES[call], None)
    for what in (runs[0], sim.compare(*runs)):
        asked = ("live_mw",) if (call, what) == ("to_xarray", runs[0]) else ()
        with pytest.raises(MissingExtraError, match=f"{LIBRARIES[call]} is not installed.*`frames`"):
            getattr(what, call)(*asked)
