"""An evaluation as lines of text: one for each language and type, then their means, then what fell short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.services.relevance.evaluation import Asked, Evaluation, Gate
from search.services.relevance.judged import KINDS, LANGUAGES

HEAD = ("engine", "set", "language", "type", "questions", "NDCG@10", "recall@20", "MRR")
ALL = "all"


def table(evaluations: Sequence[Evaluation]) -> list[str]:
    """The table, its columns aligned."""
    rows = [HEAD, *(row for found in evaluations for row in _rows(found))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "  ".join("-" * width for width in widths), *lines[1:]]


def _rows(found: Evaluation) -> Iterator[tuple[str, ...]]:
    for language in (*LANGUAGES, ""):
        for kind in (*KINDS, ""):
            mean = found.mean(language=language, kind=kind)
            if mean is not None:
                questions, score = mean
                figures = (score.ndcg, score.recall, score.reciprocal_rank)
                yield (
                    found.engine,
                    found.judged.name,
                    language or ALL,
                    kind or ALL,
                    str(questions),
                    *(f"{figure:.3f}" for figure in figures),
                )


def verdict(gate: Gate) -> str:
    """One line for a gate."""
    return f"{'met   ' if gate.is_met else 'MISSED'} {gate.name}: {gate.value:.3f} (gate {gate.limit:.2f})"


def misses(found: Evaluation) -> Iterator[str]:
    """The questions that weren't answered perfectly, worst first, with what was found and what should have been."""
    short = [asked for asked in found.asked if asked.score.ndcg < 1 or asked.score.recall < 1]
    for asked in sorted(short, key=lambda each: each.score.ndcg):
        yield f"{found.engine}, {found.judged.name}: {_miss(found, asked)}"


def _miss(evaluation: Evaluation, asked: Asked) -> str:
    names, grades = evaluation.judged.names, asked.question.grades
    found = [f"{names[number]} ({grades.get(number, 0)})" for number in asked.found[:5]]
    missing = [f"{names[number]} ({grade})" for number, grade in grades.items() if number not in asked.found]
    shown = f" as “{asked.shown}”" if asked.shown != asked.question.text else ""
    return (
        f"{asked.score.ndcg:.3f} {asked.question.language} {asked.question.kind}, “{asked.question.text}”, "
        f"{asked.step.value}{shown}: {', '.join(found) or 'nothing'}"
        + (f"; missing: {', '.join(missing)}" if missing else "")
    )
