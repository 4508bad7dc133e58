"""Calendar arithmetic: months are clamped, fiscal years end where they are said to."""

import datetime
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.quantities import calendar as cal

DAYS = st.dates(date(1980, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(1, 12)


def test_month_end_is_clamped() -> None:
    assert cal.add_months(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert cal.add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert cal.add_months(date(2025, 3, 31), -1) == date(2025, 2, 28)
    assert cal.add_months(date(2024, 12, 15), 1) == date(2025, 1, 15)


def test_instants_count_seconds_from_the_start() -> None:
    start = date(2024, 7, 1)
    assert cal.instant_of(start, start) == 0
    assert cal.instant_of(date(2024, 7, 2), start) == 86_400
    assert cal.instant_of(date(2024, 6, 30), start) == -86_400


@given(DAYS, DAYS, st.integers(0, 86_399))
def test_the_day_of_any_of_its_instants_is_the_day(day: date, start: date, second: int) -> None:
    assert cal.day_of(cal.instant_of(day, start) + second, start) == day


@given(DAYS, st.integers(-600, 600))
def test_a_first_of_the_month_comes_back_from_any_number_of_months(day: date, months: int) -> None:
    first = cal.month_start(day)
    moved = cal.add_months(first, months)
    assert cal.add_months(moved, -months) == first
    assert cal.months_between(first, moved) == months


@given(DAYS, st.integers(0, 800))
def test_month_starts_are_all_first_days_in_the_span(start: date, length: int) -> None:
    end = start + datetime.timedelta(days=length)
    days = [start + datetime.timedelta(days=offset) for offset in range(length)]
    assert cal.month_starts(start, end) == [day for day in days if day.day == 1]


def test_fiscal_year_is_named_by_the_year_it_ends_in() -> None:
    assert cal.fiscal_year_of(date(2025, 1, 21), 6) == 2025
    assert cal.fiscal_year_of(date(2025, 6, 30), 6) == 2025
    assert cal.fiscal_year_of(date(2025, 7, 1), 6) == 2026
    assert cal.fiscal_year_of(date(2025, 12, 31), 12) == 2025
    assert cal.fiscal_year_start(2025, 6) == date(2024, 7, 1)
    assert cal.fiscal_year_end(2025, 6) == date(2025, 7, 1)
    assert cal.fiscal_year_start(2025, 12) == date(2025, 1, 1)


@given(DAYS, MONTHS)
def test_a_day_lies_in_its_fiscal_year_and_quarter(day: date, last_month: int) -> None:
    year, quarter = cal.fiscal_year_of(day, last_month), cal.fiscal_quarter_of(day, last_month)
    start = cal.fiscal_year_start(year, last_month)
    assert start <= day < cal.fiscal_year_end(year, last_month)
    assert cal.add_months(start, 3 * quarter - 3) <= day < cal.add_months(start, 3 * quarter)


def test_quarters_and_instants_are_labelled_as_people_read_them() -> None:
    assert cal.quarter_label(date(2024, 12, 31), 6) == "FY25 Q2"
    assert cal.quarter_label(date(2025, 1, 1), 12) == "FY25 Q1"
    assert cal.iso_day(0, date(2025, 1, 21)) == "2025-01-21"
    assert cal.iso_day(86_400 + 3_661, date(2025, 1, 21)) == "2025-01-22T01:01:01Z"
    assert cal.iso_day(-1, date(2025, 1, 21)) == "2025-01-20T23:59:59Z"


@pytest.mark.parametrize("month", [0, 13])
def test_a_month_that_is_none_is_refused(month: int) -> None:
    with pytest.raises(ValueError, match="1 to 12"):
        cal.fiscal_year_of(date(2025, 1, 1), month)
