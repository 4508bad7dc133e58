"""How many small faults the tests find: `make mutants`. docs/mutation.md says what was found, and when.

Mutmut alters rules, accounting and statistics, one place at a time, and runs the tests that reach it. What has a result
is not run again, so a run that was stopped goes on; `--again` tries anew those that no test had found.
"""

import argparse
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from mutmut.mutation.data import SourceFileMutationData
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.stats import status_by_exit_code
from mutmut.utils.format_utils import get_mutant_name

from sim.statistics.intervals import wilson

ROOT = Path(__file__).parents[1]
PARTS = ("policy", "accounting", "statistics")
FOUND = ("killed", "timeout", "segfault")
LEAST_FOUND = 0.85
STATS = ROOT / "mutants" / "mutmut-stats.json"


class Mutant(NamedTuple):
    """One altered place: its part of the program, file, and name."""

    part: str
    path: Path
    name: str
    text: str
    """Hash of the function that it is in."""

    @property
    def mangled(self) -> str:
        """The function, as mutmut calls it."""
        return self.name.rpartition(".")[2].rpartition("__mutmut_")[0]

    @property
    def function(self) -> str:
        """The function as the source calls it."""
        return self.mangled.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")


def mutants_of(part: str) -> Iterator[Mutant]:
    """Every mutant of a part, in the order of the sources."""
    for path in sorted(Path("sim", part).glob("*.py")):
        made = mutate_file_contents(str(path), path.read_text(encoding="utf-8"))
        for name in made.mutant_names:
            text = made.hash_by_function_name[name.rpartition("__mutmut_")[0]]
            yield Mutant(part, path, get_mutant_name(path, name), text)


def known_of(mutants: list[Mutant]) -> dict[Mutant, str]:
    """What became of each, as mutmut keeps it; nothing of a function that was changed since."""
    kept = {path: SourceFileMutationData(path=path) for path in {each.path for each in mutants}}
    for data in kept.values():
        data.load()
    found = {}
    for each in mutants:
        data = kept[each.path]
        same = data.hash_by_function_name.get(each.mangled) == each.text
        found[each] = status_by_exit_code[data.exit_code_by_key.get(each.name) if same else None]
    return found


def drawn(patterns: list[str], size: int, seed: int) -> list[Mutant]:
    """Of each part the mutants whose names match, or a simple random sample of them where they are more than `size`."""
    chosen = []
    for part in PARTS:
        matching = [each for each in mutants_of(part) if any(fnmatch(each.name, pattern) for pattern in patterns)]
        if 0 < size < len(matching):
            names = set(random.Random(f"{part} {seed}").sample([each.name for each in matching], size))
            matching = [each for each in matching if each.name in names]
        chosen += matching
    return chosen


def run(mutants: list[Mutant], jobs: int, again: bool) -> None:
    """Try those without a result, and with `again` those that were not found; which test reaches what is seen anew."""
    if again:
        STATS.unlink(missing_ok=True)
    left = [each.name for each, status in known_of(mutants).items()
            if status == "not checked" or (again and status not in FOUND)]  # fmt: skip
    if left:
        say(f"{len(left)} of {len(mutants)} mutants are tried")
        single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        subprocess.run([sys.executable, "-m", "mutmut", "run", "--max-children", str(jobs), *left],
                       check=True, cwd=ROOT, env=os.environ | single)  # fmt: skip


def say(text: str) -> None:
    """A line of what was found."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()  # mutmut writes to the same place


def table(known: dict[Mutant, str]) -> bool:
    """Prints what was found of each part, as rows of Markdown; whether each part has its least share."""
    say("| part | tried | killed | by timeout | survived | untested | found | 95 % |")
    say("|---|---|---|---|---|---|---|---|")
    enough = True
    for part in PARTS:
        of_part = [status for each, status in known.items() if each.part == part and status != "not checked"]
        if not of_part:
            continue
        found = sum(status in FOUND for status in of_part)
        share = wilson(found, len(of_part))
        counts = [of_part.count(status) for status in ("killed", "timeout", "survived", "no tests")]
        say(f"| {part} | {len(of_part)} | {' | '.join(map(str, counts))} | {share.share:.1%} "
            f"| {share.low:.1%} to {share.high:.1%} |")  # fmt: skip
        enough = enough and share.share >= LEAST_FOUND
    return enough


def survivors(known: dict[Mutant, str], with_diffs: bool) -> None:
    """Prints what no test found, by file and function."""
    lost = [each for each, status in known.items() if status not in (*FOUND, "not checked")]
    for path in dict.fromkeys(each.path for each in lost):
        functions = [each.function for each in lost if each.path == path]
        said = ", ".join(f"{name} {functions.count(name)}" for name in dict.fromkeys(functions))
        say(f"{path}: {said}")
    if with_diffs:
        for each in lost:
            lines = get_diff_for_mutant(each.name, path=each.path).splitlines()
            say(f"\n# {each.name}: {known[each]}")
            say("\n".join(line for line in lines if line[:1] in "+-@" and line[:3] not in ("+++", "---")))


def main(arguments: list[str]) -> int:
    """1 where of a part less than its least share was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("patterns", nargs="*", default=["*"], help="of mutants' names, as `sim.policy.review.*`")
    parser.add_argument("--sample", type=int, default=0, help="so many of each part, 0 for all")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="try those anew that were not found")
    parser.add_argument("--told", action="store_true", help="run nothing, say what is known")
    parser.add_argument("--diffs", action="store_true", help="show what was altered where it was not found")
    said = parser.parse_args(arguments)
    os.chdir(ROOT)
    mutants = drawn(said.patterns, said.sample, said.seed)
    if not said.told:
        run(mutants, said.jobs, said.again)
    known = known_of(mutants)
    enough = table(known)
    survivors(known, said.diffs)
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
