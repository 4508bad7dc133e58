"""How a quantity refuses a value: one error with the reason, what is allowed and what was probably meant."""

from collections.abc import Iterable, Sequence

from pydantic_core import PydanticCustomError

from sim.quantities.nearest import nearest

QUOTED_AT_MOST = 60
"""Characters of a refused value that a message repeats."""


def quoted(value: object) -> str:
    """The value as a message repeats it: in quotes, on one line, cut when long."""
    text = str(value)
    if len(text) > QUOTED_AT_MOST:
        text = text[: QUOTED_AT_MOST - 1] + "…"
    return f"'{text}'" if text.isprintable() else repr(text)


def refusal(
    reason: str, *, allowed: Sequence[str] = (), example: str | None = None, meant: str | None = None
) -> PydanticCustomError:
    """The error to raise for a value that is no such quantity.

    Its context keeps the parts (`reason`, `allowed`, `example`, `meant`), so that a reader of files can lay
    them out; its message holds them all for Python callers.
    """
    parts = [reason]
    if allowed:
        parts.append("allowed: " + ", ".join(allowed))
    if example:
        parts.append(f"for example {example}")
    if meant:
        parts.append(f"did you mean {meant}?")
    context = {"reason": reason, "allowed": list(allowed), "example": example, "meant": meant}
    return PydanticCustomError("quantity", "{message}", {"message": "; ".join(parts), **context})


def unknown_name(what: str, name: str, known: Iterable[str]) -> PydanticCustomError:
    """The error for a name that nothing of its sort has: `no region 'us-esat'`, with the names there are."""
    names = list(dict.fromkeys(known))
    return refusal(f"no {what} {quoted(name)}", allowed=names, meant=nearest(name, names))
