"""What is wrong with a line, column by column, and what each column becomes on the page."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from cities.enums import LineOutcome, Mode, Review, Stage
from cities.models import Audience, ImportLine, Initiative, InitiativeImport, InitiativePage, Pole
from cities.services.importing.problems import Problem
from cities.services.importing.run import check_file
from tests.factories.imports import bring, csv_bytes, line, make_job, said_of, table, xlsx_bytes
from tests.factories.initiatives import make_initiative
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def audiences(world: World) -> dict[str, int]:
    return {
        slug: Audience.objects.create(slug=slug, name_fr=fr, name_pt=pt).pk
        for slug, fr, pt in (("jeunes", "Jeunes, étudiants", "Jovens"), ("parents", "Parents", "Pais"))
    }


def problems_of(world: World, **values: str) -> list[tuple[str, str]]:
    """Field and code of what is wrong with one line for Porto."""
    content = csv_bytes(table([line(**values)]))
    job = make_job(world.porto, content)
    found: list[tuple[str, str]] = []

    def keep(matches: list[Any]) -> None:
        found.extend((problem.field, problem.code) for match in matches for problem in match.problems)

    check_file(job, io.BytesIO(content), tell=lambda done, total: None, keep=keep)
    assert not ImportLine.objects.exists()
    return found


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"id": ""}, [("external_id", "missing")]),
        ({"id": "x" * 101}, [("external_id", "too_long")]),
        ({"title": ""}, [("title", "missing")]),
        ({"title": "x" * 101}, [("title", "too_long")]),
        ({"summary": "x" * 501}, [("lead", "too_long")]),
        ({"need": "x" * 20_001}, [("need", "too_long")]),
        ({"need": "<p>a</p>"}, [("need", "tags")]),
        ({"language": "klingon"}, [("language", "unknown_language")]),
        ({"language": "fr"}, [("language", "language_not_offered")]),
        ({"language": "eu"}, [("language", "language_not_offered")]),
        ({"stage": "somewhere"}, [("stage", "unknown_stage")]),
        ({"stage": ""}, [("stage", "needed_later")]),
        ({"pôles": ""}, [("poles", "needed_later")]),
        ({"pôles": "emploi|jardinage"}, [("poles", "unknown_pole")]),
        ({"first year": ""}, [("start_year", "needed_later")]),
        ({"first year": "19"}, [("start_year", "year")]),
        ({"first year": "1789"}, [("start_year", "year")]),
        ({"first year": "9" * 400}, [("start_year", "year")]),
        ({"first year": "٢٠٢٠"}, []),
        ({"last year": "2010"}, [("end_year", "years")]),
        ({"audiences": "nobody"}, [("audiences", "unknown_audience")]),
        ({"modes": "by pigeon"}, [("modes", "unknown_mode")]),
        ({"latitude": "north", "longitude": "1"}, [("latitude", "number")]),
        ({"latitude": "nan", "longitude": "1"}, [("latitude", "number")]),
        ({"latitude": "1_0", "longitude": "1"}, [("latitude", "number")]),
        ({"latitude": "1e999", "longitude": "1"}, [("latitude", "number")]),
        ({"latitude": "91", "longitude": "-181"}, [("latitude", "range"), ("longitude", "range")]),
        ({"latitude": "41"}, [("longitude", "half_place")]),
        ({"source url": "javascript:alert(1)"}, [("source_url", "url")]),
        ({"source url": "https://" + "x" * 300 + ".org"}, [("source_url", "too_long")]),
        ({"source": "x" * 256}, [("source", "too_long")]),
        ({"e-mail": "nobody"}, [("contact_email", "email")]),
        ({"contact person": "x" * 121}, [("contact_name", "too_long")]),
        ({"links": "no address"}, [("links", "link")]),
        ({"links": "x" * 130 + " = https://example.org/"}, [("links", "too_long")]),
        ({"partners": "x" * 161}, [("partners", "too_long")]),
        ({"partners": "|".join(f"P{n}" for n in range(51))}, [("partners", "too_many")]),
        ({"figures": "120 people"}, [("figures", "figure")]),
        ({"figures": "120 = people"}, [("figures", "unsourced")]),
        ({"figures": "|".join(["1 = a"] * 7)}, [("figures", "too_many")]),
        ({"partner Cités": "atlantis"}, [("partner_cites", "unknown_cite")]),
        ({"partner Cités": "Porto"}, [("partner_cites", "own_cite")]),
        ({"inspired by": "not one"}, [("inspired_by", "unknown_initiative")]),
        ({"inspired by": "6a3c1f8e-0000-4000-8000-000000000000"}, [("inspired_by", "unknown_initiative")]),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
)
def test_what_is_wrong_is_said_of_its_column(
    world: World, values: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert problems_of(world, **values) == expected


def test_several_things_can_be_wrong_at_once(world: World) -> None:
    found = problems_of(world, id="", title="", language="x", stage="x", pôles="x", **{"first year": "x"})
    assert [code for _field, code in found] == [
        "missing",
        "unknown_language",
        "missing",
        "unknown_stage",
        "year",
        "unknown_pole",
    ]


def test_a_problem_names_the_column_as_the_file_does_and_what_is_known(world: World) -> None:
    content = csv_bytes([["ID", "Título", "Fase", "Polos"], ["1", "a", "longe", "x"]])
    job = make_job(world.porto, content, skip_invalid=True)
    said: list[str] = []

    def keep(matches: list[Any]) -> None:
        said.extend(f"{each.place}: {' '.join(each.words())}" for match in matches for each in match.problems)

    check_file(job, io.BytesIO(content), tell=lambda done, total: None, keep=keep)
    assert said == [
        "Fase: “longe” is no stage. The stages are: Idea, Experiment, Running, Evaluated, Ended.",
        "Polos: “x” is no pôle of the network. "
        "The pôles are: Choisir mon orientation, Trouver une formation, Trouver un emploi.",
    ]


def test_a_problem_tells_the_words_in_the_language_of_who_reads(world: World) -> None:
    Audience.objects.create(slug="jovens", name_fr="Jeunes", name_pt="Jovens")
    Pole.objects.update(name_pt="Polo")
    wrong = line(1, stage="longe", mode="x", audiences="x") | {"pôles": "x"}
    with translation.override("fr"):
        job = bring(world.porto, [wrong], skip_invalid=True)
    problems = [Problem.restored(kept) for kept in job.lines.get().problems]
    with translation.override("pt"):
        said = [problem.words()[1] for problem in problems if problem.code.startswith("unknown_")]
        known = [*map(str, Stage.labels), *map(str, Mode.labels), "Polo", "Jovens"]
    assert len(said) == 4
    assert [word for word in known if word not in " ".join(said)] == []
    assert "Jeunes" not in " ".join(said)


def test_an_identifier_stands_once_in_a_file(world: World) -> None:
    job = bring(world.porto, [line(1), line(2), line(1, title="Again")], skip_invalid=True)
    assert [(each.number, each.outcome) for each in job.lines.all()] == [(2, "new"), (3, "new"), (4, "invalid")]
    problem = Problem.restored(job.lines.get(number=4).problems[0])
    assert problem.words()[0] == "The same identifier stands on line 2."


def test_an_example_is_left_out_whatever_it_holds(world: World) -> None:
    job = bring(world.porto, [line(1), {"id": "#example", "title": "x" * 300, "stage": "?"}])
    assert [each.outcome for each in job.lines.all()] == ["new", "example"]
    assert InitiativePage.objects.filter(live=False).count() == 1


def test_formulas_of_a_workbook_and_errors_are_wrong_in_mapped_columns_only(world: World) -> None:
    rows = [["id", "title", "colour"], ["1", "=A1", ""], ["2", "b", "=A1"], ["3", "#REF!", ""]]
    content = xlsx_bytes(rows)
    job = make_job(world.porto, content)
    found: dict[str, list[str]] = {}

    def keep(matches: list[Any]) -> None:
        found.update(
            {match.line.external_id: [each.code for each in match.problems if each.is_error] for match in matches}
        )

    check_file(job, io.BytesIO(content), tell=lambda done, total: None, keep=keep)
    assert found == {"1": ["formula"], "2": [], "3": ["cell_error"]}


@pytest.mark.parametrize("said", ["pt", "PT", "pt-PT", "Português", "portugais", "Portuguese", "portuguès"])
def test_a_language_is_known_by_code_and_by_its_name_in_any_other(world: World, said: str) -> None:
    assert problems_of(world, language=said) == []


def test_every_column_becomes_what_the_editor_would_have_made(world: World, audiences: dict[str, int]) -> None:
    inspiring = make_initiative(world.paris, language="fr", title="Source")
    Initiative.objects.filter(uid=inspiring.translation_key).update(review=Review.ACCEPTED)
    job = bring(
        world.porto,
        [
            line(
                1,
                title="  Uma   oficina ",
                summary="Um.\nDois.",
                need="Um\n\n- a\n- b",
                results="<p>Mudou</p>",
                figures="120 = pessoas | 8: oficinas",
                stage="Évaluée",
                pôles="Trouver un emploi; orientation",
                audiences="Jeunes, étudiants | Pais",
                modes="À distance, sur place",
                place="Porto",
                latitude="41,15",
                longitude="-8.61°",
                links="O relatório = https://example.org/r?a=1;2 | www.example.org",
                partners="Mairie | Universidade (https://example.org/u) ; Mairie",
                source="Relatório",
                **{
                    "date of the figures": "2024",
                    "source of the figures": "Relatório",
                    "last year": "2022-05-01",
                    "partner Cités": "paris|Genova",
                    "contact person": "Ana Silva",
                    "e-mail": "ana@example.org",
                    "phone": "+351 22",
                    "source url": "https://example.org/s",
                    "inspired by": f"http://localhost:8000/admin/initiatives/{inspiring.translation_key}/",
                },
            )
        ],
    )
    assert said_of(job, "A1") == ["tags"]
    page = job.lines.get().page
    assert page is not None
    page.full_clean()
    draft = page.get_latest_revision_as_object()
    for shown in (page, draft):
        assert (shown.title, shown.draft_title, shown.lead) == ("Uma oficina", "Uma oficina", "Um.\nDois.")
        assert shown.need == "<p>Um</p><ul><li>a</li><li>b</li></ul>"
        assert shown.results == "<p>Mudou</p>"
        assert (shown.stage, shown.start_year, shown.end_year) == ("evaluated", 2020, 2022)
        assert (shown.on_site, shown.itinerant, shown.online) == (True, False, True)
        assert (shown.place_name, shown.latitude, shown.longitude) == ("Porto", 41.15, -8.61)
        assert {pole.slug for pole in shown.poles.all()} == {"emploi", "orientation"}
        assert {audience.pk for audience in shown.audiences.all()} == set(audiences.values())
        assert [(each.name, each.url) for each in shown.partners.all()] == [
            ("Mairie", ""),
            ("Universidade", "https://example.org/u"),
        ]
        assert [each.cite for each in shown.partner_cites.all()] == [world.paris, world.genova]
        assert [(block.value["title"], block.value["url"]) for block in shown.links] == [
            ("O relatório", "https://example.org/r?a=1;2"),
            ("www.example.org", "https://www.example.org"),
        ]
        figures = shown.figures[0].value
        assert [(each["figure"], each["label"]) for each in figures["figures"]] == [
            ("120", "pessoas"),
            ("8", "oficinas"),
        ]
        assert (figures["as_of"], figures["source"]) == ("2024", "Relatório")
        assert (shown.contact_name, shown.contact_email, shown.contact_phone) == (
            "Ana Silva",
            "ana@example.org",
            "+351 22",
        )
        assert (shown.source, shown.source_url) == ("Relatório", "https://example.org/s")
        assert shown.inspired_by == Initiative.objects.get(uid=inspiring.translation_key)
        assert shown.live is False


def test_another_cites_draft_cannot_be_named_as_inspiration(world: World) -> None:
    draft = make_initiative(world.paris, language="fr", title="Secret", live=False)
    assert problems_of(world, **{"inspired by": str(draft.translation_key)}) == [("inspired_by", "unknown_initiative")]
    own = make_initiative(world.porto, title="Own", live=False)
    assert problems_of(world, **{"inspired by": str(own.translation_key)}) == []


@pytest.mark.parametrize("seed", range(3))
def test_what_is_let_through_is_valid_in_the_editor(world: World, audiences: dict[str, int], seed: int) -> None:
    """The checks of a line are no laxer than those of the page."""
    edge = {
        "title": "x" * 100,
        "summary": "y" * 500,
        "source": "s" * 255,
        "place": "p" * 120,
        "phone": "1" * 40,
        "partners": "n" * 160,
        "links": "l" * 120 + " = https://example.org/" + "u" * 178,
        "source url": "https://example.org/" + "u" * 180,
        "figures": "1" * 20 + " = " + "c" * 160,
        "date of the figures": "d" * 60,
        "source of the figures": "f" * 255,
        "first year": "1990",
        "last year": "2100",
        "latitude": "-90",
        "longitude": "180",
        "e-mail": "a@" + "b" * 60 + ".org",
    }
    keys = sorted(edge)
    chosen = {name: edge[name] for place, name in enumerate(keys) if seed == 0 or place % 3 == seed}
    needed = {"latitude", "longitude", "figures", "date of the figures", "source of the figures"}
    job = bring(world.porto, [line(1, **{**chosen, **{name: edge[name] for name in needed}})])
    page = job.lines.get().page
    assert page is not None
    try:
        page.full_clean()
        for name in ("figures", "links"):
            block = InitiativePage._meta.get_field(name).stream_block
            block.clean(getattr(page, name))
    except ValidationError as error:
        pytest.fail(str(error))


def test_a_check_writes_nothing_whatever_it_finds(world: World) -> None:
    before = (InitiativePage.objects.count(), Initiative.objects.count(), Pole.objects.count())
    problems_of(world, stage="x")
    problems_of(world)
    assert (InitiativePage.objects.count(), Initiative.objects.count(), Pole.objects.count()) == before
    assert all(job.counts == {} for job in InitiativeImport.objects.all())


def test_the_kept_report_is_json_and_holds_no_address(world: World) -> None:
    job = bring(world.porto, [line(1), line(2, **{"e-mail": "somebody@nowhere"})], skip_invalid=True)
    kept = json.dumps(list(job.lines.values_list("problems", flat=True)))
    assert "somebody" not in kept
    assert job.counts == {LineOutcome.NEW: 1, LineOutcome.INVALID: 1}
