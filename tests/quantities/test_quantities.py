"""Quantities come in as they are written, exactly, and never with a foreign unit or without one."""

import datetime
import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim import quantities as q
from sim.quantities.measured import FileInteger, FileNumber


def read(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value)


def refused(kind: Any, value: Any) -> dict[str, Any]:
    """The parts of the refusal of a value."""
    with pytest.raises(ValidationError) as caught:
        read(kind, value)
    (error,) = caught.value.errors()
    assert error["type"] == "quantity"
    return error["ctx"]


@pytest.mark.parametrize(
    ("kind", "written", "inside"),
    [
        (q.Kilowatts, "2 GW", 2_000_000),
        (q.Kilowatts, "48 MW", 48_000),
        (q.Kilowatts, "1,500 kW", 1_500),
        (q.Kilowatts, "0.0015GW", 1_500),
        (q.Kilowatts, "0 MW", 0),
        (q.KilowattsPerMonth, "80 MW/month", 80_000.0),
        (q.KilowattsPerMonth, "240 MW / quarter", 80_000.0),
        (q.Seconds, "18 months", round(18 * 30.4375 * 86_400)),
        (q.Seconds, "30 days", 30 * 86_400),
        (q.Seconds, "2 years", round(2 * 365.25 * 86_400)),
        (q.Seconds, "6 weeks", 42 * 86_400),
        (q.Seconds, "12 hours", 43_200),
        (q.Seconds, "1 month", 2_629_800),
        (q.Seconds, "0 days", 0),
        (q.SignedSeconds, "-2 days", -172_800),
        (q.Dollars, "$80B", 80_000_000_000),
        (q.Dollars, "$80bn", 80_000_000_000),
        (q.Dollars, "$13.0M", 13_000_000),
        (q.Dollars, "$450k", 450_000),
        (q.Dollars, "$12", 12),
        (q.Dollars, "$ 1,250,000", 1_250_000),
        (q.DollarsPerKw, "$13.0M/MW", 13_000.0),
        (q.DollarsPerKw, "$170/kW", 170.0),
        (q.DollarsPerKwMonth, "$125/kW-month", 125.0),
        (q.DollarsPerKwMonth, "$1.2M/MW-year", 100.0),
        (q.DollarsPerMwh, "$81/MWh", 81.0),
        (q.DollarsPerMonth, "$0.45B/quarter", 150e6),
        (q.DollarsPerMonth, "$1.8B/year", 150e6),
        (q.DollarsPerMonth, "$10M/month", 10e6),
        (q.Share, "6 %", 0.06),
        (q.Share, "6%", 0.06),
        (q.Share, FileNumber(0.06), 0.06),
        (q.Share, FileInteger(1), 1.0),
        (q.Factor, FileNumber(1.2), 1.2),
        (q.Factor, "120 %", 1.2),
        (q.YearlyRate, "17 %/year", 0.17),
        (q.YearlyRate, "-3 %/year", -0.03),
        (q.PerMonth, "12/year", 1.0),
        (q.PerMonth, "3/month", 3.0),
        (q.PerMonth, "0.5/day", 0.5 * 30.4375),
        (q.FiscalYear, "FY2025", 2025),
        (q.Day, "2025-01-21", datetime.date(2025, 1, 21)),
    ],
)
def test_written_value_has_its_inside_value(kind: Any, written: Any, inside: Any) -> None:
    value = read(kind, written)
    assert value == inside
    assert type(value) is type(inside)


@pytest.mark.parametrize("kind", [q.Kilowatts, q.KilowattsPerMonth, q.Seconds, q.SignedSeconds, q.Dollars,
                                  q.DollarsPerKw, q.DollarsPerKwMonth, q.DollarsPerMwh, q.DollarsPerMonth,
                                  q.YearlyRate, q.PerMonth])  # fmt: skip
@pytest.mark.parametrize("bare", [FileInteger(5), FileNumber(0.5), "5", FileInteger(0)])
def test_bare_number_of_a_file_is_refused_where_a_unit_is_needed(kind: Any, bare: Any) -> None:
    parts = refused(kind, bare)
    assert parts["allowed"]
    assert parts["example"]


def test_python_gives_inside_values_as_numbers() -> None:
    assert read(q.Kilowatts, 48_000) == 48_000
    assert read(q.Dollars, 10**10) == 10**10
    assert read(q.DollarsPerKw, 13_000) == 13_000.0
    assert read(q.FiscalYear, 2025) == 2025
    assert read(q.Day, datetime.date(2025, 1, 21)) == datetime.date(2025, 1, 21)


