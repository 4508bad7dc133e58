"""What must hold of uncertainties: whoever names one finds it, and their correlations can all be true at once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from sim.quantities.held import Path
from sim.quantities.refusal import unknown_name
from sim.scenario.copula import contradiction, matrix_of, normal_correlation, triangle_of
from sim.scenario.distribution_base import Distribution

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Found = tuple[Path, str | PydanticCustomError]


def scaled_by_known(path: Path, drawn: Distribution[Any], known: list[str]) -> Iterator[Found]:
    """A draw is scaled by an uncertainty that is declared, and no uncertainty by another."""
    if isinstance(drawn.scaled_by, str):
        if path[0] == "uncertainties":
            yield (*path, "scaled_by"), "an uncertainty is not scaled by another: give their correlation instead"
        elif drawn.scaled_by not in known:
            yield (*path, "scaled_by"), unknown_name("uncertainty", drawn.scaled_by, known)


def uncertainties_exist(s: "Scenario") -> Iterator[Found]:
    """What scales a path is declared; nothing scales what is drawn once for all replications."""
    known = [each.id for each in s.uncertainties]
    for i, baseline in enumerate(s.demand.baseline):
        name = baseline.growth_scaled_by
        if isinstance(name, str) and name not in known:
            path = ("demand", "baseline", i, "growth_scaled_by")
            yield path, unknown_name("uncertainty", name, known)
    for i, portfolio in enumerate(s.portfolios):
        if portfolio.fixed and isinstance(portfolio.site.scaled_by, str):
            yield ("portfolios", i, "site", "scaled_by"), (
                "a portfolio that is `fixed` is drawn once for all replications, an uncertainty in each of them: "
                "leave one of the two out")  # fmt: skip


def correlations_agree(s: "Scenario") -> Iterator[Found]:
    """Correlations name two uncertainties that rise with what draws them, each pair once, and contradict nothing."""
    known = [each.id for each in s.uncertainties]
    mixed = [each.id for each in s.uncertainties if each.factor.distribution == "mixture"]
    seen: set[frozenset[str]] = set()
    refused = False
    for i, pair in enumerate(s.correlations):
        path: Path = ("correlations", i, "between")
        found: list[Found] = []
        for j, name in enumerate(pair.between):
            if name not in known:
                found.append(((*path, j), unknown_name("uncertainty", name, known)))
            elif name in mixed:
                found.append(((*path, j), f"`{name}` is a mixture, which does not rise with the number that draws it: "
                                          "no correlation can be held; give it another distribution"))  # fmt: skip
        if len(set(pair.between)) < 2:
            found.append((path, "an uncertainty goes with itself anyway: name two"))
        elif frozenset(pair.between) in seen:
            found.append((path, f"the correlation of {_listed(pair.between)} is given twice"))
        seen.add(frozenset(pair.between))
        refused = refused or bool(found)
        yield from found
    if not refused and triangle_of(matrix_of(sorted(known), s.correlations)) is None:
        yield ("correlations",), _why_not(contradiction(sorted(known), s.correlations), s)


def _why_not(names: list[str], s: "Scenario") -> str:
    """The reason why some can't all go together as stated, with the correlations of each two."""
    pairs = [pair for pair in s.correlations if set(pair.between) <= set(names)]
    said = ", ".join(f"{' and '.join(pair.between)} {normal_correlation(pair):.3g}" for pair in pairs)
    return (f"no numbers can go together as {_listed(names)} are said to: the matrix of their normal correlations "
            f"({said}; the others 0) is not positive semi-definite. Bring them closer to 0, or state the others too")


def _listed(names: list[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"
