"""Runs the blocks of a page in a folder that looks like a fresh clone: commands, Python, and files that they need."""

import contextlib
import io
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.docs.pages import ROOT, Block

COMMAND = (".venv/bin/python", "run_scenarios.py")
SHELL = re.compile(r"[|;&<>$`]")
GLOB = re.compile(r"^[\w./-]+\*[\w.-]*$")
HASH = re.compile(r"\b[0-9a-f]{10}\b")
LEFT_OUT = "…"
"""A line of an output for lines that the page leaves out."""


def clone(folder: Path) -> Path:
    """A folder in which the commands of a page find what they find in a clone; its results are its own."""
    for name in ("sim", "scenarios", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "images"))
    for name in ("run_scenarios.py", "Makefile", "README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "tests").symlink_to(ROOT / "tests")
    python = folder / COMMAND[0]
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    return folder


class Session:
    """The blocks of one page, one after the other: what they wrote, defined and said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, object] = {"__name__": "__main__"}
        self.said = ""
        self.own_program = False
        """Whether the page has added to sim/: what follows is to run that, in processes of its own."""

    def run(self, block: Block) -> None:
        """One block; AssertionError, with its place, where it doesn't do what the page says."""
        if "excerpt" in block.told:
            source = (ROOT / block.told["excerpt"]).read_text(encoding="utf-8")
            assert block.text in source, f"{block.place}: {block.told['excerpt']} doesn't say this"
        elif "file" in block.told:
            self._write(block)
        elif block.language == "text":
            self._compare(block)
        elif block.language == "yaml":
            path = "docs/examples/shown.yaml"
            (self.folder / path).write_text(block.text, encoding="utf-8")
            self._command([*COMMAND, "validate", path], block, 0)
        elif block.language == "python":
            self._python(block)
        else:
            self._lines(block)

    def _write(self, block: Block) -> None:
        path = self.folder / block.told["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        if block.language == "yaml":
            self._command([*COMMAND, "validate", block.told["file"]], block, int(block.told.get("exit", "0")))
        self.own_program = self.own_program or block.told["file"].startswith("sim/")

    def _compare(self, block: Block) -> None:
        said, shown = (HASH.sub("0" * 10, text).rstrip() for text in (self.said, block.text))
        if f"\n{LEFT_OUT}\n" not in f"\n{shown}\n":
            assert said == shown, f"{block.place}: the output is\n{said}"
            return
        first, *middle, last = [piece.strip("\n") for piece in re.split(rf"^{LEFT_OUT}$", shown, flags=re.M)]
        assert said.startswith(first), f"{block.place}: the output begins otherwise:\n{said}"
        assert said.endswith(last), f"{block.place}: the output ends otherwise:\n{said}"
        rest = said.removeprefix(first).removesuffix(last)
        for piece in middle:
            _, found, rest = rest.partition(piece)
            assert found, f"{block.place}: the output has no\n{piece}\nin\n{said}"

    def _python(self, block: Block) -> None:
        text = block.text
        if put := block.told.get("run with"):
            text, changed = re.subn(rf"\b{put.partition('=')[0]}=\w+", put, text)
            assert changed, f"{block.place}: nothing to put {put} in place of"
        code = compile("\n" * block.line + text, block.page, "exec")
        with self._heard() as told:
            exec(code, self.names)
        self.said = told.getvalue()

    def _lines(self, block: Block) -> None:
        lines = [line for line in block.text.replace("\\\n", " ").splitlines() if line.split("#")[0].strip()]
        outputs = []
        for place, line in enumerate(lines):
            code = int(block.told.get("exit", "0")) if place == len(lines) - 1 else 0
            if SHELL.search(line.split(" #")[0]) or not line.startswith(" ".join(COMMAND)):
                self._process(["bash", "-c", line], block, code)
            else:
                self._command(self._words(line, block), block, code)
            outputs.append(self.said)
        self.said = "".join(outputs)

    def _words(self, line: str, block: Block) -> list[str]:
        words = []
        for word in shlex.split(line, comments=True):
            found = sorted(self.folder.glob(word)) if GLOB.search(word) else []
            words += [path.relative_to(self.folder).as_posix() for path in found] or [word]
        return [*words, *shlex.split(block.told.get("run with", ""))]

    def _command(self, words: list[str], block: Block, code: int) -> None:
        """A command of the program, in this process where the page has not changed it."""
        if self.own_program:
            self._process(words, block, code)
            return
        from sim.cli import main

        ended, argv = 0, sys.argv
        with self._heard() as told, contextlib.redirect_stderr(told if code else io.StringIO()):
            sys.argv = words[1:]
            try:
                ended = main()
            except SystemExit as left:
                ended = int(left.code or 0)
            finally:
                sys.argv = argv
        self.said = told.getvalue()
        assert ended == code, f"{block.place}: {shlex.join(words)} ended with {ended}\n{self.said}"

    def _process(self, words: list[str], block: Block, code: int) -> None:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(words, cwd=self.folder, env=kept, capture_output=True, text=True, check=False)
        self.said = done.stdout or (done.stderr if code else "")
        assert done.returncode == code, (
            f"{block.place}: {shlex.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")  # fmt: skip

    @contextlib.contextmanager
    def _heard(self) -> Iterator[io.StringIO]:
        """What is printed in the clone's folder meanwhile."""
        told = io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(told):
            yield told
