"""What a scenario may come to is estimated before it runs, and refused in words where 64 bits may not hold it."""

import math
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import group
from sim.events import kinds, stages
from sim.metrics.fold import measure
from sim.quantities import Factor, Kilowatts
from sim.scenario.distributions_bounded import Fixed, Uniform
from sim.scenario.load import load
from sim.world import build_demand, calendar
from sim.world.countable import UncountableError, estimates, sum_of_draws
from sim.world.engines import simulate
from sim.world.model import build
from sim.world.naming import name
from tests.world.small import RIGHT, START, regimes, scenario, workload
from tests.world.test_engines import SHIPPED

SMALL = Path(__file__).parents[2] / "scenarios" / "validation" / "small-world.yaml"
GENEROUS = 32
"""How many times as much of each sort as ships a planner may write."""


def letters(count, size, rent):
    """The small world with so many letters of intent of a size, at a rent."""
    said = [f"portfolios.letters.count={count}", f"portfolios.letters.site={size}",
            f"portfolios.letters.tranche={size}", f"lease_terms.usual.rent={rent}",
            "costs.fit_out.ai=[{first_day: 2024-01-01, limit: 500 GW/month}]"]  # fmt: skip
    return load(SMALL, overrides=said).scenario


def estimated(model):
    return list(estimates(name(model.scenario), model.tables))


def test_each_value_may_be_plausible_and_all_together_more_than_is_counted():
    told = (r"scenario small-world may come to 1\.3e\+21 kW times seconds, more than is surely counted in 64 bits: at "
            r"most 4\.6e\+18 are allowed\. Most of it comes from portfolios\[letters\] \(10,000,000,000,000 kW\): "
            "write less there, or a shorter horizon")  # fmt: skip
    with pytest.raises(UncountableError, match=told):
        build(letters(20_000, "500 GW", "$20000/kW-month"))


@pytest.mark.parametrize(("command", "words", "code"), [
    ("run", ("-n", "1", "--no-figures", "--out", "out"), 4), ("explain", ("--list",), 3),
    ("compare", (str(SMALL), "--first-difference"), 3), ("compare", (str(SMALL), "--best", "live_mw"), 3),
    ("run", ("-n", "64", "--precision", "2%", "--metric", "live_mw"), 3),
])  # fmt: skip
def test_commands_tell_it_in_words(tmp_path, monkeypatch, command, words, code):
    monkeypatch.chdir(tmp_path)
    said = ["portfolios.letters.count=20000", "portfolios.letters.site=500 GW", "portfolios.letters.tranche=500 GW"]
    over = [word for each in said for word in ("--set", each)]
    ran = CliRunner().invoke(group, [command, str(SMALL), *words, *over])
    assert (ran.exit_code, ran.exception.__class__) == (code, SystemExit)
    assert "Most of it comes from portfolios[letters] (10,000,000,000,000 kW): write less there" in ran.output


@pytest.mark.parametrize(("command", "words", "code"), [
    ("run", ("-n", "1", "--no-figures", "--out", "out"), 4), ("explain", ("--list",), 3),
    ("compare", (str(SMALL), "--first-difference"), 3),
])  # fmt: skip
def test_commands_tell_what_the_calendar_has_no_names_for(tmp_path, monkeypatch, command, words, code):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(calendar, "ENTITY_MASK", 100)
    ran = CliRunner().invoke(group, [command, str(SMALL), *words])
    assert (ran.exit_code, ran.exception.__class__) == (code, SystemExit)
    told = r"scenario small-world has a table of [\d,]+ rows, more than the calendar can name \(100\): write fewer"
    assert re.search(told, ran.output)


@pytest.mark.parametrize(("command", "words"), [
    ("run", ("-n", "2", "--no-figures", "--out", "out")), ("explain", ("--list",)),
    ("compare", (str(SMALL), "--set", "seed=3", "--first-difference")),
])  # fmt: skip
def test_commands_tell_what_there_is_no_room_for(tmp_path, monkeypatch, command, words):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(build_demand, "SPARE_SIGMAS", -2.0)
    ran = CliRunner().invoke(group, [command, str(SMALL), *words])
    assert (ran.exit_code, ran.exception.__class__) == (4, SystemExit)
    assert "a class of demand drew more requests than there are rows for" in ran.output


def test_dollars_are_refused_with_the_kw_and_the_price_that_they_come_from():
    told = (r"dollars for capacity, .* at most 5\.8e\+17 are allowed\. Most of it comes from portfolios\[letters\] "
            r"\(20,000,000,000 kW\) and lease_terms\[usual\]\.rent \([\d,]+ \$/kW in all\)")  # fmt: skip
    with pytest.raises(UncountableError, match=told):
        build(letters(20_000, "1 GW", "$20000/kW-month"))


def test_dollars_that_are_stated_are_refused_too():
    years = [{"fiscal_year": 2025, "amount": "$1000T"}]
    many = [{"id": f"c{i}", "by_year": years} for i in range(600)]
    with pytest.raises(UncountableError, match=r"6e\+17 dollars stated, .* agreement\.commitments\[c\d+\] \(1,000,"):
        build(scenario(agreement={"commitments": many}))


