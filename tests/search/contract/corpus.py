"""A corpus of documents with known words and values, and a SQL oracle over it."""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from portal.tenancy.models import Cite
from search.analysis import fold, terms_of
from search.engines.clock import next_numbers
from search.engines.contract import Near, SearchRequest
from search.enums import FACETS
from search.models import NONE, SearchDocument

PAIRS = json.loads((Path(__file__).parents[3] / "search/data/word-pairs.json").read_text(encoding="utf-8"))
LANGUAGES = ("fr", "en", "it", "pt", "es", "ca", "nl")
POLES = ("orientation", "formation", "emploi", "creation")
AUDIENCES = ("jeunes", "seniors", "migrants")
MODES = ("on_site", "itinerant", "online")
STAGES = ("idea", "experiment", "running", "ended")
BASE = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def words_of(language: str) -> list[str]:
    """Inflected words of the domain, without articles."""
    found = {word for pair in PAIRS["must_match"][language] for word in pair if "'" not in word and "’" not in word}
    return sorted(word for word in found if terms_of(word, language))


WORDS = {code: words_of(code) for code in LANGUAGES}


@dataclass
class Planted:
    """One document before it is written."""

    document: SearchDocument
    values: dict[str, list[str]] = field(default_factory=dict)


def plant(cites: list[Cite], size: int, *, seed: int = 1) -> list[SearchDocument]:
    """`size` documents with random words and values; one in ten isn't the network's, one in twenty is a tombstone."""
    dice = random.Random(seed)
    documents = [_document(dice, cites, number) for number in range(size)]
    numbers, mark = next_numbers(size)
    for document, number in zip(documents, numbers, strict=True):
        document.seq, document.tx = number, mark
    return SearchDocument.objects.bulk_create(documents)


def _document(dice: random.Random, cites: list[Cite], number: int) -> SearchDocument:
    cite = dice.choice(cites)
    if dice.random() < 0.05:
        return SearchDocument(cite=cite)
    languages = dice.sample(LANGUAGES, dice.choice((1, 1, 2)))
    first = dice.choice((None, *range(2015, 2024)))
    place = dice.random() < 0.8
    cards = {code: {"title": _text(dice, code, 3), "teaser": _text(dice, code, 5), "demonstration": False}
             for code in languages}  # fmt: skip
    return SearchDocument(
        cite=cite,
        cite_slug=cite.slug,
        visible=True,
        accepted=dice.random() < 0.9,
        country=cite.country,
        stage=dice.choice(("", *STAGES)),
        start_year=first,
        end_year=first + dice.randrange(4) if first and dice.random() < 0.5 else None,
        latitude=round(dice.uniform(36, 55), 4) if place else None,
        longitude=round(dice.uniform(-9, 15), 4) if place else None,
        poles=dice.sample(POLES, dice.randrange(3)),
        audiences=dice.sample(AUDIENCES, dice.randrange(3)),
        modes=dice.sample(MODES, dice.randrange(3)),
        languages=languages,
        title_key=fold(cards[languages[0]]["title"])[:24],
        published_at=BASE + datetime.timedelta(hours=dice.randrange(5000)),
        cards=cards,
        texts={code: {"body": _text(dice, code, 12), "labels": f"{cite.short_name} {number}"} for code in languages},
    )


def _text(dice: random.Random, language: str, count: int) -> str:
    return " ".join(dice.choice(WORDS[language]) for _ in range(count))


