"""Small random scenarios: every block, stage, tenure, regime, clause, action and rule, in combinations nobody chose.

Each is plain values as a file would hold them. Half of them keep to whole days, and to few of them, so that much
happens at one instant; the others draw from distributions and are odd to the second.
"""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.world.random_clauses import lay_over
from tests.world.random_parts import (
    DRAWN_MEGAWATTS,
    GRADES,
    LAST,
    MEGAWATTS,
    MONEY,
    SHARES,
    SPANS,
    STAGES,
    START,
    Chosen,
)

CHOICES = 900
"""Bytes that make a scenario; the largest take some more."""



def scenarios() -> st.SearchStrategy[dict[str, Any]]:
    """Random scenarios as plain values. One drawn text of bytes makes one, which is a hundred times faster than as
    many draws as there are choices, and still shrinks.
    """
    return st.binary(min_size=CHOICES, max_size=CHOICES).map(made_of)


def made_of(luck: bytes) -> dict[str, Any]:
    """The scenario that some bytes make."""
    c = Chosen(luck)
    made = {
        "schema": 1, "name": "random", "title": "Random", "seed": c.of(*range(256)),
        "horizon": {"start": START, "last_day": LAST[c.years], "fiscal_year_ends": c.of("june", "december")},
        "regions": [{"id": r, "area": c.of("us", "europe"), "power_price": "$80/MWh",
                     "rent_index": c.of(1.0, 1.3), "build_index": c.of(1.0, 0.9)} for r in c.regions],
        "operator": {"name": "Operator", "reserve": c.of("0 %", "6 %", "50 %"), "count_loi": c.of(*SHARES),
                     "count_soq": c.of(*SHARES), "options": {"kind": c.of("never", "if_short")}},
        "partner": {"name": "Partner"},
        "providers": [_provider(c, name) for name in c.providers],
        "rivals": [{"id": f"rival-{i}", "areas": c.some(("us", "europe")), "weight": c.of(1.0, 2.5)}
                   for i in c.count(0, 2)],
        "backfill": c.of(None, {"chance": c.of(*SHARES), "delay": c.duration(), "restart": c.of(*SPANS)}),
        "pipelines": [_pipeline(c, f"pipeline-{i}") for i in range(2)],
        "lease_terms": [_terms(c, f"terms-{i}") for i in range(2)],
        "sites": [_site(c, f"site-{i}") for i in c.count(1, 6)],
        "portfolios": [_portfolio(c, f"portfolio-{i}") for i in c.count(0, 2)] + [_slots(c)],
        "costs": _costs(c),
        "demand": {
            "baseline": [_baseline(c, name) for name in c.baselines],
            "classes": [_workload(c, name) for name in c.classes],
            "in_service": [_in_service(c, i) for i in c.count(0, 2)],
            "reserved": [_reserved(c, i) for i in c.count(0, 2)],
            "waiting": [_waiting(c, i) for i in c.count(0, 2)],
        },
        "agreement": _agreement(c),
        "capex": _capex(c),
        "review": _review(c),
        "timeline": [_action(c, f"action-{i}") for i in c.count(0, 4)],
    }  # fmt: skip
    made["sites"] += _halls(made["demand"])
    budgeted = {envelope["fiscal_year"] for envelope in made["capex"]["envelopes"]}
    made["timeline"] = [action for action in made["timeline"] if _may_act(action, budgeted)]
    lay_over(c, made)
    return made


def _may_act(action: dict, budgeted: set[int]) -> bool:
    """An envelope is changed where there is one, and before its year is over."""
    return action["action"] != "set_envelope" or (2025 in budgeted and action["at"] < date(2025, 7, 1))


def _provider(c: Chosen, name: str) -> dict:
    made = {"id": name, "kind": c.of("own_site", "third_party"), "price": "$900/kW-month",
            "other_customers": c.of("0 %", "25 %"), "bidding_delay": c.of(*SPANS)}  # fmt: skip
    if c.often():
        made["on_demand"] = {"limit": c.of("0 MW", *MEGAWATTS), "lead_time": c.of(*SPANS)}
    return made


