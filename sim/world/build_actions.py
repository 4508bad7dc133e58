"""Rows of the timeline's actions from a scenario, and of the selection that a review may take from."""

import numpy as np

from sim.events import codes, stages
from sim.streams import stream_key
from sim.world import action_kinds as kinds
from sim.world import tables_supply as rows
from sim.world.lists import Lists
from sim.world.naming import Naming
from sim.world.rows import array

KINDS = {"defer": kinds.DEFER, "hold": kinds.HOLD, "scale_demand": kinds.SCALE_DEMAND,
         "set_envelope": kinds.SET_ENVELOPE, "build": kinds.BUILD, "pause": kinds.PAUSE, "resume": kinds.RESUME,
         "move_dates": kinds.MOVE_DATES, "set_policy": kinds.SET_POLICY, "recontract": kinds.RECONTRACT,
         "retrofit": kinds.RETROFIT}
"""Those that are no releases."""


def actions(n: Naming, lists: Lists, first_rule: dict[str, int], portfolios: np.ndarray) -> np.ndarray:
    """One row a timeline action, then the review's selection."""
    made = array(rows.Action, len(n.actions) + 1, review=-1, placement=-1, funding=-1)
    for row, action in zip(made, n.actions, strict=False):
        row["key"] = stream_key(action.id)
        row["at"] = row["known"] = n.instant(action.at)
        if getattr(action, "known_from", None) is not None:
            row["known"] = n.instant(action.known_from)
        row["kind"] = KINDS.get(action.action, kinds.RELEASE)
        if hasattr(action, "capacity"):
            row["capacity"], row["split"] = lists.dist(action.capacity), getattr(action, "split", False)
        row["by"] = getattr(action, "by", 0)
        if action.action == "scale_demand":
            _scale_demand(row, action, n, lists)
        elif action.action == "set_envelope":
            row["amount_usd"] = action.amount
            row["year"] = sorted(set(n.fiscal_years)).index(action.fiscal_year)
        elif action.action == "build":
            row["target"] = n.index["portfolios"][action.slots]
        elif action.action == "recontract":
            row["target"] = -1 if action.slots is None else n.index["portfolios"][action.slots]
            _places(row, action.select, n)
        elif action.action == "move_dates":
            _name_sites(row, action, n, lists, portfolios)
        elif action.action == "set_policy":
            _set_rules(row, action, first_rule)
        else:
            _select(row, action.select, n, lists, _stages_of(action))
    _select(made[-1], n.scenario.review.select, n, lists, n.scenario.review.select.stages)
    return made


def _scale_demand(row, action, n: Naming, lists: Lists) -> None:
    row["factor_dist"], row["of_rates"] = lists.dist(action.factor), action.of == "rates"
    classes, paths = n.index["classes"], n.index["baselines"]
    row["target"] = classes[action.target] if action.target in classes else -1 - paths[action.target]


def _name_sites(row, action, n: Naming, lists: Lists, portfolios: np.ndarray) -> None:
    """The provider, and where its named sites stand: first and count, pair by pair."""
    row["target"] = n.holder(action.provider)
    ranges: list[int] = []
    for name in sorted(action.sites or []):
        if name in n.index["sites"]:
            ranges += [n.index["sites"][name], 1]
        else:
            portfolio = portfolios[n.index["portfolios"][name]]
            ranges += [int(portfolio["first_site"]), int(portfolio["slots"])]
    row["named"], count = lists.numbers(ranges)
    row["named_count"] = count // 2


def _set_rules(row, action, first_rule: dict[str, int]) -> None:
    if action.review is not None:
        row["review"], row["review_count"] = first_rule[f"{action.id}:review"], len(action.review)
    for kind in ("placement", "funding"):
        if getattr(action, kind) is not None:
            row[kind] = first_rule[f"{action.id}:{kind}"]


def _stages_of(action) -> list[str]:
    """Stages an action may take from: a lapse only LOIs and SOQs, a cancellation only what is further on, a held
    fit-out only what is ready, a deferral only what is not, a pause only what is building.
    """
    if action.action == "lapse":
        return [s for s in action.select.stages if s in ("loi", "soq")]
    if action.action == "cancel":
        return [s for s in action.select.stages if s not in ("loi", "soq")]
    if action.action == "hold":
        return [s for s in action.select.stages if s == "ready"]
    if action.action == "retrofit":
        return []
    if action.action in ("pause", "resume"):
        return ["building"]
    if action.action == "defer":
        return [s for s in action.select.stages if s != "ready"]
    return action.select.stages


def _select(row, select, n: Naming, lists: Lists, chosen) -> None:
    _places(row, select, n)
    row["tenures"] = sum(1 << codes.TENURES.index(t) for t in getattr(select, "tenures", ["owned"]))
    row["ground"] = getattr(select, "ground", None) == "long_stop"
    row["stages"], row["stage_count"] = lists.numbers(stages.NAMES.index(s) for s in chosen)


def _places(row, select, n: Naming) -> None:
    """Bit masks of the regions and grades that an action looks at."""
    row["regions"] = sum(1 << i for i, r in enumerate(n.regions)
                         if (select.areas is None or r.area in select.areas)
                         and (select.regions is None or r.id in select.regions))
    row["grades"] = sum(1 << codes.GRADES.index(g) for g in (getattr(select, "grades", None) or codes.GRADES))
