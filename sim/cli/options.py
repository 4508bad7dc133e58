"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path

import click

from sim.cli.studies import Changes

RESULTS = Path("results")
MOST_REPLICATIONS = 10_000_000
scenario_files = click.argument("files", nargs=-1, type=click.Path(path_type=Path))
out = click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=RESULTS, show_default=True,
                   help="Folder that results go to.")
jobs = click.option("--jobs", type=click.IntRange(1, 1024), help="Workers; one for each core where not given.")
engine = click.option("--engine", type=click.Choice(["compiled", "simpy"]), default="compiled", show_default=True,
                      help="What runs the replications; the logs are the same.")


def changes(command: Callable) -> Callable:
    """--with, --set, --seed and --replications."""
    for option in (
        click.option("--replications", "-n", type=click.IntRange(1, MOST_REPLICATIONS),
                     help="In place of the scenario's own."),
        click.option("--seed", type=click.IntRange(0, 2**62), help="In place of the scenario's own."),
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
