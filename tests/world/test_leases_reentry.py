"""Coming back: what was released comes back in the order of release, at its landlord's date and the rent of the day."""

import pytest

from sim.events import codes, kinds
from tests.world.replayer import Replayer
from tests.world.small import DAY, action, day, instant, run, scenario, site, tranche

RENT = 1_000_000
"""Dollars a month for 10 MW."""
RESTART = 40
GONE_ON = [{"id": "plain", "build": "100 days", "slip": "60 days"}]


def back(at, megawatts, **fields):
    """A return to the market."""
    return {"id": "back", "action": "recontract", "at": day(at), "capacity": f"{megawatts} MW"} | fields


def returned(*actions, sites, pipelines=GONE_ON, **changes):
    """A log in which the operator comes back, replayed."""
    backfill = {"delay": "2000 days", "restart": f"{RESTART} days"}
    log = run(pipelines=pipelines, sites=sites, timeline=list(actions), backfill=backfill, **changes)
    Replayer(log.layout).replay(log.array)
    return log


def stop(at, megawatts, stage="signed", name="stop"):
    return action(name, "cancel", day(at), megawatts, [stage])


@pytest.mark.parametrize(
    ("left", "came", "ready"),
    [
        (30, 300, 500 + 60 + RESTART),  # signed, and back before its date
        (450, 480, 500 + 60 + RESTART),  # building
        (450, 530, 500 + 60 + RESTART),  # late by then, as its landlord knows
        (450, 600, 600 + RESTART),  # it stands ready by then
        (30, 600, 600 + RESTART),  # let go while signed, the landlord built it all the same
    ],
)
def test_a_landlord_who_has_begun_goes_on(left, came, ready):
    log = returned(stop(left, 10, "signed" if left == 30 else "building"), back(came, 10),
                   sites=[site("a", "signed", tranche(10, day(500)))])  # fmt: skip
    assert log.one(kinds.RELEASE_RECONTRACTED).instant == came * DAY
    assert log.one(kinds.TRANCHE_READY).instant == ready * DAY


def test_a_date_that_passed_unmet_is_expected_at_the_next_month_start():
    """Back on day 530, 13 December 2025; announced for 1 January and 40 days."""
    log = returned(stop(450, 10, "building"), back(530, 10), sites=[site("a", "signed", tranche(10, day(500)))])
    again = log.of(kinds.LEASE_COMMITTED)[-1]
    assert again.value == instant(day(0).replace(year=2026, month=1)) + RESTART * DAY


def test_what_was_released_first_is_taken_back_first_and_whole():
    sites = [site(name, "signed", tranche(mw, day(500 + mw))) for name, mw in (("a", 10), ("b", 6), ("c", 3))]
    log = returned(action("one", "cancel", day(20), 6, ["signed"]), action("two", "cancel", day(40), 13, ["signed"]),
                   back(100, 9), sites=sites)  # fmt: skip
    assert {r.name["entity"] for r in log.of(kinds.LEASE_CANCELLED, instant=20 * DAY)} == {"b/0"}
    assert [r.name["entity"] for r in log.of(kinds.RELEASE_RECONTRACTED)] == ["b/0", "c/0"]


def test_the_next_is_cut_where_the_action_says_so():
    log = returned(stop(20, 10), back(100, 4, split=True), sites=[site("a", "signed", tranche(10, day(500)))])
    assert log.one(kinds.RELEASE_RECONTRACTED).kw == 4_000
    assert log.of(kinds.ACTION_FELL_SHORT) == []
    assert [r.kw for r in log.of(kinds.TRANCHE_READY)] == [4_000]


def test_the_rest_of_a_cut_release_stays_with_its_rival():
    log = run(pipelines=GONE_ON, sites=[site("a", "signed", tranche(10, day(500)))],
              timeline=[stop(20, 10), back(100, 4, split=True)], rivals=[{"id": "rival", "areas": ["us"]}],
              backfill={"delay": "200 days"})  # fmt: skip
    taken = log.one(kinds.RELEASE_TAKEN)
    assert (taken.kw, taken.instant) == (6_000, 220 * DAY)
    Replayer(log.layout).replay(log.array)


def test_what_a_rival_has_is_gone():
    log = run(sites=[site("a", "signed", tranche(10, day(500)))], timeline=[stop(20, 10), back(100, 10)],
              rivals=[{"id": "rival", "areas": ["us"]}], backfill={"delay": "50 days"})  # fmt: skip
    assert log.of(kinds.RELEASE_RECONTRACTED) == []
    short = log.one(kinds.ACTION_FELL_SHORT)
    assert (short.kw, short.reason) == (10_000, codes.EXHAUSTED)


