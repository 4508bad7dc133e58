"""Text to tree: a small YAML composer that knows positions, refuses what the language has no use for, and
limits depth, nodes and lengths on the parser's events, before a tree exists."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from sim.quantities.files import NotReadableError, bytes_of
from sim.quantities.refusal import quoted
from sim.scenario.problems import Problem, problem_at
from sim.scenario.scalars import resolve
from sim.scenario.tree import Entry, ListNode, MapNode, Node, Position, ScalarNode, Source

MOST_BYTES = 2_000_000
"""Of a file."""
MOST_DEPTH = 40
"""Maps and lists inside each other."""
MOST_NODES = 20_000
"""Keys and values in a file: six times the largest study's. To refuse more takes longer than anybody waits for."""
LONGEST_SCALAR = 100_000
"""Characters of one key or value."""
MOST_PROBLEMS = 200
"""Of one file; then the rest is not read."""

_LINE_END = re.compile(r"\r\n|\n|\r")
FORBIDDEN = (yaml.reader.Reader.NON_PRINTABLE, re.compile("[\x85\u2028\u2029\ufeff]"))
"""Characters that YAML has no place for, and those that look like nothing or end a line for some readers only."""


Event: TypeAlias = Any
"""Of `yaml`, whose type stubs leave most attributes out."""


class _Refused(Exception):
    """Nothing more can be read from this text."""


def compose_file(path: Path, name: str, problems: list[Problem]) -> MapNode | None:
    """The tree of a file, or None when it gives none; what is wrong is added to `problems`.

    `name` is what messages call the file.
    """
    nowhere = Position(Source(name, ()), 0, 0)
    try:
        content = bytes_of(path, MOST_BYTES)
    except NotReadableError as error:
        problems.append(problem_at(nowhere, str(error)))
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(problem_at(nowhere, f"line {line} is not valid UTF-8"))
        return None
    return compose_map(text, name, problems)


def compose_map(text: str, name: str, problems: list[Problem]) -> MapNode | None:
    """The tree of a text whose root is a map; None with the reason in `problems` if it gives none."""
    source = Source(name, tuple(_LINE_END.split(text) if "\r" in text else text.split("\n")))
    root = compose_node(text, source, problems)
    if root is None or isinstance(root, MapNode):
        return root
    empty = isinstance(root, ScalarNode) and root.value is None
    problems.append(
        problem_at(root.at, "the file is empty" if empty else "a file is a map of keys and values")
    )
    return None


def _forbidden_in(text: str) -> re.Match[str] | None:
    """The first character that may not be there."""
    found = [match for each in FORBIDDEN if (match := each.search(text))]
    return min(found, key=lambda match: match.start(), default=None)


def compose_node(text: str, source: Source, problems: list[Problem]) -> Node | None:
    """The tree of any text; None with the reason in `problems` if it gives none."""
    if found := _forbidden_in(text):
        line = len(_LINE_END.findall(text, 0, found.start())) + 1
        column = found.start() - max(text.rfind("\n", 0, found.start()), text.rfind("\r", 0, found.start()))
        at = Position(source, line, column)
        problems.append(problem_at(at, f"the character U+{ord(found[0]):04X} is not allowed"))
        return None
    try:
        return _Composer(text, source, problems).document()
    except _Refused:
        return None
    except yaml.YAMLError as error:
        problems.append(_syntax_problem(source, error))
        return None


