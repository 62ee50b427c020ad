"""Numbers that both sides can make for themselves: a 32-bit mix of an index, the same in test/reference/numbers.ts."""

import numpy as np


def mixed(stream, count):
    """`count` numbers in [-1, 1), number j of stream s being lowbias32((s * 0x9E3779B1 + j) mod 2^32) / 2^31 - 1."""
    with np.errstate(over="ignore"):
        x = (np.arange(count, dtype=np.uint64) + np.uint64(stream) * np.uint64(0x9E3779B1)).astype(np.uint32)
        x ^= x >> np.uint32(16)
        x = x * np.uint32(0x7FEB352D)
        x ^= x >> np.uint32(15)
        x = x * np.uint32(0x846CA68B)
        x ^= x >> np.uint32(16)
    return x.astype(np.float64) / 2.0**31 - 1.0
