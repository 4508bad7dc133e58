"""Small markets drawn at random are served as their Markov chains say: regimes, clauses, choices and limits together.

Each is a scenario file, read and run the ordinary way by the compiled engine. MARKETS and SEED draw others: whatever
they are, each test finds a miss with nothing wrong in a few runs of a thousand at most.
"""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.selfcheck.measure import Outcome
from tests.verification.drawn_markets import REGIMES, drawn
from tests.verification.markov import Solved, solve
from tests.verification.second_opinion import compare
from tests.verification.small_markets import (
    CHEAP,
    DEAR,
    OPERATOR,
    CapsThePartner,
    Consent,
    KeepsBack,
    KeepsForTheDear,
    Market,
    NotOf,
    Provider,
    Sometimes,
    Workload,
)

MARKETS = int(os.environ.get("MARKETS", "25"))
SEED = int(os.environ.get("SEED", "1"))
SURE = 0.999
"""That nothing at all is missed where nothing is wrong: what is left is shared among all quantities."""


def level(found: list[Outcome]) -> float:
    """Of each interval, by Bonferroni."""
    return 1 - (1 - SURE) / sum(not outcome.quantity.certain for outcome in found)


def missed(found: list[Outcome], sure: float | None = None) -> list[str]:
    at = level(found) if sure is None else sure
    return [f"{outcome.quantity.title}: {outcome.at(at)}, by the chain {outcome.exact:.6g}"
            for outcome in found if not outcome.holds(at)]  # fmt: skip


def simulated(folder: Path, market: Market, chain: Solved, replications: int, seed: int = SEED) -> list[Outcome]:
    folder.mkdir(exist_ok=True)
    return compare(market, chain, folder, replications, seed)


def chain_of(market: Market) -> Solved:
    return solve(market.streams(), market.places, market.rule())


@pytest.mark.parametrize("number", range(3))
def test_a_small_market_is_served_as_its_chain_says(number: int, tmp_path) -> None:
    market, chain = drawn(number, SEED)
    assert not missed(simulated(tmp_path, market, chain, 40)), market


@pytest.mark.long
def test_many_small_markets_are_served_as_their_chains_say(tmp_path) -> None:
    """And narrower intervals miss as often as they say: a market counts once, its quantities hang together."""
    by_market = []
    for number in range(MARKETS):
        market, chain = drawn(number, SEED)
        by_market.append(simulated(tmp_path / str(number), market, chain, 150))
    found = [outcome for outcomes in by_market for outcome in outcomes]
    assert not missed(found)
    estimated = [outcome for outcome in found if not outcome.quantity.certain]
    for sure in (0.5, 0.8, 0.95):
        share = np.mean([not outcome.holds(sure) for outcome in estimated])
        low, high = stats.binom.interval(SURE, MARKETS, 1 - sure)
        assert low <= share * MARKETS <= high, (sure, share)


def test_every_regime_clause_and_choice_is_drawn() -> None:
    markets = [drawn(number, 1)[0] for number in range(25)]
    assert {market.regime for market in markets} == set(REGIMES)
    kinds = {type(choice) for market in markets for choice in market.choices}
    assert kinds == {KeepsBack, KeepsForTheDear, Sometimes, NotOf, CapsThePartner}
    assert all(any(getattr(market, clause) for market in markets)
               for clause in ("cap", "carved_out", "with_operator", "reserve"))  # fmt: skip
    assert {each.waiver for market in markets for each in market.consents} == {False, True}
    assert {len(market.halls) for market in markets} == {1, 2}
    assert {each.client for market in markets for each in market.classes} == {"partner", "other"}
    assert len({each.size for market in markets for each in market.classes}) == 3


@pytest.mark.parametrize("number", range(25))
def test_a_chain_carries_what_it_accepts(number: int) -> None:
    """Little's law, place by place; and a request is served at one place or lost."""
    market, chain = drawn(number, SEED)
    for s, stream in enumerate(chain.streams):
        for place in range(market.places):
            accepted = stream.rate * chain.served(s, [place])
            assert chain.in_service(s, place) == pytest.approx(accepted * stream.mean, abs=1e-9)
        assert chain.lost(s) + chain.served(s, list(range(market.places))) == pytest.approx(1.0, abs=1e-12)


