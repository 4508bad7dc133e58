"""`results`: what is stored: list it, show a run, ask it, verify every byte, export it, drop what nothing needs."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli import options

if TYPE_CHECKING:
    from sim.runs.kept import Kept

BYTES_PER_MB = 1_000_000
run_folder = click.argument("run", type=click.Path(path_type=Path, exists=True, file_okay=False))


@click.group("results", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """What is stored in results/."""


@command.command("list")
@options.out
def list_(out: Path) -> None:
    """The stored runs and sweeps: replications, seed, when they were made, their size and state."""
    from sim.runs.kept import runs_in, sweeps_in

    runs, sweeps = runs_in(out), sweeps_in(out)
    if not runs and not sweeps:
        click.echo(f"{out} holds no runs: `run` makes some")
        return
    wide = max(len(each.folder.name) for each in (*runs, *sweeps))
    if runs:
        click.echo(_listed_head("run", wide, "seed"))
    for run in runs:
        said = (f"{run.made['run']['simulated']:>12,}", str(run.made["run"]["seed"])) if run.made else ("", "")
        click.echo(_listed(run, wide, *said))
    if sweeps:
        click.echo("\n" * bool(runs) + _listed_head("sweep", wide, "design points"))
    for sweep in sweeps:
        told = sweep.made["sweep"] if sweep.made else None
        count = len(told["design_points"]) if told else 0
        said = (f"{told['simulated']:>12,}", f"{count:,}") if told else ("", "")
        click.echo(_listed(sweep, wide, *said))


def _listed_head(kind: str, wide: int, what: str) -> str:
    return f"{kind:{wide}}  replications  {what:19}  {'made':20}  {'MB':>6}  state"


def _listed(kept: "Kept", wide: int, replications: str, what: str) -> str:
    """The line of a run or a sweep."""
    state = f"{kept.state}: {kept.why}" if kept.why else kept.state
    made = kept.made["made"] if kept.made else ""
    return (f"{kept.folder.name:{wide}}  {replications:12}  {what:<19}  {made:<20}  {kept.size / BYTES_PER_MB:>6.1f}  "
            f"{state}")  # fmt: skip


@command.command("show")
@run_folder
def show(run: Path) -> None:
    """What a RUN is, which versions made it, and its screen."""
    from sim.cli.stored_runs import loaded
    from sim.report.screen import print_screen
    from sim.report.stored_tables import facts_of
    from sim.runs import manifest

    results = loaded(run)
    made = manifest.read(run)
    facts = facts_of(run)
    facts |= {"replications": f"{facts['replications']:,}", "made": f"{facts['made']}, in {made['seconds']} s",
              "logs": f"{len(made['events']['replications'])}: {made['events']['kept']}"}  # fmt: skip
    for name, said in facts.items():
        click.echo(f"{name:13} {said}")
    click.echo()
    print_screen([results])


@command.command("query")
@click.argument("question", metavar="SQL")
@click.argument("runs", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False))
@options.out
@click.option("--csv", "as_csv", is_flag=True, help="CSV in place of a table to read.")
def query(question: str, runs: tuple[Path, ...], out: Path, as_csv: bool) -> None:
    """Ask a question in SQL (DuckDB) of RUNS, sweeps, comparisons or bridges, of all that are whole if none are named.

    Tables: summary, curves, scalars, events and tranches of runs; sweep and points of sweeps; comparison; bridge. Each
    has the column `folder`. Nothing else can be read, and nothing written.
    """
    import sys

    from sim.report.queries import QueryRefusedError, ask
    from sim.runs import manifest
    from sim.runs.kept import all_in

    folders = runs or [each.folder for each in all_in(out) if each.made is not None]
    try:
        for folder in folders:
            manifest.checked(folder)
        answer = ask(folders, question)
    except (QueryRefusedError, manifest.IncompleteError) as error:
        raise click.UsageError(str(error)) from error
    if as_csv:
        import pyarrow.csv as pa_csv

        pa_csv.write_csv(answer, sys.stdout.buffer, pa_csv.WriteOptions(quoting_style="needed"))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*answer.column_names, caption=f"{len(answer):,} rows")
    for row in zip(*(column.to_pylist() for column in answer.columns), strict=True):
        table.add_row(*("" if value is None else str(value) for value in row))
    Console().print(table, markup=False)


@command.command("verify")
@click.argument("runs", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False))
@options.out
def verify(runs: tuple[Path, ...], out: Path) -> None:
    """Check every byte of RUNS, sweeps, comparisons or bridges; of all, and of the chunks and design points kept, if
    none are named.

    Exit code 5 where something is not as it was written.
    """
    from sim.runs.chunks import Cache
    from sim.runs.folders import CACHE, POINTS, SWEEPS
    from sim.runs.kept import all_in
    from sim.runs.verify import faults_of_cache, faults_of_folder, faults_of_points

    faults = 0
    for folder in runs or [kept.folder for kept in all_in(out)]:
        found = list(faults_of_folder(folder))
        faults += len(found)
        click.echo("\n".join(found) or f"{folder}: as it was written")
    if not runs:
        cache = Cache(out / CACHE)
        found = list(faults_of_cache(cache))
        faults += len(found)
        count = sum(1 for _ in cache.chunks())
        click.echo("\n".join(found) or f"{cache.folder}: {count:,} chunks, as they were written")
        points = out / SWEEPS / POINTS
        found = list(faults_of_points(points))
        faults += len(found)
        count = sum(1 for _ in points.glob("*.parquet"))
        click.echo("\n".join(found) or f"{points}: {count:,} design points, as they were written")
    if faults:
        click.get_current_context().exit(5)


@command.command("gc")
@click.option("--dry-run", is_flag=True, help="Say what would go, and leave it.")
@options.out
def gc(dry_run: bool, out: Path) -> None:
    """Drop chunks of no finished run, design points of no finished sweep, and what killed processes left.

    What was interrupted then starts anew.
    """
    from sim.runs.kept import unneeded

    going = list(unneeded(out))
    size = sum(each.stat().st_size for path in going for each in (path, *path.rglob("*")) if each.is_file())
    for path in going if not dry_run else []:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    for path in going if dry_run else []:
        click.echo(path)
    click.echo(f"{'would drop' if dry_run else 'dropped'} {len(going):,} files and folders, "
               f"{size / BYTES_PER_MB:.1f} MB")


@command.command("export")
@run_folder
@click.option("--to", type=click.Path(path_type=Path, file_okay=False), required=True,
              help="Folder to put the run's folder of CSV files, or its workbook, into.")
@click.option("--format", "kind", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True,
              help="CSV files, or one Excel workbook.")
def export(run: Path, to: Path, kind: str) -> None:
    """A RUN's tables for other programs: summary, curves and scalars.

    csv: a folder named as the run's, of plain tables and a manifest.json that says which run they are of. CSV has no
    sign that tells a text from a formula: where a spreadsheet would take one for it (=, +, -, @ at its beginning),
    nothing is written.

    xlsx: a workbook named as the run's folder, whose first sheet says which run it is. Texts are texts there, days are
    days; a table of more rows than a sheet has, 1,048,575 and its head, is refused.
    """
    from sim.cli.stored_runs import loaded
    from sim.report.stored_tables import NotExportedError

    loaded(run)
    try:
        if kind == "csv":
            from sim.report.csv_folder import write_csv_folder

            written = write_csv_folder(run, to)
        else:
            from sim.report.workbook import write_workbook

            written = [write_workbook(run, to)]
    except NotExportedError as error:
        raise click.UsageError(str(error)) from error
    for path in written:
        click.echo(path)