class _Composer:
    """Reads the parser's events of one document into nodes."""

    def __init__(self, text: str, source: Source, problems: list[Problem]) -> None:
        self.next: Callable[[], Event] = yaml.CSafeLoader(text).get_event
        self.source = source
        self.problems = problems
        self.most_problems = len(problems) + MOST_PROBLEMS
        self.count = 0

    def document(self) -> Node:
        """The one document of the text; nothing at all is a null."""
        self.next()
        start = self.next()
        if isinstance(start, yaml.StreamEndEvent):
            return ScalarNode(None, "", Position(self.source, 1, 1))
        if start.version not in (None, (1, 2)) or start.tags:
            self.stop(start, "only the directive %YAML 1.2 is known")
        root = self.node(self.next(), 0)
        self.next()
        after = self.next()
        if not isinstance(after, yaml.StreamEndEvent):
            self.stop(after, "a second document starts here: a file holds one")
        return root

    def node(self, event: Event, depth: int) -> Node:
        """The node that starts with the event."""
        self.count += 1
        if self.count > MOST_NODES:
            self.stop(event, f"the file has over {MOST_NODES:,} keys and values")
        if depth > MOST_DEPTH:
            self.stop(event, f"maps and lists are nested over {MOST_DEPTH} deep")
        at = self.at(event)
        if isinstance(event, yaml.AliasEvent):
            self.report(at, "aliases (*name) are not allowed: `extends` and `variants` do their work")
            return ScalarNode(None, "", at)
        if event.anchor is not None:
            self.report(at, "anchors (&name) are not allowed: `extends` and `variants` do their work")
        if event.tag is not None:
            self.report(at, f"tags are not allowed: {quoted(event.tag)}")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, at)
        return self.map(at, depth) if isinstance(event, yaml.MappingStartEvent) else self.list(at, depth)

    def scalar(self, event: Event, at: Position) -> ScalarNode:
        """A scalar with its value; one that is refused stands as a text."""
        text = event.value
        if len(text) > LONGEST_SCALAR:
            self.stop(event, f"a text is over {LONGEST_SCALAR:,} characters")
        if not event.implicit[0]:
            self.printable(event, at)
            return ScalarNode(text, text, at)
        try:
            return ScalarNode(resolve(text), text, at)
        except ValueError as error:
            self.report(at, str(error))
            return ScalarNode(text, text, at)

    def printable(self, event: Event, at: Position) -> None:
        """Refuses what a text in double quotes may write by its number, and no text may hold."""
        if event.style == '"' and (forbidden := _forbidden_in(event.value)):
            self.report(at, f"the character U+{ord(forbidden[0]):04X} is not allowed")

    def list(self, at: Position, depth: int) -> ListNode:
        """The items up to the end of the list."""
        items = []
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            items.append(self.node(event, depth + 1))
        return ListNode(tuple(items), at)

    def map(self, at: Position, depth: int) -> MapNode:
        """The entries up to the end of the map; the first of two equal keys counts."""
        entries: dict[str, Entry] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.stop(event, "a key has to be a text")
            key_at, key = self.at(event), event.value
            self.key(event, key_at)
            value = self.node(self.next(), depth + 1)
            if key in entries:
                first = entries[key].key_at
                self.report(key_at, f"the key {quoted(key)} stands twice, first in line {first.line}")
            else:
                entries[key] = Entry(key_at, value)
        return MapNode(entries, at)

    def key(self, event: Event, at: Position) -> None:
        """Counts a key and refuses what is none."""
        self.count += 1
        if len(event.value) > LONGEST_SCALAR:
            self.stop(event, f"a key is over {LONGEST_SCALAR:,} characters")
        self.printable(event, at)
        if event.anchor is not None or event.tag is not None:
            self.report(at, "a key has neither anchor nor tag")
        if event.implicit[0] and event.value == "<<":
            self.report(at, "merge keys (<<) are not allowed: `extends` and `variants` do their work")

    def at(self, event: Event) -> Position:
        """Where the event starts."""
        return Position(self.source, event.start_mark.line + 1, event.start_mark.column + 1)

    def report(self, at: Position, text: str) -> None:
        """Adds a problem and goes on, unless there are too many."""
        self.problems.append(problem_at(at, text))
        if len(self.problems) >= self.most_problems:
            raise _Refused

    def stop(self, event: Event, text: str) -> None:
        """Adds a problem after which nothing more can be read."""
        self.problems.append(problem_at(self.at(event), text))
        raise _Refused


def _syntax_problem(source: Source, error: yaml.YAMLError) -> Problem:
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    at = Position(source, 0, 0)
    if mark and mark.line < len(source.lines):
        at = Position(source, mark.line + 1, mark.column + 1)
    elif mark:
        at = Position(source, len(source.lines), len(source.lines[-1]) + 1)
    parts = [part for part in (getattr(error, "context", None), getattr(error, "problem", None)) if part]
    return problem_at(at, "not valid YAML: " + (", ".join(parts) or "it cannot be read"))
