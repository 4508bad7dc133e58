"""What half of the random scenarios have beside the rest: grids, uncertainties, other paths, clauses of leases and of
the agreement, generations of servers, things that become known late, and further actions.

Each is laid over a scenario that is whole without it. It is chosen last, so that the others keep what they are.
"""

from datetime import timedelta
from typing import Any

from tests.world.random_parts import GRADES, LAST, MEGAWATTS, SHARES, SPANS, START, Chosen

FACTORS = (
    {"distribution": "uniform", "low": "50 %", "high": "150 %"},
    {"distribution": "normal", "mean": "100 %", "standard_deviation": "30 %", "low": "0 %", "high": "200 %"},
    {"distribution": "triangular", "low": "80 %", "mode": "100 %", "high": "180 %"},
)
POLICIES = ({"placement": {"kind": "most_headroom"}}, {"funding": {"kind": "ai_first"}},
            {"review": [{"kind": "surplus", "lead_time": "90 days", "most_kw": "30 MW"}]})  # fmt: skip


def lay_over(c: Chosen, made: dict) -> None:
    """Lay some of it over a scenario, in place."""
    if not c.of(False, True, True):
        return
    _uncertain(c, made)
    if c.often():
        made["backfill"] = {"chance": "100 %", "delay": "20 days", "restart": "30 days"}
        made["rivals"] += [{"id": "rival-anywhere", "areas": ["us", "europe"]}]
    made["operator"]["options"] = c.of({"kind": "if_short"}, {"kind": "if_short", "margin_kw": "500 MW"})
    for region in made["regions"]:
        _market(c, region)
    served = {held.get("terms") for held in made["sites"] + made["portfolios"] if held["tenure"] == "service"}
    for terms in made["lease_terms"]:
        _clauses_of_lease(c, terms, of_leases_alone=terms["id"] not in served)
    for baseline in made["demand"]["baseline"]:
        _other_path(c, baseline)
    for workload in made["demand"]["classes"]:
        if c.often():  # in parts of 1 kW, a request shorter than a month would be some ten thousand rows
            size = workload["size"]
            small = "1 kW" in (size, size.get("value") if isinstance(size, dict) else "")
            part = "1 kW" if small else c.of("1 MW", "400 kW")
            workload |= {"partly_servable": True, "smallest_part": part}
    _clauses_of_agreement(c, made["agreement"])
    made["costs"]["generations"] = [_generation(c, i, made["costs"]) for i in c.count(0, 2)]
    _known_late(c, made)
    made["sites"] += [hall for hall in (_hall(c, grade) for grade in GRADES) if c.often()]
    for i in c.count(1, 4):
        made["timeline"] += _further_actions(c, f"further-{i}")


def _uncertain(c: Chosen, made: dict) -> None:
    """Factors of a whole replication, how they go together, and what they scale."""
    names = [f"nature-{i}" for i in c.count(0, 3)]
    made["uncertainties"] = [{"id": name, "factor": c.of(*FACTORS)} for name in names]
    if len(names) > 1:
        made["correlations"] = [{"between": names[:2], "correlation": c.of(0.5, -0.8, 1.0)}]
    if not names:
        return
    scaled = [(pipeline, step) for pipeline in made["pipelines"] for step in ("slip", "lead", "fit_out")]
    scaled += [(workload, what) for workload in made["demand"]["classes"] for what in ("size", "duration", "patience")]
    scaled += [(action, "factor") for action in made["timeline"] if action["action"] == "scale_demand"]
    for block, key in scaled:
        if c.of(False, False, True):
            block[key] = _scaled(block[key], c.of(*names))
    for baseline in made["demand"]["baseline"]:
        if c.often():
            baseline |= {"growth_scaled_by": c.of(*names), "growth_scaled_from": c.day()}


def _scaled(drawn: Any, name: str) -> dict:
    """A draw that an uncertainty multiplies."""
    fixed = {"distribution": "fixed", "value": drawn}
    return (drawn if isinstance(drawn, dict) else fixed) | {"scaled_by": name}


def _market(c: Chosen, region: dict) -> None:
    """A region's grid and its rent of the day."""
    if c.often():
        region["power"] = {"steps": [{"id": f"step-{i}", "at": c.day(before=100), "capacity": c.of(*MEGAWATTS)}
                                     for i in c.count(1, 3)], "slip": c.duration()}  # fmt: skip
    if c.often():
        region["rent_path"] = c.of({"kind": "growth", "rate": "10 %/year", "volatility": "20 %"},
                                   {"kind": "table", "points": [{"at": c.day(), "level": "120 %"}]})  # fmt: skip


def _clauses_of_lease(c: Chosen, terms: dict, of_leases_alone: bool) -> None:
    """What is paid ahead, what is owed when somebody is late, and what may become of a lease within the horizon."""
    if c.often():
        terms |= {"payment_period": "month", "payment_due": "in_advance", "prepayment": "$500/kW"}
    if c.often():
        terms |= {"long_stop": c.of("30 days", "0 days", "1 days"), "delay_credit": c.of("$0/kW-month", "$40/kW-month")}
    if c.often():
        terms |= {"deferral": "rent", "deferral_rent_share": 0.0}
    if c.often():
        terms["sublease"] = "90 %"
    if of_leases_alone:
        terms |= {"incentive": c.of("$0/kW", "$30/kW"), "initial_direct_costs": c.of("$0/kW", "$20/kW")}
    if terms["term_years"] == 1:
        extended = {"kind": "extension", "years": 1, "notice": c.of("0 days", "200 days"), "rent": "contract"}
        terms["options"] = c.of([], [extended], [extended | {"rent": "market"}, extended])
    else:
        reviewed = {"kind": "rent_review", "after_years": 1}
        terms["options"] = c.of(terms["options"], [reviewed | {"rent": "market"}],
                                [reviewed | {"stated_rent": "$150/kW-month"}])  # fmt: skip


