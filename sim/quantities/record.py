"""The base of everything a scenario file may say: a frozen, closed record whose numbers name their source."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.quantities import docstrings

ID = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$"
SAYS = r"\S"
Id = Annotated[str, Field(pattern=ID)]
"""Of an item of a list: other blocks, `--set` and tables name it."""


class Record(BaseModel):
    """One block of a scenario: unknown keys are refused, values never change, each may name its source."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=docstrings.wanted(),
                              validate_default=True, defer_build=True)  # fmt: skip

    source: Annotated[str, Field(pattern=SAYS)] | None = None
    """Where the numbers of this block come from, or the word assumption with its reason."""
    confidence: Literal["H", "M", "L", "D", "A"] | None = None
    """H company statement or filing, M press or careful estimate, L one weak source, D derived, A assumption."""
    note: str | None = None
    """A remark for the reader; changes nothing."""
