"""The uniform number that belongs to (seed, replication, stream, entity, occasion): Philox 4x64-10.

Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11. The generator is
a keyed bijection of a 256-bit counter, so any number is reached at once and none depends on another.
numpy's Philox is the same bijection; it adds one to its counter before the first block.
"""

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from sim.streams.compiled import compiled

_ROUNDS = 10
_MULTIPLIER_0 = np.uint64(0xD2E7470EE14C6C93)
_MULTIPLIER_1 = np.uint64(0xCA5A826395121157)
_KEY_STEP_0 = np.uint64(0x9E3779B97F4A7C15)
_KEY_STEP_1 = np.uint64(0xBB67AE8584CAA73B)
_SPARE_BITS = np.uint64(11)
_ONE = np.uint64(1)
_ULP = 2.0**-53
_TWO_WORDS = ir.IntType(128)


@intrinsic
def _high_product(typingctx, a, b):
    """The upper 64 bits of the 128-bit product: one instruction where processors have it."""

    def generate(context, builder, signature, args):
        a, b = (builder.zext(factor, _TWO_WORDS) for factor in args)
        return builder.trunc(builder.lshr(builder.mul(a, b), _TWO_WORDS(64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), generate


@compiled("float64(int64, int64, int64, int64, int64)")
def uniform(seed, replication, stream, entity, occasion):
    """A number strictly between 0 and 1; equal arguments give equal numbers, others independent ones.

    Arguments are int64, read as 64 bits. key = (seed, replication), counter = (stream, entity, occasion, 0);
    the first output word's upper 53 bits, the last of them set, times 2**-53. An odd multiple of 2**-53 is
    exact, so is its complement to 1, and 0 and 1 cannot occur (adding half of 2**-53 would round up to 1).
    """
    key_0, key_1 = np.uint64(seed), np.uint64(replication)
    word_0, word_1 = np.uint64(stream), np.uint64(entity)
    word_2, word_3 = np.uint64(occasion), np.uint64(0)
    for _ in range(_ROUNDS):
        high_0 = _high_product(_MULTIPLIER_0, word_0)  # type: ignore[call-arg, var-annotated]
        high_1 = _high_product(_MULTIPLIER_1, word_2)  # type: ignore[call-arg, var-annotated]
        low_0, low_1 = _MULTIPLIER_0 * word_0, _MULTIPLIER_1 * word_2
        word_0, word_1 = high_1 ^ word_1 ^ key_0, low_1
        word_2, word_3 = high_0 ^ word_3 ^ key_1, low_0
        key_0, key_1 = key_0 + _KEY_STEP_0, key_1 + _KEY_STEP_1
    return np.int64((word_0 >> _SPARE_BITS) | _ONE) * _ULP
