"""What the operator does with an option of a lease: extend it at its end, or break it early."""

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from sim.quantities import Kilowatts
from sim.quantities.record import Record

EXTENSION, BREAK, REVIEW = 0, 1, 2
"""Kinds of option; of a review nobody is asked."""


class OptionView(NamedTuple):
    """What the operator sees on the day on which it must decide."""

    kind: int
    """EXTENSION or BREAK."""
    headroom_kw: int
    """Least headroom expected in the tranche's region and grade over the time that the option is about, without it."""
    kw: int
    """Of the tranche, or of the part that would be given back."""


class OptionRule(Record):
    """Decides whether an option is used."""


class Never(OptionRule):
    """Use none: leases run to their end and end there."""

    kind: Literal["never"] = "never"

    @staticmethod
    def decide(rule, view):
        return False


class IfShort(OptionRule):
    """Keep what would be missed: extend where headroom without it is short, break where it is not."""

    kind: Literal["if_short"] = "if_short"
    margin_kw: Kilowatts = 0
    """Headroom without the tranche that is still too little."""

    @staticmethod
    def decide(rule, view):
        missed = view.headroom_kw < rule.margin_kw
        if view.kind == EXTENSION:
            return missed
        return not missed


OPTION_RULES = (Never, IfShort)

OptionPolicy = Annotated[Never | IfShort, Field(discriminator="kind")]
