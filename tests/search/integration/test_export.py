"""Results as files: all of a result, only what is public, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from openpyxl import load_workbook

from cities.models import InitiativePage
from search.engines.contract import Cursor
from search.exports.records import COLUMNS
from search.params import Params
from search.selectors import export
from search.selectors.export import found_by, numbers_of
from tests.factories.search import make_initiative
from tests.factories.world import World
from tests.search.exporting import CSV, JSONL, XLSX, body, lines, table, titles

ClientOf = Callable[..., Client]


# -- What is in them -----------------------------------------------------------------------------------------


def test_a_table_says_names(result: World, client_of: ClientOf) -> None:
    rows = {row["title"]: row for row in table(client_of(), "/en/initiatives/export.csv")}
    assert sorted(rows) == ["In piazza", "The van"]
    van = rows["The van"]
    assert van == {
        "title": "The van",
        "summary": "It stops at markets.",
        "cite": "Cidade das Profissões do Porto",
        "country": "Portugal",
        "first_year": "2017",
        "last_year": "2019",
        "stage": "Running",
        "poles": van["poles"],
        "audiences": "Jeunes",
        "modes": "Outside the walls; Online",
        "place": "Bolhão",
        "latitude": "41.1",
        "longitude": "-8.6",
        "partner_cites": "Città dei Mestieri di Genova",
        "partners": "Biblioteca; Clube",
        "language": "English",
        "languages": "Português; English",
        "source": "exemplo.org, 2017",
        "source_url": "https://example.org/s",
        "demonstration": "yes",
        "url": "http://porto.localhost:8000/en/initiatives/the-van/",
        "uid": str(InitiativePage.objects.get(title="The van").translation_key),
    }
    assert van["poles"].split("; ") == ["Choisir mon orientation", "Trouver un emploi"]


def test_every_word_is_in_the_language_of_the_page_whatever_the_server_speaks(
    result: World, client_of: ClientOf
) -> None:
    """A server sends the lines after the request, in whatever language is at hand then."""
    response = client_of().get("/en/initiatives/export.csv")
    with translation.override("it"):
        text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    van = next(row for row in rows if row["Title"] == "The van")
    assert (van["Stage"], van["Country"], van["Mode"], van["Demonstration text"]) == (
        "Running",
        "Portugal",
        "Outside the walls; Online",
        "yes",
    )


def test_lines_say_codes(result: World, client_of: ClientOf) -> None:
    found = {line["title"]: line for line in lines(client_of())}
    assert sorted(found) == ["A carrinha", "In piazza"]
    van = found["A carrinha"]
    assert list(van) == [column.name for column in COLUMNS]
    assert van | {"uid": ""} == {
        "title": "A carrinha",
        "summary": "A cidade sai à rua.",
        "cite": "porto",
        "country": "PT",
        "first_year": 2017,
        "last_year": 2019,
        "stage": "running",
        "poles": ["orientation", "emploi"],
        "audiences": ["jeunes"],
        "modes": ["itinerant", "online"],
        "place": "Bolhão",
        "latitude": 41.1,
        "longitude": -8.6,
        "partner_cites": ["genova"],
        "partners": [{"name": "Biblioteca", "url": "https://example.org/b"}, {"name": "Clube", "url": ""}],
        "language": "pt",
        "languages": ["pt", "en"],
        "source": "exemplo.org, 2017",
        "source_url": "https://example.org/s",
        "demonstration": False,
        "url": "http://porto.localhost:8000/pt/initiatives/a-carrinha/",
        "uid": "",
    }


def test_a_workbook_holds_the_same_with_numbers_as_numbers(result: World, client_of: ClientOf) -> None:
    book = load_workbook(io.BytesIO(body(client_of(), XLSX)))
    (sheet,) = book.worksheets
    headings, *rows = sheet.iter_rows(values_only=True)
    van = dict(
        zip((column.name for column in COLUMNS), next(row for row in rows if row[0] == "A carrinha"), strict=True)
    )
    assert len(headings) == len(COLUMNS)
    assert (van["first_year"], van["latitude"], van["longitude"]) == (2017, 41.1, -8.6)
    text = [{name: "" if value is None else str(value) for name, value in van.items()}]
    assert text == [row for row in table(client_of()) if row["title"] == "A carrinha"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold


def test_members_contacts_and_what_is_not_public_are_in_none(result: World, client_of: ClientOf) -> None:
    for host, path in (("", CSV), ("", JSONL), ("", XLSX), ("genova", "/it/initiatives/export.csv")):
        content = body(client_of(host), path)
        if path == XLSX:
            book = load_workbook(io.BytesIO(content))
            content = str(list(book.worksheets[0].iter_rows(values_only=True))).encode()
        for secret in (b"Zz", b"zz@example.org", b"Paris la Villette"):
            assert secret not in content, path


def test_a_cites_own_file_holds_its_own_result(result: World, client_of: ClientOf) -> None:
    assert sorted(titles(client_of("porto"), "/pt/initiatives/export.csv")) == ["A carrinha", "Zzproposta"]
    assert sorted(titles(client_of("porto"), "/pt/initiatives/export.csv?cite=genova")) == ["A carrinha", "Zzproposta"]
    assert titles(client_of("genova"), "/it/initiatives/export.csv") == ["In piazza"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?q=carrinhas", ["The van"]),
        ("?q=markest", ["The van"]),
        ("?q=markest&exact=1", []),
        ("?q=wxyzwxyz", []),
        ("?q=piazza+van+wxyz", []),
        ("?pole=emploi&sort=title", ["The van", "In piazza"]),
        ("?pole=emploi&sort=title&page=7", ["The van", "In piazza"]),
        ("?country=IT", ["In piazza"]),
        ("?near=Matosinhos&radius=25", ["The van"]),
        ("?year_from=2019&year_to=2020", ["The van"]),
    ],
)
def test_it_is_the_result_of_the_page(result: World, client_of: ClientOf, query: str, shown: list[str]) -> None:
    assert titles(client_of(), f"/en/initiatives/export.csv{query}") == shown


def test_some_of_the_words_do_where_the_page_says_so(result: World, client_of: ClientOf) -> None:
    make_initiative(result.paris, "w", language="fr", title="Atelier mobile numérique rural")
    assert titles(client_of(), f"{CSV}?q=atelier+mobile+zzzzqqqq+wwwwxxxx") == ["Atelier mobile numérique rural"]


# -- As many as there are ------------------------------------------------------------------------------------


def many(world: World, number: int) -> list[str]:
    names = [f"Atelier {count:02}" for count in range(number)]
    for name in names:
        make_initiative(world.paris, name, language="fr", title=name)
    return names


@pytest.mark.parametrize("sort", ["title", "recent", "year"])
def test_all_pages_are_in_it_each_once(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr(export, "BATCH", 7)
    names = many(world, 24)
    found = titles(client_of(), f"{CSV}?sort={sort}")
    assert sorted(found) == names
    on_pages = []
    for page in (1, 2):
        text = client_of().get(f"/fr/initiatives/?sort={sort}&page={page}").content.decode()
        on_pages += [name for name in sorted(names, key=text.find) if name in text]
    assert found == on_pages


def test_ranked_by_words_too(world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "BATCH", 5)
    names = many(world, 12)
    assert sorted(titles(client_of(), f"{CSV}?q=ateliers")) == names


def test_it_is_streamed_in_batches_of_two_queries(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, queries: Callable[[], Any]
) -> None:
    many(world, 9)
    client = client_of()
    client.get("/fr/initiatives/")
    response = client.get(CSV)
    assert response.streaming
    monkeypatch.setattr(export, "BATCH", 3)
    with queries() as seen:
        response = client.get(CSV)
        asked = len(seen)
        chunks = [(chunk.count(b"\r\n"), len(seen)) for chunk in response.streaming_content]
    assert asked == 4, "the page, its restrictions, the first batch's search"
    assert chunks == [(1, 4), (3, 5), (3, 7), (3, 9)]


def test_another_engine_goes_on_where_one_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cursor is of an engine that isn't there any more: the database's begins again, and says nothing twice."""
    names = many(world, 8)
    monkeypatch.setattr(export, "BATCH", 3)
    found = found_by(Params(), language="fr", cite_id=None)
    assert found.first.cursor is not None
    lost = replace(found.first, cursor=Cursor("elasticsearch", "relevance", 0.0, found.first.cursor.id))
    numbers = [number for batch in numbers_of(replace(found, first=lost)) for number in batch]
    assert len(numbers) == len(set(numbers)) == len(names)


