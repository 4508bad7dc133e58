"""Stores a comparison, shows it on one screen, and renews the index page."""

import hashlib
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.pictures import draw_runs
from sim.cli.progress import say
from sim.cli.simulating import Stored
from sim.runs.folders import APART, BRIDGES, COMPARISONS, SELECTIONS, SWEEPS
from sim.runs.whole import put_bytes

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.runs.results import Results
    from sim.statistics.compare import Comparison

INDEX = "index.html"
BESIDE = (SWEEPS, BRIDGES, SELECTIONS, APART)
"""Whose folders the page shows beside the runs and their comparison."""
SCREEN, TABLE, DIFFERENCES = "screen.txt", "table.txt", "differences.txt"
REGRET, LEDGER = "regret.txt", "regret.csv"


def present(stored: list[Stored], out: Path, draw: Callable[[], object] | None = lambda: None,
            aside: Collection[str] = (),
            compare: "Callable[[list[Results]], Comparison] | None" = None) -> Path | None:  # fmt: skip
    """Paired tables and figures of runs, the first being compared with; one screen; results/index.html.

    `draw` sees to figures of the runs themselves, when the screen is there to be read; where it is None, those of the
    comparison are not drawn either. Runs named in `aside` only have their own place on the page. `compare` is asked for
    the differences of figures, in place of those of the values that are at hand. The folder of the comparison; None
    where there is none.
    """
    from sim.report.index import Shelf, write_index
    from sim.report.screen import print_screen
    from sim.statistics.paired import NotPairedError

    shelves = [Shelf(f"{one.results.name}: {one.results.title}", one.folder, f"run {one.results.hash10}")
               for one in stored if one.results.name in aside]
    stored = [one for one in stored if one.results.name not in aside]
    runs = [one.results for one in stored]
    complete, folder = stored[0].folder / "summary.csv", None
    if len(runs) > 1:
        try:
            folder = store_comparison(runs, out, draw is not None, compare)
        except NotPairedError as error:
            say(f"not compared, for the runs do not share their draws: {error}")
            runs, stored = runs[:1], stored[:1]
        else:
            origin = "run " + " · ".join(run.hash10 for run in runs)
            shelves.insert(0, Shelf(f"{runs[0].name} against {len(runs) - 1} more", folder, origin))
            complete = folder / TABLE
    print_screen(runs, complete=complete)
    if folder is not None and (folder / REGRET).exists():
        print(f"\n{(folder / REGRET).read_text().rstrip()}")
    if draw is not None:
        draw()
    shelves += [Shelf(folder.name, folder) for place in BESIDE for folder in sorted((out / place).glob("*/"))
                if _is_whole(folder)]  # fmt: skip
    write_index(out / INDEX, [(one.results, one.folder) for one in stored], shelves)
    say(f"\n{out / INDEX}: figures, tables and files")
    if folder is not None:
        say(f"one page to mail: `run_scenarios.py report {folder}`")
    return folder


def _is_whole(folder: Path) -> bool:
    """Whether a folder is sealed, and every byte as it was written."""
    from sim.runs import manifest

    try:
        manifest.checked(folder)
    except manifest.IncompleteError:
        return False
    return True


def store_comparison(runs: "list[Results]", out: Path, figures: bool = True,
                     compare: "Callable[[list[Results]], Comparison] | None" = None) -> Path:  # fmt: skip
    """The folder of a comparison: every row in table.txt, comparison.csv, differences.csv and what they say in words,
    screen.txt and figures, each whole, and a manifest with the hashes of its runs.
    """
    from sim.report.differences import differences_text
    from sim.report.full_table import full_text
    from sim.report.screen import screen_text
    from sim.statistics.compare import compare as by_those_at_hand
    from sim.statistics.curve_differences import curve_differences, table

    compared, curves = (compare or by_those_at_hand)(runs), curve_differences(runs)
    folder = place_of(runs, out)
    folder.mkdir(parents=True, exist_ok=True)
    whole = _is_whole(folder)
    put_bytes(folder / "comparison.csv", _csv(compared.table()))
    put_bytes(folder / "differences.csv", _csv(table(curves, runs)))
    put_bytes(folder / DIFFERENCES, differences_text(compared, curves).encode())
    put_bytes(folder / TABLE, full_text(runs).encode())
    put_bytes(folder / SCREEN, screen_text(runs, complete=Path(TABLE)).encode())
    if not (whole and (folder / REGRET).exists()):  # it takes as long as the rest, and is of these very runs
        _put_regret(runs, folder)
    if figures:
        draw_runs(runs, folder)
    seal(runs, folder, compared.sums)
    return folder


def place_of(runs: "list[Results]", out: Path) -> Path:
    """Where the comparison of these very runs lies."""
    digest = hashlib.sha256("\0".join(run.hash10 for run in runs).encode()).hexdigest()[:10]
    return out / COMPARISONS / f"{runs[0].name}-and-{len(runs) - 1}-{digest}"


def put_report(runs: "list[Results]", out: Path, to: Path | None = None) -> Path:
    """The page to mail about some stored runs: in the folder of the run, in that of the comparison of several, or where
    it is asked for. NotPairedError where they do not share their draws.
    """
    from sim.report.report_page import write_report
    from sim.runs.folders import REPORT
    from sim.runs.manifest import FILE

    folder = place_of(runs, out) if len(runs) > 1 or runs[0].folder is None else runs[0].folder
    place = to or folder / REPORT
    write_report(runs, place)
    if to is None and not (folder / FILE).exists():
        seal(runs, folder)
    return place


def seal(runs: "list[Results]", folder: Path, sums: Collection[str] = ()) -> None:
    """Names what the folder of a comparison holds, its runs by their hashes, and what of all their pairs is kept."""
    from sim.runs import manifest

    facts: dict[str, object] = {"compared": [{"name": run.name, "run": run.hash} for run in runs]}
    manifest.seal(folder, facts | ({"pair_sums": [*sums]} if sums else {}))


def _put_regret(runs: "list[Results]", folder: Path) -> None:
    """What each run let go that the first kept, and what that choice cost: regret.csv and regret.txt, where any did."""
    from sim.report.regret import COLUMNS, ledger_csv, regret_of

    for name in (REGRET, LEDGER):
        (folder / name).unlink(missing_ok=True)
    kept, *others = runs
    letting_go = [run for run in others if run.folder and kept.folder and run.series("released_mw").any()]
    found = [(run, told) for run in letting_go if (told := regret_of(run, kept)) is not None]
    if found:
        lines = "".join(ledger_csv(run, ledger) for run, (ledger, _) in found)
        put_bytes(folder / LEDGER, (",".join(COLUMNS) + "\n" + lines).encode())
        put_bytes(folder / REGRET, "".join(f"{words}\n" for _, (_, words) in found).encode())


def _csv(table: "pa.Table") -> bytes:
    import pyarrow as pa
    import pyarrow.csv as pa_csv

    written = pa.BufferOutputStream()
    pa_csv.write_csv(table, written, pa_csv.WriteOptions(quoting_style="needed"))
    return written.getvalue().to_pybytes()
