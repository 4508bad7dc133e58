"""A third party's terms: named, matched in price or also in date, and the limit they set after a no."""

import pytest

from sim.events import kinds
from sim.metrics import measure
from tests.world.asking import CLOUD, NEVER, ask, holders, made, told
from tests.world.small import DAY, RIGHT, START, day, live, site, tranche, workload

THIRD_PARTY = RIGHT | {"trigger": "third_party_offer"}
SLOW = CLOUD | {"bidding_delay": "45 days"}
HALL = [live("hall", 200)]
MW_MONTH = 1_000


def full_from_march():
    """Own load that is known to take the whole hall from 1 March 2025, 243 days after the start."""
    points = [{"at": day(242), "level": "1 MW"}, {"at": day(243), "level": "200 MW"}]
    path = {"kind": "table", "points": points}
    return [{"id": "own", "grade": "general", "regions": {"east": "100 %"}, "path": path}]


def test_the_first_able_provider_names_price_and_date():
    log = ask(THIRD_PARTY, providers=[SLOW], sites=HALL)
    named = log.of(kinds.TERMS_NAMED)
    assert sorted(r.entity for r in named) == sorted(made(log))
    assert {(r.name["other"], r.dollars, r.value - r.instant, r.kw) for r in named} == {
        ("cloud", 900 * MW_MONTH, 45 * DAY, 1_000)
    }


@pytest.mark.parametrize(("matching", "due"), [("money", 30), ("all", 45)])
def test_the_operator_takes_the_price_and_only_where_all_is_matched_the_date(matching, due):
    log = ask(THIRD_PARTY | {"matching": matching}, providers=[SLOW], sites=HALL)
    assert set(holders(log).values()) == {"operator"}
    assert {r.value - made(log)[r.entity] for r in log.of(kinds.REQUEST_RESERVED)} == {due * DAY}
    matched = log.of(kinds.OFFER_MATCHED)
    assert sorted(r.entity for r in matched) == sorted(made(log))
    assert {(r.name["other"], r.dollars) for r in matched} == {("cloud", 900 * MW_MONTH)}


def test_a_date_that_passed_before_the_answer_is_matched_at_the_answer():
    late = THIRD_PARTY | {"matching": "all", "response_time": "35 days", "window": "40 days"}
    log = ask(late, sites=HALL)
    assert {r.value - made(log)[r.entity] for r in log.of(kinds.REQUEST_RESERVED)} == {35 * DAY}


@pytest.mark.parametrize("matching", ["money", "all"])
def test_an_operator_that_is_full_at_the_named_date_can_match_the_price_only(matching):
    """Served from the wanted start, 200 days end by 1 March if asked for in the first 13; from the named date never."""
    log = ask(THIRD_PARTY | {"matching": matching}, providers=[SLOW], sites=HALL,
              demand={"baseline": full_from_march()})  # fmt: skip
    by_operator = {r for r, holder in holders(log).items() if holder == "operator"}
    early = {r for r, at in made(log).items() if at + 230 * DAY <= 243 * DAY}
    assert len(early) > 5
    assert by_operator == (early if matching == "money" else set())


def test_what_was_matched_is_billed_at_the_price_that_was_matched():
    committed = {"commitments": [{"id": "c", "by_year": [{"fiscal_year": 2025, "amount": "$1bn"}]}]}
    log = ask(THIRD_PARTY, agreement=committed, sites=HALL)
    [short] = [r.dollars for r in log.of(kinds.SHORTFALL_BILLED)]
    year = 365 * DAY
    seconds = sum(min(r.instant + 200 * DAY, year) - r.instant for r in log.of(kinds.REQUEST_SERVED))
    assert 10**9 - short == pytest.approx(900 * 1_000 * seconds * 12 / year, abs=1)


@pytest.mark.parametrize(("regime", "above"), [(THIRD_PARTY, 400.0), (RIGHT, 0.0)])
@pytest.mark.parametrize("until", [None, day(150)])
def test_revenue_and_shortfall_come_to_the_commitment_at_whatever_price(regime, above, until):
    """The operator asks $500 per kW and month, the provider $900. A hall whose end nobody knew sheds what it serves."""
    committed = {"commitments": [{"id": "c", "by_year": [{"fiscal_year": 2025, "amount": "$1bn"}]}]}
    ends = {"ends": until, "ends_known_from": until} if until else {}
    hall = site("hall", "live", tranche(200, **ends), tenure="owned")
    log = ask(regime, agreement=committed, sites=[hall])
    found = {key: values[:12].sum() for key, values in measure(log.array, log.layout).series.items()}
    earned = sum(usd for key, usd in found.items() if key.metric == "revenue_usd")
    short = sum(usd for key, usd in found.items() if key.metric == "shortfall_billed_usd")
    assert earned + short == pytest.approx(10**9, abs=12)
    assert {r.dollars for r in log.of(kinds.REQUEST_SERVED)} == {above * MW_MONTH}
    assert bool(log.of(kinds.REQUEST_SHED)) == bool(until)


