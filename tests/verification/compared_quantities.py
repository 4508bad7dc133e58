"""What the small world and its independent model are compared by: the same quantities, from a log and from a model."""

import numpy as np

from sim.events import codes, stages
from sim.events import kinds as ev
from sim.scenario.scenario import Scenario
from tests.verification.independent_model import SmallWorld
from tests.verification.world_runs import rows

DAY = 86_400
MW_MONTH = 1_000 * 2_629_800
COUNTED = {
    "letters of intent": (ev.TRANCHE_DECLARED, "item", stages.LOI),
    "letters lapsed": (ev.LEASE_LAPSED, "item", stages.LOI),
    "statements lapsed": (ev.LEASE_LAPSED, "item", stages.SOQ),
    "leases signed": (ev.LEASE_SIGNED, "item", stages.SOQ),
    "tranches ready": (ev.TRANCHE_READY, "item", stages.BUILDING),
    "requests made": (ev.REQUEST_MADE, "client", codes.PARTNER),
    "requests that waited": (ev.REQUEST_WAITED, "client", codes.PARTNER),
    "waived after waiting": (ev.WAIVER_GRANTED, "reason", codes.WAITED),
    "offers made": (ev.OFFER_MADE, "client", codes.PARTNER),
    "offers lapsed": (ev.OFFER_LAPSED, "client", codes.PARTNER),
    "offers withdrawn": (ev.OFFER_WITHDRAWN, "client", codes.PARTNER),
    "exercised": (ev.OFFER_EXERCISED, "client", codes.PARTNER),
    "declined as unwilling": (ev.OFFER_DECLINED, "reason", codes.UNWILLING),
    "requests unserved": (ev.REQUEST_UNSERVED, "client", codes.PARTNER),
    "requests that left": (ev.REQUEST_LEFT, "client", codes.PARTNER),
    "served to the end": (ev.REQUEST_ENDED, "client", codes.PARTNER),
}
"""Rows of a kind whose column has a value."""


def holders(scenario: Scenario) -> list[str]:
    """The operator, then the providers by id, as log rows number them."""
    return ["operator", *sorted(p.id for p in scenario.providers)]


def from_log(log: np.ndarray, scenario: Scenario) -> dict[str, float]:
    """Each quantity of one replication, from its log."""
    found = {
        name: float(np.sum((log["event"] == event) & (log[column] == value)))
        for name, (event, column, value) in COUNTED.items()
    }
    declined = rows(log, ev.OFFER_DECLINED)
    found["declined as unable"] = float(np.sum(declined["reason"] != codes.UNWILLING))
    horizon = int(log["instant"][-1])
    served, ended, reserved = (rows(log, e) for e in (ev.REQUEST_SERVED, ev.REQUEST_ENDED, ev.REQUEST_RESERVED))
    end = dict(zip(ended["entity"].tolist(), ended["instant"].tolist(), strict=True))
    seconds = np.array([end.get(r, horizon) for r in served["entity"].tolist()]) - served["instant"]
    for number, holder in enumerate(holders(scenario)):
        of_holder = served["holder"] == number
        found[f"accepted by {holder}"] = float(np.sum(reserved["holder"] == number))
        found[f"served by {holder}"] = float(np.sum(of_holder))
        found[f"MW-months served by {holder}"] = float(served["kw"][of_holder] @ seconds[of_holder]) / MW_MONTH
    found["days of service late"] = float(served["value"].sum()) / DAY
    first_live = rows(log, ev.TRANCHE_DECLARED)
    first_live = first_live[(first_live["holder"] == 0) & (first_live["item"] == stages.LIVE)]["kw"].sum()
    added = rows(log, ev.TRANCHE_LIVE)
    for year in range(scenario.horizon.start.year, scenario.horizon.last_day.year + 1):
        at = (scenario.horizon.start.replace(year=year + 1) - scenario.horizon.start).total_seconds()
        kw = first_live + added["kw"][added["instant"] < at].sum()
        found[f"MW live at the end of {year}"] = float(kw) / 1_000
    return found


def from_model(model: SmallWorld) -> dict[str, float]:
    """The same of one replication of the independent model."""
    names = holders(model.scenario)
    found = {name: float(model.counts[name]) for name in (*COUNTED, "declined as unable")}
    for holder in names:
        found[f"accepted by {holder}"] = float(model.counts[f"accepted by {holder}"])
        found[f"served by {holder}"] = float(model.counts[f"served by {holder}"])
        found[f"MW-months served by {holder}"] = model.served_kw_seconds[holder] / MW_MONTH
    found["days of service late"] = model.seconds_late / DAY
    for year, kw in enumerate(model.live_at, model.scenario.horizon.start.year):
        found[f"MW live at the end of {year}"] = kw / 1_000
    return found
