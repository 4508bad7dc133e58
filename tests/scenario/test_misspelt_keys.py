"""Every single-edit misspelling of every key of the shipped files is refused where it stands."""

import pathlib
import re
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from sim.cli.studies import is_sweep
from sim.scenario.compose import compose_file
from sim.scenario.extends import Chain
from sim.scenario.merge import merge_maps
from sim.scenario.paths import root_of
from sim.scenario.problems import Problem
from sim.scenario.scenario import Scenario
from sim.scenario.sweep import Sweep
from sim.scenario.tree import Entry, ListNode, MapNode, Node, Path, Position, ScalarNode
from sim.scenario.validate import validated
from sim.scenario.variants import VARIANTS, with_variant

ROOT = pathlib.Path(__file__).parents[2] / "scenarios"
FILES = sorted(ROOT.rglob("*.yaml"))
KEYS = set(re.findall(r"([a-z_]+):", "".join(path.read_text() for path in FILES)))
TOGETHER = 40
"""Keys that are misspelt in one reading: fewer than a reading tells problems of."""

Rename = Callable[[Path, str], str | None]
Whole = Callable[[MapNode, list[Problem]], MapNode]


def misspellings(key: str) -> list[str]:
    """A letter dropped, doubled, replaced or swapped with its neighbour, at each place."""
    made = []
    for place, letter in enumerate(key):
        before, after = key[:place], key[place + 1 :]
        made += [before + after, before + letter * 2 + after, before + ("q" if letter != "q" else "z") + after]
        made += [before + after[0] + letter + after[1:]] if after and after[0] != letter else []
    return [word for word in made if word and word not in KEYS]


def renamed(node: Node, rename: Rename, path: Path = ()) -> Node:
    if isinstance(node, MapNode):
        entries = {
            rename(path, key) or key: Entry(entry.key_at, renamed(entry.value, rename, (*path, key)))
            for key, entry in node.entries.items()
        }
        return MapNode(entries, node.at)
    if isinstance(node, ListNode):
        items = (renamed(item, rename, (*path, index)) for index, item in enumerate(node.items))
        return ListNode(tuple(items), node.at)
    return node


def maps_of(node: Node, path: Path = ()) -> Iterator[tuple[Path, MapNode]]:
    if isinstance(node, MapNode):
        yield path, node
        for key, entry in node.entries.items():
            yield from maps_of(entry.value, (*path, key))
    elif isinstance(node, ListNode):
        for index, item in enumerate(node.items):
            yield from maps_of(item, (*path, index))


def batches(tree: MapNode, seen: set[tuple[str, str]]) -> Iterator[dict[Path, str]]:
    """Which key of which maps to misspell together: one of a map, none around or within another, none seen before."""
    by_depth: dict[int, list[tuple[Path, MapNode]]] = {}
    for path, node in maps_of(tree):
        by_depth.setdefault(len(path), []).append((path, node))
    for maps in by_depth.values():
        for index in range(max(len(node.entries) for _, node in maps)):
            chosen = []
            for path, node in maps:
                key = list(node.entries)[index] if index < len(node.entries) else ""
                sort = (f"{[step for step in path if isinstance(step, str)]} {kind_in(node)}", key)
                if key and sort not in seen:
                    seen.add(sort)
                    chosen.append((path, key))
            for first in range(0, len(chosen), TOGETHER):
                yield dict(chosen[first : first + TOGETHER])


def kind_in(node: MapNode) -> list[str]:
    """What says which keys a map may have."""
    return [found.text for key in ("action", "kind", "distribution") if isinstance(found := node.get(key), ScalarNode)]


