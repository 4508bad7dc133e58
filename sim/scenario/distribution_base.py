"""What every distribution of a quantity has: parameters for the engine, a mean and a variance."""

from abc import abstractmethod
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import Field

from sim.quantities.record import Record
from sim.scenario.distribution_schema import named_with

Q = TypeVar("Q", bound=float)
"""The quantity that is drawn, such as `Seconds`."""

Ratio = Annotated[float, Field(gt=0, le=1_000)]
"""A positive number without unit: a shape, or a coefficient of variation (standard deviation / mean)."""


class Distribution(Record, Generic[Q]):
    """How a quantity is drawn; every kind states its parameters and its moments."""

    bounded: ClassVar[bool] = False
    """Whether it keeps within bounds that it states: a quantity that has an upper one takes no other kind."""

    @classmethod
    def __class_getitem__(cls, quantity: Any) -> Any:
        """The kind for a quantity; it takes over the docstrings of the kind: to look for them anew takes long."""
        described = cls.model_config["use_attribute_docstrings"]
        cls.model_config["use_attribute_docstrings"] = False
        try:
            return super().__class_getitem__(quantity)
        finally:
            cls.model_config["use_attribute_docstrings"] = described

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """The name of a kind with its quantity."""
        return named_with(cls.__name__, params[0])

    distribution: str
    """The kind of distribution."""

    scaled_by: str | None = None
    """Id of an uncertainty that each draw is multiplied by; as it is drawn where not given."""

    @abstractmethod
    def parameters(self) -> tuple[float, ...]:
        """The numbers the engine draws with, in inside units."""

    @abstractmethod
    def mean(self) -> float:
        """The expected value, in inside units."""

    @abstractmethod
    def variance(self) -> float:
        """The expected square of the distance from the mean, in inside units squared."""
