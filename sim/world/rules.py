"""Rules at work: each decision is a function of policy/, called as it is here and compiled there."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from numba.extending import overload, register_jitable

from sim.policy.funding import FUNDING_RULES
from sim.policy.options import OPTION_RULES
from sim.policy.placement import PLACEMENT_RULES
from sim.policy.response import RESPONSE_RULES
from sim.policy.review import REVIEW_RULES


class _Kind(Protocol):
    """A kind of rule: what it decides from a rule's row and from all that it may know."""

    @staticmethod
    def decide(rule: Any, view: Any, /) -> Any: ...


def _chain(kinds: Sequence[type[_Kind]]) -> Callable:
    """An if-chain over the decisions of a kind of rule, as numba compiles it: one branch for each rule's code."""
    names = {f"decide_{code}": register_jitable(kind.decide) for code, kind in enumerate(kinds)}
    lines = [
        f"    if rule.code == {code}:\n        return decide_{code}(rule, view)\n" for code in range(1, len(kinds))
    ]
    source = "def chain(rule, view):\n" + "".join(lines) + "    return decide_0(rule, view)\n"
    scope: dict = dict(names)
    exec(compile(source, "<rules>", "exec"), scope)
    return scope["chain"]


def agree_to_respond(rule, view):
    """True where a response rule is willing."""
    return RESPONSE_RULES[rule.code].decide(rule, view)


def amount_at_review(rule, view):
    """kW a review rule wants released, negative to take back."""
    return REVIEW_RULES[rule.code].decide(rule, view)


def score_placement(rule, view):
    """Score of a region: the smallest is taken."""
    return PLACEMENT_RULES[rule.code].decide(rule, view)


def priority_of_start(rule, view):
    """Priority of a start that waits for money: the largest goes first."""
    return FUNDING_RULES[rule.code].decide(rule, view)


def use_option(rule, view):
    """True where an option of a lease is used."""
    return OPTION_RULES[rule.code].decide(rule, view)


_OPTIONS = _chain(OPTION_RULES)
_RESPONSE, _REVIEW = _chain(RESPONSE_RULES), _chain(REVIEW_RULES)
_PLACEMENT, _FUNDING = _chain(PLACEMENT_RULES), _chain(FUNDING_RULES)


@overload(agree_to_respond)
def _compiled_response(rule, view):
    return _RESPONSE


@overload(amount_at_review)
def _compiled_review(rule, view):
    return _REVIEW


@overload(score_placement)
def _compiled_placement(rule, view):
    return _PLACEMENT


@overload(priority_of_start)
def _compiled_funding(rule, view):
    return _FUNDING


@overload(use_option)
def _compiled_options(rule, view):
    return _OPTIONS