def test_a_letter_of_intent_that_lapsed_is_not_taken_back():
    log = returned(action("stop", "lapse", day(10), 10, ["loi"]), back(100, 10),
                   pipelines=[{"id": "plain", "build": "100 days", "loi": "60 days", "lead": "200 days"}],
                   sites=[site("a", "loi", tranche(10))])  # fmt: skip
    assert log.one(kinds.ACTION_FELL_SHORT).kw == 10_000


def test_the_action_looks_only_where_it_says():
    sites = [site("a", "signed", tranche(10, day(500))), site("b", "signed", tranche(10, day(501)), region="north")]
    log = returned(stop(20, 20), back(100, 20, select={"regions": ["north"]}), sites=sites)
    assert log.one(kinds.RELEASE_RECONTRACTED).name["entity"] == "b/0"
    assert log.one(kinds.ACTION_FELL_SHORT).kw == 10_000


SLOTS = {"id": "new", "tenure": "leased", "stage": "slot", "pipeline": "market", "terms": "lease", "count": 3,
         "site": "8 MW", "tranche": "4 MW", "regions": {"east": "100 %"}}  # fmt: skip
MARKET = {"id": "market", "build": "100 days", "loi": "30 days", "soq": "20 days", "lead": "150 days"}
RISING = [{"id": "east", "area": "us", "power_price": "$80/MWh",
           "rent_path": {"kind": "table", "points": [{"at": day(0), "level": 1.0}, {"at": day(30), "level": 1.0},
                                                     {"at": day(31), "level": 1.2}, {"at": day(365), "level": 1.5}]}},
          {"id": "north", "area": "europe", "power_price": "$100/MWh"}]  # fmt: skip


def test_what_is_missing_is_signed_anew_and_waited_for():
    """10 MW come back; 8 and 2 MW are new: signed 50 days on, ready 150 later, each in tranches of 4 MW at most."""
    log = returned(stop(20, 10), back(100, 20, slots="new"), pipelines=[*GONE_ON, MARKET], portfolios=[SLOTS],
                   sites=[site("a", "signed", tranche(10, day(500)))])  # fmt: skip
    assert log.of(kinds.ACTION_FELL_SHORT) == []
    born = [(r.kw, r.instant) for r in log.of(kinds.TRANCHE_DECLARED) if r.name["entity"].startswith("new")]
    assert born == [(8_000, 100 * DAY), (2_000, 100 * DAY)]
    assert sum(r.kw for r in log.of(kinds.LEASE_SIGNED, instant=150 * DAY)) == 10_000
    ready = [(r.kw, r.instant) for r in log.of(kinds.TRANCHE_READY) if r.name["entity"].startswith("new")]
    assert sorted(ready) == [(2_000, 300 * DAY), (4_000, 300 * DAY), (4_000, 300 * DAY)]


def test_what_the_slots_do_not_hold_is_the_shortfall():
    log = returned(back(100, 30, slots="new"), pipelines=[*GONE_ON, MARKET], portfolios=[SLOTS], sites=[])
    assert log.one(kinds.ACTION_TAKEN).kw == 24_000
    assert log.one(kinds.ACTION_FELL_SHORT).kw == 6_000


