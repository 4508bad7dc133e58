"""`run`: simulate scenarios, store them, draw their figures, compare them, and write the index page."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from sim.cli import options
from sim.cli.failing import PartlyFailed


@click.command("run")
@options.scenario_files
@options.changes
@options.engine
@options.jobs
@options.cluster
@options.share
@options.out
@click.option("--precision", "precisions", multiple=True, metavar="AMOUNT",
              help="Add replications until half the 95 % interval of each --metric is within this: 2% of its mean, "
                   "or an amount (20MW, $50M, 1pp). One for all, or one for each in turn. --replications is then the "
                   "most, 1,024 where not given; exit code 5 where that is too few.")  # fmt: skip
@click.option("--metric", "metrics", multiple=True, metavar="FIGURE",
              help="A figure for --precision, as in 'headroom_mw[grade=ai]@FY2027'; several may be given.")
@click.option("--again", is_flag=True, help="Simulate even where the same run is stored.")
@click.option("--logs", metavar="N|all", default="0", callback=options.count_or_all,
              help="Store the event logs of the first N replications, at most 1,024; of three typical ones where not "
                   "given.")  # fmt: skip
@click.option("--figures", type=click.Choice(["first", "all", "none"]), default="first", show_default=True,
              help="Which figures of each run are drawn: its capacity by band against demand; all of them, which takes "
                   "some seconds more; or none, nor any of their comparison.")  # fmt: skip
@click.option("--no-figures", is_flag=True, help="The same as --figures none.")
def command(files, variants, settings, seed, replications, engine, jobs, cluster, share, out, precisions,
            metrics, again, logs, figures, no_figures) -> None:  # fmt: skip
    """Simulate FILES (every study in scenarios/, with its variants, if none are named).

    The first is compared with: paired differences, since all share their random draws. Without FILES the
    variants are stored and drawn, and stand aside in the comparison.

    With --precision all have the same number of replications, so that they stay paired: the least at which every figure
    of every one is told to its precision, and has been at each of the last 64 replications, or 5 %.
    """
    from sim.cli.clusters import shared_at, using
    from sim.cli.comparing import present
    from sim.cli.pictures import draw_each, helper, names_of, tell_of_others
    from sim.cli.precise import reach
    from sim.cli.precision_asked import asked_of
    from sim.cli.simulating import How, run_studies
    from sim.cli.studies import read_studies

    asked = asked_of(precisions, metrics, replications, cluster)
    changes = options.changes_of(variants, settings, seed, replications if asked is None else asked.most)
    studies = read_studies(files, changes)
    names = names_of("none" if no_figures else figures)
    counts = [study.loaded.scenario.replications for study in studies]
    with helper(counts, names, jobs) as beside, using(cluster, jobs) as workers:
        how = How(Path(out), engine, jobs, again, logs, workers, shared_at(share, out), beside.begin)
        reached = None if asked is None else reach(studies, asked, how)
        if reached is not None:
            studies = read_studies(files, replace(changes, replications=reached.n))
        stored, failed = run_studies(studies, how)
        if stored:
            folders = [one.folder for one in stored]
            aside = set() if files else {study.name for study in studies if study.variant}
            present(stored, Path(out), partial(draw_each, folders, names, jobs, beside) if names else None, aside)
            if names:
                tell_of_others(folders)
    if reached is not None:
        click.echo("\n".join(("", *reached.lines())))
    if failed:
        raise PartlyFailed("part failed, the rest is kept:\n  " + "\n  ".join(failed))
    if reached is not None:
        reached.refuse_too_few()
