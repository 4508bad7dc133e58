"""The command line: one file per command, each imported only when it is called."""

import errno
import os
import sys
import warnings
from importlib import import_module
from typing import Any

import click

from sim.runs.garbage import look_less_often

COMMANDS = {
    "run": "simulate scenarios, store them, and show what differs",
    "compare": "paired differences of stored or fresh runs; where two logs first part",
    "bridge": "what each change between two scenarios contributes to the difference of a figure",
    "apart": "from when on an outsider can tell scenarios apart, and by which public figure",
    "sweep": "design points on the same draws: grids, lists, space-filling designs, one key at a time",
    "select": "which scenario or design point is best, with a stated probability of being right",
    "sensitivity": "what a finished sweep's figures depend on: Sobol indices, elementary effects, boxes of futures",
    "explain": "why a request, a lease or a figure came to what it did, back to clauses, actions and inputs",
    "explore": "a page on this machine: move a scenario's levers, see what changes, keep and save what you find",
    "plot": "figures of stored runs",
    "report": "one page to mail: what was asked, what differs, how sure, curves, assumptions, methods",
    "results": "what is stored: list, show, verify every byte, export, drop what nothing needs",
    "reproduce": "simulate stored runs again, and say whether every value is the same",
    "selfcheck": "the model held against theory: validation scenarios beside exact values",
    "validate": "check scenario files and say every problem at once",
    "schema": "what files may say: a JSON Schema for editors, or the reference page",
}
"""Commands with their one line in the list; each lives in the module of its name."""


class Commands(click.Group):
    """Finds commands by name without importing the others."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Names in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command's module is imported here."""
        return import_module(f"sim.cli.{name}").command if name in COMMANDS else None

    def resolve_command(self, context: click.Context, args: list[str]):
        """A wrong name is answered with the nearest right one."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from sim.quantities.nearest import nearest

            near = nearest(args[0], list(COMMANDS))
            hint = f"; did you mean `{near}`?" if near else ""
            raise click.UsageError(f"there is no command `{args[0]}`{hint} (commands: {', '.join(COMMANDS)})", context)
        return super().resolve_command(context, args)

    def invoke(self, context: click.Context) -> Any:
        """What a scenario is refused for when it is built, and what ends a replication of it, such as a policy that
        fails, is told in words, whatever the command.
        """
        try:
            return super().invoke(context)
        except Exception as error:
            if not type(error).__module__.startswith("sim."):
                raise
            from sim.cli.failing import PartlyFailed, Refused
            from sim.policy.python import PolicyFailedError
            from sim.world.broken import InvariantBrokenError
            from sim.world.countable import UncountableError

            if isinstance(error, UncountableError):
                raise Refused(str(error)) from error
            if isinstance(error, (PolicyFailedError, InvariantBrokenError)):
                raise PartlyFailed(str(error)) from error
            raise

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from COMMANDS alone."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def group() -> None:
    """What happens to gigawatts when contracts change: simulate data-center capacity, leases and capex.

    Exit codes: 0 done, 2 usage, 3 invalid scenario, 4 part failed and the rest is kept, 5 a stated check failed,
    130 interrupted.
    """


_USUAL = warnings.formatwarning


def _in_words(message: Warning | str, category: type[Warning], filename: str, lineno: int,
              line: str | None = None) -> str:  # fmt: skip
    """A warning of this package without the line of source that it comes from, which says nothing to who calls it."""
    own = category.__module__.startswith("sim.")
    return f"{message}\n" if own else _USUAL(message, category, filename, lineno, line)


def main() -> int:
    """Runs the command line; what goes wrong is told in words, with its exit code."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # to look for them takes longer than to read a file
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # of its own, Arrow gives back too little
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads take time, and may change a sum's order
    look_less_often()
    warnings.formatwarning = _in_words
    try:
        return group.main(standalone_mode=False) or 0
    except click.UsageError as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        kept = "what is finished of runs and sweeps is kept, and the same command goes on from there"
        print(f"interrupted: {kept}", file=sys.stderr)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        said = "no space left: make room" if full else f"{where}{error.strerror or error}: mend that"
        print(f"Error: {said}, and start the same command again: what was finished is kept", file=sys.stderr)
        return 4
