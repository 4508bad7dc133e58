"""Curves packed for a page: whole numbers of four digits, each the step from the one before, compressed, as text.

A record is a power of ten followed by its rows, end to end. All its values are divided by that power, so that the
largest has four digits. Equal records are written once. Bytes are put apart, the low ones before the high ones, which
makes them half as long when they are compressed; the page unpacks them with what every browser has.
"""

import base64
import zlib

import numpy as np

from sim.statistics.intervals import Floats

MOST = 9_999
"""The largest number of four digits."""
UNKNOWN = -32_768
"""In place of a value that is none."""
NOWHERE = 0
"""The place of no record."""


class Packed:
    """Records that are being written, each known by its place."""

    def __init__(self) -> None:
        self._words: list[np.ndarray] = [np.zeros(1, dtype="<u2")]
        self._length = 1
        self._known: dict[bytes, int] = {}

    def put(self, rows: Floats) -> int:
        """The place of a record of some rows of equal length."""
        words = _record(rows)
        content = words.tobytes()
        if content not in self._known:
            self._known[content] = self._length
            self._words.append(words)
            self._length += len(words)
        return self._known[content]

    def text(self, index: list[int]) -> str:
        """All records, behind the places that an index names, in base 64."""
        words, places = np.concatenate(self._words), np.array(index, dtype="<u4")
        parts = (places.tobytes(), *((words >> shift & 0xFF).astype(np.uint8).tobytes() for shift in (0, 8)))
        return base64.b64encode(zlib.compress(b"".join(parts), 9)).decode("ascii")


def _record(rows: Floats) -> np.ndarray:
    largest, power = float(np.abs(np.nan_to_num(rows)).max(initial=0.0)), 0
    while largest > MOST * 10**power:
        power += 1
    whole = np.where(np.isnan(rows), UNKNOWN, np.rint(np.nan_to_num(rows) / 10**power)).astype(np.int32)
    steps = np.diff(whole, axis=1, prepend=0) & 0xFFFF
    return np.concatenate([[power], steps.reshape(-1)]).astype("<u2")