def check(own: MapNode, whole: Whole, model: type, nth: int, seen: set[tuple[str, str]]) -> int:
    """Misspells the keys of a tree that were not seen in the nth way; how many were made."""
    made = 0
    for batch in batches(own, seen):
        words = {path: misspellings(key) for path, key in batch.items()}
        chosen = {path: found[nth % len(found)] for path, found in words.items() if found}
        wrong = renamed(own, partial(_other, batch, chosen))
        assert isinstance(wrong, MapNode)
        problems: list[Problem] = []
        validated(whole(wrong, problems), model, problems)
        told = {(problem.file, problem.line) for problem in problems}
        for path, word in chosen.items():
            at = place_of(own, path, batch[path])
            assert (at.source.name, at.line) in told, f"{word} for {batch[path]} in {path} at {at}"
        made += len(chosen)
    return made


def _other(batch: dict[Path, str], chosen: dict[Path, str], path: Path, key: str) -> str | None:
    return chosen.get(path) if batch.get(path) == key else None


def place_of(tree: MapNode, path: Path, key: str) -> Position:
    node: Node = tree
    for step in path:
        if isinstance(node, MapNode):
            node = node.entries[str(step)].value
        elif isinstance(node, ListNode):
            node = node.items[int(step)]
    assert isinstance(node, MapNode)
    return node.entries[key].key_at


def misspelt_file(path: pathlib.Path, nth: int, seen: set[tuple[str, str]]) -> int:
    own = compose_file(path, path.name, [])
    assert own is not None
    problems: list[Problem] = []
    chain = Chain(root_of(path), problems)
    resolved = chain.tree(path, path.name)
    assert resolved is not None and not problems
    if is_sweep(path):
        return check(own, lambda wrong, _: wrong, Sweep, nth, seen)
    base = chain.stages[-2] if len(chain.stages) > 1 else MapNode({}, own.at)
    said = own.without("extends", VARIANTS)
    made = check(said, lambda wrong, told: merge_maps(base, wrong, told), Scenario, nth, seen)
    offered = own.get(VARIANTS)
    for name, variant in offered.entries.items() if isinstance(offered, MapNode) else ():

        def whole(wrong: MapNode, told: list[Problem], name: str = name) -> MapNode:
            only = MapNode({name: Entry(wrong.at, wrong)}, wrong.at)
            return with_variant(resolved, [Entry(wrong.at, only)], name, told)[-1]

        assert isinstance(variant.value, MapNode)
        made += check(variant.value, whole, Scenario, nth, seen)
    return made


@pytest.mark.parametrize("name", ["validation/worked-example.yaml", "stargate.yaml", "sweeps/release-base.yaml",
                                  "sweeps/release-by-exercise.yaml"])  # fmt: skip
@pytest.mark.parametrize("nth", [0, 3])
def test_a_misspelling_of_any_key_is_refused_in_its_line(name: str, nth: int) -> None:
    assert misspelt_file(ROOT / name, nth, set()) > 5


@pytest.mark.long
@pytest.mark.parametrize("nth", range(4 * max(map(len, KEYS))))
def test_every_misspelling_of_every_key_is_refused_in_its_line(nth: int) -> None:
    seen: set[tuple[str, str]] = set()
    made = sum(misspelt_file(path, nth, seen) for path in FILES)
    assert made > 300


def test_a_misspelt_key_of_a_file_as_a_whole_is_told_in_its_place(tmp_path: pathlib.Path) -> None:
    for key in ("schema", "extends", "variants"):
        for word in misspellings(key):
            problems: list[Problem] = []
            text = "schema: 1\nextends: base.yaml\nvariants: {}\n".replace(f"{key}:", f"{word}:")
            (tmp_path / "base.yaml").write_text("schema: 1\nname: x\n")
            (tmp_path / "a.yaml").write_text(text)
            chain = Chain(tmp_path, problems)
            tree = chain.tree(tmp_path / "a.yaml", "a.yaml")
            if tree is not None:
                validated(tree, Scenario, problems, broken=chain.broken)
            line = ["schema", "extends", "variants"].index(key) + 1
            assert (line, 1, key) in {(problem.line, problem.column, problem.nearest) for problem in problems}, word
