"""What random scenarios are made of: the values that may be chosen, and the choosing of them from some bytes."""

from datetime import date, timedelta
from typing import Any

START = date(2024, 7, 1)
LAST = {1: date(2025, 6, 30), 2: date(2026, 6, 30)}
REGIONS = ("east", "north", "west")
GRADES = ("general", "ai")

WHOLE_DAYS = ("0 days", "1 days", "30 days", "30 days", "60 days", "90 days", "120 days", "365 days")
ODD = (
    "0 days", "1 second", "17 days", "1234567 seconds", "2 months", "400 days",
    {"distribution": "uniform", "low": "0 days", "high": "90 days"},
    {"distribution": "exponential", "mean": "45 days"},
    {"distribution": "lognormal", "median": "60 days", "p90": "150 days"},
    {"distribution": "gamma", "mean": "100 days", "cv": 0.5},
    {"distribution": "triangular", "low": "1 days", "mode": "20 days", "high": "200 days"},
    {"distribution": "normal", "mean": "0 days", "standard_deviation": "80 days", "low": "0 days", "high": "300 days"},
    {"distribution": "beta_pert", "low": "1 days", "mode": "20 days", "high": "200 days"},
    {"distribution": "mixture", "parts": [
        {"weight": "70 %", "value": "0 days"},
        {"weight": "30 %", "value": {"distribution": "exponential", "mean": "90 days"}}]},
)  # fmt: skip
SPANS = ("0 days", "1 days", "30 days", "90 days", "400 days")
"""Durations where no distribution may stand."""
MEGAWATTS = ("1 kW", "1 MW", "5 MW", "10 MW", "10 MW", "25 MW", "50 MW")
DRAWN_MEGAWATTS = (*MEGAWATTS, {"distribution": "exponential", "mean": "8 MW"},
                   {"distribution": "uniform", "low": "1 MW", "high": "30 MW"},
                   {"distribution": "mixture", "parts": [{"weight": "90 %", "value": "1 MW"},
                                                         {"weight": "10 %", "value": "40 MW"}]})  # fmt: skip
SHARES = ("0 %", "0 %", "30 %", "50 %", "100 %")
MONEY = ("$0", "$1M", "$50M", "$400M", "$2bn", "$10bn")
STAGES = ("planned", "loi", "soq", "signed", "building", "ready", "live")


class Chosen:
    """What one scenario is made of: a byte for each choice, 0 for the first and plainest; past the end all are 0."""

    def __init__(self, luck: bytes) -> None:
        self.luck = iter(luck)
        self.years = self.of(1, 1, 2)
        self.tidy = self.often()
        self.regions = REGIONS[: self.of(1, 2, 3)]
        self.providers = [f"provider-{i}" for i in self.count(0, 3)]
        self.classes = [f"class-{i}" for i in self.count(1, 3)]
        self.baselines = [f"own-{i}" for i in self.count(0, 2)]

    def of(self, *values: Any) -> Any:
        """One of some values."""
        return values[next(self.luck, 0) % len(values)]

    def often(self) -> bool:
        """Heads or tails."""
        return self.of(False, True)

    def count(self, least: int, most: int) -> range:
        """So many things."""
        return range(self.of(*range(least, most + 1)))

    def some(self, values: Any) -> list:
        """Some of some values, at least one, in any order."""
        left = list(values)
        count = self.of(*range(1, len(left) + 1))
        return [left.pop(self.of(*range(len(left)))) for _ in range(count)]

    def day(self, before: int = 0) -> date:
        """A day of the horizon, or up to so many days before it."""
        days = (self.of(*range(256)) * 256 + self.of(*range(256))) % (365 * self.years + before) - before
        return START + timedelta(days=days // 30 * 30 if self.tidy and days >= 0 else days)

    def duration(self) -> Any:
        return self.of(*(WHOLE_DAYS if self.tidy else ODD))

    def split(self, names: Any) -> dict[str, str]:
        """Shares that sum to the whole."""
        kept = sorted(self.some(names))
        parts = {1: ("100 %",), 2: ("40 %", "60 %"), 3: ("20 %", "30 %", "50 %")}[len(kept)]
        return dict(zip(kept, parts, strict=True))
