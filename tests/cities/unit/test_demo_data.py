"""The data of the demonstration: complete, sourced or marked, and written as the languages are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from cities.enums import ClosureReason, Mode, ProposalState, Stage
from cities.models.terms import LANGUAGES
from portal.demo import SHOWCASES, read_data
from portal.look.accent import distance, problems_with
from portal.tenancy.models.cite import validate_slug, validate_timezone

DATA = "cities/data/{}.json"
FILES = ["initiatives", "news", "partners", "services", "vocabularies", *(f"showcases/{slug}" for slug in SHOWCASES)]


def read(name: str) -> Any:
    return read_data(DATA.format(name))


def words_of(value: Any, language: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the language it is in."""
    if isinstance(value, dict):
        for key, child in value.items():
            if key not in ("page", "key", "pole", "slug"):
                yield from words_of(child, key if key in LANGUAGES else language)
    elif isinstance(value, list):
        for child in value:
            yield from words_of(child, language)
    elif isinstance(value, str) and language:
        yield language, value


def test_the_41_entries_are_all_there() -> None:
    entries = read("cites")
    assert len(entries) == 41
    kinds = [entry["kind"] for entry in entries]
    assert {kind: kinds.count(kind) for kind in kinds} == {"cite": 35, "site": 1, "associated_centre": 5}
    countries = [entry["country"] for entry in entries if entry["kind"] == "cite"]
    counted = {country: countries.count(country) for country in countries}
    assert counted == {"FR": 19, "IT": 6, "BE": 4, "CH": 2, "ES": 2, "PT": 2}
    assert len({entry["slug"] for entry in entries}) == 41
    assert len({entry["name"] for entry in entries}) == 41


def test_each_entry_has_sources_languages_slug_and_zone() -> None:
    for entry in read("cites"):
        validate_slug(entry["slug"])
        validate_timezone(entry["timezone"])
        assert entry["sources"]
        assert entry["verified"] is True
        assert entry["status_note"]
        assert set(entry["languages"]) <= set(LANGUAGES)
        assert entry["name_language"] in LANGUAGES
        assert entry["short_name"]


def test_places_that_are_no_cite_name_their_mother() -> None:
    mothers = {entry["slug"]: entry.get("mother") for entry in read("cites") if entry["kind"] != "cite"}
    assert mothers == {
        "picardie-verte": "beauvais",
        "geneve-meyrin": "geneve",
        "geneve-onex": "geneve",
        "geneve-annemasse": "geneve",
        "geneve-bonneville": "geneve",
        "geneve-bellegarde": "geneve",
    }


def test_languages_beyond_the_sources_are_told_apart() -> None:
    entries = {entry["slug"]: entry for entry in read("cites")}
    assert entries["irun"]["languages"] == ["es", "eu"]
    assert entries["barcelona"]["languages"] == ["ca", "es"]
    assert entries["bruxelles"]["languages"] == ["fr", "nl"]
    assert entries["porto"]["languages"] == ["pt"]
    assert {
        slug: entry["demonstration_languages"] for slug, entry in entries.items() if "demonstration_languages" in entry
    } == {"porto": ["en"]}


def test_terms_are_named_in_each_language() -> None:
    data = read("vocabularies")
    assert [term["slug"] for term in data["poles"]] == ["orientation", "formation", "emploi", "evolution", "creation"]
    for term in [*data["poles"], *data["audiences"]]:
        assert set(term) == {"slug", *LANGUAGES}
        assert all(0 < len(term[code]) <= 80 for code in LANGUAGES)


def test_facts_name_their_source() -> None:
    assert all(item["source"] for item in read("news")["news"])
    assert all(item["source"] for item in read("initiatives")["initiatives"])
    assert all(entry["source"] for entry in read("partners")["cites"].values())
    for entry in read("services")["cites"].values():
        assert all(sources for sources in entry["sources"].values())


def test_initiatives_of_the_sources_say_no_more_than_they() -> None:
    entries = read("initiatives")["initiatives"]
    assert len(entries) == 10
    for entry in entries:
        words = next(entry[code] for code in LANGUAGES if code in entry)
        assert set(words) <= {"title", "lead", "description", "figures"}


@pytest.mark.parametrize("slug", SHOWCASES)
def test_a_showcase_is_full_and_in_all_its_languages(slug: str) -> None:
    data = read(f"showcases/{slug}")
    assert [len(data[name]) for name in ("news", "events", "initiatives")] == [6, 8, 6]
    assert len(data["services"]) >= 5
    assert len(data["team"]["members"]) >= 5
    assert data["closures"]
    languages = set(data["languages"])
    holders = [*data["services"], *data["news"], *data["events"], *data["initiatives"], *data["notices"]]
    for holder in [*holders, data["home"], data["team"], data["practical"], *data["team"]["members"]]:
        assert {code for code in LANGUAGES if code in holder} == languages
    for name in ("services", "news", "events", "initiatives"):
        keys = [item["key"] for item in data[name]]
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("slug", SHOWCASES)
def test_a_showcase_uses_words_the_models_know(slug: str) -> None:
    data = read(f"showcases/{slug}")
    poles = {term["slug"] for term in read("vocabularies")["poles"]}
    audiences = {term["slug"] for term in read("vocabularies")["audiences"]}
    for item in data["initiatives"]:
        assert item["stage"] in Stage.values
        assert item["modes"]
        assert set(item["modes"]) <= set(Mode.values)
        assert set(item["poles"]) <= poles
        assert set(item["audiences"]) <= audiences
        assert all(len(item[code]["title"]) <= 100 for code in data["languages"])
    for item in [*data["services"], *data["events"]]:
        assert item.get("pole") in {*poles, None}
    for item in [*data["news"], *data["events"]]:
        assert item.get("proposal", "accepted") in ProposalState.values
    assert all(item["reason"] in ClosureReason.values for item in data["closures"])
    assert all(len(item[code]) <= 255 for item in data["notices"] for code in data["languages"])


def test_events_lie_around_today() -> None:
    for slug in SHOWCASES:
        days = [item["in_days"] for item in read(f"showcases/{slug}")["events"]]
        assert days == sorted(days)
        assert sum(day < 0 for day in days) == 2
        assert min(days) >= -15
        assert max(days) <= 40


def test_accents_can_be_used_and_told_apart() -> None:
    accents = {slug: read(f"showcases/{slug}")["settings"]["accent"] for slug in SHOWCASES}
    assert [problems_with(accent) for accent in accents.values()] == [[]] * 5
    for slug, accent in accents.items():
        assert all(distance(accent, other) > 20 for name, other in accents.items() if name != slug)


@pytest.mark.parametrize("name", FILES)
def test_words_are_set_as_the_language_sets_them(name: str) -> None:
    for language, text in words_of(read(name)):
        assert "'" not in text, f"straight apostrophe: {text}"
        assert "  " not in text
        assert text == text.strip()
        if language == "fr":
            assert not re.search(r" [:;?!»]|« ", text), f"a breaking space before a sign: {text}"


@pytest.mark.parametrize("name", FILES)
def test_rich_text_is_well_formed(name: str) -> None:
    for _language, text in words_of(read(name)):
        opened = re.findall(r"<(\w+)>", text)
        assert sorted(opened) == sorted(re.findall(r"</(\w+)>", text)), text
        assert set(opened) <= {"p", "ul", "li", "h2"}
