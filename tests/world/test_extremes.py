"""Clauses and limits at their extremes, where each must give exactly what it must."""

import pytest

from sim.events import codes, kinds
from sim.world import build_supply
from sim.world.broken import InvariantBrokenError
from sim.world.engines import simulate
from sim.world.model import build
from tests.world.asking import NEVER, ask, holders, made, told
from tests.world.small import START, day, live, run, scenario, site, tranche, workload

RIGHT = {"regime": "right_of_first_refusal", "response_time": "10 days", "window": "30 days", "free_period": "40 days"}
LARGE = [live("hall", 100_000)]
"""More than is ever asked for."""
REGIMES = [RIGHT, RIGHT | {"trigger": "third_party_offer"}, {"regime": "exclusive"}, {"regime": "open"}]


@pytest.mark.parametrize("trigger", ["on_request", "third_party_offer"])
def test_a_window_of_no_time_is_silence_and_everything_goes_elsewhere(trigger):
    log = ask(RIGHT | {"trigger": trigger, "window": "0 days"}, sites=LARGE)
    assert len(log.of(kinds.OFFER_LAPSED)) == len(log.of(kinds.OFFER_MADE)) >= 20
    assert log.of(kinds.OFFER_EXERCISED, kinds.OFFER_DECLINED) == []
    assert set(holders(log).values()) == {"cloud"}


@pytest.mark.parametrize("regime", REGIMES[:3])
def test_with_capacity_without_limit_and_the_will_the_operator_serves_everything(regime):
    log = ask(regime, sites=LARGE)
    assert holders(log) == dict.fromkeys(made(log), "operator")
    assert log.of(kinds.REQUEST_UNSERVED, kinds.REQUEST_WAITED, kinds.OFFER_DECLINED, kinds.WAIVER_GRANTED) == []


@pytest.mark.parametrize("regime", REGIMES[:3])
def test_without_any_will_it_serves_nothing_whatever_it_has(regime):
    log = ask(regime, sites=LARGE, agreement=NEVER)
    assert set(holders(log).values()) == {"cloud"}
    assert len(holders(log)) == len(made(log))


@pytest.mark.parametrize("regime", REGIMES)
def test_a_minimum_notice_of_no_time_is_no_clause(regime):
    assert told(ask(regime | {"minimum_notice": "0 days"}, sites=LARGE)) == told(ask(regime, sites=LARGE))


@pytest.mark.parametrize("regime", REGIMES)
def test_under_a_share_cap_of_nothing_the_partner_has_nothing_of_the_operator(regime):
    log = ask(regime | {"share_cap": "0 %"}, sites=LARGE)
    assert "operator" not in holders(log).values()
    assert {r.reason for r in log.of(kinds.OFFER_DECLINED)} <= {codes.SHARE_CAP}
    other = ask(regime | {"share_cap": "0 %"}, sites=LARGE, classes=[workload(client="other")])
    assert set(holders(other).values()) == {"operator"}


def test_under_an_envelope_of_nothing_only_what_cannot_be_held_is_spent_and_all_of_it_is_told():
    """A lease that is on its way commences; the operator's own campus, its servers and the lease's wait."""
    year = {"fiscal_year": 2025, "amount": "$0", "kind": "hard",
            "scope": ["land", "facility", "servers", "finance_leases"]}  # fmt: skip
    log = run(
        sites=[site("lease", "building", tranche(10, day(100))),
               site("campus", "planned", tranche(10, day(450)), tenure="owned")],
        capex={"envelopes": [year | {"id": "y25"}, year | {"id": "y26", "fiscal_year": 2026}]},
    )  # fmt: skip
    assert log.of(kinds.CAPEX_ACCRUED) == []
    commenced = log.dollars(kinds.FINANCE_LEASE_COMMENCED)
    assert commenced > 0
    assert sum(r.dollars for r in log.of(kinds.ENVELOPE_EXCEEDED)) == commenced
    assert len(log.of(kinds.SPENDING_WAITED)) >= 2
    assert log.of(kinds.SPENDING_STARTED) == []


def test_more_requests_than_there_is_room_for_are_told_in_words_by_both_engines():
    """A rate that grows a hundredfold in one replication of 200: mean and ten standard deviations make some 70."""
    rarely = {"distribution": "mixture", "parts": [{"weight": 0.995, "value": 1}, {"weight": 0.005, "value": 100}]}
    more = {"id": "more", "action": "scale_demand", "at": day(1), "target": "training", "of": "rates", "factor": rarely}
    model = build(scenario(demand={"classes": [workload()]}, timeline=[more]))
    said = spent_in(model, range(600))
    assert 0 < len(said) < 12
    for replication, words in said.items():
        assert words.startswith(f"replication {replication}, second ")
        assert "a class of demand drew more requests than there are rows for, ten standard deviations over" in words
        assert words.endswith("(entity 0) (in requests.on_request_arrives, entity 0)")
    first = min(said)
    assert spent_in(model, range(first, first + 1), "simpy") == {first: said[first]}


def test_more_sites_than_there_is_room_for_are_told_too(monkeypatch):
    monkeypatch.setattr(build_supply.slots_of, "__defaults__", (0.0,))
    letters = {"id": "letters", "regions": {"east": "100 %"}, "ai_share": "0 %", "tenure": "leased", "stage": "loi",
               "pipeline": "plain", "site": "10 MW", "tranche": "10 MW", "terms": "lease",
               "arrivals": {"first_day": START, "last_day": day(300), "rate": "1/month"}}  # fmt: skip
    model = build(scenario(portfolios=[letters]))
    said = spent_in(model, range(20))
    assert 0 < len(said) < 20
    first = min(said)
    assert "a portfolio drew more sites than there are rows for" in said[first]
    assert spent_in(model, range(first, first + 1), "simpy") == {first: said[first]}


def spent_in(model, replications, engine="compiled"):
    """What is said of the replications that can't go on."""
    said = {}
    for replication in replications:
        try:
            simulate(model, replication, engine)
        except InvariantBrokenError as error:
            said[replication] = str(error)
    return said
