"""Baselines' paths and their forecasts: levels by formula, growth of a switching path by the powers of its matrix."""

import math

import numpy as np
import pytest
from pydantic import ValidationError

from sim.events import kinds
from sim.world.engines import simulate
from sim.world.model import build
from tests.world.small import DAY, START, day, instant, live, run, scenario, workload

YEAR = 365.25 * DAY
RATES = {"boom": 0.5, "slump": -0.3}
MANY = 80
STAYS = {"boom": 0.6, "slump": 0.9}
"""Chance to stay in a state for another month."""


def own(path, **fields):
    """The operator's own general demand, all of it in the east."""
    return {"baseline": [{"id": "own", "grade": "general", "regions": {"east": "100 %"}, "path": path} | fields]}


def switching(volatility="0 %", level="50 MW"):
    """A path that starts in `boom`."""
    other = {"boom": "slump", "slump": "boom"}
    states = [{"id": s, "rate": f"{RATES[s]:%}/year", "volatility": volatility, "leaves": {other[s]: 1 - STAYS[s]}}
              for s in RATES]  # fmt: skip
    return {"kind": "switching", "level": level, "first": "boom", "states": states}


def expected_growth(months):
    """Expected level over that of the start: row `boom` of the matrix of chances times growth, to that power."""
    growth = np.diag([(1 + RATES[s]) ** (1 / 12) for s in RATES])
    chances = np.array([[STAYS["boom"], 1 - STAYS["boom"]], [1 - STAYS["slump"], STAYS["slump"]]])
    return (np.linalg.matrix_power(chances @ growth, months) @ np.ones(2))[0]


def of(rows, event):
    """Rows of a kind of event."""
    return rows[rows["event"] == event]


def levels(layout, rows):
    """Level by month, as it was last told."""
    told = of(rows, kinds.BASELINE_STEPPED)
    last = np.searchsorted(told["instant"], layout.month_starts[:-1], side="right") - 1
    return told["value"][last].tolist()


def forecast(layout, rows):
    """Months ahead and kW that the operator forecast at the first request it took, of 100 MW live.

    A request of a day is judged by the month start within it, or by the month that it lies in.
    """
    row, made = of(rows, kinds.OFFER_EXERCISED)[0], of(rows, kinds.REQUEST_MADE)
    start = made["value"][made["entity"] == row["entity"]][0]
    month = np.searchsorted(layout.month_starts, start + DAY - 1, side="right") - 1
    return int(month), 100_000 - int(row["value"])


def asking(notice="150 days"):
    return {"classes": [workload(notice=notice, duration="1 day")]}


def one(**changes):
    """Layout and rows of one replication, the same by both engines."""
    log = run(**changes)
    return log.layout, log.array


def many(**changes):
    """The same of many replications, by one engine."""
    model = build(scenario(**changes))
    return [(model.layout, simulate(model, r)) for r in range(MANY)]


def test_a_logistic_path_follows_its_formula():
    path = {"kind": "logistic", "level": "10 MW", "ceiling": "40 MW", "rate": "100 %/year"}
    layout, rows = one(demand=own(path))
    found = levels(layout, rows)
    for m, start in enumerate(layout.month_starts[:-1].tolist()):
        assert found[m] == round(40_000 / (1 + 3 * 2 ** (-start / YEAR)))
    halfway = math.log2(3) * YEAR  # where 3 x 2^-t = 1
    assert [kw < 20_000 for kw in found] == [start < halfway for start in layout.month_starts[:-1].tolist()]


SEASONAL = {"kind": "seasonal", "level": "40 MW", "rate": "10 %/year",
            "seasons": {"november": "150 %", "february": "75 %", "july": 1.1}}  # fmt: skip


def test_a_seasonal_path_follows_the_months_of_the_year():
    layout, rows = one(demand=own(SEASONAL))
    by_month = {11: 1.5, 2: 0.75, 7: 1.1}
    for kw, start, day_ in zip(levels(layout, rows), layout.month_starts.tolist(), layout.month_dates, strict=False):
        assert kw == pytest.approx(40_000 * 1.1 ** (start / YEAR) * by_month.get(day_.month, 1), abs=1)


def test_the_operator_knows_the_season_that_it_forecasts_for():
    """Asked in July, at 110 %, for November, at 150 %; and from a season in which nothing is asked for."""
    changes = {"sites": [live("hall", 100)]}
    layout, rows = one(**changes, demand=own(SEASONAL) | asking())
    months, kw = forecast(layout, rows)
    assert layout.month_dates[months].month == 11
    assert kw == pytest.approx(40_000 * 1.1 ** (int(layout.month_starts[months]) / YEAR) * 1.5, abs=1)
    shut = SEASONAL | {"seasons": SEASONAL["seasons"] | {"july": "0 %"}}
    assert forecast(*one(**changes, demand=own(shut) | asking()))[1] == pytest.approx(kw, abs=1)


@pytest.mark.parametrize(("change", "says"), [
    ({"seasons": {}}, "at least 1"), ({"seasons": {"decembre": "150 %"}}, "december"),
    ({"rate": "-100 %/year"}, "outside the plausible range"),
    ({"seasons": {"may": "-5 %"}}, "outside the plausible range"),
])  # fmt: skip
def test_a_season_of_no_month_and_a_growth_to_nothing_are_refused(change, says):
    with pytest.raises(ValidationError, match=says):
        scenario(demand=own(SEASONAL | change))


