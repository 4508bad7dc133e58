"""What the page draws is what the runs hold: bands, differences and holes, to four digits of the largest."""

import base64
import json
import zlib
from types import SimpleNamespace

import numpy as np
import pytest

from sim.metrics import Metric
from sim.report.chart_data import chart_data
from sim.report.curve_cells import MILLION, curves_of
from sim.report.packed import MOST, NOWHERE, UNKNOWN, Packed
from sim.statistics.curve_differences import curve_differences
from sim.statistics.intervals import band
from sim.statistics.paired import paired_difference
from tests.report.reported_runs import small_runs


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    return small_runs(tmp_path_factory.mktemp("charted"))


@pytest.fixture(scope="module")
def curves(runs):
    return {each.metric.name: each for each in curves_of(runs)}


@pytest.fixture(scope="module")
def told(runs):
    return json.loads(chart_data(runs, curve_differences(runs)))


class Unpacked:
    """What the page's script reads, in Python."""

    def __init__(self, text, places):
        content = zlib.decompress(base64.b64decode(text))
        self.places = np.frombuffer(content, "<u4", places)
        low, high = np.frombuffer(content, np.uint8, offset=4 * places).astype(np.uint16).reshape(2, -1)
        self.words = low | high << 8

    def rows(self, at, count, length):
        steps = self.words[at + 1 : at + 1 + count * length].reshape(count, length)
        whole = np.cumsum(steps, axis=1, dtype=np.uint16).astype(np.int16)
        return np.where(whole == UNKNOWN, np.nan, whole * 10.0 ** self.words[at])


def test_what_is_packed_comes_out_rounded_to_four_digits_of_the_largest():
    draws = np.random.default_rng(2)
    tables = [draws.normal(0, 10.0**size, (3, 30)).round() for size in range(11)] + [np.array([[np.nan, 5.0, np.nan]])]
    packed = Packed()
    index = [packed.put(table) for table in tables]
    assert packed.put(tables[3]) == index[3]
    assert NOWHERE not in index
    read = Unpacked(packed.text(index), len(index))
    assert read.places.tolist() == index
    for at, table in zip(index, tables, strict=True):
        found = read.rows(at, *table.shape)
        assert (np.isnan(found) == np.isnan(table)).all()
        step = 10.0 ** read.words[at]
        assert np.nanmax(np.abs(found - table)) <= step / 2
        assert np.nanmax(np.abs(found)) <= MOST * step
        assert step == 1 or np.nanmax(np.abs(table)) > MOST * step / 10


def test_bands_and_differences_are_those_of_the_runs(runs, curves):
    levels = curves["used_mw"]
    cell = levels.cells.index(("north", None, None))
    values = [run.series("used_mw", region="north") * 1000 for run in runs]
    for place, of_run in enumerate(values):
        found = levels.of[place][cell]
        assert found.band.T.tolist() == [pytest.approx(band(month)) for month in of_run.T]
    difference = levels.of[1][cell].difference
    for month in range(len(runs[0].months)):
        pair = paired_difference(values[1][:, month], values[0][:, month])
        assert difference[:, month] == pytest.approx([pair.mean, pair.half_width], abs=1e-6)
    assert levels.of[0][cell].difference is None


def test_flows_are_by_whole_fiscal_quarter(runs, curves):
    capex = curves["call_capex_usd"]
    labels, _, values = runs[0].quarterly("call_capex_usd")
    assert not capex.by_month
    assert capex.of[0][0].band[1].tolist() == pytest.approx(np.median(values, axis=0).tolist())
    assert len(labels) == capex.of[0][0].band.shape[1]


def test_a_share_of_nothing_is_a_hole_in_its_curve_and_in_its_difference():
    metric = Metric("part", "share", "ratio", "Part", numerator="a", denominator="b")
    quarters = np.array([[np.nan, 0.5, 0.25], [np.nan, np.nan, 0.75], [np.nan, 0.5, 0.5]])
    runs = [SimpleNamespace(metrics=lambda: [metric], info=SimpleNamespace(metrics={"part": metric}),
                            quarterly=lambda name, of=of: ([], [], of))
            for of in (quarters, quarters + 0.125)]  # fmt: skip
    [curves] = curves_of(runs)
    [[one], [other]] = curves.of
    assert np.isnan(one.band).tolist() == [[True, True, False]] * 3
    assert one.band[1, 2] == MILLION / 2
    assert np.isnan(other.difference).tolist() == [[True, True, False]] * 2
    assert other.difference[:, 2].tolist() == [MILLION / 8, 0]


def test_every_choice_of_names_leads_to_its_own_sum(runs, curves):
    for curve in curves.values():
        if curve.metric.kind != "level":
            continue
        for cell, of_cell in zip(curve.cells, curve.of[0], strict=True):
            chosen = {name: value for name, value in zip(("region", "grade", "holder"), cell, strict=True) if value}
            total = runs[0].series(curve.metric.name, **chosen)
            scale = 1000 if curve.metric.unit == "MW" else 1
            middle = np.zeros(total.shape[1]) if of_cell is None else of_cell.band[1]
            assert middle == pytest.approx(np.median(total * scale, axis=0), rel=1e-9), (curve.metric.name, cell)


def test_the_page_is_told_where_each_curve_lies(told, curves, runs):
    read, at = Unpacked(told["packed"], told["places"]), 0
    assert [metric["name"] for metric in told["metrics"]] == list(curves)
    for metric in told["metrics"]:
        length = len(told["periods"]["month" if metric["monthly"] else "quarter"])
        for of_run in curves[metric["name"]].of:
            for curve in of_run:
                place, less = (int(read.places[at + step]) for step in (0, 1))
                at += 2
                assert (place == NOWHERE) == (curve is None)
                assert (less == NOWHERE) == (curve is None or curve.difference is None)
                if curve is not None:
                    near = 10.0 ** read.words[place]
                    assert read.rows(place, 3, length) == pytest.approx(curve.band, abs=near, nan_ok=True)
    assert at == told["places"]
    assert len(told["periods"]["month"]) == len(runs[0].months)
    assert [each["run"] for each in told["together"]] == [1] * 4


def test_what_agrees_in_every_replication_has_no_difference(curves):
    assert all(curve is None or curve.difference is None for curve in curves["live_mw"].of[1])
    assert any(curve is not None and curve.difference is not None for curve in curves["partner_elsewhere_mw"].of[1])
