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
        (q.Kilowatts, "0.50 MW", 500),
        (q.YearlyRate, "-3 %/year", -0.03),
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
    if number * factor > 500 * 10**6:
        assert "0 kW to 500 GW" in refused(q.Kilowatts, text)["reason"]
    else:
        assert read(q.Kilowatts, text) == number * factor


@given(st.decimals(0, 1_200, places=4))
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
    ("kind", "written", "words"),
    [
        *((q.DollarsPerKw, two, "two signs") for two in ("-$-5/kW", "+$+5/kW", "- $ -5/kW", "-€-5/kW at 1.08 $/€")),
        *((kind, two, "two signs") for kind in (q.SignedSeconds, q.YearlyRate) for two in ("--5 days", "+-5 %/year")),
        *((q.Kilowatts, padded, "could be read two ways") for padded in ("010 MW", "00 MW", "00.5 MW", "0,500 MW")),
        *((q.Dollars, padded, "could be read two ways") for padded in ("$010", "-$010", "$-010", "€010 at 1.08 $/€")),
        (q.SignedSeconds, "-07 days", "could be read two ways"),
        (q.Share, "06 %", "could be read two ways"),
    ],
)
def test_a_number_that_may_mean_another_is_refused_and_no_editor_takes_it(kind: Any, written: str, words: str) -> None:
    assert words in refused(kind, written)["reason"]
    schema = TypeAdapter(kind).json_schema()
    assert not re.search((schema["anyOf"][1] if "anyOf" in schema else schema)["pattern"], written)


@pytest.mark.parametrize(
    "kind", [q.Kilowatts, q.Seconds, q.Dollars, q.DollarsPerKwMonth, q.Share, q.PerMonth]
)
def test_json_schema_gives_the_units_to_editors(kind: Any) -> None:
    schema = TypeAdapter(kind).json_schema()
    written = schema["anyOf"][1] if "anyOf" in schema else schema
    for example in written["examples"]:
        assert re.search(written["pattern"], example)
    assert not re.search(written["pattern"], "5 parsecs")


JUNE = {"fiscal_year_ends": "june"}


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("FY2025", (2024, 7, 1), (2025, 6, 30)),
        ("FY2025-Q3", (2025, 1, 1), (2025, 3, 31)),
        ("2025-Q3", (2025, 7, 1), (2025, 9, 30)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
    ],
)
def test_a_span_of_days_means_its_first_day_or_its_last_and_never_one_that_could_be_either(
    written: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert TypeAdapter(q.Day).validate_python(written, context=JUNE) == datetime.date(*first)
    assert TypeAdapter(q.LastDay).validate_python(written, context=JUNE) == datetime.date(*last)
    assert "one day is needed" in refused(q.OneDay, written)["reason"]


def test_a_fiscal_year_follows_the_month_it_ends_with_and_has_no_days_without_one() -> None:
    december = {"fiscal_year_ends": "december"}
    assert TypeAdapter(q.Day).validate_python("FY2025-Q1", context=december) == datetime.date(2025, 1, 1)
    assert "when a fiscal year ends" in refused(q.Day, "FY2025")["reason"]


@pytest.mark.parametrize("written", ["FY2025Q3", "fy2025-q3", "FY2025-q3"])
def test_a_quarter_written_otherwise_is_refused_with_the_right_form(written: str) -> None:
    assert refused(q.Day, written)["meant"] == "FY2025-Q3"


@pytest.mark.parametrize("written", ["2025", "2025-13", "2025-00", "FY2025-03", "FY25", "2025-Q5", "FY0000"])
def test_what_is_no_span_of_days_is_refused(written: str) -> None:
    assert refused(q.Day, written)["reason"]


def test_euros_count_at_the_rate_stated_beside_them() -> None:
    assert read(q.Dollars, "€80M at 1.08 $/€") == 86_400_000
    assert read(q.Dollars, "€13.33 at 1.0837 $/€") == 14  # 14.445721
    assert read(q.DollarsPerKwMonth, "€125/kW-month at 1.08 $/€") == 135
    assert read(q.DollarsPerKwMonth, "€1.5M/MW-year at 1.08 $/€") == 135


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("€80M", "states no rate"),
        ("€80M at 108 $/€", "0.5 to 2"),
        ("€80X at 1 $/€", "no unit"),
        ("80 €M at 1.08 $/€", "in front"),
        ("-€80M at 1.08 $/€", "outside the plausible range"),
    ],
)
def test_euros_without_a_plausible_rate_are_refused(written: str, words: str) -> None:
    assert words in refused(q.Dollars, written)["reason"]


@pytest.mark.parametrize(
    ("kind", "written", "span"),
    [
        (q.Kilowatts, "501 GW", "0 kW to 500 GW"),
        (q.Seconds, "101 years", "0 days to 100 years"),
        (q.Seconds, "-1 day", "0 days to 100 years"),
        (q.Seconds, "999999999999 months", "0 days to 100 years"),
        (q.PlannedSeconds, "16 years", "0 days to 15 years"),
        (q.SignedSeconds, "-16 years", "-15 years to 15 years"),
        (q.Kilowatts, "-5 MW", "0 kW to 500 GW"),
        (q.Dollars, "$99999T", "$0 to $1000T"),
        (q.Share, "-5 %", "0 % to 100 %"),
        (q.DollarsPerKwMonth, "$125,000/kW-month", "$0/kW-month to $20,000/kW-month"),
        (q.DollarsPerMwh, "$81/kWh", "$0/MWh to $10,000/MWh"),
        (q.YearlyRate, "-100 %/year", "-99 %/year to 1,000 %/year"),
        (q.MoneyRate, "-21 %/year", "-20 %/year to 100 %/year"),
        (q.MoneyRate, "101 %/year", "-20 %/year to 100 %/year"),
        (q.Factor, "200,000 %", "0 % to 100,000 %"),
    ],
)
def test_a_value_outside_its_plausible_range_is_refused_with_the_range(kind: Any, written: Any, span: str) -> None:
    assert span in refused(kind, written)["reason"]


DIMENSIONS = {
    q.Kilowatts: "48 MW", q.KilowattsPerMonth: "80 MW/month", q.Seconds: "18 months", q.Dollars: "$13.0M",
    q.DollarsPerKw: "$13.0M/MW", q.DollarsPerKwMonth: "$125/kW-month", q.DollarsPerMwh: "$81/MWh",
    q.DollarsPerMonth: "$1.8B/year", q.YearlyRate: "17 %/year", q.PerMonth: "12/year", q.Day: "2025-01-21",
    q.FiscalYear: "FY2025",
}  # fmt: skip


@pytest.mark.parametrize("kind", DIMENSIONS, ids=list(DIMENSIONS.values()))
def test_units_of_another_dimension_are_refused(kind: Any) -> None:
    for other, written in DIMENSIONS.items():
        if other is kind:
            assert read(kind, written) is not None
        elif (kind, other) != (q.Day, q.FiscalYear):
            assert refused(kind, written)["reason"], written


@pytest.mark.parametrize("written", ["48 facility MW", "48 MW facility", "48 MW (facility)"])
def test_facility_megawatts_are_no_megawatts_of_critical_it(written: str) -> None:
    assert "divide by the PUE" in refused(q.Kilowatts, written)["reason"]