def test_prices_that_may_be_matched_are_refused_where_they_are_far_from_a_class_s():
    cloud = {"id": "cloud", "kind": "third_party", "price": "$19000/kW-month", "on_demand": {"limit": "100 GW"}}
    many = workload(size="100 GW", duration="1 day", arrivals=[{"first_day": START, "rate": "10/month"}])
    said = {"providers": [cloud], "demand": {"classes": [many]}}
    build(scenario(**said))
    told = r"kW times dollars times seconds, .* demand\.classes\[training\]\.size \(.* and providers\[cloud\]\.price \("
    with pytest.raises(UncountableError, match=told):
        build(scenario(**said, agreement=regimes(RIGHT | {"trigger": "third_party_offer"})))


def test_demand_is_refused_too():
    size = {"distribution": "exponential", "mean": "500 GW"}
    many = workload(size=size, arrivals=[{"first_day": START, "rate": "10000/month"}])
    with pytest.raises(UncountableError, match=r"kW times seconds, .* demand\.classes\[training\]\.size \("):
        build(scenario(demand={"classes": [many]}))
    path = {"kind": "growth", "level": "400 GW", "rate": "0 %/year", "volatility": "100 %"}
    own = {"id": "own", "grade": "general", "regions": {"east": "100 %"}, "path": path}
    long = {"start": START, "last_day": "2054-06-30"}
    with pytest.raises(UncountableError, match=r" kW, .* demand\.baseline\[own\]\.path \("):
        build(scenario(demand={"baseline": [own]}, horizon=long))


def test_of_as_much_as_is_allowed_all_sums_are_exact():
    """2,000 letters of 1 GW at $2,000 a month: some twenty times what all data centers of the world draw."""
    model = build(letters(2_000, "1 GW", "$2000/kW-month"))
    assert max(each.amount / each.allowed for each in estimated(model)) > 1 / 64
    log = simulate(model, 0)
    measures = measure(log, model.layout)
    for metric, event in POSTED.items():
        posted = [int(usd) for key, months in measures.series.items() if key.metric == metric for usd in months]
        posted += [usd for key, usd in measures.opening.items() if key.metric == metric]
        assert sum(posted) == sum(log["dollars"][log["event"] == event].tolist()) > 10**13
    end = int(model.layout.month_starts[-1])
    kw_seconds = sum(
        LIVE.get((row["event"], row["item"]), 0) * int(row["kw"]) * (end - int(row["instant"]))
        for row in log[log["holder"] == 0]
    )
    assert kw_seconds > 1 << 53
    assert measures.scalars["average_live_mw"] == pytest.approx(kw_seconds / end / 1000, rel=1e-12)


POSTED = {"committed_usd": kinds.CAPEX_COMMITTED, "accrued_usd": kinds.CAPEX_ACCRUED, "paid_usd": kinds.CAPEX_PAID,
          "finance_leases_commenced_usd": kinds.FINANCE_LEASE_COMMENCED}  # fmt: skip
"""Flows of dollars with the rows that they are the sum of."""
LIVE = {(kinds.TRANCHE_DECLARED, stages.LIVE): 1, (kinds.TRANCHE_LIVE, stages.READY): 1}
"""Rows by which kW become live, with the stage that they hold."""


def test_draws_sum_to_their_mean_and_some_sigma_under_what_scales_all_of_them():
    factors = {"large": Uniform[Factor](low=1.0, high=3.0), "small": Fixed[Factor](value=0.5)}
    drawn = Uniform[Kilowatts](low=0, high=1200)
    spread = 10 * 1200 / math.sqrt(12) * math.sqrt(100)
    assert sum_of_draws(drawn, 100, {}) == pytest.approx(60_000 + spread)
    for name_of, times in (("large", 2 + 6 * 2 / math.sqrt(12)), ("small", 1), ("nobody", 1)):
        scaled = drawn.model_copy(update={"scaled_by": name_of})
        assert sum_of_draws(scaled, 100, factors) == pytest.approx(times * (60_000 + spread))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_ships_is_built_and_far_from_what_is_refused(path):
    for variant in (None, *load(path).variants):
        model = build(load(path, variant=variant).scenario)
        for each in estimated(model):
            assert each.amount * GENEROUS <= each.allowed, f"{variant}: {each.what}"


@pytest.mark.parametrize("study", ["baseline", "analyst-reading", "what-if/return-to-market", "what-if/late-power"])
def test_no_replication_comes_near_its_estimate(study):
    """Dollars of each kind of event, whatever their sign, and kW of tranches and requests."""
    model = build(load(SMALL.parents[1] / f"{study}.yaml").scenario)
    log = simulate(model, 0)
    usd = sum(each.amount for each in estimated(model) if each.what.startswith("dollars"))
    for event in np.unique(log["event"]):
        rows = log[log["event"] == event]
        assert sum(abs(value) for value in rows["dollars"].tolist()) < usd / 8
    [kw, supply, requests, *_] = [each.amount for each in estimated(model)]
    horizon = int(model.layout.month_starts[-1])
    declared = Counter({int(row["entity"]): int(row["kw"]) for row in log[log["event"] == kinds.TRANCHE_DECLARED]})
    assert 0 < sum(declared.values()) * horizon <= supply
    made = log[log["event"] == kinds.REQUEST_MADE]
    assert 0 < sum(made["kw"].tolist()) * horizon <= requests
    assert kw * horizon >= max(supply, requests)
