"""A small network as a scenario file: a validation scenario with other settings, read by the ordinary loader."""

import json
import shutil
from pathlib import Path
from typing import Any

from tests.verification.small_networks import OPERATOR, Holding, Network, Stream, name
from tests.verification.world_runs import FOLDER

BASE = "erlang-10-on-10.yaml"
FIRST_DAY = "2024-01-01"
STEM = "network"
WARM_UP_DAYS, DAYS = 31, 60
"""January 2024 is left out, February is counted."""


def write(network: Network, folder: Path) -> str:
    """Leave it as a file beside a copy of what it extends; its stem. JSON is YAML."""
    shutil.copy(FOLDER / BASE, folder)
    (folder / f"{STEM}.yaml").write_text(json.dumps(_said(network), indent=1))
    return STEM


def _said(network: Network) -> dict[str, Any]:
    own, *others = network.servers
    return {
        "schema": 1, "extends": BASE, "name": STEM, "title": "Is a small network as Ciw has it?",
        "horizon": {"last_day": "2024-02-29", "warm_up": "1 month"},
        "sites": [{"id": "servers", "tranches": [{"capacity": f"{own} MW"}]}],
        "providers": [
            {"id": _place(p), "kind": "third_party", "price": "$0/kW-month", "on_demand": {"limit": f"{mw} MW"}}
            for p, mw in enumerate(others, 1)
        ],
        "demand": {"classes": [{"id": "calls", "remove": True},
                               *(_class(i, stream) for i, stream in enumerate(network.streams))]},
        "agreement": {"regimes": [{"id": "asked-first", "remove": True},
                                  {"id": "the-regime", "first_day": FIRST_DAY, "regime": "open"}]},
    }  # fmt: skip


def _place(place: int) -> str:
    return "operator" if place == OPERATOR else f"provider-{place}"


def _class(number: int, stream: Stream) -> dict[str, Any]:
    patience: Any = "0 days"
    if stream.waits:
        patience = "unlimited" if stream.patience is None else _time(stream.patience)
    return {
        "id": name(number), "client": "other" if stream.waits else "partner", "grade": "ai", "size": "1 MW",
        "arrivals": [{"first_day": FIRST_DAY, "rate": f"{stream.per_day:g}/day"}],
        "notice": "0 days", "patience": patience, "duration": _time(stream.holding), "regions": {"hall": "100 %"},
        "price": "$0/kW-month", "priority": stream.priority,
        "providers": [] if stream.waits else [_place(place) for place in stream.places],
    }  # fmt: skip


def _time(holding: Holding) -> Any:
    mean = f"{holding.hours:g} hours"
    if holding.kind == "fixed":
        return mean
    said = {"distribution": holding.kind, "mean": mean}
    return said | {"cv": holding.cv} if holding.kind == "lognormal" else said
