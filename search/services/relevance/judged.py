"""The judged sets of `search/relevance/`: documents, and questions with graded answers."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from cities.demo.initiatives import entry_data, entry_words
from cities.demo.pages import SHOWCASE_DATA
from cities.enums import Review
from cities.models import Audience, Initiative, Pole
from cities.models.terms import LANGUAGES as TERM_LANGUAGES
from portal.demo import SHOWCASES, read_data
from portal.tenancy.models import Cite
from search.models import SearchDocument
from search.services.documents import Related
from search.services.unsaved import unsaved_document

FOLDER = Path(__file__).resolve().parents[2] / "relevance"
PLANTED, DEMONSTRATION = "planted", "demonstration"
LANGUAGES = ("fr", "it", "pt", "es", "ca", "en")
KINDS = ("exact", "inflected", "accentless", "elided", "misspelt", "two concepts", "none")
NAMESPACE = uuid.UUID("7d0f8f1e-9d0c-5a51-8e0e-53f2f2a3a6a4")
FIRST = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)


class JudgedDataError(ValueError):
    """A file of judgements says something that can't be; the message says what."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in the reader's language; `grades` maps numbers of documents to 1 (says something about it),
    2 (treats it) or 3 (is about it)."""

    text: str
    language: str
    kind: str
    grades: Mapping[int, int]


@dataclass(frozen=True)
class JudgedSet:
    """Documents and questions to them; `names` are the documents' by number."""

    name: str
    documents: Sequence[SearchDocument]
    questions: Sequence[Question]
    names: Mapping[int, str]


def judged_sets() -> list[JudgedSet]:
    """The planted corpus and the demonstration network.

    Raises:
        JudgedDataError: an answer names no document, or a grade or kind isn't known.
    """
    return [_planted(), _demonstration()]


def _planted() -> JudgedSet:
    files = {code: json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8")) for code in LANGUAGES}
    maker = _Maker()
    documents = {}
    for code, data in files.items():
        cite = maker.cite(data["cite"])
        for entry in data["documents"]:
            words = {"title": entry["title"], "lead": entry["lead"], "description": f"<p>{entry['text']}</p>"}
            documents[f"{code}/{entry['key']}"] = maker.document(cite, {"modes": [], **entry, code: words}, [code])
    questions = [
        {"language": code, **asked, "grades": _full_names(asked["grades"], code)}
        for code, data in files.items()
        for asked in data["queries"]
    ]
    return _judged(PLANTED, documents, questions)


def _full_names(grades: Mapping[str, int], code: str) -> dict[str, int]:
    """Answers of the question's own language are named without it."""
    return {name if "/" in name else f"{code}/{name}": grade for name, grade in grades.items()}


def _demonstration() -> JudgedSet:
    maker = _Maker()
    cites = {entry["slug"]: entry for entry in read_data("cities/data/cites.json")}
    places = {slug: maker.cite(entry) for slug, entry in cites.items()}
    documents = {}
    for entry in read_data("cities/data/initiatives.json")["initiatives"]:
        slug = entry["cite"]
        documents[f"{slug}/{entry['key']}"] = maker.document(places[slug], entry, cites[slug]["languages"])
    for slug in SHOWCASES:
        data = read_data(SHOWCASE_DATA.format(slug))
        for entry in data["initiatives"]:
            documents[f"{slug}/{entry['key']}"] = maker.document(places[slug], entry, data["languages"])
    questions = json.loads((FOLDER / "demonstration.json").read_text(encoding="utf-8"))["queries"]
    return _judged(DEMONSTRATION, documents, questions)


def _judged(name: str, documents: Mapping[str, SearchDocument], asked: Sequence[Mapping[str, Any]]) -> JudgedSet:
    questions = []
    for each in asked:
        unknown = [key for key, grade in each["grades"].items() if key not in documents or grade not in (1, 2, 3)]
        if unknown or each["type"] not in KINDS or (each["type"] == "none") != (not each["grades"]):
            raise JudgedDataError(f"{name}: “{each['text']}” ({each['type']}): {unknown or each['grades']}")
        grades = {documents[key].pk: grade for key, grade in each["grades"].items()}
        questions.append(Question(each["text"], each["language"], each["type"], grades))
    return JudgedSet(name, list(documents.values()), questions, {found.pk: key for key, found in documents.items()})


class _Maker:
    """Makes documents of entries of data files, through the projection's own function; nothing is saved."""

    def __init__(self) -> None:
        data = read_data("cities/data/vocabularies.json")
        self.poles = {entry["slug"]: _term(Pole, entry) for entry in data["poles"]}
        self.audiences = {entry["slug"]: _term(Audience, entry) for entry in data["audiences"]}
        self.numbers, self.page_keys, self.cite_keys = count(1), count(1), count(1)

    def cite(self, entry: Mapping[str, Any]) -> Cite:
        """A Cité as its entry has it."""
        key = next(self.cite_keys)
        return Cite(
            pk=key,
            site_id=key,
            uid=uuid.uuid5(NAMESPACE, entry["slug"]),
            **{name: entry.get(name) or "" for name in ("slug", "name", "short_name", "city", "country")},
            latitude=entry.get("latitude"),
            longitude=entry.get("longitude"),
        )

    def document(self, cite: Cite, entry: Mapping[str, Any], languages: Sequence[str]) -> SearchDocument:
        """An initiative the network has accepted, in the first of the languages and those of the others it has."""
        number = next(self.numbers)
        data = entry_data(cite, entry)
        data = replace(data, place_name=entry.get("place", data.place_name))
        row = Initiative(
            uid=uuid.uuid5(NAMESPACE, f"{cite.slug}/{entry['key']}"),
            cite=cite,
            review=Review.ACCEPTED,
            **data.columns(),
        )
        return unsaved_document(
            row,
            {code: entry_words(entry[code], demonstration=True) for code in languages if code in entry},
            number=number,
            page_keys=self.page_keys,
            published_at=FIRST + datetime.timedelta(hours=number),
            related=Related(
                poles=[self.poles[slug] for slug in entry["poles"]],
                audiences=[self.audiences[slug] for slug in entry["audiences"]],
            ),
        )


def _term(model: type[Any], entry: Mapping[str, str]) -> Any:
    return model(slug=entry["slug"], **{f"name_{code}": entry[code] for code in TERM_LANGUAGES})


def by_language(questions: Sequence[Question]) -> Iterator[tuple[str, list[Question]]]:
    """The questions of each language, in the order of the table."""
    for code in LANGUAGES:
        if found := [question for question in questions if question.language == code]:
            yield code, found