@pytest.mark.parametrize("holder", ["operator", "cloud"])
def test_the_operators_own_terms_cost_its_own_price(holder):
    committed = {"commitments": [{"id": "c", "by_year": [{"fiscal_year": 2025, "amount": "$1bn"}]}]}
    log = ask(RIGHT, agreement=committed, sites=HALL if holder == "operator" else [])
    year = 365 * DAY
    seconds = sum(min(r.instant + 200 * DAY, year) - r.instant for r in log.of(kinds.REQUEST_SERVED, holder="operator"))
    assert (seconds > 0) == (holder == "operator")
    assert 10**9 - log.one(kinds.SHORTFALL_BILLED).dollars == pytest.approx(500 * 1_000 * seconds * 12 / year, abs=1)
    assert log.of(kinds.OFFER_MATCHED, kinds.TERMS_NAMED) == []


def two_providers(price):
    """One that hosts a single MW and one that hosts all, at a price; the operator is not willing."""
    small = CLOUD | {"on_demand": {"limit": "1 MW"}}
    dear = CLOUD | {"id": "dear", "price": price}
    classes = [workload(providers=["cloud", "dear"], patience="60 days")]
    return ask(THIRD_PARTY, agreement=NEVER, providers=[small, dear], classes=classes)


def test_after_a_no_the_partner_closes_with_nobody_who_asks_more_than_was_named():
    log = two_providers("$901/kW-month")
    named_by = {(r.entity, r.name["other"]): r.instant for r in log.of(kinds.TERMS_NAMED)}
    dear = log.of(kinds.REQUEST_RESERVED, holder="dear")
    assert len(dear) > 10
    assert all(named_by[r.entity, "dear"] < r.instant for r in dear)
    first_offered_at_cloud = {r for r, provider in named_by if provider == "cloud"}
    again = {r.entity: r.instant for r in log.of(kinds.OFFER_ASKED_ANEW)}
    waited = first_offered_at_cloud - {r.entity for r in log.of(kinds.REQUEST_RESERVED, holder="cloud")}
    assert len(waited) > 3
    assert {r: again[r] - made(log)[r] for r in waited} == dict.fromkeys(waited, 50 * DAY)


def test_after_a_no_the_partner_closes_with_anybody_at_the_named_price():
    log = two_providers("$900/kW-month")
    assert log.of(kinds.OFFER_ASKED_ANEW) == []
    assert {r.instant - made(log)[r.entity] for r in log.of(kinds.REQUEST_RESERVED)} == {10 * DAY}
    assert set(holders(log).values()) == {"cloud", "dear"}


def test_an_offer_keeps_its_terms_when_the_market_opens():
    regimes = [THIRD_PARTY | {"matching": "all"}, {"regime": "open", "first_day": day(20)}]
    log = ask(regimes, providers=[SLOW], sites=HALL)
    open_then = {r for r, at in made(log).items() if at < 20 * DAY < at + 10 * DAY}
    assert len(open_then) > 3
    for row in log.of(kinds.REQUEST_RESERVED):
        if row.entity in open_then:
            assert (row.instant - made(log)[row.entity], row.value - made(log)[row.entity]) == (10 * DAY, 45 * DAY)
    assert open_then <= {r.entity for r in log.of(kinds.OFFER_MATCHED)}


def test_the_bid_of_an_offer_made_under_the_right_costs_its_delay_when_the_market_opens():
    regimes = [RIGHT, {"regime": "open", "first_day": day(20)}]
    log = ask(regimes, providers=[SLOW])
    due = {r.entity: r.value - r.instant for r in log.of(kinds.REQUEST_RESERVED)}
    under_right = {r for r, at in made(log).items() if at < 20 * DAY}
    assert {due[r] for r in under_right} == {45 * DAY}
    assert {due[r] for r in made(log) if r not in under_right} == {30 * DAY}


def test_with_nobody_able_the_operator_is_asked_for_its_own_terms():
    log = ask(THIRD_PARTY, providers=[CLOUD | {"on_demand": None}], sites=HALL)
    plain = ask(RIGHT, providers=[CLOUD | {"on_demand": None}], sites=HALL)
    assert told(log) == told(plain)


def test_terms_at_the_highest_price_there_is_satisfy_any_margin():
    rules = [{"kind": "margin", "cost": "$19000/kW-month"}]
    agreement = {"responses": [{"id": "m", "first_day": START, "rules": rules}]}
    dear = CLOUD | {"price": "$20000/kW-month"}
    assert set(holders(ask(THIRD_PARTY, agreement=agreement, providers=[dear], sites=HALL)).values()) == {"operator"}
    assert set(holders(ask(THIRD_PARTY, agreement=agreement, sites=HALL)).values()) == {"cloud"}
