"""`apart`: from when on an outsider can tell scenarios apart, and by which public figure."""

import hashlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import options
from sim.cli.failing import refusing

if TYPE_CHECKING:
    import pyarrow as pa

    from sim.report.apart import Pair
    from sim.runs.results import Results


@click.command("apart")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@options.changes
@options.engine
@options.jobs
@options.out
def command(runs, variants, settings, seed, replications, engine, jobs, out) -> None:
    """How often a guess which of two RUNS is the world's is right, by each public figure and by all, as quarters go by.

    RUNS are scenario files, or folders of stored runs; every two of them are told apart.
    """
    from sim.cli.progress import Progress, say
    from sim.cli.simulating import How
    from sim.cli.stored_runs import read_all, stored_of
    from sim.report.apart import TooFewError, pairs, text
    from sim.statistics.paired import NotPairedError

    changes = options.changes_of(variants, settings, seed, replications)
    if len(runs) < 2 and len(variants) < 2:
        raise click.UsageError("name at least two scenario files or run folders to tell apart")
    results = [one.results for one in stored_of(read_all(runs, changes), How(Path(out), engine, jobs))]
    try:
        with refusing(), Progress("telling apart", len(results) * (len(results) - 1) // 2, "pairs") as tell:
            found = pairs(results, tell)
    except TooFewError as error:
        raise click.UsageError(str(error)) from error
    except NotPairedError as error:
        raise click.UsageError(f"the runs do not share their draws: {error}") from error
    folder = _store(results, found, Path(out))
    _draw(results, found, folder)
    click.echo(text(found))
    say(f"\n{folder}: apart.csv, calibration.csv, figures/")


def _store(results: "Sequence[Results]", found: "Sequence[Pair]", out: Path) -> Path:
    """The folder of these runs' tables, each file whole and the manifest last."""
    import pyarrow.csv as pa_csv

    from sim.report.apart import calibration_table, table
    from sim.runs import manifest
    from sim.runs.folders import APART, named, of_folder
    from sim.runs.whole import put_whole

    digest = hashlib.sha256("\0".join(run.hash for run in results).encode()).hexdigest()
    folder = out / APART / named(f"{results[0].name}-and-{len(results) - 1}", digest)
    folder.mkdir(parents=True, exist_ok=True)

    def write(content: "pa.Table", draft: Path) -> None:
        pa_csv.write_csv(of_folder(content, folder.name), draft, pa_csv.WriteOptions(quoting_style="needed"))

    for name, content in (("apart", table(found)), ("calibration", calibration_table(found))):
        put_whole(folder / f"{name}.csv", partial(write, content))
    manifest.seal(folder, {"apart": [{"name": run.name, "run": run.hash} for run in results]})
    return folder


def _draw(results: "Sequence[Results]", found: "Sequence[Pair]", folder: Path) -> None:
    """A figure of each pair."""
    from matplotlib import pyplot

    from sim.plots.apart import Strip, Told, draw
    from sim.plots.drawn import Drawn
    from sim.plots.files import save_figure
    from sim.report.apart import CLEARLY

    hashes = {run.name: run.hash for run in results}
    drawn, written = Drawn(folder), []
    for pair in found:
        strips = [Strip(seen.figure, [chance.share for chance in seen.chances], seen.told_from()) for seen in pair.seen]
        about = Told(pair.one, pair.other, pair.quarters, pair.seen[0].chances[0].n, CLEARLY,
                     (hashes[pair.one], hashes[pair.other]))  # fmt: skip
        figure = draw(strips, about)
        written += save_figure(figure, drawn.folder, f"apart-{pair.one}-{pair.other}")
        pyplot.close(figure)
    drawn.seal(written)