def _pipeline(c: Chosen, name: str) -> dict:
    steps = ("loi", "soq", "lead", "slip", "power_slip", "fit_out")
    return {"id": name, "build": c.of(*SPANS), "plan_ahead": c.of(*SPANS), "power_ahead": c.of(*SPANS),
            "loi_converts": c.of("50 %", "100 %"), "soq_converts": c.of("60 %", "100 %"),
            **{step: c.duration() for step in steps}}  # fmt: skip


def _terms(c: Chosen, name: str) -> dict:
    years = c.of(1, 10, 15)
    return {"id": name, "rent": c.of("$100/kW-month", "$97.13/kW-month"), "term_years": years,
            "escalator": c.of("0 %/year", "3 %/year"), "rent_free_months": c.of(0, 3),
            "accounting": c.of("finance", "operating", "by_test"), "deferral_rent_share": c.of(0.0, 0.5),
            "reentry_premium": c.of(0.0, 0.2, -0.1),
            **_cost_of_leaving(c), **_when_due(c, years)}  # fmt: skip


def _when_due(c: Chosen, years: int) -> dict:
    """How rent is paid, and what may become of the lease while it runs."""
    paid = {"payment_period": c.of("month", "quarter", "year"), "payment_due": c.of("in_advance", "in_arrears")}
    if years == 1:
        return paid
    broken = {"kind": "break", "after_years": 1, "notice": c.of("0 days", "90 days"), "share": c.of("30 %", "100 %"),
              "fee_months": 3}  # fmt: skip
    reviewed = {"kind": "rent_review", "after_years": 2, "stated_rent": "$120/kW-month"}
    extended = {"kind": "extension", "years": 2, "notice": "200 days", "rent": "market"}
    return paid | {"options": c.of([], [broken], [broken, reviewed], [broken, reviewed, extended])}


def _cost_of_leaving(c: Chosen) -> dict:
    fees = {"soq": c.of(0, 2), "signed": c.of(0, 12), "building": c.of(0, 24)}
    caps = {stage: months + 6 for stage, months in fees.items()}
    settled = {"settlement": {"floor": fees, "cap": caps, "reletting_cost": "$20/kW"}}
    passed_on = c.of({}, {}, {"sublease": c.of("0 %", "90 %")})
    return passed_on | c.of({"release_fees": fees}, settled, settled | {"assignment": c.of("$0/kW", "$50/kW")})


def _stages_of(tenure: str) -> list[str]:
    never = ("loi", "soq", "signed") if tenure == "owned" else ("planned",)
    return [stage for stage in STAGES if stage not in never]


def _without_what_means_nothing(made: dict) -> dict:
    """What only other tenures and stages have is left out."""
    if made["tenure"] == "owned":
        made.pop("terms", None)
    if made["tenure"] != "leased":
        made.pop("delivery")
    if made["stage"] not in ("loi", "soq", "ready"):
        made.pop("step_elapsed", None)
    if made["stage"] in ("ready", "live"):
        for tranche in made.get("tranches", ()):
            tranche.pop("power", None)
    return made


def _site(c: Chosen, name: str) -> dict:
    holder = c.of("operator", "operator", "operator", *c.providers)
    tenure = c.of("owned", "leased", "leased", "service")
    allowed = _stages_of(tenure)
    made = {"id": name, "holder": holder, "region": c.of(*c.regions), "grade": c.of(*GRADES), "tenure": tenure,
            "delivery": c.of("turnkey", "powered_shell"), "stage": c.of(*allowed), "step_elapsed": c.of(*SHARES),
            "pipeline": c.of("pipeline-0", "pipeline-1"), "terms": c.of("terms-0", "terms-1"),
            "tranches": [_tranche(c) for _ in c.count(1, 3)]}  # fmt: skip
    if (holder, tenure, made["stage"]) == ("operator", "owned", "building") and c.often():
        made["tranches"][0]["ready"] = START - timedelta(days=c.of(1, 0, 30))
        made["money"] = c.of({"committed": "$200M", "accrued": "$90M", "unpaid": "$20M"},
                             {"committed": "$9M", "accrued": "$9M"}, {"committed": "$1M", "accrued": "$0"})  # fmt: skip
    return _without_what_means_nothing(made)


