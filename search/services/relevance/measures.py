"""Measures of one answer against its grades; where nothing should be found, 1 for nothing and 0 for anything."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DEPTH = 10
# A page of results.
PAGE = 20
# From this grade on a document is about what was asked.
ABOUT = 2


@dataclass(frozen=True, slots=True)
class Score:
    """NDCG of the first ten; the share of all graded documents that are on the first page; the reciprocal of the
    first place that holds one which is about it."""

    ndcg: float
    recall: float
    reciprocal_rank: float


def score(found: Sequence[int], grades: Mapping[int, int]) -> Score:
    """Measure the documents found, best first, of which `grades` (1 to 3) says how good they are."""
    if not grades:
        nothing = float(not found)
        return Score(nothing, nothing, nothing)
    ideal = _gain(sorted(grades.values(), reverse=True))
    ranks = (place for place, number in enumerate(found, start=1) if grades.get(number, 0) >= ABOUT)
    return Score(
        ndcg=_gain([grades.get(number, 0) for number in found]) / ideal,
        recall=len(set(found[:PAGE]) & set(grades)) / len(grades),
        reciprocal_rank=1 / next(ranks, math.inf),
    )


def _gain(grades: Sequence[int]) -> float:
    """Discounted cumulative gain (Järvelin and Kekäläinen 2002, with the exponential gain of Burges 2005)."""
    return float(sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades[:DEPTH], start=1)))
