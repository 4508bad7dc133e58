"""The pages that a reader meets, cut into their blocks: what is between fences, and what is said of it before them.

A comment directly before a block says what the reader need not see, its parts separated by semicolons:

    <!-- run with: -n 8 --no-figures -->   added to its commands, where the page shows no numbers of theirs;
                                           of Python, `replications=8` takes the place of what stands there
    <!-- long -->                          run by `make test-long` only
    <!-- exit: 3 -->                       the exit code that its last command ends with
    <!-- file: scenarios/mine.yaml -->     the block is this file: the commands that follow find it there
    <!-- excerpt: sim/metrics/power.py --> the block stands in this file as it is here
    <!-- tested by: tests/x/test_y.py -->  another test reads this page's block
    <!-- not run: needs a cluster -->      why it isn't
"""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "scenarios/README.md", "results/README.md",
         *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")))  # fmt: skip
FENCED = re.compile(r"(?:^<!-- (?P<told>[^\n]*) -->\n)?^```(?P<language>[^\n]*)\n(?P<text>.*?)^```$", re.M | re.S)
INDENTED_COMMAND = re.compile(r"^ {4,}(?:\S*python\S* |make |run_scenarios\.py )", re.M)
WORDS = {"run with", "long", "exit", "file", "excerpt", "tested by", "not run"}
RUNNABLE = ("sh", "python", "yaml", "text")
"""Languages of blocks that a test does something with; a text is the output of the block before it."""


class UntestedError(ValueError):
    """A block that no test runs and that doesn't say why."""


@dataclass(frozen=True)
class Block:
    """What stands between two fences of a page."""

    page: str
    line: int
    language: str
    text: str
    told: dict[str, str]
    """What the comment before it says, by its first words."""

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def long(self) -> bool:
        return "long" in self.told

    @property
    def runs(self) -> bool:
        """Whether the page's test has anything to do for it."""
        return not self.told.keys() & {"not run", "tested by"}


def blocks(page: str, text: str) -> list[Block]:
    """All blocks of a page in order; UntestedError for one that can neither be run nor says why it isn't."""
    found = []
    for match in FENCED.finditer(text):
        language = match["language"].strip()
        if language.startswith("{"):
            continue  # a directive of Sphinx
        line = text.count("\n", 0, match.start("language")) + 1
        told = _told(match["told"] or "", f"{page}:{line}")
        block = Block(page, line, language, match["text"], told)
        if language not in RUNNABLE and block.runs:
            raise UntestedError(f"{block.place}: a block is one of {', '.join(RUNNABLE)}, or says `not run: why`")
        found.append(block)
    bare = FENCED.sub(lambda match: "\n" * match[0].count("\n"), text)
    if indented := INDENTED_COMMAND.search(bare):
        line = bare.count("\n", 0, indented.start()) + 1
        raise UntestedError(f"{page}:{line}: a command stands between fences, where a test finds it")
    if re.search(r"^```", bare, re.M):
        raise UntestedError(f"{page}: a fence is not closed")
    return found


def _told(comment: str, place: str) -> dict[str, str]:
    told = {}
    for part in filter(None, (part.strip() for part in comment.split(";"))):
        word, _, rest = (piece.strip() for piece in part.partition(":"))
        if word not in WORDS:
            raise UntestedError(f"{place}: `{word}` is none of {', '.join(sorted(WORDS))}")
        if not rest and word != "long":
            raise UntestedError(f"{place}: `{word}:` says nothing")
        told[word] = rest
    return told