def test_wrong_unit_lists_the_allowed_ones_and_the_nearest() -> None:
    parts = refused(q.Kilowatts, "48 Wm")
    assert parts["allowed"] == ["kW", "MW", "GW"]
    assert parts["example"] == "48 MW"
    assert parts["meant"] == "MW"
    assert refused(q.Kilowatts, "2 gw")["meant"] == "GW"
    assert refused(q.Seconds, "3 mnoths")["meant"] == "months"
    assert refused(q.DollarsPerKwMonth, "$5/kW-motnh")["meant"] == "/kW-month"


def test_facility_megawatts_are_no_megawatts() -> None:
    assert "PUE" in refused(q.Kilowatts, "10 facility MW")["reason"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (q.Kilowatts, "-1 MW"),
        (q.Kilowatts, "0.0001 MW"),
        (q.Kilowatts, "48 months"),
        (q.Kilowatts, "$48"),
        (q.Kilowatts, "1,50 MW"),
        (q.Kilowatts, "1e3 MW"),
        (q.Kilowatts, "٤ MW"),
        (q.Kilowatts, ""),
        (q.Kilowatts, "9" * 30 + " MW"),
        (q.Kilowatts, "9" * 10_000),
        (q.Kilowatts, True),
        (q.Kilowatts, None),
        (q.Kilowatts, [1]),
        (q.Kilowatts, 0.5),
        (q.Seconds, "-1 day"),
        (q.Dollars, "13M"),
        (q.Dollars, "€13M"),
        (q.Dollars, "$0.5"),
        (q.Dollars, "-$5"),
        (q.DollarsPerKw, "$170/kW-month"),
        (q.DollarsPerKwMonth, "$170/kW"),
        (q.Share, "101 %"),
        (q.Share, FileNumber(1.5)),
        (q.Share, "0.06"),
        (q.Share, float("nan")),
        (q.Factor, FileNumber(-0.1)),
        (q.YearlyRate, "17 %"),
        (q.PerMonth, "3"),
        (q.FiscalYear, "2025"),
        (q.FiscalYear, FileInteger(2025)),
        (q.FiscalYear, "FY25"),
        (q.Day, "2025-02-30"),
        (q.Day, "21.1.2025"),
        (q.Day, "2025-01-21T00:00"),
        (q.Day, "20250121"),
        (q.Day, "0001-01-01"),
        (q.Day, FileInteger(20250121)),
        (q.Day, datetime.datetime(2025, 1, 21)),
    ],
)
def test_what_is_no_such_quantity_is_refused_with_the_reason(kind: Any, value: Any) -> None:
    assert refused(kind, value)["reason"]


@given(st.integers(0, 2**50), st.sampled_from(["kW", "MW", "GW"]))
def test_any_whole_power_is_exact(number: int, unit: str) -> None:
    factor = {"kW": 1, "MW": 10**3, "GW": 10**6}[unit]
    text = f"{number:,} {unit}"
    if number * factor > 2**53:
        assert "too large" in refused(q.Kilowatts, text)["reason"]
    elif number * factor > 500 * 10**6:
        assert "0 kW to 500 GW" in refused(q.Kilowatts, text)["reason"]
    else:
        assert read(q.Kilowatts, text) == number * factor


@given(st.decimals(0, 12_000, places=4))
def test_seconds_are_the_nearest_with_ties_to_even(number: Any) -> None:
    exact = Fraction(number) * Fraction(487, 16) * 86_400
    assert read(q.Seconds, f"{number} months") == round(exact)


@given(st.text(max_size=100))
def test_no_text_ends_in_anything_but_a_value_or_a_refusal(text: str) -> None:
    for kind in (q.Kilowatts, q.Seconds, q.Dollars, q.DollarsPerKwMonth, q.Share, q.Day, q.FiscalYear):
        types = set()
        try:
            read(kind, text)
        except ValidationError as error:
            types = {detail["type"] for detail in error.errors()}
        assert types <= {"quantity"}


@pytest.mark.parametrize(
    "kind", [q.Kilowatts, q.Seconds, q.Dollars, q.DollarsPerKwMonth, q.Share, q.PerMonth]
)
def test_json_schema_gives_the_units_to_editors(kind: Any) -> None:
    schema = TypeAdapter(kind).json_schema()
    written = schema["anyOf"][1] if "anyOf" in schema else schema
    for example in written["examples"]:
        assert re.search(written["pattern"], example)
    assert not re.search(written["pattern"], "5 parsecs")
