"""What a block or the blocks together may not say is refused, with what to do: one line for each refusal."""

from datetime import date
from typing import Any

import pytest

from sim.scenario.demand import Baseline, WorkloadClass
from sim.scenario.horizon import Horizon
from sim.scenario.reviews import ReviewPlan
from sim.scenario.supply import Portfolio, Site
from tests.world.small import BASE, START, day, live, scenario, site, tranche, workload

HALF = {"east": "50 %"}
PORTFOLIO = {"id": "p", "tenure": "leased", "stage": "loi", "pipeline": "plain", "site": "10 MW", "tranche": "10 MW",
             "regions": {"east": "100 %"}, "terms": "lease"}  # fmt: skip
STREAM = {"rate": "1/month", "first_day": START, "last_day": day(100)}
SLOTS = PORTFOLIO | {"id": "slots", "tenure": "owned", "stage": "slot", "count": 2}
OWN = BASE["demand"]["baseline"][0]


@pytest.mark.parametrize(("record", "said", "problem"), [
    *((Site, site("a", stage, tranche(1), tenure="owned"), f"an owned site has no {stage}")
      for stage in ("loi", "soq", "signed")),
    *((Site, site("a", "planned", tranche(1), tenure=tenure), f"a {tenure} site is never planned")
      for tenure in ("leased", "service")),
    (Site, site("a", "signed"), "at least 1 item"),
    (Portfolio, PORTFOLIO, r"one of count, total, arrivals \(given: none"),
    (Portfolio, PORTFOLIO | {"count": 1, "total": "1 MW"}, "'count', 'total'"),
    *((Portfolio, PORTFOLIO | {"arrivals": STREAM, "stage": stage}, f"can't begin as {stage}")
      for stage in ("slot", "building", "ready", "live")),
    (Portfolio, PORTFOLIO | {"count": 1, "regions": HALF}, "regions sum to 0.5, not to 100 %"),
    (Portfolio, PORTFOLIO | {"count": 1, "tenure": "owned"}, "an owned site has no loi"),
    (Baseline, OWN | {"regions": HALF}, "regions sum to 0.5, not to 100 %"),
    (WorkloadClass, workload(regions=HALF), "regions sum to 0.5, not to 100 %"),
    (Horizon, {"start": day(1), "last_day": date(2026, 6, 30)}, "first day of a month"),
    (Horizon, {"start": START, "last_day": date(2026, 6, 29)}, "last day of a month"),
    (Horizon, {"start": START, "last_day": date(2024, 6, 30)}, "must come after start"),
    (ReviewPlan, {"when_short": ["sign"]}, "both `sign` in when_short and the portfolio"),
    (ReviewPlan, {"slots": "slots"}, "both `sign` in when_short and the portfolio"),
])  # fmt: skip
def test_a_block_that_contradicts_itself_is_refused(record, said, problem):
    with pytest.raises(ValueError, match=problem):
        record.model_validate(said)


def _class(**fields: Any) -> dict:
    return {"demand": {"classes": [workload(**fields)]}}


def _agreed(**fields: Any) -> dict:
    return {"agreement": fields}


def _consent(name: str, **fields: Any) -> dict:
    usual = {"id": "c", "first_day": START, "provider": "cloud", "classes": ["training"]}
    return _class() | _agreed(**{name: [usual | fields]})


def _respond(**rule: Any) -> dict:
    return _class() | _agreed(responses=[{"id": "r", "first_day": START, "rules": [rule]}])


def _build(slots: str) -> dict:
    return {"id": "b", "action": "build", "at": day(9), "capacity": "1 MW", "slots": slots}


SERVED = {"id": "old", "workload": "training", "capacity": "1 MW", "region": "east"}
YEAR = {"id": "y", "fiscal_year": 2025, "amount": "$1M", "kind": "soft", "scope": ["land"]}
LOOK = {"id": "x", "action": "release", "at": day(9), "capacity": "1 MW", "select": {"regions": ["est"]}}