@pytest.mark.parametrize("months", [6, 12, 18])
def test_who_comes_back_later_pays_more_and_waits_longer(months):
    """Released on day 20; the premium of 10 % and the rent of the day of the return; new leases 50 days after it."""
    at = day(0).replace(year=2025 + (6 + months) // 12 - 1, month=(6 + months) % 12 + 1)
    terms = [{"id": "lease", "rent": "$100/kW-month", "term_years": 15, "discount_rate": "0 %/year",
              "accounting": "finance", "reentry_premium": 0.1}]  # fmt: skip
    action_back = back(0, 18, slots="new") | {"at": at}
    log = returned(stop(20, 10), action_back, regions=RISING, lease_terms=terms, portfolios=[SLOTS],
                   pipelines=[*GONE_ON, MARKET], sites=[site("a", "signed", tranche(10, day(300)))])  # fmt: skip
    rents = {r.instant: r.value / 10**6 for r in log.of(kinds.RENT_STEPPED)}
    again = log.of(kinds.LEASE_COMMITTED, instant=instant(at))
    assert sum(r.dollars for r in again) == pytest.approx(180 * RENT * 1.1 * rents[instant(at)], rel=1e-6)
    signed = instant(at) + 50 * DAY
    index = rents[max(start for start in rents if start <= signed)]
    new = sum(r.dollars for r in log.of(kinds.LEASE_COMMITTED, instant=signed))
    assert new == pytest.approx(0.8 * 180 * RENT * index, rel=1e-6)
    ready = {r.name["entity"]: r.instant for r in log.of(kinds.TRANCHE_READY)}
    assert ready["a/0"] == max(instant(at), 360 * DAY) + RESTART * DAY
    assert ready.get("new-0000/0", signed + 150 * DAY) == signed + 150 * DAY


def test_the_tenants_part_of_a_powered_shell_is_let_again():
    """Let go in mid-build: what had not accrued is taken back, and let once more when the operator returns."""
    log = returned(stop(450, 10, "building"), back(480, 10),
                   sites=[site("a", "signed", tranche(10, day(500)), delivery="powered_shell")])  # fmt: skip
    assert log.dollars(kinds.CAPEX_COMMITTED, item=codes.FACILITY) == 4_000 * 10_000
    assert log.dollars(kinds.CAPEX_ACCRUED, item=codes.FACILITY) == 4_000 * 10_000


@pytest.mark.parametrize("again", [450, 465, 481, 490, 700])
def test_what_was_spent_on_a_powered_shell_stays_spent_however_often_it_is_let_go(again):
    """Back at the beginning of its build it stands further back than it did, and may be let go at once."""
    shell = [site("a", "signed", tranche(10, day(500)), delivery="powered_shell")]
    often = [stop(440, 10, "building"), back(445, 10), stop(again, 10, "building", "again")]
    for actions, price in ((often, None), ([*often, back(again + 5, 10) | {"id": "third"}], 4_000 * 10_000)):
        log = returned(*actions, sites=shell, horizon={"last_day": day(1_460)})
        spent = log.dollars(kinds.CAPEX_ACCRUED, item=codes.FACILITY)
        assert 0 < spent == log.dollars(kinds.CAPEX_COMMITTED, item=codes.FACILITY)
        assert price is None or spent == price
        rows = log.of(kinds.CAPEX_ACCRUED, item=codes.FACILITY)
        assert min(row.dollars for row in rows) > 0


def test_the_settlement_of_what_is_taken_back_ends_there():
    """Let go ready, back 3 months later: three months of rent are lost, the landlord has no cost of letting anew."""
    terms = [{"id": "lease", "rent": "$100/kW-month", "term_years": 15, "accounting": "finance",
              "settlement": {"floor": {"signed": 1, "building": 1}, "cap": {"signed": 9, "building": 9},
                             "reletting_cost": "$50/kW"}}]  # fmt: skip
    log = returned(stop(20, 10, "ready"), back(112, 10), lease_terms=terms,
                   pipelines=[{"id": "plain", "build": "100 days", "fit_out": "200 days"}],
                   sites=[site("a", "ready", tranche(10))])  # fmt: skip
    fees = [(r.instant, r.dollars, r.reason) for r in log.of(kinds.RELEASE_FEE_DUE)]
    lost = round(RENT * 92 / 30.4375)
    assert fees == [(20 * DAY, RENT, codes.NONE), (112 * DAY, lost - RENT, codes.TAKEN_BACK)]


def test_a_return_names_leased_slots():
    made = {"timeline": [back(100, 10, slots="own")], "portfolios": [SLOTS | {"id": "own", "tenure": "owned"}],
            "pipelines": [MARKET]}  # fmt: skip
    with pytest.raises(AssertionError, match="leased portfolio of stage slot"):
        scenario(**made)


def test_a_release_draws_the_lateness_it_would_have_had():
    """Its own slip belongs to the tranche: back in time, it is as late as if it had never been let go, plus restart."""
    spread = [{"id": "plain", "build": "100 days", "slip": {"distribution": "uniform", "low": "0 days",
                                                           "high": "90 days"}}]  # fmt: skip
    sites = [site("a", "signed", tranche(10, day(500)))]
    for replication in range(3):
        ready = []
        for timeline in ([], [stop(20, 10), back(100, 10)]):
            log = run(replication=replication, pipelines=spread, sites=sites, timeline=timeline,
                      backfill={"delay": "2000 days", "restart": f"{RESTART} days"})  # fmt: skip
            ready.append(log.one(kinds.TRANCHE_READY).instant)
        assert ready[1] - ready[0] == RESTART * DAY
