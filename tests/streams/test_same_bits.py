"""Called from Python and from compiled loops, every function gives the same bits: it is one machine code."""

import subprocess
import sys

import numpy as np
import pytest
from numba import njit

from sim import streams
from sim.streams import transforms

COUNT = 100_000
RANDOM = np.random.default_rng(3)
U = (2 * RANDOM.integers(0, 2**52, COUNT) + 1) * 2.0**-53
X = np.exp(RANDOM.normal(0, 3, COUNT))
Y = RANDOM.normal(0, 5, COUNT)
SHAPE = np.exp(RANDOM.uniform(-3, 6, COUNT))
SCALE = np.exp(RANDOM.uniform(-1, 1, COUNT))
KIND = RANDOM.permutation(np.resize([*range(transforms.EMPIRICAL), transforms.NORMAL, transforms.BETA], COUNT))
KEYS = RANDOM.integers(-(2**63), 2**63 - 1, (5, COUNT))

CALLS = {
    "uniform": tuple(KEYS),
    "quantile": (KIND, SHAPE, SCALE + SHAPE, 2 * SCALE + SHAPE, np.maximum(SCALE, 0.4), U),
    "normal_quantile": (U,),
    "normal_cdf": (Y,),
    "truncated_normal_quantile": (Y / 5, Y / 5 + SCALE, U),
    "gamma_quantile": (SHAPE, U),
    "gamma_cdf": (SHAPE, X),
    "beta_cdf": (SHAPE, SCALE, U),
    "beta_quantile": (np.maximum(SHAPE, 0.25), SCALE, U),
    "rescaled": (U, np.zeros(COUNT), np.ones(COUNT)),
    "exponential": (Y,),
    "logarithm": (X,),
    "logarithm_of_one_plus": (-U,),
    "power": (X, Y),
    "round_half_even": (X,),
}


def compiled_loop(function, columns):
    """All rows in one compiled loop, `function` free to be inlined and the loop to be vectorised."""
    names = ", ".join(f"c{i}" for i in range(columns))
    items = ", ".join(f"c{i}[j]" for i in range(columns))
    source = f"def loop(out, {names}):\n    for j in range(len(out)):\n        out[j] = function({items})\n"
    scope = {"function": function}
    exec(source, scope)
    return njit(scope["loop"])


@pytest.mark.parametrize("name", CALLS)
def test_python_and_compiled_callers_get_the_same_bits(name):
    function, columns = getattr(streams, name), CALLS[name]
    from_python = np.array([function(*row) for row in zip(*(c.tolist() for c in columns), strict=True)])
    from_compiled = np.zeros_like(from_python)
    compiled_loop(function, len(columns))(from_compiled, *columns)
    assert not np.isnan(from_python).any()
    assert len(np.unique(from_python)) > 1000 or name == "round_half_even"
    np.testing.assert_array_equal(from_python.view(np.int64), from_compiled.view(np.int64))


@pytest.mark.parametrize("name", CALLS)
def test_each_function_has_one_machine_code(name):
    """Whatever it is called with, and by whom: whole numbers from Python are what an int64 in compiled code is."""
    function = getattr(streams, name)
    function(*(1 for _ in CALLS[name]))
    function(*(column[0] for column in CALLS[name]))
    assert len(function.signatures) == 1


def test_a_first_call_with_other_types_is_one_of_the_only_signature():
    source = "from sim.streams import power; print(power(2, 3), power(2.0, 3.0), len(power.signatures))"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["8.0", "8.0", "1"]


PINNED = {
    "exponential": (1.25, "0x1.bec38edb0faf0p+1"),
    "logarithm": (3.7, "0x1.4eeee650ae550p+0"),
    "power": (1.0375, -7.3, "0x1.8757a0e32a2a4p-1"),
    "normal_quantile": (0.01, "-0x1.29c5c4630ff0ep+1"),
    "gamma_quantile": (2.5, 0.9, "0x1.27903c5857cdap+2"),
    "beta_cdf": (2.0, 5.0, 0.3, "0x1.28ded288ce706p-1"),
    "normal_cdf": (-2.5, "0x1.96f4e57e49ce5p-8"),
    "truncated_normal_quantile": (-0.5, 3.0, 0.9, "0x1.791d82b55ac3ep+0"),
    "beta_quantile": (2.6, 3.4, 0.9, "0x1.613933a105986p-1"),
}


@pytest.mark.parametrize("name", PINNED)
def test_bits_are_pinned_for_good(name):
    *arguments, expected = PINNED[name]
    assert getattr(streams, name)(*arguments).hex() == expected