def test_a_path_that_always_switches_grows_by_turns():
    states = [{"id": "up", "rate": "60 %/year", "leaves": {"down": "100 %"}},
              {"id": "down", "rate": "-20 %/year", "leaves": {"up": "100 %"}}]  # fmt: skip
    log = run(demand=own({"kind": "switching", "level": "50 MW", "first": "up", "states": states}))
    level, by_hand = 50_000.0, [50_000]
    for m in range(1, 24):
        level *= (0.8 if m % 2 else 1.6) ** (1 / 12)
        by_hand.append(round(level))
    assert levels(log.layout, log.array) == by_hand
    assert len(log.of(kinds.PATH_SWITCHED, entity="own")) == 23


def test_the_order_of_states_says_nothing():
    path = switching()
    assert levels(*one(demand=own(path))) == levels(*one(demand=own(path | {"states": path["states"][::-1]})))


def test_the_growth_expected_of_a_switching_path_is_that_of_its_matrix():
    months, kw = forecast(*one(sites=[live("hall", 100)], demand=own(switching()) | asking()))
    assert months >= 4
    assert kw == round(50_000 * expected_growth(months))


@pytest.mark.parametrize("volatility", ["0 %", "20 %"])
def test_a_switching_path_grows_on_average_as_expected(volatility):
    found = np.array([levels(*log)[12] for log in many(demand=own(switching(volatility)))])
    error = found.std() / math.sqrt(len(found))
    assert error > 0
    assert abs(found.mean() - 50_000 * expected_growth(12)) < 4 * error


# --- what the forecast gets wrong

STEADY = {"kind": "growth", "level": "50 MW", "rate": "0 %/year"}


def test_a_bias_adds_to_the_growth_that_is_forecast():
    changes = {"sites": [live("hall", 100)]}
    log = one(**changes, demand=own(STEADY, forecast_error={"bias": "12 %/year"}) | asking())
    months, kw = forecast(*log)
    assert months >= 4
    assert kw == round(50_000 * math.exp(0.12 * months / 12))
    assert levels(*log) == [50_000] * 24


def test_no_forecast_of_the_present_is_wrong():
    log = one(sites=[live("hall", 100)], demand=own(STEADY, forecast_error={"bias": "12 %/year"}) | asking("0 days"))
    assert forecast(*log) == (0, 50_000)


def test_a_forecast_errs_with_the_root_of_the_time_ahead():
    erring = own(STEADY, forecast_error={"volatility": "20 %"})
    for notice in ("80 days", "330 days"):
        found = [forecast(*log) for log in many(sites=[live("hall", 100)], demand=erring | asking(notice))]
        # A logarithmic error of variance 0.04 a year, shifted so that the forecast itself is right on average.
        scaled = [(math.log(kw / 50_000) + 0.02 * m / 12) / (0.2 * math.sqrt(m / 12)) for m, kw in found]
        assert abs(np.mean(scaled)) < 4 / math.sqrt(MANY)
        assert abs(np.std(scaled) - 1) < 4 / math.sqrt(2 * MANY)


def test_a_forecast_error_moves_no_demand():
    changes = {"sites": [live("hall", 100)], "demand": own(switching("20 %"))}
    erring = own(switching("20 %"), forecast_error={"bias": "5 %/year", "volatility": "20 %"})
    assert levels(*one(**changes)) == levels(*one(**changes | {"demand": erring}))


def test_a_bias_may_be_drawn_once_for_a_run():
    drawn = {"bias": {"distribution": "uniform", "low": "-10 %/year", "high": "10 %/year"}}
    demand = own(STEADY, forecast_error=drawn) | asking()
    found = [forecast(*log) for log in many(sites=[live("hall", 100)], demand=demand)]
    biases = [math.log(kw / 50_000) * 12 / m for m, kw in found]
    assert all(-0.1001 < b < 0.1001 for b in biases)
    assert abs(np.mean(biases)) < 4 * 0.2 / math.sqrt(12 * MANY)
    assert np.std(biases) > 0.04


def test_demand_to_come_from_nothing_is_forecast_by_its_table():
    points = [{"at": START, "level": "0 MW"}, {"at": day(60), "level": "0 MW"}, {"at": day(92), "level": "40 MW"}]
    log = run(sites=[live("hall", 100)], demand=own({"kind": "table", "points": points}) | asking())
    assert log.of(kinds.OFFER_EXERCISED)[0].instant < instant(day(60))
    assert forecast(log.layout, log.array)[1] == 40_000


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ({"kind": "logistic", "level": "50 MW", "ceiling": "40 MW", "rate": "1 %/year"}, "at most the ceiling"),
        ({"kind": "logistic", "level": "0 MW", "ceiling": "40 MW", "rate": "1 %/year"}, "above zero"),
        (switching() | {"states": switching()["states"][:1]}, "at least 2"),
        (switching() | {"states": [*switching()["states"], switching()["states"][0]]}, "an id each"),
        (switching() | {"states": [{"id": "boom", "rate": "1 %/year", "leaves": {"boom": "5 %"}},
                                   {"id": "slump", "rate": "1 %/year"}]}, "names other states"),
        (switching() | {"states": [{"id": "boom", "rate": "-100 %/year"}, {"id": "slump", "rate": "1 %/year"}]},
         "outside the plausible range"),
    ],
)  # fmt: skip
def test_a_path_that_makes_no_sense_is_refused(path, reason):
    with pytest.raises(ValidationError, match=reason):
        scenario(demand=own(path))
