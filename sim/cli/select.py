"""`select`: which scenario or design point is best, with a stated probability of being right."""

from pathlib import Path

import click

from sim.cli import options
from sim.cli.selection_asked import KIM_NELSON, METHODS


@click.command("select")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--metric", required=True, metavar="FIGURE",
              help="By which figure, as in 'headroom_mw[grade=ai]@FY2027': the most of it is the best.")  # fmt: skip
@click.option("--indifference", required=True, metavar="AMOUNT",
              help="The least difference of means that is worth telling apart (20MW, $50M, 1pp, '2 months').")
@click.option("--probability", default="95%", show_default=True, metavar="SHARE",
              help="Of choosing the best, where it is better than all others by the indifference zone.")  # fmt: skip
@click.option("--least", is_flag=True, help="The least is the best.")
@click.option("--method", type=click.Choice(METHODS), default=KIM_NELSON, show_default=True,
              help="kim-nelson guarantees the probability; ocba spends replications where they tell most, and only "
                   "estimates it.")  # fmt: skip
@click.option("--first-stage", type=click.IntRange(10), default=64, show_default=True,
              help="Replications before anything is decided: variances are estimated from them.")
@options.laid_over
@options.replications("At most, of each scenario; 1,024 where not given. Exit code 5 where that is too few.")
@options.engine
@options.jobs
@options.out
def command(files, metric, indifference, probability, least, method, first_stage, variants, settings, seed,
            replications, engine, jobs, out) -> None:  # fmt: skip
    """Select the best of FILES: scenarios, and the design points of a sweep, all on the same draws.

    Replications are added chunk by chunk, and decided on one by one: a scenario that falls too far behind gets no more.
    What is simulated is kept, and found by `run` and `sweep`.
    """
    from sim.cli.candidates import read_candidates
    from sim.cli.figures_asked import unit_of
    from sim.cli.progress import say
    from sim.cli.selecting import select
    from sim.cli.selection_asked import Question, indifference_of, most_of, probability_of
    from sim.cli.selection_record import Record
    from sim.cli.selection_told import lines_of, refuse_undecided
    from sim.cli.simulating import How
    from sim.statistics.selecting import Asked
    from sim.statistics.selecting import How as By

    zone = indifference_of(indifference, metric)
    by = By(probability_of(probability), least, method, first_stage, most_of(replications, first_stage))
    question = Question(Asked(metric, unit_of(metric), zone, by), indifference)
    candidates = read_candidates(files, options.changes_of(variants, settings, seed, by.most))
    done = select(candidates, question, How(Path(out), engine, jobs))
    lines = lines_of(done, indifference)
    folder = Record(done, Path(out)).put((one.scenario for one in candidates), lines)
    click.echo("\n".join(lines))
    say(f"\n{folder}: selection.txt, selection.csv")
    refuse_undecided(done)