def test_what_is_unpublished_meanwhile_is_left_out(
    world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 2)
    many(world, 6)
    response = client_of().get(f"{CSV}?sort=title")
    parts = iter(response.streaming_content)
    said = next(parts) + next(parts)
    InitiativePage.objects.get(title="Atelier 05").unpublish()
    said += b"".join(parts)
    assert b"Atelier 04" in said
    assert b"Atelier 05" not in said


# -- In a spreadsheet ----------------------------------------------------------------------------------------


def test_formulas_are_text_in_files(world: World, client_of: ClientOf) -> None:
    title, teaser = '=HYPERLINK("http://example.org";"x")', "+351 22 000\n@cmd"
    make_initiative(world.paris, "evil", language="fr", title=title, words={"teaser": teaser}, source="-2+3")
    (row,) = table(client_of())
    assert (row["title"], row["summary"], row["source"]) == ("'" + title, "'+351 22 000\n'@cmd", "'-2+3")
    sheet = load_workbook(io.BytesIO(body(client_of(), XLSX))).worksheets[0]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "inlineStr"}
    assert sheet["A2"].value == "'" + title
    (line,) = lines(client_of())
    assert line["title"] == title, "a program gets what was written"


def test_spreadsheets_are_told_that_it_is_utf8(result: World, client_of: ClientOf) -> None:
    content = body(client_of(), "/en/initiatives/export.csv")
    assert content.startswith(b"\xef\xbb\xbf")
    first = content.decode("utf-8-sig").split("\r\n")[0]
    assert first.startswith("Title,Summary,Cité,Country,First year,Last year,Stage")


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("jsonl", "application/jsonl; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_what_the_answer_says_of_itself(result: World, client_of: ClientOf, kind: str, type_: str) -> None:
    for method in ("get", "head"):
        response = getattr(client_of(), method)(f"/fr/initiatives/export.{kind}")
        assert response.headers["Content-Type"] == type_
        day = f"{timezone.localdate():%Y-%m-%d}"
        assert response.headers["Content-Disposition"] == f'attachment; filename="initiatives-{day}.{kind}"'
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert bool(b"".join(response)) is (method == "get")
