"""How a command fails: in words, with an exit code, never with a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

INVALID, PARTLY_FAILED, CHECK_FAILED = 3, 4, 5


class Refused(click.ClickException):
    """A scenario that can't be run as it stands."""

    exit_code = INVALID

    def show(self, file=None) -> None:
        """The problems as they are, without a prefix."""
        click.echo(self.message, err=True)


class PartlyFailed(click.ClickException):
    """Some of the work failed; the rest is kept."""

    exit_code = PARTLY_FAILED


class CheckFailed(click.ClickException):
    """Something that was stated to hold does not."""

    exit_code = CHECK_FAILED


@contextmanager
def refusing(asked: str = "") -> Iterator[None]:
    """UsageError where what was asked for is a figure that has no value in some replications: one rule and exit code.

    `asked` is the option that named it.
    """
    from sim.statistics.valued import NoValueError

    try:
        yield
    except NoValueError as error:
        raise click.UsageError(f"{asked}: {error}" if asked else str(error)) from error
