"""QR codes as drawings: one path, no file, no style, nobody else asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno

# Modules left blank on each side (ISO/IEC 18004, 9.1).
QUIET = 4


@dataclass(frozen=True, slots=True)
class QrDrawing:
    """Dark modules as a path on a square of `size` units, the quiet zone included."""

    size: int
    path: str


@lru_cache(maxsize=2048)
def qr_drawing(text: str) -> QrDrawing:
    """The code of a text. As few modules as it needs, so that they are large, and the best correction these allow."""
    code = segno.make(text, error="l", micro=False, boost_error=True)
    runs = [
        f"M{start + QUIET} {row + QUIET}h{end - start}v1h-{end - start}z"
        for row, modules in enumerate(code.matrix)
        for start, end in _runs(modules)
    ]
    return QrDrawing(len(code.matrix) + 2 * QUIET, "".join(runs))


def _runs(modules: bytes | bytearray) -> list[tuple[int, int]]:
    """Beginning and end of each run of dark modules."""
    found: list[tuple[int, int]] = []
    start = -1
    for place, dark in enumerate([*modules, 0]):
        if dark and start < 0:
            start = place
        elif not dark and start >= 0:
            found.append((start, place))
            start = -1
    return found
