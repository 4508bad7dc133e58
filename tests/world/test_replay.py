"""The log tells all: a replayer that reads nothing else holds what is always true, and ends where the engine does."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.events import codes, kinds, stages
from sim.world.engine_compiled import Replication
from sim.world.engines import simulate
from sim.world.model import build
from sim.world.rows_made import requests_in, spans_of_requests
from tests.world import replayer as told
from tests.world.replayer import NotSoError, Replayer
from tests.world.small import action, day, live, run, scenario, site, tranche, workload
from tests.world.studies import model_of, studies

REPLICATIONS = range(3)


def final_tables(model, replication):
    """The engine's own tables at the horizon."""
    under_way = Replication(model, replication)
    assert sum(len(rows) for rows in under_way) > 0
    return under_way.tables


@pytest.mark.parametrize("replication", REPLICATIONS)
@pytest.mark.parametrize("study", studies())
def test_always_true_holds_at_every_instant_of_a_log(study, replication):
    model = model_of(study)
    replayed = Replayer(model.layout).replay(simulate(model, replication))
    assert len(replayed.tranches) > 100
    assert len(replayed.requests) > 100
    assert sum(replayed.accrued.values()) > 10**11


@pytest.mark.parametrize("study", studies())
def test_a_log_replays_to_the_tables_of_the_engine(study):
    model = model_of(study)
    tables = final_tables(model, 0)
    replayed = Replayer(model.layout).replay(simulate(model, 0))
    count = int(tables["run"][0]["tranche_count"])
    for t, row in enumerate(tables["tranches"][:count]):
        if row["stage"] != stages.SLOT:
            found = replayed.tranches[t]
            assert (found.stage, found.kw, found.site) == (row["stage"], row["kw"], row["site"])
    regions = len(model.layout.regions)
    for p, row in enumerate(tables["pools"]):
        pool = (p // 2 // regions, p // 2 % regions, p % 2)
        assert replayed.live[pool] == row["live_kw"]
    for i, row in enumerate(tables["items"]):
        assert (replayed.committed[i], replayed.accrued[i]) == (row["committed_usd"], row["accrued_usd"])
    for asset in range(len(codes.ASSETS)):
        of_asset = tables["items"]["asset"] == asset
        assert replayed.paid[asset] == tables["items"]["paid_usd"][of_asset].sum()
    for b, row in enumerate(tables["baselines"][: len(model.layout.baselines)]):
        assert (replayed.baselines[b].level, replayed.baselines[b].used) == (row["level_kw"], row["used_kw"])
    w = SimpleNamespace(**{name: tables[name].view(np.recarray) for name in ("run", "workloads")})
    assert {r for span in range(spans_of_requests(w)) for r in requests_in(w, span)} == set(replayed.requests)
    for row in tables["years"]:
        assert replayed.spent[int(row["fiscal_year"])] == row["spent_usd"]


LEASES = {
    "regions": [{"id": "east", "area": "us", "power_price": "$80/MWh",
                 "rent_path": {"kind": "growth", "rate": "5 %/year", "volatility": "20 %"},
                 "power": {"steps": [{"id": "one", "at": day(300), "capacity": "20 MW"}], "slip": "20 days"}},
                {"id": "north", "area": "europe", "power_price": "$100/MWh"}],
    "lease_terms": [{"id": "lease", "rent": "$100/kW-month", "term_years": 15, "prepayment": "$2500/kW",
                     "options": [{"kind": "extension", "years": 1, "notice": "100 days"}]}],
    "operator": {"options": {"kind": "if_short", "margin_kw": "100 MW"}},
    "sites": [site("a", "signed", tranche(10, day(200))), site("b", "building", tranche(10, day(100))),
              site("c", "live", tranche(10, ends=day(400)))],
    "timeline": [action("part", "cancel", day(30), 3, ["signed"], split=True)],
}  # fmt: skip


def test_the_leases_of_a_log_replay_to_the_tables_of_the_engine():
    """A prepayment cut in two and lost in part, a lease extended, rents that move, power that comes late."""
    model = build(scenario(**LEASES))
    tables = final_tables(model, 0)
    replayed = Replayer(model.layout).replay(simulate(model, 0))
    tranches = tables["tranches"][: int(tables["run"][0]["tranche_count"])]
    for s in range(3):
        assert replayed.prepaid[s] == tranches["prepaid_usd"][tranches["site"] == s].sum()
    assert replayed.prepaid[0] > 0
    assert replayed.ends == {int(np.flatnonzero(tranches["site"] == 2)[0]): tranches["ends_at"][tranches["site"] == 2]}
    months = model.layout.months
    assert replayed.rents == {0: round(float(tables["rents"]["index"][months - 1]) * 1e6)}
    assert replayed.energised[0] == tables["steps"]["kw"].sum() == 20_000


@pytest.mark.parametrize("study", studies())
def test_every_request_and_offer_ends_once_or_is_open_at_the_horizon(study):
    model = model_of(study)
    log = simulate(model, 1)
    replayed = Replayer(model.layout).replay(log)
    assert max(len(r.ways) for r in replayed.requests.values()) == 1
    horizon = int(model.layout.month_starts[-1])
    for request in replayed.requests.values():
        assert (request.state in told.OVER) == (len(request.ways) == 1)
        if request.state == told.OFFERED:
            assert request.window_ends >= horizon
    made = np.isin(log["event"], (kinds.OFFER_MADE,)).sum()
    assert made == sum(replayed.offers.values())


def _rows(**changes):
    return run(sites=[live("hall", 10)], demand={"classes": [workload()]}, **changes)


@pytest.mark.parametrize(
    ("event", "column", "change", "what"),
    [
        (kinds.REQUEST_SERVED, "kw", 1, "all kW of a request"),
        (kinds.TRANCHE_DECLARED, "kw", -9_500, "used"),
        (kinds.REQUEST_RESERVED, "value", -(10**9), "due now or later"),
        (kinds.REQUEST_ENDED, "sequence", 1, "count up"),
    ],
)
def test_a_log_that_lies_is_found_out(event, column, change, what):
    log = _rows()
    array = log.array.copy()
    array[column][int((array["event"] == event).argmax())] += change
    with pytest.raises(NotSoError, match=what):
        Replayer(log.layout).replay(array)


def test_a_log_that_stops_before_the_horizon_is_found_out():
    log = _rows()
    with pytest.raises(NotSoError, match="ends with the horizon"):
        Replayer(log.layout).replay(log.array[:-1])


def test_a_row_told_twice_is_found_out():
    log = _rows()
    at = int((log.array["event"] == kinds.REQUEST_ENDED).argmax())
    array = np.concatenate([log.array[: at + 1], log.array[at:]])
    array["sequence"] = np.arange(len(array))
    with pytest.raises(NotSoError, match="not heard of again"):
        Replayer(log.layout).replay(array)
