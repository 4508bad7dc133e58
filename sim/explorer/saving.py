"""A design point as a scenario file that extends the one it was found from, and such a file opened again."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from sim.explorer.levers import Lever
from sim.explorer.trial import Moves, Trial, said_of
from sim.policy.python import search_in
from sim.runs.whole import put_whole
from sim.scenario.axis import yaml_of
from sim.scenario.extends import SCHEMA
from sim.scenario.override import path_of
from sim.scenario.paths import ROOT_NAME, root_of
from sim.scenario.problems import ScenarioErrors
from sim.scenario.read import Files, Loaded
from sim.scenario.resolved import resolved_yaml
from sim.scenario.scenario import Scenario
from sim.scenario.tree import Entry, ListNode, MapNode, Node, Position, ScalarNode, Source, follow, identity, plain

FOLDER = "explored"
"""Where saved points lie: beside the scenarios, in the folder that nothing a scenario names lies outside of."""
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
ABOUT = ("name", "title", "description")
"""Keys of a scenario that no number depends on."""
SAID = ("source", "confidence")
"""Keys of a block that say where its numbers come from."""
MOST_SAVED = 500
"""Files that are listed."""
HERE = Position(Source("explorer", ()), 1, 1)


class NotSavedError(ValueError):
    """A point that cannot be saved, or opened, as asked."""


def folder_for(scenario: Path) -> Path:
    """Where points of a scenario are saved: a file outside any folder `scenarios` extends those of its own alone."""
    root = root_of(scenario)
    return root / FOLDER if root.name == ROOT_NAME else root


def shown(path: Path) -> str:
    """A path as people read it: from where the command was started, if it lies there."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def listed(folder: Path) -> dict[str, Path]:
    """The saved files by their names; what else lies there is not looked at."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entry.name for entry in entries
                           if entry.name.endswith(".yaml") and entry.is_file(follow_symlinks=False))  # fmt: skip
    except OSError:
        return {}
    names = [Path(name).stem for name in found[:MOST_SAVED]]
    return {name: folder / f"{name}.yaml" for name in names if SLUG.fullmatch(name)}


def save(trial: Trial, moves: Moves, levers: Mapping[str, Lever], name: str) -> Path:
    """The file of a design point; NotSavedError for a name that is none or taken, or where nothing is moved.

    Read back, it has to come to the same scenario but for its name and what is said of its sources.
    """
    if not SLUG.fullmatch(name):
        raise NotSavedError("a name has letters a to z, digits and hyphens between them, at most 60: ai-demand-up")
    if not moves:
        raise NotSavedError("no lever is moved: this is the scenario as it stands")
    folder = folder_for(trial.path)
    if (folder / f"{name}.yaml").exists() or name == trial.plain.scenario.name:
        raise NotSavedError(f"{name} is there already: choose another name")
    loaded = trial.at(moves, levers)
    text = text_of(trial, loaded, moves, levers, name)
    folder.mkdir(exist_ok=True)

    def write(draft: Path) -> None:
        draft.write_text(text, encoding="utf-8")
        try:
            again = _read(draft)
        except ScenarioErrors as errors:
            raise NotSavedError(f"written as a file it would be refused: {errors}") from errors
        if not alike(again.tree, loaded.tree):
            raise NotSavedError("written as a file it would come to another scenario, so it was not written")

    put_whole(folder / f"{name}.yaml", write)
    return folder / f"{name}.yaml"


def text_of(trial: Trial, loaded: Loaded[Scenario], moves: Moves, levers: Mapping[str, Lever], name: str) -> str:
    """What the file says: what it extends, and what differs."""
    scenario = trial.plain.scenario
    moved = said_of(moves, levers)
    difference = _difference(trial.plain.tree, loaded.tree, scenario.name)
    assert isinstance(difference, MapNode)
    base = Path(os.path.relpath(trial.path, folder_for(trial.path))).as_posix()
    head = f"extends: {yaml_of(base)}\nname: {yaml_of(name)}\ntitle: {yaml_of(f'{scenario.title}, explored')}\n"
    head += f"description: {yaml_of(f'Found in the explorer from {scenario.name}. {moved}.')}\n"
    body = resolved_yaml(difference).partition("\n")[2]
    comment = f"# A design point kept in the explorer: {len(moves)} of {scenario.name}'s levers moved.\n"
    return f"{comment}schema: {SCHEMA}\n{head}{body}"


def opened(trial: Trial, levers: Mapping[str, Lever], path: Path) -> Moves:
    """The levers that a saved file moves in what it extends; NotSavedError where it changes more than levers."""
    saved = _said(path)
    found = []
    for lever in levers.values():
        try:
            node = saved.tree if lever.added is None or _holds(saved.tree, lever.added) else None
            value = None if node is None else _value(saved, lever.key)
        except ValueError:
            continue
        if value is not None and not lever.is_rest(value):
            found.append((lever.key, value))
    moves = tuple(sorted(found))
    if not alike(trial.at(moves, levers).tree, saved.tree):
        raise NotSavedError(f"{path.stem} changes more than levers: name its file to `explore` to start from it")
    return moves


def base_of(path: Path) -> Path:
    """The file that a saved one extends; NotSavedError where it is refused, or extends none."""
    files = _said(path).files
    if len(files) < 2:
        raise NotSavedError(f"{path.stem} extends no scenario: name its file to `explore`")
    return files[1]


def _said(path: Path) -> Loaded[Scenario]:
    try:
        return _read(path)
    except ScenarioErrors as errors:
        raise NotSavedError(str(errors)) from errors


def alike(one: Node, other: Node) -> bool:
    """Whether two scenarios say the same but for names and sources."""
    return bool(_world(plain(one), True) == _world(plain(other), True))


def _read(path: Path) -> Loaded[Scenario]:
    search_in(path.parent)
    files = Files.of(path)
    return files.loaded(Scenario, list(files.chain.stages), list(files.problems))


def _value(saved: Loaded[Scenario], key: str) -> str | None:
    node = follow(saved.tree, path_of(saved.tree, key)).node
    return yaml_of(node.value) if isinstance(node, ScalarNode) and node.value is not None else None


def _holds(tree: MapNode, added: MapNode) -> bool:
    """Whether a tree has the item that a lever brings."""
    own: Node | None = tree
    over: Node = added
    while True:
        if isinstance(over, ListNode):
            name = identity(over.items[0])
            return isinstance(own, ListNode) and any(identity(item) == name for item in own.items)
        if not isinstance(over, MapNode) or not isinstance(own, MapNode):
            return False
        [(key, entry)] = over.entries.items()
        own, over = own.get(key), entry.value


def _world(value: object, root: bool = False) -> object:
    left_out = (*SAID, *(ABOUT if root else ()))
    if isinstance(value, dict):
        return {key: _world(below) for key, below in value.items() if key not in left_out}
    return [_world(below) for below in value] if isinstance(value, list) else value


def _difference(base: Node, moved: Node, whose: str) -> Node | None:
    """What a tree says otherwise than another, to be laid over it; None where nothing.

    Items of lists go by their ids; a list without any is given whole. A block that names its source says that a
    number of it was moved.
    """
    if isinstance(base, MapNode) and isinstance(moved, MapNode):
        entries = {}
        for key, entry in moved.entries.items():
            before = base.get(key)
            below = _brought(entry.value) if before is None else _difference(before, entry.value, whose)
            if below is not None:
                entries[key] = Entry(HERE, below)
        if entries and (source := base.get("source")) is not None and isinstance(source, ScalarNode):
            entries["source"] = Entry(HERE, _text(f"explored by hand; {whose}: {source.value}"))
            entries["confidence"] = Entry(HERE, _text("A"))
        named = moved.get("id")
        if entries and named is not None:
            entries = {"id": Entry(HERE, named)} | entries
        return MapNode(entries, HERE) if entries else None
    if isinstance(base, ListNode) and isinstance(moved, ListNode):
        return _of_lists(base, moved, whose)
    if isinstance(base, ScalarNode) and isinstance(moved, ScalarNode) and base.value == moved.value:
        return None
    return moved


def _of_lists(base: ListNode, moved: ListNode, whose: str) -> Node | None:
    if plain(base) == plain(moved):
        return None
    before = {identity(item): item for item in base.items}
    if None in before or any(identity(item) is None for item in moved.items):
        return moved
    items = [_difference(before[name], item, whose) if (name := identity(item)) in before else _new(item)
             for item in moved.items]  # fmt: skip
    return ListNode(tuple(item for item in items if item is not None), HERE)


def _brought(node: Node) -> Node:
    """What the scenario has nothing of: an item, or a list of some."""
    return ListNode(tuple(map(_new, node.items)), HERE) if isinstance(node, ListNode) else _new(node)


def _new(item: Node) -> Node:
    """An item that the scenario lacks: its number was moved, whatever its source says."""
    source = item.get("source") if isinstance(item, MapNode) else None
    if not isinstance(item, MapNode) or not isinstance(source, ScalarNode):
        return item
    return item.with_entry("source", Entry(HERE, _text(f"explored by hand; {source.value}")))


def _text(text: str) -> ScalarNode:
    return ScalarNode(text, text, HERE)
