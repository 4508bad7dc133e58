"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path

import click

from sim.cli.studies import Changes

RESULTS = Path("results")
MOST_REPLICATIONS = 1_000_000_000
scenario_files = click.argument("files", nargs=-1, type=click.Path(path_type=Path))
out = click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=RESULTS, show_default=True,
                   help="Folder that results go to.")
jobs = click.option("--jobs", type=click.IntRange(1, 1024), help="Workers; one for each core where not given.")
cluster = click.option("--cluster", metavar="ADDRESS",
                       help="Hand the replications to a Dask scheduler, as in tcp://10.0.0.1:8786; `local` starts one.")
share = click.option("--share", metavar="URL",
                     help="Look there for what is not stored here, and put there what is made: a folder or object "
                          "store that machines share, as in s3://bucket/capacity.")  # fmt: skip
engine = click.option("--engine", type=click.Choice(["compiled", "simpy"]), default="compiled", show_default=True,
                      help="What runs the replications; the logs are the same.")


def _once(context: click.Context, option: click.Parameter, given: tuple[int, ...]) -> int | None:
    """The value of an option that stands for a setting: a second one would be dropped without a word."""
    if len(given) > 1:
        text = f"{option.opts[0]} is given {len(given)} times ({', '.join(map(str, given))}): say which is meant"
        raise click.UsageError(text, context)
    return given[0] if given else None


def replications_of(whose: str) -> Callable[[Callable], Callable]:
    """--replications, in place of the scenario's or the sweep's own."""
    return replications(f"In place of the {whose}'s own.")


def replications(told: str) -> Callable[[Callable], Callable]:
    """--replications, with what it is told to mean."""
    return click.option("--replications", "-n", type=click.IntRange(1, MOST_REPLICATIONS), multiple=True,
                        callback=_once, help=told)  # fmt: skip


def changes(command: Callable) -> Callable:
    """--with, --set, --seed and --replications."""
    return laid_over(replications_of("scenario")(command))


def laid_over(command: Callable) -> Callable:
    """--with, --set and --seed."""
    for option in (
        click.option("--seed", type=click.IntRange(0, 2**62), multiple=True, callback=_once,
                     help="In place of the scenario's own."),
        click.option("--set", "settings", multiple=True, metavar="KEY=VALUE",
                     help="Lay one value over the file, as in --set 'capex.other=$0.5B/quarter'."),
        click.option("--with", "variants", multiple=True, metavar="VARIANT", help="Run this variant of the files."),
    ):
        command = option(command)
    return command


def changes_of(variants: tuple[str, ...], settings: tuple[str, ...], seed: int | None,
               replications: int | None) -> Changes:
    """What the options of `changes` say."""
    return Changes(variants, settings, seed, replications)


def count_or_all(_context: click.Context, _option: click.Parameter, text: str) -> int:
    """How many are meant by a count, or by `all`."""
    if text == "all":
        return MOST_REPLICATIONS
    if not (text.isascii() and text.isdecimal() and int(text) <= MOST_REPLICATIONS):
        raise click.BadParameter(f"'{text}' is neither `all` nor a count of replications")
    return int(text)
