"""Keyed random numbers: every draw has a name, and no draw depends on the order of the others.

`stream_key` turns names into keys, `uniform` gives the one number that belongs to a key, `quantile` and
its kin map that number to a duration, a size, a category. The functions below `stream_key` are machine
code, compiled once with one signature each: interpreted Python and compiled engines call the same code
and get the same bits. They use only IEEE arithmetic (no libm, no SIMD variants), so the
bits do not depend on the processor or on how a caller was optimised either.

Compiled when they are first called, or read from disk (`machine_code.py`): NUMBA_CACHE_DIR, set before this import,
names another place for its folders.
"""

from sim.streams.beta import beta_cdf, beta_quantile
from sim.streams.categories import category, category_remainder, empirical_quantile, rescaled
from sim.streams.elementary import (
    exponential,
    logarithm,
    logarithm_of_one_plus,
    power,
    round_half_even,
)
from sim.streams.gamma import gamma_cdf, gamma_quantile
from sim.streams.names import NameCollisionError, keys_of, stream_key
from sim.streams.normal import normal_quantile
from sim.streams.philox import uniform
from sim.streams.transforms import CODES, EMPIRICAL, FIXED, GAMMA, MIXTURE, quantile
from sim.streams.truncated import normal_cdf, truncated_normal_quantile

__all__ = [
    "CODES",
    "EMPIRICAL",
    "FIXED",
    "GAMMA",
    "MIXTURE",
    "NameCollisionError",
    "beta_cdf",
    "beta_quantile",
    "category",
    "category_remainder",
    "empirical_quantile",
    "exponential",
    "gamma_cdf",
    "gamma_quantile",
    "keys_of",
    "logarithm",
    "logarithm_of_one_plus",
    "normal_cdf",
    "normal_quantile",
    "power",
    "quantile",
    "rescaled",
    "round_half_even",
    "stream_key",
    "truncated_normal_quantile",
    "uniform",
]
