"""Amounts in the unit of a figure."""

import pytest
from pydantic_core import PydanticCustomError

from sim.statistics.amounts import amount_above_zero


@pytest.mark.parametrize(("text", "unit", "amount"), [
    ("20MW", "MW", 20), ("0.5 GW", "MW", 500), ("$50M", "$", 50e6), ("1 pp", "share", 0.01),
    ("2pp", "probability", 0.02), ("1 year", "months", 12), ("3 GW-months", "MW-months", 3_000),
])  # fmt: skip
def test_an_amount_is_read_in_the_unit_of_the_figure(text, unit, amount):
    assert amount_above_zero(text, unit, "a zone") == pytest.approx(amount)


@pytest.mark.parametrize(("text", "unit", "said"), [
    ("0 MW", "MW", "'0 MW': a zone lies above zero; for example"), ("-$5M", "$", "a zone lies above zero"),
    ("2 %", "share", "allowed: pp"), ("5", "MW", "has no unit"), ("$5M", "MW", "is money"),
])  # fmt: skip
def test_what_is_no_such_amount_is_refused(text, unit, said):
    with pytest.raises(PydanticCustomError) as refused:
        amount_above_zero(text, unit, "a zone")
    assert said in refused.value.message()