TRAINING = Workload("partner", 12.0, 8.0, 1, (0, OPERATOR, 1), DEAR, 0.8)
INFERENCE = Workload("partner", 6.0, 8.0, 2, (1, OPERATOR, 0), CHEAP, 0.3)
CUSTOMER = Workload("other", 6.0, 8.0, 1, (), CHEAP, 0.5)
PROVIDERS = (Provider(3, 0.0), Provider(2, DEAR))
ONE_HALL = Market((5,), 0.2, PROVIDERS, (TRAINING, INFERENCE, CUSTOMER), "on_request")
TWO_HALLS = replace(ONE_HALL, halls=(3, 2), classes=(replace(TRAINING, list=(0,)), CUSTOMER), providers=PROVIDERS[:1])
WAIVED = replace(ONE_HALL, regime="exclusive", choices=(Sometimes(0.6, 0),))
WRONG = {
    "a hall too large by a MW": (TWO_HALLS, {"halls": (3, 3)}),
    "a provider too large by a MW": (ONE_HALL, {"providers": (Provider(4, 0.0), PROVIDERS[1])}),
    "an open market for a right": (ONE_HALL, {"regime": "open"}),
    "a right for a commitment": (replace(ONE_HALL, regime="committed", committed=2), {"regime": "on_request"}),
    "a commitment by the MW asked for too": (replace(ONE_HALL, regime="committed", committed=2), {"committed": 1}),
    "a class price where a third party's is matched": (
        replace(ONE_HALL, regime="third_party_offer", choices=(KeepsForTheDear(2),)), {"regime": "on_request"}),
    "nothing kept back": (replace(ONE_HALL, choices=(KeepsBack(1),)), {"choices": ()}),
    "kept back from all": (replace(ONE_HALL, choices=(KeepsForTheDear(1),)), {"choices": (KeepsBack(1),)}),
    "kept back from none": (replace(ONE_HALL, choices=(KeepsForTheDear(1),)), {"choices": ()}),
    "a tenth more willing": (replace(ONE_HALL, choices=(Sometimes(0.6, None),)), {"choices": (Sometimes(0.66, None),)}),
    "another class turned down": (replace(ONE_HALL, choices=(NotOf(0),)), {"choices": (NotOf(1),)}),
    "no cap by the agreement": (replace(ONE_HALL, cap=3.5), {"cap": None}),
    "no cap by choice": (replace(ONE_HALL, choices=(CapsThePartner(2.5),)), {"choices": ()}),
    "a cap a MW higher": (replace(ONE_HALL, cap=2.5), {"cap": 3.5}),
    "a class not carved out": (replace(ONE_HALL, carved_out=(0,)), {"carved_out": ()}),
    "a class not kept with the operator": (replace(ONE_HALL, with_operator=(1,)), {"with_operator": ()}),
    "an approval without its limit": (replace(ONE_HALL, consents=(Consent(0, 0, 1),)),
                                      {"consents": (Consent(0, 0, None),)}),
    "a waiver that names no provider": (replace(WAIVED, consents=(Consent(1, 0, None, waiver=True),)),
                                        {"consents": (Consent(1, 0, 0, waiver=True),)}),
    "a waiver for an approval": (replace(WAIVED, consents=(Consent(1, 0, None, waiver=True),)),
                                 {"consents": (Consent(1, 0, None),)}),
    "halls in the other order": (TWO_HALLS, {"classes": tuple(replace(each, first_hall=0.9 - each.first_hall)
                                                              for each in TWO_HALLS.classes)}),
    "the first provider last": (ONE_HALL, {"classes": (replace(TRAINING, list=(1, 0)), INFERENCE, CUSTOMER)}),
    "a twentieth longer in service": (ONE_HALL, {"classes": tuple(replace(each, hours=1.05 * each.hours)
                                                                  for each in ONE_HALL.classes)}),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_rule_of_the_chain_is_noticed(wrong: str, tmp_path) -> None:
    market, changes = WRONG[wrong]
    assert not missed(simulated(tmp_path / "right", market, chain_of(market), 100))
    chain = chain_of(replace(market, **changes))
    assert missed(simulated(tmp_path / "wrong", market, chain, 100))


@pytest.mark.parametrize("wrong", ["kept back from all", "an open market for a right"])
def test_a_wrong_rule_is_noticed_in_a_short_run_too(wrong: str, tmp_path) -> None:
    market, changes = WRONG[wrong]
    assert missed(simulated(tmp_path, market, chain_of(replace(market, **changes)), 40))