def _tranche(c: Chosen) -> dict:
    made = {"capacity": c.of(*MEGAWATTS)}
    if c.often():
        made["ready"] = c.day(before=200)
    if c.of(False, False, True):
        made["power"] = c.day(before=100)
    if c.of(False, False, True):
        made["ends"] = max(START, made.get("ready", START)) + timedelta(days=c.of(1, 30, 200, 500))
    return made


def _extent(c: Chosen) -> dict:
    return {"site": c.of(*DRAWN_MEGAWATTS[2:]), "tranche": c.of(*DRAWN_MEGAWATTS[2:]), "tranche_gap": c.duration(),
            "regions": c.split(c.regions), "ai_share": c.of(*SHARES), "spread": c.of("random", "even"),
            "fixed": c.often(), "pipeline": c.of("pipeline-0", "pipeline-1"),
            "delivery": c.of("turnkey", "powered_shell")}  # fmt: skip


def _portfolio(c: Chosen, name: str) -> dict:
    tenure = c.of("owned", "leased", "service")
    stages = _stages_of(tenure)
    made = {"id": name, "tenure": tenure, "terms": c.of("terms-0", "terms-1"),
            "holder": c.of("operator", "operator", *c.providers), **_extent(c)}  # fmt: skip
    if c.often():
        stages = [s for s in stages if s not in ("building", "ready", "live")]
        made["arrivals"] = {"rate": c.of("1/month", "4/month"), "first_day": START, "last_day": LAST[c.years]}
    elif c.often():
        made["count"] = c.of(1, 3)
    else:
        made["total"] = c.of("10 MW", "40 MW")
    if c.often():
        first = c.day()
        made["ready"] = [{"first_day": first, "last_day": first + timedelta(days=c.of(0, 60)), "capacity": "1 MW"}]
    return _without_what_means_nothing(made | {"stage": c.of(*stages)})


def _slots(c: Chosen) -> dict:
    made = {"id": "slots", "tenure": "owned", "stage": "slot", "count": c.of(1, 4), **_extent(c)}
    return _without_what_means_nothing(made)


def _costs(c: Chosen) -> dict:
    limit = c.of("100 GW/month", "5 MW/month", "1 MW/month")
    return {
        "land": c.of("$0/kW", "$100/kW"), "facility": "$10000/kW", "shell_fit": "$4000/kW",
        "servers": {"general": "$6000/kW", "ai": "$20000/kW"}, "network": {"general": "$1000/kW", "ai": "$5000/kW"},
        "contracts_lead": c.of(*SPANS), **_it(c),
        "payment_terms": c.of("0 days", "60 days"), "curve": {"alpha": c.of(1.0, 2.0), "beta": c.of(1.0, 3.0)},
        "fit_out": {grade: [{"first_day": START, "limit": limit}] for grade in GRADES},
        "retrofit": {"works": c.of("$0/kW", "$3000/kW"), "time": c.of(*SPANS)},
    }  # fmt: skip


def _it(c: Chosen) -> dict:
    """Lead time and life of servers, the lead time the shorter; they may be refreshed many times."""
    lead, life = c.of(*SPANS), c.of("12 months", "72 months", "4 months")
    return {"it_lead": lead if life == "72 months" else c.of(*SPANS[:-1]), "it_life": life}


