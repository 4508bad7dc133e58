"""A small market as a scenario file: a validation scenario with other settings, read by the ordinary loader."""

import json
import shutil
from pathlib import Path
from typing import Any

from tests.verification.small_markets import HALLS, KW, OPERATOR, Market, Workload, name
from tests.verification.world_runs import FOLDER

BASE = "erlang-10-on-10.yaml"
FIRST_DAY = "2024-01-01"
STEM = "market"


def write(market: Market, folder: Path) -> str:
    """Leave it as a file beside a copy of what it extends; its stem. JSON is YAML."""
    shutil.copy(FOLDER / BASE, folder)
    (folder / f"{STEM}.yaml").write_text(json.dumps(_said(market), indent=1))
    return STEM


def provider_name(provider: int) -> str:
    return f"provider-{provider}"


def _said(market: Market) -> dict[str, Any]:
    halls = HALLS[: len(market.halls)]
    live = [round(mw * KW / (1 - market.reserve)) for mw in market.halls]
    return {
        "schema": 1, "extends": BASE, "name": STEM, "title": "Is a small market as its Markov chain says?",
        "horizon": {"last_day": "2024-03-31", "warm_up": "1 month"},
        "operator": {"reserve": f"{100 * market.reserve:g} %"},
        "regions": [{"id": hall, "area": "us", "pue": 1.0, "power_price": "$0/MWh"} for hall in halls],
        "sites": [{"id": "servers", "remove": True}, *(_site(*each) for each in zip(halls, live, strict=True))],
        "providers": [
            {"id": provider_name(p), "kind": "third_party", "price": f"${each.price:g}/kW-month",
             "on_demand": {"limit": f"{each.mw} MW"}}
            for p, each in enumerate(market.providers)
        ],
        "demand": {"classes": [{"id": "calls", "remove": True},
                               *(_class(i, each, halls) for i, each in enumerate(market.classes))]},
        "agreement": _agreement(market),
    }  # fmt: skip


def _site(hall: str, kw: int) -> dict[str, Any]:
    return {"id": f"site-{hall}", "region": hall, "grade": "ai", "tenure": "owned", "stage": "live",
            "pipeline": "standing", "tranches": [{"capacity": f"{kw} kW"}]}  # fmt: skip


def _class(place: int, workload: Workload, halls: tuple[str, ...]) -> dict[str, Any]:
    shares = (1.0,) if len(halls) == 1 else (workload.first_hall, 1 - workload.first_hall)
    names = ["operator" if each == OPERATOR else provider_name(each) for each in workload.list]
    return {
        "id": name(place), "client": workload.client, "grade": "ai", "size": f"{workload.size} MW",
        "arrivals": [{"first_day": FIRST_DAY, "rate": f"{workload.per_day:g}/day"}],
        "notice": "0 days", "patience": "0 days",
        "duration": {"distribution": "exponential", "mean": f"{workload.hours:g} hours"},
        "regions": {hall: f"{100 * share:.0f} %" for hall, share in zip(halls, shares, strict=True)},
        "price": f"${workload.price:g}/kW-month", "providers": names if workload.client == "partner" else [],
    }  # fmt: skip


def _agreement(market: Market) -> dict[str, Any]:
    right = market.regime in {"on_request", "third_party_offer"}
    regime: dict[str, Any] = {"id": "the-regime", "first_day": FIRST_DAY, "response_time": "0 days"}
    regime |= {"regime": "right_of_first_refusal", "trigger": market.regime} if right else {"regime": market.regime}
    if market.regime == "committed":
        regime["commitment"] = "so-much"
    if market.cap is not None:
        regime["share_cap"] = market.share(market.cap)
    regime |= {"carved_out": [name(i) for i in market.carved_out],
               "with_operator": [name(i) for i in market.with_operator]}  # fmt: skip
    rules = [choice.says(market) for choice in market.choices] or [{"kind": "always"}]
    said: dict[str, Any] = {
        "regimes": [{"id": "asked-first", "remove": True}, regime],
        "responses": [{"id": "whatever-is-able", "rules": rules}],
        "standing_approvals": _consents(market, waiver=False), "waivers": _consents(market, waiver=True),
    }  # fmt: skip
    if market.regime == "committed":
        said["commitments"] = [{"id": "so-much", "by_calendar_year": [{"year": 2024, "amount": "$0"}],
                                "capacity": f"{market.committed} MW"}]  # fmt: skip
    return said


def _consents(market: Market, *, waiver: bool) -> list[dict[str, Any]]:
    return [
        {"id": f"consent-{i}", "first_day": FIRST_DAY, "provider": provider_name(each.provider),
         "classes": [name(each.workload)], **({} if each.mw is None else {"limit": f"{each.mw} MW"})}
        for i, each in enumerate(market.consents) if each.waiver == waiver
    ]  # fmt: skip
