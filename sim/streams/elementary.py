"""Exponential, logarithm, power and rounding, in IEEE arithmetic alone, so that their bits never differ.

libm's versions differ between releases, processors and SIMD builds. `exponential` and `logarithm` follow
fdlibm (Sun Microsystems, e_exp.c and e_log.c; error below 1 ulp); `power` carries its logarithm in two
doubles (Dekker, Numer. Math. 18, 1971).
"""

import math

import numpy as np

from sim.streams.compiled import compiled

_INFINITY = math.inf
_LN2_HIGH = 6.93147180369123816490e-01  # its last 32 bits are zero: products with exponents are exact
_LN2_LOW = 1.90821492927058770002e-10
_INVERSE_LN2 = 1.44269504088896338700
_LARGEST_EXPONENT = 709.782712893383973096
_SMALLEST_EXPONENT = -745.133219101941108420
_SQRT_HALF = 0.70710678118654752440
_SPLITTER = 134217729.0  # 2**27 + 1
_INT64_BOUND = 2.0**63


@compiled("float64(float64)")
def exponential(x):
    """Euler's number to the power x; 0 or infinity beyond the range of a double."""
    if not x <= _LARGEST_EXPONENT:  # also when x is no number
        return x + _INFINITY
    if x < _SMALLEST_EXPONENT:
        return 0.0
    k = np.rint(x * _INVERSE_LN2)
    high, low = x - k * _LN2_HIGH, k * _LN2_LOW
    r = high - low
    t = r * r
    c = 4.13813679705723846039e-08
    c = -1.65339022054652515390e-06 + t * c
    c = 6.61375632143793436117e-05 + t * c
    c = -2.77777777770155933842e-03 + t * c
    c = r - t * (1.66666666666666019037e-01 + t * c)
    return math.ldexp(1.0 - ((low - (r * c) / (2.0 - c)) - high), int(k))


@compiled("Tuple((float64, int64))(float64)")
def _split(x):
    """(m, k) with x = m * 2**k and m between the square roots of 1/2 and 2; x positive and finite."""
    m, k = math.frexp(x)
    if m < _SQRT_HALF:
        return 2.0 * m, k - 1
    return m, k


@compiled("float64(float64)")
def logarithm(x):
    """The natural logarithm; minus infinity at 0, not a number below."""
    if not 0.0 < x < _INFINITY:
        return -_INFINITY if x == 0.0 else x if x > 0.0 else math.nan
    m, k = _split(x)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    odd = 6.666666666666735130e-01 + w * (
        2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)
    )
    even = 3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01)
    half_square = 0.5 * f * f
    rest = s * (half_square + (z * odd + w * even))
    return k * _LN2_HIGH - ((half_square - (rest + k * _LN2_LOW)) - f)


@compiled("float64(float64)")
def logarithm_of_one_plus(x):
    """log(1 + x) without loss for small x: the rounding of 1 + x is put back to first order."""
    y = 1.0 + x
    if not 0.0 < y < _INFINITY:
        return logarithm(y)
    return logarithm(y) - ((y - 1.0) - x) / y


@compiled("float64(float64, float64, float64)")
def _product_rest(a, b, product):
    """What rounding took from a * b: product + rest is exact (Dekker); factors below 1e290."""
    c, d = a * _SPLITTER, b * _SPLITTER
    a_high, b_high = c - (c - a), d - (d - b)
    a_low, b_low = a - a_high, b - b_high
    return a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)


@compiled("Tuple((float64, float64))(float64)")
def _logarithm_pair(x):
    """The logarithm of a positive finite x as the sum of a double and its rounding error, to 2**-59."""
    m, k = _split(x)
    over = m + 1.0
    s = (m - 1.0) / over
    product = s * over
    s_rest = (((m - 1.0) - product) - _product_rest(s, over, product) - s * (m - (over - 1.0))) / over
    z = s * s
    series = 0.0
    for odd in range(23, 1, -2):  # 2 artanh(s) = 2 s + 2 s**3 / 3 + 2 s**5 / 5 + ...
        series = series * z + 2.0 / odd
    a, b = k * _LN2_HIGH, 2.0 * s
    high = a + b
    b_kept = high - a
    lost = (a - (high - b_kept)) + (b - b_kept)
    low = lost + (2.0 * s_rest + (s * z * series + k * _LN2_LOW))
    top = high + low
    return top, low - (top - high)


@compiled("float64(float64, float64)")
def power(x, y):
    """The power x**y, not a number for x < 0; within 2 ulp for results from 1e-10 to 1e10, 8 beyond."""
    if y == 0.0 or x == 1.0:
        return 1.0
    if not 0.0 < x < _INFINITY:
        return exponential(y * logarithm(x))
    high, low = _logarithm_pair(x)
    exponent = y * high
    if not abs(exponent) < 800.0:
        return exponential(exponent)
    result = exponential(exponent)
    if result == _INFINITY:
        return result
    return result + result * (_product_rest(y, high, exponent) + y * low)


@compiled("int64(float64)")
def round_half_even(x):
    """The nearest integer, a half to the even one; ValueError beyond int64 or for what is no number."""
    if not -_INT64_BOUND <= x < _INT64_BOUND:
        raise ValueError("no int64 is nearest to this number")
    return np.int64(np.rint(x))
