"""What a selection came to, in words."""

from typing import TYPE_CHECKING

from sim.cli.failing import CheckFailed
from sim.cli.selection_asked import KIM_NELSON
from sim.quantities.shown import Shown

if TYPE_CHECKING:
    from sim.statistics.selecting import Selected

SURE = 0.9999
"""An estimate above it is not told to more digits."""


def lines_of(done: "Selected", zone: str) -> list[str]:
    """The question, a table of all candidates, and what may be concluded; `zone` as it was written."""
    how = done.asked.how
    of_method = ("Kim and Nelson (2001), fully sequential" if how.method == KIM_NELSON else
                 "optimal computing budget allocation (Chen et al. 2000)")  # fmt: skip
    return [f"Selection of the {'least' if how.is_least else 'most'} {done.asked.metric} among {len(done.names):,}: "
            f"indifference zone {zone}, probability {100 * how.probability:g} %",
            f"by {of_method}, paired on the same draws; first stage {how.first_stage:,}, "
            f"at most {how.most:,} replications of each", "",
            *_aligned([("", "scenario", "mean", "less the first, on the same draws"), *_rows(done)]), "",
            *_concluded(done, zone), *_warnings(done), _cost(done)]  # fmt: skip


def _rows(done: "Selected") -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    gaps = [one.difference.interval for one in done.standing if one.difference is not None]
    means, less_first = (Shown.of(done.asked.unit, [each.mean for each in column], [each.half_width for each in column])
                         for column in ([one.interval for one in done.standing], gaps))  # fmt: skip
    for one in done.standing:
        gap = one.difference
        by = "" if one.by is None else f", by {_short(done.names[one.by])}"
        mean = means.interval(*one.interval)
        less = "" if gap is None else less_first.interval(*gap.interval)
        rows.append((f"{one.outcome} at {one.n:,}{by}", done.names[one.place], mean, less))
    return rows


def _short(name: str) -> str:
    """A name without what a design point sets."""
    return name.partition(" (")[0]


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{cell:{n}}" for cell, n in zip(row, wide, strict=True)).rstrip() for row in rows]


def _concluded(done: "Selected", zone: str) -> list[str]:
    """The guarantee with what it assumes; of an allocation the estimate, which is none."""
    how, sure = done.asked.how, f"{100 * done.asked.how.probability:g} %"
    if done.rule.estimate is not None:
        first = _short(done.names[done.standing[0].place])
        return [f"An estimate and no guarantee: {first} is the best, or not worse than it by more than {zone},",
                f"with a chance of {_chance(done.rule.estimate)} (asked for: {sure}). By Bonferroni's inequality and "
                "normal means;", "looked at again and again, it tends to be too high."]  # fmt: skip
    if done.rule.chosen is None:
        return ["Not decided: nothing is guaranteed yet of those that are left."]
    side = "below" if how.is_least else "above"
    return [f"Guarantee: where the best mean lies at least {zone} {side} all others, it is the one chosen with a",
            f"probability of at least {sure}. It assumes normal values, replications independent of each other and the",
            "same draws for all; variances and correlations may be any. Where others lie less than "
            f"{zone} from the", "best, one of them may be chosen in its place."]  # fmt: skip


def _chance(estimate: float) -> str:
    return "over 99.99 %" if estimate > SURE else f"about {100 * estimate:.2f} %"


def _warnings(done: "Selected") -> list[str]:
    """Where differences had no variance to be estimated."""
    still = [done.names[one.place] for one in done.standing if one.difference is not None and not one.difference.varies]
    if not still:
        return []
    return [f"The difference from the first did not vary for {len(still):,} of {len(done.names) - 1:,}: what is so "
            "rare that no replication", "showed it is not guarded against."]  # fmt: skip


def _cost(done: "Selected") -> str:
    return (f"Looked at {done.replications:,} replications in all; two stages of independent runs (Rinott 1978) would "
            f"take {done.independent:,} to guarantee it.")  # fmt: skip


def refuse_undecided(done: "Selected") -> None:
    """CheckFailed, with what to do, where the cap came first."""
    how, rule = done.asked.how, done.rule
    if rule.chosen is not None:
        return
    kept = f"the replications, at most {how.most:,} of each, are kept"
    if rule.estimate is None:
        raise CheckFailed(f"not decided: {len(rule.in_play):,} of {len(done.names):,} are left; {kept}; "
                          f"--replications {rule.latest:,} decides at the latest, a wider --indifference sooner")
    raise CheckFailed(f"not decided: the chance is {_chance(rule.estimate)}, not "
                      f"{100 * how.probability:g} %; {kept}; --replications says how many there are at most")
