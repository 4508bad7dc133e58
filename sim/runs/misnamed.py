"""What is raised and said of a name that a run does not have."""

from difflib import get_close_matches


def near(name: str, known: list[str]) -> str:
    """The known name that was most likely meant, or all that are known."""
    meant = get_close_matches(name, known, 1)
    return f"; did you mean `{meant[0]}`?" if meant else f" (known: {', '.join(known) or 'none'})"


class UnknownNameError(LookupError):
    """A metric, or a name in one of its dimensions, that the run does not have."""
