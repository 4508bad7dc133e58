"""Rows of the timeline's actions from a scenario, and of the selection that a review may take from."""

import numpy as np

from sim.events import codes, stages
from sim.streams import stream_key
from sim.world import action_kinds as kinds
from sim.world import tables_supply as rows
from sim.world.lists import Lists
from sim.world.naming import Naming
from sim.world.rows import array


def actions(n: Naming, lists: Lists) -> np.ndarray:
    """One row a timeline action, then the review's selection."""
    made = array(rows.Action, len(n.actions) + 1)
    for row, action in zip(made, n.actions, strict=False):
        row["key"] = stream_key(action.id)
        row["at"] = row["known"] = n.instant(action.at)
        if getattr(action, "known_from", None) is not None:
            row["known"] = n.instant(action.known_from)
        if action.action == "scale_demand":
            row["kind"], row["factor"], row["of_rates"] = kinds.SCALE_DEMAND, action.factor, action.of == "rates"
            classes, paths = n.index["classes"], n.index["baselines"]
            row["target"] = classes[action.target] if action.target in classes else -1 - paths[action.target]
        elif action.action == "set_envelope":
            row["kind"], row["amount_usd"] = kinds.SET_ENVELOPE, action.amount
            row["year"] = sorted(set(n.fiscal_years)).index(action.fiscal_year)
        elif action.action == "build":
            row["kind"], row["capacity"] = kinds.BUILD, lists.dist(action.capacity)
            row["target"] = n.index["portfolios"][action.slots]
        else:
            row["kind"] = {"defer": kinds.DEFER, "hold": kinds.HOLD}.get(action.action, kinds.RELEASE)
            row["capacity"], row["split"] = lists.dist(action.capacity), action.split
            row["by"] = getattr(action, "by", 0)
            _select(row, action.select, n, lists, _stages_of(action))
    _select(made[-1], n.scenario.review.select, n, lists, n.scenario.review.select.stages)
    return made


def _stages_of(action) -> list[str]:
    """Stages an action may take from: a lapse only LOIs and SOQs, a cancellation only what is further on, a held
    fit-out only what is ready, a deferral only what is not.
    """
    if action.action == "lapse":
        return [s for s in action.select.stages if s in ("loi", "soq")]
    if action.action == "cancel":
        return [s for s in action.select.stages if s not in ("loi", "soq")]
    if action.action == "hold":
        return [s for s in action.select.stages if s == "ready"]
    if action.action == "defer":
        return [s for s in action.select.stages if s != "ready"]
    return action.select.stages


def _select(row, select, n: Naming, lists: Lists, chosen) -> None:
    row["regions"] = sum(1 << i for i, r in enumerate(n.regions)
                         if (select.areas is None or r.area in select.areas)
                         and (select.regions is None or r.id in select.regions))
    row["grades"] = sum(1 << codes.GRADES.index(g) for g in (select.grades or codes.GRADES))
    row["tenures"] = sum(1 << codes.TENURES.index(t) for t in select.tenures)
    row["stages"], row["stage_count"] = lists.numbers(stages.NAMES.index(s) for s in chosen)
