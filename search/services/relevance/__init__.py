"""How well the search ranks: questions with graded answers, asked as a visitor asks (`docs/search.md`)."""

from search.services.relevance.evaluation import DATABASE, ELASTICSEARCH, Evaluation, Gate, evaluate, gates
from search.services.relevance.judged import DEMONSTRATION, KINDS, PLANTED, JudgedSet, Question, judged_sets
from search.services.relevance.measures import Score, score

__all__ = [
    "DATABASE",
    "DEMONSTRATION",
    "ELASTICSEARCH",
    "KINDS",
    "PLANTED",
    "Evaluation",
    "Gate",
    "JudgedSet",
    "Question",
    "Score",
    "evaluate",
    "gates",
    "judged_sets",
    "score",
]
