"""A scenario without one of its items: what it would be if an action, a clause or a site were not in its file."""

from dataclasses import replace

from sim.quantities.nearest import nearest
from sim.scenario.override import KeyRefused, path_of
from sim.scenario.problems import Problem, ScenarioErrors
from sim.scenario.read import Loaded
from sim.scenario.scenario import Scenario
from sim.scenario.tree import ListNode, MapNode, Node, Path
from sim.scenario.validate import validated


def without(loaded: Loaded[Scenario], key: str) -> Loaded[Scenario]:
    """The scenario without what a key, or the id of a timeline action, names.

    KeyRefused, with the nearest name, where there is no such key; ScenarioErrors where it is no scenario without it.
    """
    tree = _dropped(loaded.tree, path_of(loaded.tree, key_of_item(loaded, key)))
    assert isinstance(tree, MapNode)
    problems: list[Problem] = []
    scenario = validated(tree, Scenario, problems)
    if problems or scenario is None:
        raise ScenarioErrors(problems)
    return replace(loaded, scenario=scenario, tree=tree, stages=(*loaded.stages, tree))


def key_of_item(loaded: Loaded[Scenario], text: str) -> str:
    """The key that a text names: itself, or `timeline[ID]` for the id of an action."""
    actions = [action.id for action in loaded.scenario.timeline]
    if text in actions:
        return f"timeline[{text}]"
    try:
        path_of(loaded.tree, text)
    except KeyRefused as refused:
        near = nearest(text, actions)
        if near is None or refused.problem.nearest is not None:
            raise
        raise KeyRefused(replace(refused.problem, nearest=near, allowed=tuple(actions))) from None
    return text


def _dropped(node: Node, path: Path) -> Node:
    """The same node without what a path leads to."""
    step, rest = path[0], path[1:]
    if isinstance(node, ListNode) and isinstance(step, int):
        kept = (_dropped(node.items[step], rest),) if rest else ()
        return node._replace(items=(*node.items[:step], *kept, *node.items[step + 1 :]))
    assert isinstance(node, MapNode) and isinstance(step, str)
    if not rest:
        return node.without(step)
    entry = node.entries[step]
    return node.with_entry(step, entry._replace(value=_dropped(entry.value, rest)))
