"""`compare`: paired differences of runs, which may be the best of them, and where two logs first part."""

from pathlib import Path

import click

from sim.cli import options


@click.command("compare")
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@options.changes
@options.engine
@options.jobs
@options.out
@click.option("--best", multiple=True, metavar="FIGURE",
              help="Which run may have the greatest mean of this figure, as in 'headroom_mw[grade=ai]@FY2027', by "
                   "Hsu's multiple comparison; several may be given.")  # fmt: skip
@click.option("--least", multiple=True, metavar="FIGURE", help="The same for the least mean.")
@click.option("--all", "of_all", is_flag=True,
              help="Take figures' differences from all replications, those beyond the first 1,024 too, which are "
                   "simulated again for it.")  # fmt: skip
@click.option("--first-difference", is_flag=True, help="Show the first log row that differs, with both causes.")
@click.option("--replication", type=click.IntRange(0), default=0, show_default=True,
              help="The replication whose logs are compared by --first-difference.")
def command(runs, variants, settings, seed, replications, engine, jobs, out, best, least, of_all, first_difference,
            replication) -> None:  # fmt: skip
    """Compare RUNS: scenario files, or folders of stored runs; the first is compared with.

    Ends with the differences that are clear: how many figures, each by itself and as a family, and in which months.
    """
    from sim.cli.all_pairs import by_all
    from sim.cli.comparing import DIFFERENCES, present
    from sim.cli.ranking import asked_of, check, ranked
    from sim.cli.simulating import How, Stored
    from sim.cli.stored_runs import read_all, stored_of

    changes, asked = options.changes_of(variants, settings, seed, replications), asked_of(best, least)
    if first_difference and asked:
        raise click.UsageError("--first-difference is about two logs, --best and --least about all replications: ask "
                               "for one")  # fmt: skip
    if first_difference and of_all:
        raise click.UsageError("--first-difference is about two logs, --all about all replications: ask for one")
    if first_difference:
        _first_difference(runs, changes, replication)
        return
    if len(runs) < 2 and not variants:
        raise click.UsageError("name at least two scenario files or run folders to compare")
    given = read_all(runs, changes)
    check(asked, [one.results for one in given if isinstance(one, Stored)],
          [study for one in given if not isinstance(one, Stored) for study in one])  # fmt: skip
    how = How(Path(out), engine, jobs)
    stored = stored_of(given, how)
    folder = present(stored, how.out, compare=by_all(how) if of_all else None)
    if folder is not None:
        click.echo("\n" + (folder / DIFFERENCES).read_text().rstrip())
    if asked:
        click.echo(ranked([one.results for one in stored], asked))


def _first_difference(runs: tuple[Path, ...], changes, replication: int) -> None:
    from sim.cli.studies import read_studies
    from sim.runs.differences import first_difference
    from sim.world.model import build

    files = tuple(run / "scenario.yaml" if run.is_dir() else run for run in runs)
    studies = [study for file in files for study in read_studies((file,), changes)]
    if len(studies) != 2:
        raise click.UsageError(f"--first-difference compares two scenarios, not {len(studies)}")
    one, other = (build(study.loaded.scenario) for study in studies)
    found = first_difference(one, other, replication)
    click.echo(found if found is not None else f"replication {replication}: the logs are equal to the bit")
