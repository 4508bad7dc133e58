"""Every kW of a request ends in exactly one way, whatever the agreement says and however it changes."""

import itertools

import numpy as np
import pytest

from sim.events import kinds
from sim.metrics import measure
from sim.world.engines import simulate
from tests.world.fates import Fates
from tests.world.replayer import Replayer
from tests.world.small import START, day, live, run, site, tranche, workload
from tests.world.studies import model_of, studies

CLAUSES = {
    "carved_out": ["carved"], "with_operator": ["kept"], "minimum_notice": "40 days", "partial_exercise": True,
    "share_cap": "60 %", "cure_period": "20 days", "second_search": "30 days", "window": "30 days",
    "response_time": "10 days", "free_period": "25 days", "waiting_time": "35 days",
}  # fmt: skip
RIGHT = {"regime": "right_of_first_refusal"}
REGIMES = {
    "exclusive": {"regime": "exclusive"},
    "on-request": RIGHT | {"trigger": "on_request"},
    "third-party": RIGHT | {"trigger": "third_party_offer", "matching": "money"},
    "third-party-all": RIGHT | {"trigger": "third_party_offer", "matching": "all"},
    "open": {"regime": "open"},
    "committed": {"regime": "committed", "commitment": "instead"},
}
BOTH = ["cloud", "dear", "operator"]


def world(first, then):
    """Three classes of the partner and two regimes one after the other, both with every clause; capacity that falls."""
    asked = {"size": "3 MW", "regions": {"east": "70 %", "north": "30 %"}, "partly_servable": True, "preemptible": True,
             "providers": BOTH, "patience": "60 days", "duration": "90 days"}  # fmt: skip
    return run(
        sites=[live("hall", 30), live("annex", 14, region="north"),
               site("late", "building", tranche(20, day(60)))],
        providers=[{"id": "cloud", "kind": "third_party", "price": "$700/kW-month", "on_demand": {"limit": "9 MW"},
                    "bidding_delay": "15 days"},
                   {"id": "dear", "kind": "third_party", "price": "$900/kW-month", "on_demand": {"limit": "12 MW"}}],
        demand={"baseline": [{"id": "own", "grade": "general", "priority": 9,
                              "regions": {"east": "50 %", "north": "50 %"},
                              "path": {"kind": "growth", "level": "8 MW", "rate": "0 %/year"}}],
                "classes": [workload("training", **asked), workload("carved", **asked), workload("kept", **asked)]},
        agreement={
            "regimes": [{"id": "a", "first_day": START} | CLAUSES | REGIMES[first],
                        {"id": "b", "first_day": day(20)} | CLAUSES | REGIMES[then]],
            "commitments": [{"id": "instead", "by_year": [{"fiscal_year": 2025, "amount": "$9M"}]}],
        },
        timeline=[{"id": "more", "action": "scale_demand", "at": day(45), "target": "own", "factor": 3}],
    )  # fmt: skip


@pytest.mark.parametrize(("first", "then"), list(itertools.product(REGIMES, REGIMES)))
def test_every_kw_ends_in_one_way_under_every_clause_and_change_of_regime(first, then):
    log = world(first, then)
    fates = Fates(log.array).hold()
    assert len(log.of(kinds.REQUEST_PARTED)) > 0
    replayed = Replayer(log.layout).replay(log.array)
    assert sum(r.kw for r in replayed.requests.values()) == sum(fates.asked.values())


@pytest.mark.parametrize("first", REGIMES)
def test_figures_of_the_agreement_sum_to_what_was_asked(first):
    log = world(first, first)
    fates = Fates(log.array)
    found = measure(log.array, log.layout).series

    def total(metric):
        return sum(int(np.sum(values)) for key, values in found.items() if key.metric == metric)

    over = sum(sum(ways.values()) for ways in fates.ended.values())
    still_open = sum(kw for _, kw in fates.open.values())
    assert total("asked_mw") == sum(fates.asked.values()) == over + still_open
    taken = total("reserved_operator_mw") + total("reserved_provider_mw")
    waiting = still_open - sum(fates.open[r][1] for r in placed(log) if r in fates.open)
    assert taken + total("unserved_mw") + waiting == total("asked_mw")
    assert total("unserved_mw") == fates.kw("unserved")


def placed(log):
    """Requests and parts that somebody has accepted at the horizon."""
    holders = {}
    for row in log.of(kinds.REQUEST_RESERVED, kinds.REQUEST_RETURNED, kinds.REQUEST_PARTED):
        if row.event == kinds.REQUEST_PARTED:
            if row.value in holders:
                holders[row.entity] = True
        elif row.event == kinds.REQUEST_RESERVED:
            holders[row.entity] = True
        else:
            holders.pop(row.entity)
    return set(holders)


@pytest.mark.parametrize("study", studies())
def test_every_kw_of_a_shipped_study_ends_in_one_way(study):
    fates = Fates(simulate(model_of(study), 0)).hold()
    assert len(fates.partner) > 100
    assert fates.kw("served") > 0
