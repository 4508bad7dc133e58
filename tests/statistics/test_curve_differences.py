"""The curves of a comparison: pairs, months, and rows of months."""

import numpy as np
import pytest

from sim.statistics.curve_differences import CURVES, Curve, curve_differences, spans, table
from sim.statistics.paired import NotPairedError
from sim.statistics.simultaneous import difference_bands
from tests.plots.synthetic import three_scenarios
from tests.statistics.test_simultaneous import BASE, TIGHT


def test_each_run_but_the_first_has_every_curve_as_if_it_stood_alone():
    runs = [BASE, TIGHT, BASE]
    found = curve_differences(runs)
    assert [(each.place, each.curve) for each in found] == [(place, curve) for place in (1, 2) for curve in CURVES]
    for each in found:
        alone = difference_bands(runs[each.place], BASE, each.curve.metric, grade=each.curve.grade)
        assert all(np.array_equal(*pair, equal_nan=True) for pair in zip(each.bands, alone, strict=True))
    headroom = found[CURVES.index(Curve("headroom_mw", "ai", "AI headroom"))].bands
    assert headroom.is_clear.any()
    assert (headroom.mean[headroom.is_clear] < 0).all(), "the larger reserve leaves less"


def test_runs_on_other_draws_are_refused():
    runs = three_scenarios()
    runs[2].seed = 9
    with pytest.raises(NotPairedError, match="seed"):
        curve_differences(runs)


def test_one_run_has_no_differences():
    assert curve_differences([BASE]) == []


def test_the_table_has_a_line_for_each_month():
    runs = [BASE, TIGHT]
    found = curve_differences(runs)
    rows = table(found, runs).to_pylist()
    assert len(rows) == len(CURVES) * len(BASE.months)
    at = len(BASE.months) + 5
    bands = found[1].bands
    assert rows[at]["month"] == BASE.months[5]
    assert (rows[at]["run"], rows[at]["metric"], rows[at]["grade"]) == ("tight", "headroom_mw", "ai")
    assert rows[at]["half_width_together"] == pytest.approx(bands.together[5], nan_ok=True)
    assert rows[at]["clear_together"] == bands.is_clear[5]
    assert rows[at]["folder"] == TIGHT.folder_name
    assert "max-|t|" in rows[at]["method"]


@pytest.mark.parametrize(("marked", "found"), [
    ([], []), ([0, 0], []), ([1], [(0, 0)]), ([0, 1, 1, 0, 1], [(1, 2), (4, 4)]), ([1, 1, 1], [(0, 2)]),
])  # fmt: skip
def test_rows_of_months_are_unbroken_and_as_long_as_they_can_be(marked, found):
    assert list(spans(marked)) == found


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_table_repeats_each_band_month_by_month(level):
    found = curve_differences([BASE, TIGHT], CURVES[:2], level)
    table_ = table(found, [BASE, TIGHT]).to_pydict()
    assert " ".join(table_) == ("month run metric grade unit mean half_width half_width_together level n varies "
                                "clear_alone clear_together method folder")  # fmt: skip
    for name, of_band in (("mean", "mean"), ("half_width", "half_width"), ("half_width_together", "together"),
                          ("varies", "varies"), ("clear_alone", "is_clear_alone"),
                          ("clear_together", "is_clear")):  # fmt: skip
        expected = np.concatenate([getattr(one.bands, of_band) for one in found]).astype(float)
        assert np.array(table_[name], dtype=float) == pytest.approx(expected, nan_ok=True)
    assert table_["month"] == BASE.months * 2
    assert {*table_["level"]} == {level}
    assert {*table_["n"]} == {BASE.n}
    assert {*table_["unit"]} == {"MW"}
    assert table_["grade"] == [curve.grade or "" for curve in CURVES[:2] for _ in BASE.months]