def _baseline(c: Chosen, name: str) -> dict:
    volatility = c.of("0 %", "20 %")
    path = {"kind": "growth", "level": c.of("0 MW", *MEGAWATTS), "rate": c.of("0 %/year", "40 %/year")}
    if c.often():
        path = {"kind": "table", "points": [{"at": c.day(), "level": c.of("0 MW", *MEGAWATTS)} for _ in c.count(1, 2)]}
        path["points"] = list({point["at"]: point for point in path["points"]}.values())
    elif c.often():
        path |= {"kind": "seasonal", "seasons": {"september": c.of("0 %", "150 %"), "january": "80 %"}}
    return {"id": name, "grade": c.of(*GRADES), "path": path | {"volatility": volatility},
            "regions": c.split(c.regions), "priority": c.of(2, 5, 9)}  # fmt: skip


def _workload(c: Chosen, name: str) -> dict:
    listed = c.some([*c.providers, "operator"]) if c.often() else []
    return {"id": name, "client": c.of("partner", "partner", "other"), "grade": c.of(*GRADES),
            "arrivals": [{"first_day": START, "rate": c.of("1/month", "3/month", "10/month")}],
            "size": c.of(*DRAWN_MEGAWATTS), "notice": c.duration(), "patience": c.duration(), "duration": c.duration(),
            "regions": c.split(c.regions), "price": "$500/kW-month", "priority": c.of(0, 5, 5, 9),
            "preemptible": c.often(), "providers": listed}  # fmt: skip


def _in_service(c: Chosen, i: int) -> dict:
    made = {"id": f"served-{i}", "workload": c.of(*c.classes), "capacity": c.of(*MEGAWATTS), "region": c.of(*c.regions),
            "holder": c.of("operator", *c.providers)}  # fmt: skip
    return made | ({"ends": c.day() + timedelta(days=1)} if c.often() else {})


def _halls(demand: dict) -> list[dict]:
    """Live capacity for what the operator serves at the start."""
    grades = {workload["id"]: workload["grade"] for workload in demand["classes"]}
    return [{"id": f"hall-of-{served['id']}", "region": served["region"], "grade": grades[served["workload"]],
             "tenure": "owned", "stage": "live", "pipeline": "pipeline-0",
             "tranches": [{"capacity": served["capacity"]}]}
            for served in demand["in_service"] if served["holder"] == "operator"]  # fmt: skip


def _reserved(c: Chosen, i: int) -> dict:
    made = {"id": f"promised-{i}", "workload": c.of(*c.classes), "capacity": c.of(*MEGAWATTS),
            "region": c.of(*c.regions), "holder": c.of("operator", *c.providers),
            "starts": c.day(before=100)}  # fmt: skip
    if c.often():
        made["latest"] = max(made["starts"], START) + timedelta(days=c.of(0, 1, 90))
    return made | ({"duration": c.of(*SPANS[1:])} if c.often() else {})


def _waiting(c: Chosen, i: int) -> dict:
    starts = c.day(before=100)
    made = {"id": f"waits-{i}", "workload": c.of(*c.classes), "capacity": c.of(*MEGAWATTS), "starts": starts,
            "latest": max(starts, START) + timedelta(days=c.of(0, 1, 30, 400))}  # fmt: skip
    if c.often():
        made["asked"] = START - timedelta(days=c.of(0, 1, 30, 400))
    return made | ({"duration": c.of(*SPANS[1:])} if c.often() else {})


def _commitment(c: Chosen) -> dict:
    by = c.of({"by_year": [{"fiscal_year": 2025, "amount": c.of(*MONEY)}]},
              {"by_calendar_year": [{"year": 2025, "amount": c.of(*MONEY)}, {"year": 2024, "amount": c.of(*MONEY)}]})
    return {"id": "spend", "billed": c.of("year", "quarter"), "billed_before": c.of("$0", "$1M"), **by}


