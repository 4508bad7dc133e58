"""What is wrong with a scenario: every problem with its place, the line, a caret and what would be right."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pydantic_core import PydanticCustomError

from sim.scenario.tree import Position

WIDEST_LINE = 100
"""Characters of a source line that are shown."""

MOST_ALLOWED = 24
"""Allowed words that are listed; of more, the first ones and their number."""

MOST_SHOWN = 100
"""Problems that a rendering shows in full."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, and where."""

    file: str
    line: int
    """From 1; 0 for the file as a whole."""
    column: int
    """From 1, in characters."""
    text: str
    """What is wrong, in one sentence without a full stop."""
    allowed: tuple[str, ...] = ()
    """What could stand there."""
    example: str | None = None
    nearest: str | None = None
    """The allowed word that was probably meant."""
    source_line: str = ""
    """The line as it stands in the file."""

    @property
    def place(self) -> tuple[str, int, int]:
        """The file, line and column."""
        return self.file, self.line, self.column

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{where}: {self.text}"


class ScenarioErrors(Exception):
    """A scenario is refused; `problems` has all that is wrong with it, sorted by place."""

    def __init__(self, problems: Iterable[Problem], variants: tuple[str, ...] = ()) -> None:
        self.variants = variants
        """That the file offers all the same."""
        self.problems = tuple(sorted(set(problems), key=_place))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return render(self.problems)


def problem_at(
    at: Position,
    text: str,
    *,
    allowed: Iterable[str] = (),
    example: str | None = None,
    nearest: str | None = None,
) -> Problem:
    """A problem at a position of a source."""
    return Problem(
        file=at.source.name,
        line=at.line,
        column=at.column,
        text=text,
        allowed=tuple(allowed),
        example=example,
        nearest=nearest,
        source_line=at.source.line(at.line),
    )


def place_of(at: Position) -> tuple[str, int, int]:
    """The place of a problem at a position."""
    return at.source.name, at.line, at.column


def moved_to(at: Position, problem: Problem) -> Problem:
    """The same problem at another position."""
    return replace(problem, file=at.source.name, line=at.line, column=at.column, source_line=at.source.line(at.line))


def problem_from(at: Position, refused: PydanticCustomError) -> Problem:
    """A problem at a position, from a refusal that carries its parts."""
    parts = refused.context or {}
    return problem_at(
        at,
        parts.get("reason", refused.message()),
        allowed=parts.get("allowed", ()),
        example=parts.get("example"),
        nearest=parts.get("meant"),
    )


def render(problems: Iterable[Problem]) -> str:
    """All problems as text for people, in the order given, each with its line and a caret."""
    listed = list(problems)
    blocks = [_render_one(problem) for problem in listed[:MOST_SHOWN]]
    if len(listed) > MOST_SHOWN:
        blocks.append(f"and {len(listed) - MOST_SHOWN} more problems")
    return "\n".join(blocks)


def _render_one(problem: Problem) -> str:
    rows = [str(problem)]
    if problem.source_line.strip():
        shown, caret = _window(problem.source_line, problem.column)
        number = str(problem.line)
        rows += [f"  {number} | {shown}", f"  {' ' * len(number)} | {' ' * caret}^"]
    if problem.allowed:
        rows.append(f"    allowed: {_listed(problem.allowed)}")
    if problem.example:
        rows.append(f"    for example: {problem.example}")
    if problem.nearest:
        rows.append(f"    did you mean {problem.nearest}?")
    return "\n".join(rows)


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a line around a column, safe to print, and the caret's offset in it."""
    start = 0 if column <= WIDEST_LINE else column - WIDEST_LINE // 2
    shown = line[start : start + WIDEST_LINE]
    return "".join(letter if letter.isprintable() else " " for letter in shown).rstrip(), column - 1 - start


def _listed(allowed: tuple[str, ...]) -> str:
    listed = ", ".join(allowed[:MOST_ALLOWED])
    rest = len(allowed) - MOST_ALLOWED
    return f"{listed} and {rest} more" if rest > 0 else listed


def _place(problem: Problem) -> tuple[str, int, int, str]:
    return (*problem.place, problem.text)