class Oracle:
    """Answers totals and facets by plain SQL over tables of its own, filled from the documents as they were planted."""

    def __init__(self, documents: list[SearchDocument]) -> None:
        values, terms, facts = [], [], []
        for document in documents:
            if not document.visible:
                continue
            facts.append((document.pk, document.accepted, document.cite_id, document.start_year, document.end_year))
            values += [(document.pk, name, value) for name, value in _values(document)]
            terms += [(document.pk, code, term) for code, term in _terms(document)]
        with connection.cursor() as cursor:
            for name, columns in (
                ("oracle_facts", "doc bigint, accepted boolean, cite bigint, first integer, last integer"),
                ("oracle_values", "doc bigint, facet varchar(20), value varchar(80)"),
                ("oracle_terms", "doc bigint, lang varchar(2), term varchar(80)"),
            ):
                cursor.execute(f"DROP TABLE IF EXISTS {name}")
                cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns})")
            cursor.executemany("INSERT INTO oracle_facts VALUES (%s, %s, %s, %s, %s)", facts)
            cursor.executemany("INSERT INTO oracle_values VALUES (%s, %s, %s)", values)
            cursor.executemany("INSERT INTO oracle_terms VALUES (%s, %s, %s)", terms)
            cursor.execute("CREATE INDEX oracle_of_doc ON oracle_facts (doc)")
            cursor.execute("CREATE INDEX oracle_of_value ON oracle_values (doc, facet, value)")
            cursor.execute("CREATE INDEX oracle_of_term ON oracle_terms (doc, lang, term)")

    def close(self) -> None:
        """Drop the tables: they are the connection's, not the transaction's, on PostgreSQL's side of a test."""
        with connection.cursor() as cursor:
            for name in ("oracle_facts", "oracle_values", "oracle_terms"):
                cursor.execute(f"DROP TABLE IF EXISTS {name}")

    def answer(self, request: SearchRequest) -> tuple[int, dict[str, dict[str, int]]]:
        """Total, and counts by facet and value; values filtered by are told even at zero."""
        where, values = self._where(request, without=None)
        total = self._rows(f"SELECT count(*) FROM oracle_facts f WHERE {where}", values)[0][0]
        facets: dict[str, dict[str, int]] = {}
        for spec in FACETS:
            where, values = self._where(request, without=spec.name)
            rows = self._rows(
                "SELECT v.value, count(DISTINCT v.doc) FROM oracle_values v JOIN oracle_facts f ON f.doc = v.doc"
                f" WHERE v.facet = %s AND {where} GROUP BY v.value",
                [spec.name, *values],
            )
            facets[spec.name] = dict(rows)
            for value in request.chosen().get(spec.name, ()):
                facets[spec.name].setdefault(value, 0)
        return total, facets

    def _where(self, request: SearchRequest, *, without: str | None) -> tuple[str, list[Any]]:
        parts, values = ["f.accepted" if request.cite_id is None else "f.cite = %s"], []
        if request.cite_id is not None:
            values.append(request.cite_id)
        if request.text:
            in_languages = []
            for code in (*LANGUAGES, "eu"):
                terms = sorted(set(terms_of(request.text, code)))
                each = "EXISTS (SELECT 1 FROM oracle_terms t WHERE t.doc = f.doc AND t.lang = %s AND t.term = %s)"
                if terms:
                    in_languages.append(" AND ".join([each] * len(terms)))
                    values += [item for term in terms for item in (code, term)]
            parts.append("(" + " OR ".join(f"({part})" for part in in_languages) + ")" if in_languages else "1 = 0")
        for name, chosen in request.chosen().items():
            if name != without:
                marks = ", ".join(["%s"] * len(chosen))
                of_document = "SELECT 1 FROM oracle_values w WHERE w.doc = f.doc"
                parts.append(f"EXISTS ({of_document} AND w.facet = %s AND w.value IN ({marks}))")
                values += [name, *chosen]
        if request.year_from is not None:
            parts.append("COALESCE(f.last, f.first) >= %s")
            values.append(request.year_from)
        if request.year_to is not None:
            parts.append("f.first <= %s")
            values.append(request.year_to)
        return " AND ".join(parts), values

    @staticmethod
    def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()


def _values(document: SearchDocument) -> Iterator[tuple[str, str]]:
    first = document.start_year
    years = range(first, (document.end_year or first) + 1) if first else ()
    lists: dict[str, Any] = {
        "cite": [document.cite_slug],
        "country": [document.country],
        "stage": [document.stage] if document.stage else [],
        "pole": document.poles,
        "audience": document.audiences,
        "mode": document.modes,
        "language": document.languages,
        "year": [str(year) for year in years],
    }
    for name, found in lists.items():
        for value in found or [NONE]:
            yield name, value


def _terms(document: SearchDocument) -> set[tuple[str, str]]:
    found = set()
    for code in document.languages:
        card, texts = document.cards[code], document.texts[code]
        text = " ".join([card["title"], card["teaser"], texts["labels"], texts["body"]])
        found |= {(code, term) for term in terms_of(text, code)}
    return found


def random_requests(count: int, cites: list[Cite], *, seed: int = 7) -> Iterator[SearchRequest]:
    """Questions of every kind: no word to three, no filter to four, unknown values, spans of years."""
    dice = random.Random(seed)
    pools = {
        "cite": [*(cite.slug for cite in cites), "nowhere"],
        "country": ["FR", "IT", "PT", "ZZ"],
        "pole": [*POLES, NONE],
        "audience": [*AUDIENCES, NONE],
        "mode": [*MODES, NONE],
        "stage": [*STAGES, NONE],
        "language": [*LANGUAGES, "eu"],
        "year": [*map(str, range(2014, 2027)), NONE],
    }
    for _ in range(count):
        code = dice.choice(LANGUAGES)
        text = " ".join(dice.choice(WORDS[code]) for _ in range(dice.choice((0, 1, 1, 1, 2, 3))))
        chosen = dice.sample(sorted(pools), dice.choice((0, 0, 1, 2, 3)))
        span = sorted(dice.sample(range(2013, 2027), 2)) if dice.random() < 0.2 else (None, None)
        yield SearchRequest(
            text=fold(text) if dice.random() < 0.5 else text,
            language=code,
            filters={name: tuple(dice.sample(pools[name], dice.choice((1, 1, 2)))) for name in chosen},
            year_from=span[0],
            year_to=span[1] if dice.random() < 0.7 else None,
        )


LYON = Near(45.75, 4.85, radius_km=300)
