"""Variants of a scenario: named maps, each saying what it changes, kept in the scenario's own file."""

import re

from sim.quantities.nearest import nearest
from sim.quantities.refusal import quoted
from sim.scenario.merge import merge_maps
from sim.scenario.problems import Problem, problem_at
from sim.scenario.tree import Entry, MapNode, walk

VARIANTS = "variants"

MOST_VARIANTS = 50
"""Of a file: each is a scenario of its own, and is read and validated as one."""

MOST_TOGETHER = 200_000
"""Values of a file times the scenarios it makes, itself and its variants: what is validated in some seconds."""

NAME = r"^[a-z0-9][a-z0-9-]{0,60}$"
"""Of a scenario, a sweep and a variant: folders carry it."""

NOT_IN_VARIANTS = ("extends", "schema", VARIANTS)


def with_variants_of(tree: MapNode, base: MapNode, over: MapNode) -> MapNode:
    """The tree with the variants of two files; one that `over` names too replaces that of the base whole."""
    below, above = base.entries.get(VARIANTS), over.entries.get(VARIANTS)
    both = above or below
    if both is None:
        return tree
    if below and above and isinstance(below.value, MapNode) and isinstance(above.value, MapNode):
        merged = MapNode({**below.value.entries, **above.value.entries}, above.value.at)
        both = Entry(above.key_at, merged)
    return tree.with_entry(VARIANTS, both)


def variant_names(whole: MapNode, problems: list[Problem]) -> tuple[str, ...]:
    """The variants that a tree offers; those that are none are added to the problems."""
    offered = whole.get(VARIANTS)
    if offered is None:
        return ()
    if not isinstance(offered, MapNode):
        problems.append(problem_at(offered.at, "variants are a map from names to what each changes"))
        return ()
    if len(offered.entries) > MOST_VARIANTS:
        text = f"over {MOST_VARIANTS} variants: write what is more as files of their own, which extend this one"
        problems.append(problem_at(whole.entries[VARIANTS].key_at, text))
        return ()
    if (together := sum(1 for _ in walk(whole)) * (1 + len(offered.entries))) > MOST_TOGETHER:
        text = f"the variants of this file make {together:,} values together, over {MOST_TOGETHER:,}: give fewer"
        problems.append(problem_at(whole.entries[VARIANTS].key_at, text))
        return ()
    for name, entry in offered.entries.items():
        if not re.search(NAME, name):
            text = f"{quoted(name)} names no variant: lower-case letters, digits and hyphens, at most 61"
            problems.append(problem_at(entry.key_at, text))
        if not isinstance(entry.value, MapNode):
            problems.append(
                problem_at(entry.value.at, f"the variant {quoted(name)} has to be a map of what it changes")
            )
            continue
        for key in NOT_IN_VARIANTS:
            if key in entry.value.entries:
                at = entry.value.entries[key].key_at
                problems.append(problem_at(at, f"a variant has no {key} of its own"))
    return tuple(offered.entries)


def with_variant(whole: MapNode, name: str, problems: list[Problem]) -> MapNode:
    """The tree with one of its variants laid over it, and without the variants."""
    tree, offered = whole.without(VARIANTS), whole.get(VARIANTS)
    names = list(offered.entries) if isinstance(offered, MapNode) else []
    if name not in names or not isinstance(offered, MapNode):
        text = f"there is no variant {quoted(name)}"
        at = offered.at if offered else whole.at
        problems.append(problem_at(at, text, allowed=names, nearest=nearest(name, names)))
        return tree
    chosen = offered.get(name)
    return merge_maps(tree, chosen, problems) if isinstance(chosen, MapNode) else tree
