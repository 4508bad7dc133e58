"""Variants of a scenario: named maps, each saying what it changes, kept in the scenario's own file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sim.quantities.nearest import nearest
from sim.quantities.refusal import quoted
from sim.scenario.merge import merge_maps
from sim.scenario.problems import Problem, problem_at
from sim.scenario.tree import Entry, MapNode, ScalarNode, placed, walk

VARIANTS = "variants"

MOST_VARIANTS = 50
"""Of a file: each is a scenario of its own, and is read and validated as one."""

MOST_TOGETHER = 200_000
"""Values of a file times the scenarios it makes, itself and its variants: what is validated in some seconds."""

NAME = r"^[a-z0-9][a-z0-9-]{0,60}$"
"""Of a scenario, a sweep and a variant: folders carry it."""

NOT_IN_VARIANTS = ("extends", "schema", VARIANTS)


def variant_names(tree: MapNode, offered: Sequence[Entry], problems: list[Problem]) -> tuple[str, ...]:
    """The variants that files offer over their tree; those that are none are added to the problems."""
    problems += [problem_at(entry.value.at, "variants are a map from names to what each changes")
                 for entry in offered if not isinstance(entry.value, MapNode)]  # fmt: skip
    written = [(name, entry) for variants in offered if isinstance(variants.value, MapNode)
               for name, entry in variants.value.entries.items()]  # fmt: skip
    names = dict.fromkeys(name for name, _ in written)
    if not names:
        return ()
    if len(names) > MOST_VARIANTS:
        text = f"over {MOST_VARIANTS} variants: write what is more as files of their own, which extend this one"
        problems.append(problem_at(offered[-1].key_at, text))
        return ()
    values = sum(1 for root in (tree, *(entry.value for entry in offered)) for _ in walk(root))
    if (together := values * (1 + len(names))) > MOST_TOGETHER:
        text = f"the variants of this file make {together:,} values together, over {MOST_TOGETHER:,}: give fewer"
        problems.append(problem_at(offered[-1].key_at, text))
        return ()
    for name, entry in written:
        if wrong := list(_wrong_variant(name, entry)):
            names.pop(name, None)
            problems += wrong
    return tuple(names)


def _wrong_variant(name: str, entry: Entry) -> Iterator[Problem]:
    if not re.search(NAME, name):
        text = f"{quoted(name)} names no variant: lower-case letters, digits and hyphens, at most 61"
        yield problem_at(entry.key_at, text)
    if not isinstance(entry.value, MapNode):
        yield problem_at(entry.value.at, f"the variant {quoted(name)} has to be a map of what it changes")
        return
    for key in NOT_IN_VARIANTS:
        if key in entry.value.entries:
            yield problem_at(entry.value.entries[key].key_at, f"a variant has no {key} of its own")


def with_variant(tree: MapNode, offered: Sequence[Entry], name: str, problems: list[Problem]) -> list[MapNode]:
    """The tree with a variant laid over it, as each file that has one of this name leaves it, the base's first.

    It is called by both names, `baseline-more`, where it says none itself.
    """
    maps = [entry.value for entry in offered if isinstance(entry.value, MapNode)]
    if not any(name in each.entries for each in maps):
        known = list(dict.fromkeys(other for each in maps for other in each.entries))
        at = offered[-1].value.at if offered else tree.at
        text = f"there is no variant {quoted(name)}"
        problems.append(problem_at(at, text, allowed=known, nearest=nearest(name, known)))
        return []
    stages: list[MapNode] = []
    for each in maps:
        if isinstance(chosen := each.get(name), MapNode):
            chosen = _named(chosen, each.entries[name], tree, name)
            stages.append(merge_maps(stages[-1] if stages else tree, _marked(chosen, name), problems))
    return stages


def _named(chosen: MapNode, entry: Entry, tree: MapNode, variant: str) -> MapNode:
    whole = tree.get("name")
    if "name" in chosen.entries or not re.search(NAME, variant):  # which is told
        return chosen
    if not isinstance(whole, ScalarNode) or not isinstance(whole.value, str):
        return chosen
    both = f"{whole.value}-{variant}"
    return chosen.with_entry("name", Entry(entry.key_at, ScalarNode(both, both, entry.key_at)))


def _marked(chosen: MapNode, name: str) -> MapNode:
    """What a variant says, known from then on as the variant's and no longer the file's."""
    source = replace(chosen.at.source, variant=name)
    marked = placed(chosen, lambda at: at._replace(source=source))
    assert isinstance(marked, MapNode)
    return marked