def _other_path(c: Chosen, baseline: dict) -> None:
    """A path that switches or has a ceiling, and a forecast that errs."""
    states = [{"id": "calm", "rate": "0 %/year", "leaves": {"boom": "30 %"}},
              {"id": "boom", "rate": "80 %/year", "volatility": "20 %", "leaves": {"calm": "50 %"}}]  # fmt: skip
    level = c.of("5 MW", "20 MW")
    other = c.of({}, {"kind": "switching", "level": level, "first": c.of("calm", "boom"), "states": states},
                 {"kind": "logistic", "level": level, "ceiling": "60 MW", "rate": "90 %/year"})  # fmt: skip
    baseline["path"] = other or baseline["path"]
    if c.often():
        baseline["forecast_error"] = {"bias": c.of("0 %/year", "20 %/year"), "volatility": c.of("0 %", "15 %")}


def _clauses_of_agreement(c: Chosen, agreement: dict) -> None:
    """What a regime may say beside what it is, and a commitment that takes the right's place."""
    for regime in agreement["regimes"]:
        regime |= {"matching": c.of("money", "all"), "partial_exercise": c.often()}
        if c.often():
            regime |= {"regime": "right_of_first_refusal", "trigger": "third_party_offer", "window": "30 days",
                       "response_time": "1 days"}  # fmt: skip
            continue
        regime |= {"minimum_notice": c.of(*SPANS[:3]),
                   **c.of({}, {"carved_out": [c.of(*c.classes)]}, {"with_operator": [c.of(*c.classes)]})}  # fmt: skip
        for key, values in (("share_cap", SHARES), ("cure_period", SPANS), ("second_search", SPANS)):
            if c.often():
                regime[key] = c.of(*values)
        if agreement.get("commitments") and c.of(False, False, True):
            regime |= {"regime": "committed", "commitment": agreement["commitments"][0]["id"]}
    for commitment in agreement.get("commitments", ()):
        commitment["capacity"] = c.of(*MEGAWATTS)


def _generation(c: Chosen, i: int, costs: dict) -> dict:
    """Servers that last longer than it takes to order them."""
    life = "72 months" if costs["it_lead"] == SPANS[-1] else c.of("12 months", "5 months")
    return {"id": f"generation-{i}", "grade": c.of(*GRADES), "first_day": START + timedelta(days=150 * i + c.of(0, 45)),
            "servers": "$9000/kW", "network": "$900/kW", "life": life}  # fmt: skip


def _known_late(c: Chosen, made: dict) -> None:
    """Actions and ends of leases that the operator learns of before they come, and not at the start."""
    for action in made["timeline"]:
        baseline = action["action"] == "scale_demand" and action["target"] in c.baselines
        if (baseline or action["action"] == "set_envelope") and c.often():
            action["known_from"] = max(START, action["at"] - timedelta(days=c.of(0, 30, 200)))
    for tranche in (tranche for site in made["sites"] for tranche in site["tranches"]):
        if "ends" in tranche and c.often():
            tranche["ends_known_from"] = max(START, tranche["ends"] - timedelta(days=c.of(0, 20, 150)))


def _hall(c: Chosen, grade: str) -> dict:
    """Capacity with room for more: of the operator's own, or leased for a time that may be prolonged."""
    made = {"id": f"hall-{grade}", "region": c.of(*c.regions), "grade": grade, "stage": "live",
            "pipeline": "pipeline-0", "tranches": [{"capacity": "60 MW"}]}  # fmt: skip
    leased = {"tenure": "leased", "terms": c.of("terms-0", "terms-1")}
    ends = START + timedelta(days=c.of(100, 250, 700))
    return made | c.of({"tenure": "owned"}, leased | {"tranches": [{"capacity": "60 MW", "ends": ends}]},
                       leased | {"stage": "ready"})  # fmt: skip


def _further_actions(c: Chosen, name: str) -> list[dict]:
    """An action, and often one that undoes it."""
    what = c.of("pause", "give_back", "late", "defer", "set_policy", "move_dates", "scale_demand")
    at, capacity, split = c.day(), c.of(*MEGAWATTS[::-1]), c.often()
    made = {"id": name, "at": at}
    undone = {"id": f"{name}-undone", "at": min(at + timedelta(days=c.of(30, 1, 100)), LAST[c.years]),
              "capacity": capacity, "split": split}  # fmt: skip
    if what == "set_policy":
        return [made | {"action": what} | c.of(*POLICIES)]
    if what == "scale_demand":
        known = max(START, at - timedelta(days=c.of(90, 0)))
        return [made | {"action": what, "target": own, "factor": 1.5, "known_from": known} for own in c.baselines[:1]]
    if what == "move_dates":
        moved = {"action": what, "by": c.of("40 days", "-40 days")}
        return [made | moved | {"provider": provider} for provider in c.providers[:1]]
    made |= {"capacity": capacity, "split": split}
    if what == "pause":
        return [made | {"action": "pause"}, undone | {"action": "resume"}]
    under_way = c.of(["signed", "building", "ready"], ["ready", "building"])
    if what == "defer":
        return [made | {"action": what, "by": c.of(*SPANS[:0:-1]), "select": {"stages": under_way}}]
    select = {"stages": under_way} | ({"ground": "long_stop"} if what == "late" else {})
    return [made | {"action": "cancel", "select": select}, undone | {"action": "recontract"}]