def _agreement(c: Chosen) -> dict:
    dates = [START, *(c.day() for _ in c.count(0, 2))]
    made = {
        "regimes": [
            {"id": f"regime-{i}", "first_day": day, "regime": c.of("exclusive", "right_of_first_refusal", "open"),
             "trigger": c.of("on_request", "third_party_offer"), "window": c.of("0 days", "30 days"),
             "response_time": c.duration(), "free_period": c.of("30 days", "7 days", "90 days"),
             "waiting_time": c.of(*SPANS)}
            for i, day in enumerate(dates)
        ],
        "responses": [{"id": f"response-{i}", "first_day": day, "rules": [_response_rule(c) for _ in c.count(1, 2)]}
                      for i, day in enumerate([START, *(c.day() for _ in c.count(0, 1))])],
        "placement": {"kind": c.of("as_asked", "most_headroom")},
    }  # fmt: skip
    if c.often():
        made["commitments"] = [_commitment(c)]
    for name in ("standing_approvals", "waivers"):
        if c.providers and c.often():
            made[name] = [{"id": name, "first_day": c.day(), "provider": c.of(*c.providers),
                           "classes": c.some(c.classes), "limit": c.of(*MEGAWATTS)}]  # fmt: skip
    return made


def _response_rule(c: Chosen) -> dict:
    return c.of({"kind": "always"}, {"kind": "never"}, {"kind": "if_able", "reserve_kw": "5 MW"},
                {"kind": "share", "share": "60 %"}, {"kind": "class_filter", "unwilling": c.classes[0]})  # fmt: skip


def _capex(c: Chosen) -> dict:
    scope = c.some(("land", "facility", "servers", "refresh_general", "refresh_ai", "other", "redeployed",
                    "finance_leases"))  # fmt: skip
    last = 2024 + c.years
    envelopes = [{"id": f"fy{year}", "fiscal_year": year, "amount": c.of(*MONEY), "kind": c.of("soft", "hard", "hard"),
                  "scope": scope, "carry_over": c.often()} for year in range(2025, last + 1) if c.often()]  # fmt: skip
    freed = {"short_lived": c.of("0 %", "50 %"), "other_regions": c.of("0 %", "50 %"), "slots": "slots"}
    return {"other": c.of("$0/month", "$3M/month"), "envelopes": envelopes, "freed": freed,
            "funding": {"kind": c.of("in_order", "ai_first")}}  # fmt: skip


def _review(c: Chosen) -> dict:
    ways = c.some(("resume", "convert", "retrofit", "take_back", "sign")) if c.often() else []
    return {"every_months": c.of(1, 3, 5), "rules": [_review_rule(c) for _ in c.count(1, 2)], "when_short": ways,
            "defer_by": c.of(*SPANS), **({"slots": "slots"} if "sign" in ways else {}),
            "select": {"stages": c.some(("loi", "soq", "planned", "signed", "building", "ready")),
                       "tenures": c.some(("owned", "leased"))}}  # fmt: skip


def _review_rule(c: Chosen) -> dict:
    return c.of({"kind": "hold"},
                {"kind": "surplus", "lead_time": c.of(*SPANS), "margin_kw": "2 MW", "most_kw": "30 MW"},
                {"kind": "scripted", "at": c.day(), "grade": c.of(*GRADES), "release_kw": c.of(*MEGAWATTS)},
                )  # fmt: skip


def _action(c: Chosen, name: str) -> dict:
    what = c.of("release", "lapse", "cancel", "defer", "hold", "scale_demand", "set_envelope", "build",
                "retrofit", "retrofit")
    made = {"id": name, "action": what, "at": c.day()}
    if what == "scale_demand":
        return made | {"target": c.of(*c.classes, *c.baselines), "factor": c.of(0.0, 0.5, 2.0),
                       "of": c.of("sizes", "rates")}  # fmt: skip
    if what == "set_envelope":
        return made | {"fiscal_year": 2025, "amount": c.of(*MONEY)}
    made["capacity"] = c.of(*DRAWN_MEGAWATTS)
    if what == "build":
        return made | {"slots": "slots"}
    if what == "retrofit":
        return made | {"split": c.often(), "select": {"regions": c.some(c.regions)}}
    select = {"stages": c.some(("loi", "soq", "planned", "signed", "building", "ready")),
              "tenures": c.some(("owned", "leased"))}  # fmt: skip
    if what in ("defer", "hold"):
        made["by"] = c.of(*SPANS)
    return made | {"split": c.often(), "select": select}
