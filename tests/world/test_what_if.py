"""The what-if scenarios ask what they say they ask, in both engines."""

from datetime import date
from functools import cache

import numpy as np
import pytest

from sim.events import codes, kinds
from sim.events.row import first_difference
from sim.scenario.load import load
from sim.world.engines import simulate
from sim.world.model import Model, build
from tests.world.small import tell
from tests.world.studies import FOLDER

QUESTIONS = sorted(path.stem for path in (FOLDER / "what-if").glob("*.yaml"))


@cache
def model_of(question: str, variant: str | None = None) -> Model:
    return build(load(FOLDER / "what-if" / f"{question}.yaml", variant=variant).scenario)


@cache
def log_of(question: str, variant: str | None = None):
    return simulate(model_of(question, variant), 0)


def kw(log, event, **match) -> int:
    """MW of rows of a kind, in kW."""
    rows = log[log["event"] == event]
    for column, value in match.items():
        rows = rows[rows[column] == value]
    return int(rows["kw"].sum())


@pytest.mark.parametrize("question", QUESTIONS)
def test_engines_agree_to_the_bit(question):
    differs = first_difference(log_of(question), simulate(model_of(question), 0, "simpy"))
    assert differs is None, tell(model_of(question), log_of(question), differs)


def test_late_power_lets_leases_go_free_and_only_those():
    log = log_of("late-power")
    gone = log[(log["event"] == kinds.LEASE_CANCELLED)]
    assert kw(log, kinds.LEASE_CANCELLED) > 0
    assert set(gone["reason"].tolist()) == {codes.LONG_STOP}
    assert not (log["event"] == kinds.RELEASE_FEE_DUE).any()
    assert (log["event"] == kinds.DELAY_CREDITED).any()


def test_a_return_takes_back_or_signs_what_it_wanted():
    for variant in (None, "after-6-months", "after-18-months"):
        log, model = log_of("return-to-market", variant), model_of("return-to-market", variant)
        back = model.layout.actions.index("back")
        assert kw(log, kinds.ACTION_TAKEN, entity=back) == 1_000_000


def test_rivals_that_take_all_leave_nothing_open_for_a_quarter():
    log = log_of("rivals-take-all")
    let_go = log[np.isin(log["event"], (kinds.LEASE_CANCELLED, kinds.LEASE_LAPSED)) & (log["holder"] == 0)]
    rows = log[log["event"] == kinds.RELEASE_TAKEN]
    taken = dict(zip(rows["entity"].tolist(), rows["instant"].tolist(), strict=True))
    quarter = 92 * 86_400
    early = let_go[let_go["instant"] < model_of("rivals-take-all").layout.month_starts[-1] - quarter]
    assert len(early) > 100
    left = zip(early["entity"].tolist(), early["instant"].tolist(), strict=True)
    assert all(taken[t] - at <= quarter for t, at in left)


def test_a_programme_that_slips_is_live_later():
    def live_at_providers(model, log):
        stargate = model.layout.holders.index("stargate")
        went = log[(log["event"] == kinds.TRANCHE_LIVE) & (log["holder"] == stargate)]
        return float((went["kw"] * went["instant"]).sum() / went["kw"].sum())

    on_time = build(load(FOLDER / "stargate.yaml").scenario)
    late = live_at_providers(model_of("programme-slips"), log_of("programme-slips"))
    assert late > live_at_providers(on_time, simulate(on_time, 0))


def test_no_discretionary_dollar_passes_an_envelope_that_was_cut():
    log = log_of("envelope-cut")
    assert (log["event"] == kinds.SPENDING_WAITED).any()
    whole = simulate(build(load(FOLDER / "baseline.yaml").scenario), 0)
    assert kw(log, kinds.TRANCHE_LIVE, holder=0) < kw(whole, kinds.TRANCHE_LIVE, holder=0)


def test_growth_that_nobody_knows_begins_after_the_vintage_and_carries_own_demand():
    """Own demand beyond the vintage in the order of the growth drawn for it, in so many replications."""
    model, begins = model_of("uncertain-growth"), (date(2025, 4, 1) - date(2023, 7, 1)).days * 86_400
    plain = simulate(build(load(FOLDER / "baseline.yaml").scenario), 0)
    log = log_of("uncertain-growth")
    before = [rows[(rows["instant"] < begins) & (rows["event"] != kinds.UNCERTAINTY_DRAWN)] for rows in (log, plain)]
    assert len(before[0]) == len(before[1]) > 2_000
    for column in ("instant", "event", "kw", "dollars"):
        np.testing.assert_array_equal(before[0][column], before[1][column])
    ends = []
    for replication in range(4):
        rows = simulate(model, replication)
        growth = rows["value"][rows["event"] == kinds.UNCERTAINTY_DRAWN][model_place("own-growth")]
        steps = rows[rows["event"] == kinds.BASELINE_STEPPED]
        ends.append((int(growth), int(steps["kw"].sum())))
    assert [level for _, level in sorted(ends)] == sorted(level for _, level in ends)


def model_place(uncertainty: str) -> int:
    """Place of an uncertainty among those of its file, by id."""
    return sorted(u.id for u in model_of("uncertain-growth").scenario.uncertainties).index(uncertainty)


def test_a_commitment_in_the_rights_place_makes_no_offers_after_it():
    log, model = log_of("commitment-for-right"), model_of("commitment-for-right")
    starts = log[(log["event"] == kinds.REGIME_STARTED) & (log["value"] == codes.COMMITTED)]["instant"][0]
    offers = log[log["event"] == kinds.OFFER_MADE]
    assert len(offers) > 0
    assert (offers["instant"] < starts).all()
    assert "commitment-instead" in model.layout.regimes
