"""A condition on a figure is read in the figure's unit, and its futures are design points by their mean."""

import numpy as np
import pytest
from pydantic_core import PydanticCustomError

from sim.statistics.futures import Condition, column_of, discover


@pytest.mark.parametrize(("text", "unit", "found"), [
    ("headroom_mw[grade=ai]@FY2027 < 0", "MW", ("headroom_mw[grade=ai]@FY2027", "<", 0.0)),
    ("headroom_mw[grade=ai]@FY2027<0 MW", "MW", ("headroom_mw[grade=ai]@FY2027", "<", 0.0)),
    ("headroom_mw >= -1.5 GW", "MW", ("headroom_mw", ">=", -1500.0)),
    ("call_capex_usd@FY2027 > $90B", "$", ("call_capex_usd@FY2027", ">", 90e9)),
    ("call_capex_usd <= -$5M", "$", ("call_capex_usd", "<=", -5e6)),
    ("window_over_1_gw > 5 %", "probability", ("window_over_1_gw", ">", 0.05)),
    ("idle_share < 7.5 %", "share", ("idle_share", "<", 0.075)),
    ("partner_median_months_late > 6 months", "months", ("partner_median_months_late", ">", 6.0)),
])  # fmt: skip
def test_a_condition_is_read_with_its_amount_in_the_figures_unit(text, unit, found):
    condition = Condition.read(text)
    assert (condition.figure, condition.sign, condition.threshold(unit)) == (*found[:2], pytest.approx(found[2]))


@pytest.mark.parametrize(("text", "said"), [
    ("headroom_mw", "is no condition"), ("headroom_mw = 0 MW", "is no condition"), ("< 0 MW", "is no condition"),
    ("headroom_mw <", "is no condition"), ("1 < headroom_mw < 2", "is no condition"),
    ("headroom_mw < 5", "has no unit"), ("headroom_mw < 5 MB", "no unit of a power"), ("headroom_mw < $5M", "is money"),
])  # fmt: skip
def test_what_is_no_condition_is_refused(text, said):
    with pytest.raises(PydanticCustomError, match=said):
        Condition.read(text).threshold("MW")


def test_amounts_and_days_are_ordered_by_size_and_words_by_interest():
    interest = np.array([True, False, True])
    assert list(column_of(["500 MW", "20 MW", "1 MW"], interest).numbers) == [500, 20, 1]
    days = column_of(["2025-03-01", "2025-02-01", "2025-02-02"], interest)
    assert list(np.argsort(days.numbers)) == [1, 2, 0]
    assert days.span(days.numbers[1], days.numbers[2]) == "2025-02-01 to 2025-02-02"
    words = column_of(["operator", "partner", "operator"], interest)
    assert words.is_words
    assert words.span(1.0, np.inf) == "operator"
    assert column_of(["1 GW", "500 MW", "2 GW"], interest).is_words, "amounts of two units are not compared"


def test_a_span_is_told_as_the_file_writes_its_values():
    column = column_of(["1 GW", "2.5 GW", "4 GW"], np.array([True, False, True]))
    assert column.is_words is False
    assert column.span(2.5, np.inf) == "≥ 2.5 GW"
    assert column.span(-np.inf, 2.5) == "≤ 2.5 GW"
    assert column.span(1.0, 2.5) == "1 GW to 2.5 GW"


def test_futures_are_design_points_by_their_mean_and_those_near_the_threshold_are_counted():
    rng = np.random.default_rng(1)
    shares = rng.random(400)
    texts = [[f"{share:.3f}" for share in shares], [f"{rng.random():.3f} GW" for _ in shares]]
    values = (100 * (shares - 0.7))[:, None] + rng.normal(0, 20, (400, 16))
    found = discover(Condition.read("headroom_mw > 0 MW"), values, "MW", texts)
    assert np.array_equal(found.interest, values.mean(axis=1) > 0)
    assert found.share == pytest.approx(found.interest.mean())
    near = int((np.abs(values.mean(axis=1)) <= 2.1314 * values.std(axis=1, ddof=1) / 4).sum())
    assert found.unsettled == near > 0
    [box] = found.boxes
    assert [each.key for each in box.restrictions] == [0]
    assert box.restrictions[0].low == pytest.approx(0.7, abs=0.05)


def test_what_is_no_condition_is_refused_with_one_that_is():
    with pytest.raises(PydanticCustomError) as refused:
        Condition.read("headroom_mw")
    told = refused.value.message()
    assert "'headroom_mw' is no condition: a figure, one of < <= > >=, and an amount" in told
    assert "headroom_mw[grade=ai]@FY2027 < 0 MW" in told
    assert str(Condition.read(" headroom_mw<=1 GW ")) == "headroom_mw <= 1 GW"


def test_words_between_two_are_told_once_each():
    column = column_of(["calm", "storm", "rain", "storm", "calm"], np.array([False, True, True, True, False]))
    assert column.span(1.0, 2.0) == "storm or rain"
    assert column.span(-np.inf, 0.0) == "calm"


@pytest.mark.parametrize(("sign", "interest"), [
    ("<", [True, False, False]), ("<=", [True, True, False]), (">", [False, False, True]), (">=", [False, True, True]),
])  # fmt: skip
def test_a_mean_at_the_threshold_is_on_the_side_of_the_sign(sign, interest):
    values = np.array([[1.0, 3.0], [2.0, 4.0], [3.0, 5.0]])
    found = discover(Condition.read(f"headroom_mw {sign} 3 MW"), values, "MW", [["1 MW", "2 MW", "3 MW"]])
    assert found.interest.tolist() == interest
    assert found.share == pytest.approx(sum(interest) / 3)
    assert found.unsettled == 3


def test_a_chance_is_unsettled_by_its_own_interval_and_what_never_varies_is_settled():
    """Wilson's interval of 1 in 20 is 11.5 % to either side; Student's t would have 10.5 %, and of 4 MW nothing."""
    chance = np.array([[1.0] + [0.0] * 19, [0.0] * 20])
    texts = [["1 MW", "2 MW"]]
    assert discover(Condition.read("window_over_1_gw < 16 %"), chance, "probability", texts).unsettled == 1
    assert discover(Condition.read("headroom_mw < 0.16 MW"), chance, "MW", texts).unsettled == 0
    assert discover(Condition.read("headroom_mw < 4 MW"), np.full((2, 9), 4.0), "MW", texts).unsettled == 0


def test_words_and_a_single_value_are_told_and_as_many_boxes_as_are_asked_for():
    rng = np.random.default_rng(7)
    x = rng.random((1_000, 2))
    corners = ((x > 0.75).all(axis=1)) | ((x < 0.2).all(axis=1))
    texts = [*([f"{each:.4f}" for each in column] for column in x.T), ["calm" if each else "storm" for each in corners]]
    values = np.where(corners, 5.0, -5.0)[:, None] + rng.normal(size=(1_000, 3))
    found = discover(Condition.read("headroom_mw > 0 MW"), values, "MW", texts[:2], most=2)
    assert len(found.boxes) == 2
    assert [column.texts for column in found.columns] == texts[:2]
    assert len(discover(Condition.read("headroom_mw > 0 MW"), values, "MW", texts[:2]).boxes) == 1
    [box] = discover(Condition.read("headroom_mw > 0 MW"), values, "MW", texts[2:]).boxes
    assert box.found.density == 1.0
    assert column_of(["500 MW"], np.array([True])).numbers.tolist() == [500]
