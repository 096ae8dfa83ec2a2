"""Headers and words in six languages: each means one thing, whatever the language of who reads."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst

from cities.enums import Mode, Stage
from cities.services.importing.content import COMPARED, empty_digests
from cities.services.importing.fields import (
    FIELDS,
    FOLDER,
    LANGUAGES,
    example_in,
    field_named,
    headers_in,
    key_of,
    label_of,
    recognised,
    template_language,
    words_of,
)
from cities.services.importing.problems import (
    ERRORS,
    FILE_NOTES,
    NOTES,
    REFUSALS,
    ImportRefusedError,
    KnownWords,
    Problem,
)
from cities.services.importing.run import check_columns, name_columns
from tests.portal.unit.test_catalogues import catalogue


def data(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def test_every_field_has_a_name_in_every_language_and_none_has_two_meanings() -> None:
    headers = data("headers")
    assert set(headers) == set(FIELDS)
    meanings = defaultdict(set)
    for name, languages in headers.items():
        assert set(languages) == set(LANGUAGES)
        assert all(words and all(words) for words in languages.values())
        for word in (name, *(word for words in languages.values() for word in words)):
            meanings[key_of(word)].add(name)
    assert {word: names for word, names in meanings.items() if len(names) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_calls_a_field_what_the_screens_call_it(language: str) -> None:
    said = defaultdict(set)
    for entry in catalogue(language) if language != "en" else ():
        said[capfirst(entry.msgid)].add(capfirst(entry.msgstr).replace("’", "'"))
    with translation.override("en"):
        labels = {name: label_of(name) for name in FIELDS}
    headers = {name: header.replace("’", "'") for name, header in headers_in(language).items()}
    others = {name for name, label in labels.items() if headers[name] not in (said[label] or {label})}
    # Wagtail's own word.
    assert others <= {"title"}


# Where the towns of the example are.
TOWNS = {"Lyon": (45.76, 4.84), "Genova": (44.41, 8.93), "Porto": (41.15, -8.61), "Barcelona": (41.39, 2.17)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_is_where_its_place_is(language: str) -> None:
    example = example_in(language)
    assert (float(example["latitude"]), float(example["longitude"])) == TOWNS[example["place_name"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_of_each_language_is_recognised_whole(language: str) -> None:
    assert recognised(headers_in(language).values()) == list(FIELDS)
    assert set(example_in(language)) <= set(FIELDS)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("TITRE", "title"),
        ("  Título ", "title"),
        ("Títol", "title"),
        ("external_id", "external_id"),
        ("External-ID", "external_id"),
        ("ID", "external_id"),
        ("Première année", "start_year"),
        ("premiere annee", "start_year"),
        ("E-mail", "contact_email"),
        ("Contact’s e-mail", "contact_email"),
        ("contact's e-mail", "contact_email"),
        ("Pôles", "poles"),
        ("POLES", "poles"),
        ("couleur", ""),
        ("", ""),
    ],
)
def test_headers_are_known_whatever_their_case_accents_and_signs(header: str, name: str) -> None:
    assert field_named(header) == name


def test_of_two_columns_with_one_meaning_the_first_has_it() -> None:
    assert recognised(["Titre", "Title", "id"]) == ["title", "", "external_id"]


def test_columns_are_named_by_hand_over_what_is_recognised() -> None:
    headers = ["id", "Nom", "Titre", "Nom2"]
    assert name_columns(headers) == ["external_id", "", "title", ""]
    assert name_columns(headers, [("Nom", "title")]) == ["external_id", "title", "", ""]
    assert name_columns(headers, [("Nom", "résumé"), ("Titre", "")]) == ["external_id", "lead", "", ""]
    assert name_columns(headers, [("Nom", "")]) == ["external_id", "", "title", ""]


@pytest.mark.parametrize(
    ("headers", "named", "code"),
    [
        (["id", "Titre"], [("Titel", "title")], "unknown_header"),
        (["id", "x", "x"], [("x", "title")], "twin_header"),
        (["id", "x"], [("x", "colour")], "unknown_field"),
        (["id", "x"], [], "unmapped"),
        (["title", "x"], [], "unmapped"),
    ],
)
def test_a_name_that_means_nothing_is_refused(headers: list[str], named: list[tuple[str, str]], code: str) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        check_columns(name_columns(headers, named))
    assert caught.value.problem.code == code


def test_two_columns_for_one_field_are_refused() -> None:
    with pytest.raises(ImportRefusedError) as caught:
        check_columns(["external_id", "title", "title"])
    assert caught.value.problem.code == "mapped_twice"


@pytest.mark.parametrize(("kind", "choices"), [("stage", Stage.values), ("mode", Mode.values)])
def test_every_value_has_words_and_no_word_two_values(kind: str, choices: list[str]) -> None:
    assert set(words_of(kind)) == set(choices)
    meanings = defaultdict(set)
    for value, words in words_of(kind).items():
        for word in (value, *words):
            meanings[key_of(word)].add(value)
    assert all(len(values) == 1 for values in meanings.values())


def test_every_language_of_the_portal_has_names() -> None:
    assert set(words_of("language")) == set(dict(settings.LANGUAGES))


@pytest.mark.parametrize(
    ("active", "code"), [("fr", "fr"), ("ca", "ca"), ("nl", "en"), ("en-gb", "en"), ("pt-br", "pt")]
)
def test_templates_are_in_the_readers_language_or_english(active: str, code: str) -> None:
    with translation.override(active):
        assert template_language() == code


def test_every_field_has_a_label_and_all_but_identity_are_compared() -> None:
    with translation.override("en"):
        labels = [label_of(name) for name in FIELDS]
    assert all(labels)
    assert len(set(labels)) == len(FIELDS)
    assert set(FIELDS) - set(COMPARED) == {"external_id", "language", "figures_as_of", "figures_source"}
    assert set(empty_digests()) == set(COMPARED)


@pytest.mark.parametrize("code", [*ERRORS, *NOTES, *REFUSALS, *FILE_NOTES, "of an earlier version"])
def test_a_problem_survives_being_kept_and_has_words(code: str) -> None:
    values: dict[str, Any] = dict.fromkeys(
        (
            "limit", "names", "encoding", "line", "field", "header", "headers", "fields", "cite", "language", "offered",
            "length", "value", "cells", "columns", "kept", "known", "first", "last", "count", "date", "delimiter",
            "name", "others",
        ),
        "x",
    )  # fmt: skip
    problem = Problem(
        code, "title", "Their header", {**values, "fields": ["need"], "date": "2024-05-01T10:00:00+00:00"}
    )
    again = Problem.restored(json.loads(json.dumps(problem.stored())))
    assert again == problem
    assert again.place == "Their header"
    assert again.is_error == (code in ERRORS)
    with translation.override("en"):
        assert all("%" not in words for words in again.words(KnownWords(unknown_pole="x", unknown_audience="x")))