@pytest.mark.parametrize(("changes", "problem"), [
    ({"regions": BASE["regions"] + BASE["regions"][:1]}, "`east` is used twice in regions"),
    ({"sites": [live("a", 1), live("a", 2)]}, "`a` is used twice in sites"),
    (_class(id="own"), "`own` is used twice in demand"),
    ({"sites": [live("a", 1, region="est")]}, "no region 'est'; .*did you mean east"),
    ({"portfolios": [PORTFOLIO | {"count": 1, "regions": {"est": "100 %"}}]}, "no region 'est'"),
    ({"demand": {"baseline": [OWN | {"regions": {"est": "100 %"}}]}}, "no region 'est'"),
    (_class(regions={"est": "100 %"}), "no region 'est'"),
    ({"timeline": [LOOK]}, "no region 'est'"),
    ({"demand": {"classes": [workload()], "in_service": [SERVED | {"region": "est"}]}}, "no region 'est'"),
    ({"demand": {"classes": [workload()], "in_service": [SERVED | {"holder": "clowd"}]}}, "no holder 'clowd'"),
    ({"demand": {"classes": [workload()], "in_service": [SERVED | {"workload": "trainin"}]}}, "no workload class"),
    ({"sites": [live("a", 1, holder="clowd")]}, "no holder 'clowd'; .*did you mean cloud"),
    ({"portfolios": [PORTFOLIO | {"count": 1, "holder": "clowd"}]}, "no holder 'clowd'"),
    (_class(providers=["clowd"]), "no provider 'clowd'"),
    (_consent("standing_approvals", provider="clowd"), "no provider 'clowd'"),
    (_consent("waivers", classes=["trainin"]), "no workload class 'trainin'"),
    (_respond(kind="class_filter", unwilling="trainin"), "no workload class 'trainin'"),
    (_respond(kind="share", share="50 %", workload="trainin"), "no workload class 'trainin'"),
    ({"timeline": [{"id": "s", "action": "scale_demand", "at": day(9), "target": "owm", "factor": 2.0}]},
     "no baseline or workload class 'owm'; .*did you mean own"),
    ({"sites": [live("a", 1, pipeline="plian")]}, "no pipeline 'plian'; .*did you mean plain"),
    ({"sites": [site("a", "signed", tranche(1), terms="laese")]}, "no lease terms 'laese'"),
    ({"sites": [site("a", "signed", tranche(1), terms=None)]}, "`a` is leased and names no lease terms"),
    ({"timeline": [_build("slot")], "portfolios": [SLOTS]}, "no portfolio of stage slot 'slot'; .*did you mean slots"),
    ({"review": {"when_short": ["sign"], "slots": "slot"}, "portfolios": [SLOTS]}, "no portfolio of stage slot 'slot'"),
    ({"capex": {"freed": {"slots": "slot"}}, "portfolios": [SLOTS]}, "no portfolio of stage slot 'slot'"),
    ({"capex": {"freed": {"short_lived": "60 %", "other_regions": "50 %"}}}, "sum to more than 100 %"),
    ({"timeline": [_build("slots") | {"at": day(731)}], "portfolios": [SLOTS]}, "is outside the horizon"),
    (_agreed(regimes=[{"id": "late", "first_day": day(1), "regime": "open"}]), "none of the regimes is in force"),
    (_agreed(responses=[{"id": "r", "first_day": day(1), "rules": [{"kind": "always"}]}]), "none of the responses"),
    ({"capex": {"envelopes": [YEAR | {"fiscal_year": 2027}]}}, "FY2027 is outside the horizon, FY2025 to FY2026"),
    ({"capex": {"envelopes": [YEAR, YEAR | {"id": "z"}]}}, "FY2025 has two envelopes"),
    (_agreed(commitments=[{"id": "c", "by_year": [{"fiscal_year": 2024, "amount": "$1M"}]}]), "FY2024 is outside"),
    (_consent("waivers", first_day=day(730)), "is after the horizon, which ends on 2026-06-30"),
    ({"portfolios": [PORTFOLIO | {"arrivals": STREAM | {"first_day": day(730)}}]}, "is after the horizon"),
])  # fmt: skip
def test_blocks_that_contradict_each_other_are_refused(changes, problem):
    with pytest.raises(AssertionError, match=problem):
        scenario(**changes)
