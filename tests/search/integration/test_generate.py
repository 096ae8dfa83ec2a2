"""`manage.py generate`: what it writes is what publishing would have written, and it can be taken away again.

The module is long because every test of it looks at the same 200 initiatives, which take most of its time.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from wagtail.fields import StreamField
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from cities.demo.vocabularies import load_vocabularies
from cities.models import Audience, Initiative, InitiativePage, Pole
from cities.services.initiatives import InitiativeData, publish_initiative
from portal.audit.receivers import CITE
from portal.demo import DemoContext
from portal.tenancy.enums import CiteRole
from portal.tenancy.models import Cite, Network
from search.engines import database_engine
from search.engines.contract import SearchRequest
from search.enums import FACET_NAMES
from search.models import InitiativeIndexPage, SearchDocument
from search.services.generate import (
    Plan,
    PlannedInitiative,
    generated_cites,
    network,
    plan_cites,
    plan_initiative,
    vocabulary,
    write_initiatives,
)
from search.services.generate.places import read_places
from search.services.generate.rows import Writer
from search.services.projection import project
from tests.factories.portal import person, sign_in
from tests.factories.search import make_initiative
from tests.factories.world import World, build_world
from tests.isolation.submitting import submissions

# One process for all: what they look at is generated once.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("generate")]
CODES = ("fr", "it")
OPTIONS = ("--cites=2", "--languages=fr,it", "--seed=5")
# What is another's by nature: keys, places in the tree, moments, numbers of versions.
OWN = {
    "id", "pk", "path", "url_path", "slug", "translation_key", "uid", "latest_revision", "live_revision",
    "latest_revision_created_at", "first_published_at", "last_published_at", "page_ptr", "page", "owner",
    "original", "facts_at", "cite", "accepted_at", "initiative", "initiativepage", "timestamp", "created_at",
    "object_id", "object_str", "content", "data", "place_name", "latitude", "longitude",
}  # fmt: skip


def generate(*options: str) -> str:
    out = io.StringIO()
    call_command("generate", "--force", *options, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def once(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Two Cités with 200 initiatives for all tests of this module, which roll back to them."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_world()
        load_vocabularies(DemoContext(facts_only=True, say=lambda line: None))
        generate(*OPTIONS, "--initiatives=200")
        database_engine().columns.forget()
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)
    database_engine().columns.forget()


@pytest.fixture
def generated(once: None, world: World) -> list[Cite]:
    """The Cités that were generated."""
    return generated_cites()


@pytest.fixture
def terms(generated: list[Cite], world: World) -> World:
    """The network with its vocabularies and nothing generated."""
    generate("--clear")
    return world


def planned(count: int, *, cites: int = 2, seed: int = 5) -> list[PlannedInitiative]:
    plan = Plan(cites=cites, languages=CODES, seed=seed)
    found = plan_cites(plan)
    poles, audiences = vocabulary(Pole, "poles"), vocabulary(Audience, "audiences")
    return [plan_initiative(plan, number, found, poles=poles, audiences=audiences) for number in range(count)]


def uid_of(each: PlannedInitiative, cites: Sequence[Cite]) -> Any:
    return read_places(seed=5, cites=cites).uid(each.number, each.cite)


def pages_of(cites: Sequence[Cite]) -> Any:
    return InitiativePage.objects.filter(path__regex="|".join(f"^{cite.container.path}" for cite in cites))


def columns(row: Model) -> dict[str, Any]:
    return {field.name: field.value_from_object(row) for field in row._meta.concrete_fields if field.name not in OWN}


def all_columns(rows: Any) -> list[dict[str, Any]]:
    return sorted((columns(row) for row in rows), key=repr)


def table_counts() -> dict[str, int]:
    """Rows of every table but those that only grow: words, queued tasks, what full-text indices keep inside."""
    kept = ("search_searchword", "search_terms_", "search_names_", "django_tasks_", "_fts_", "sqlite_")
    counts = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names():
            if not any(part in name for part in kept):
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
                counts[name] = cursor.fetchone()[0]
    return counts


def test_everything_asked_for_is_there_and_counted(generated: list[Cite]) -> None:
    mine = planned(200)
    assert [cite.name_language for cite in generated] == ["fr", "it"]
    assert Initiative.objects.filter(cite__in=generated).count() == 200
    assert pages_of(generated).live().count() == sum(len(each.words) for each in mine)
    for number, cite in enumerate(generated):
        assert cite.initiatives.count() == sum(each.cite == number for each in mine)
    assert SearchDocument.objects.filter(cite__in=generated, visible=True).count() == 200


def test_the_tree_has_no_problems_and_grows_on(generated: list[Cite]) -> None:
    assert not any(Page.find_problems())
    make_initiative(generated[0], "by hand", language="fr")
    assert not any(Page.find_problems())
    index = InitiativeIndexPage.objects.descendant_of(generated[0].container).get(locale__language_code="fr")
    assert index.numchild == index.get_children().count()


def test_rows_are_those_that_publishing_writes(generated: list[Cite], world: World) -> None:
    """Twenty of them, published anew as another Cité's by the service that imports and demonstrations use."""
    others = {"fr": world.paris, "it": world.genova}
    compared = 0
    for each in planned(200):
        code = next(iter(each.words))
        if len(each.words) > 1 or each.inspired_by or compared > 20:
            continue
        bulk = Initiative.objects.get(uid=uid_of(each, generated))
        by_hand = publish_initiative(
            cite=others[code],
            key=str(each.number),
            language=code,
            words=each.words[code],
            data=InitiativeData(
                stage=each.stage,
                start_year=each.start_year,
                end_year=each.end_year,
                poles=each.poles,
                audiences=each.audiences,
                modes=each.modes,
                partners=each.partners,
                partner_cites=[(generated[number], accepted) for number, accepted in each.partner_cites],
                contact_name=each.contact_name,
                contact_email=each.contact_email,
                source=each.source,
            ),
            review=each.review,
        )
        by_hand.refresh_from_db()
        pages = [InitiativePage.objects.get(translation_key=row.uid) for row in (bulk, by_hand)]
        assert columns(bulk) == columns(by_hand)
        assert columns(pages[0]) == columns(pages[1])
        for name in ("partners", "partner_cites"):
            # Both name the same organisations; their identifiers hang on the initiative's.
            assert all_columns(getattr(bulk, name).all()) == all_columns(getattr(by_hand, name).all())
            assert all_columns(getattr(pages[0], name).all()) == all_columns(getattr(pages[1], name).all())
        for name in ("poles", "audiences"):
            terms = [set(getattr(row, name).values_list("slug", flat=True)) for row in (bulk, by_hand, *pages)]
            assert terms[1:] == terms[:-1]
        revisions = [Revision.objects.get(object_id=str(page.pk)) for page in pages]
        assert all_columns(revisions[:1]) == all_columns(revisions[1:])
        assert list(revisions[0].content) == list(revisions[1].content)
        logged = [PageLogEntry.objects.filter(page=page.pk) for page in pages]
        assert all_columns(logged[0]) == all_columns(logged[1])
        assert [entry.get().data for entry in logged] == [{CITE: bulk.cite_id}, {CITE: by_hand.cite_id}]
        compared += 1
    assert compared > 20


def test_a_revision_holds_what_its_page_shows(generated: list[Cite]) -> None:
    streams = [field.name for field in InitiativePage._meta.get_fields() if isinstance(field, StreamField)]
    assert streams
    for page in pages_of(generated)[:60]:
        revision = page.latest_revision
        assert page.live_revision_id == revision.pk
        shown = json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))
        kept = revision.content
        for name in ("latest_revision", "live_revision", "latest_revision_created_at"):
            assert kept.pop(name) is None  # the revision is made before the page names it
            shown.pop(name)
        for name in streams:  # PostgreSQL keeps their keys in an order of its own
            kept[name], shown[name] = json.loads(kept[name]), json.loads(shown[name])
        assert kept == shown
        assert page.get_latest_revision_as_object().title == page.title
        assert page.has_unpublished_changes is False


def test_references_are_those_wagtail_finds(generated: list[Cite]) -> None:
    originals = [row.original for row in Initiative.objects.filter(cite__in=generated).select_related("original")]
    expected = set()
    for page in originals:
        for to_type, to, model_path, path in ReferenceIndex._extract_references_from_object(page):
            expected.add((str(page.pk), to_type, to, model_path, path))
    kept = ReferenceIndex.objects.filter(object_id__in=[str(page.pk) for page in originals])
    names = ("object_id", "to_content_type", "to_object_id", "model_path", "content_path")
    assert set(kept.values_list(*names)) == expected
    assert {path.split(".")[0] for *_rest, path, _content in expected} == {"inspired_by", "partner_cites"}


def test_a_generated_page_is_edited_in_the_admin(
    generated: list[Cite], client_of: Callable[..., Client], drain: Callable[[], int]
) -> None:
    each = next(each for each in planned(200) if each.partners and each.partner_cites and each.cite == 0)
    page = InitiativePage.objects.get(translation_key=uid_of(each, generated), locale__language_code="fr")
    client = sign_in(client_of(), person((generated[0], CiteRole.MODERATOR)))
    url = f"/admin/pages/{page.pk}/edit/"
    response = client.get(url)
    assert response.status_code == 200
    form = next(found for found in submissions(response, url) if "title" in found.names)
    before = page.serializable_data()
    answer = client.post(url, form.filled(title="Un autre titre", **{"action-publish": "action-publish"}))
    assert answer.status_code == 302, [error for found in answer.context["form"].errors.items() for error in found]
    page.refresh_from_db()
    after = page.serializable_data()
    changed = {name for name in before if before[name] != after[name]}
    assert page.title == "Un autre titre"
    # Streams are filled in by the editor's script, which isn't run here.
    assert changed - {"figures", "links", "more"} == {
        "title", "draft_title", "latest_revision", "live_revision", "last_published_at", "latest_revision_created_at",
    }  # fmt: skip
    assert Initiative.objects.get(uid=page.translation_key).title == "Un autre titre"
    document = SearchDocument.objects.get(uid=page.translation_key)
    assert document.cards["fr"]["title"] == "Un autre titre"
    drain()
    assert Revision.objects.filter(object_id=str(page.pk)).count() == 2


def test_documents_are_as_the_projection_would_write_them_again(generated: list[Cite]) -> None:
    for row in Initiative.objects.filter(cite__in=generated)[:30]:
        assert project(row.uid) is None  # nothing differs


def test_generated_initiatives_are_found_and_counted(generated: list[Cite]) -> None:
    accepted = [each for each in planned(200) if each.review == "accepted"]
    found = database_engine().search(SearchRequest(filters={"cite": tuple(cite.slug for cite in generated)}))
    assert found.total == len(accepted)
    for name in FACET_NAMES:
        assert found.facet(name).values
    stages = {value.value: value.count for value in found.facet("stage").values if value.count}
    assert stages == {
        stage: sum(each.stage == stage for each in accepted) for stage in {str(each.stage) for each in accepted}
    }


def test_a_second_run_adds_nothing_and_a_larger_one_what_is_missing(generated: list[Cite]) -> None:
    before = table_counts()
    said = generate(*OPTIONS, "--initiatives=200")
    assert said.splitlines()[-2:] == ["Rows: all there already.", "Projection: all there already."]
    assert table_counts() == before
    said = generate(*OPTIONS, "--initiatives=230")
    assert "Rows: 30 initiatives in " in said
    assert "Projection: 30 initiatives in " in said
    assert Initiative.objects.filter(cite__in=generated).count() == 230
    assert not any(Page.find_problems())


def test_the_same_seed_gives_the_same_again(generated: list[Cite]) -> None:
    def content() -> list[Any]:
        rows = pages_of(generated_cites()).order_by("translation_key", "locale_id")
        return [
            {**columns(page), "key": page.translation_key, "slug": page.slug, "at": page.first_published_at}
            | {"inspired_by": None}
            for page in rows
        ]

    first = content()
    generate("--clear")
    generate(*OPTIONS, "--initiatives=200")
    assert content() == first


def test_clearing_leaves_everything_as_it_was(terms: World, client_of: Callable[..., Client]) -> None:
    make_initiative(terms.porto, "kept", language="pt")
    generate("--cites=1", "--initiatives=3", "--languages=fr", "--seed=9")
    generate("--clear")  # locales and words of the languages stay
    before = table_counts()
    pages = list(Page.objects.order_by("path").values_list("path", "numchild", "url_path"))
    generate(*OPTIONS, "--initiatives=60")
    host = generated_cites()[0].slug
    assert client_of(host).get("/fr/").status_code == 200
    assert generate("--clear").splitlines()[-1] == "Nothing generated is left."
    assert table_counts() == before
    assert list(Page.objects.order_by("path").values_list("path", "numchild", "url_path")) == pages
    assert not any(Page.find_problems())
    assert client_of(host).get("/fr/").status_code == 404
    assert [hit.id for hit in database_engine().search(SearchRequest()).hits] == [SearchDocument.objects.get().pk]


def test_clearing_where_nothing_was_generated_says_so(terms: World) -> None:
    before = table_counts()
    assert generate("--clear") == "Nothing generated is left.\n"
    assert table_counts() == before


def test_a_chunk_costs_the_same_statements_whatever_it_holds(terms: World, queries: Callable[[], Any]) -> None:
    generate(*OPTIONS, "--initiatives=20")
    cites, mine = generated_cites(), planned(420)
    writer = Writer(read_places(seed=5, cites=cites))
    with queries() as few:
        assert len(writer.write(mine[20:60])) == 40
    with queries() as many:
        assert len(writer.write(mine[60:420])) == 360
    assert len(few) < 30
    if connection.vendor == "sqlite":  # elsewhere 200 rows go into a statement
        assert len(many) <= len(few) + 1  # one more where an earlier chunk inspired one of these


def test_what_is_there_is_not_drawn_again(generated: list[Cite], monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    def noting(plan: Plan, number: int, *rest: Any, **more: Any) -> PlannedInitiative:
        drawn.append(number)
        return plan_initiative(plan, number, *rest, **more)

    monkeypatch.setattr(network, "plan_initiative", noting)
    plan = Plan(cites=2, languages=CODES, seed=5)
    assert list(write_initiatives(plan, generated, plan_cites(plan), count=203)) == [(203, 3)]
    assert drawn == [200, 201, 202]


def test_rows_are_not_found_before_they_are_projected(generated: list[Cite]) -> None:
    plan = Plan(cites=2, languages=CODES, seed=5)
    for _done in write_initiatives(plan, generated, plan_cites(plan), count=220):
        pass
    assert Initiative.objects.filter(cite__in=generated).count() == 220
    assert SearchDocument.objects.filter(cite__in=generated).count() == 200


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--cites=0"], "--cites goes from 1 to 600."),
        (["--initiatives=-1"], "--initiatives goes from 0 to 2000000."),
        (["--languages=fr,xx"], "No phrases for: xx. There are for: ca, en, es, fr, it, pt."),
        (["--languages=,"], "Name at least one language."),
        (
            ["--languages=ca", "--cites=200"],
            "There aren't so many cities for “ca”: ask for fewer Cités or more languages.",
        ),
    ],
)
def test_bad_arguments_are_refused_in_a_sentence(terms: World, options: list[str], said: str) -> None:
    before = table_counts()
    with pytest.raises(CommandError) as refused:
        generate(*options)
    assert str(refused.value) == said
    assert table_counts() == before


def test_production_is_refused_unless_forced(terms: World) -> None:
    for options in ([], ["--clear"]):
        with pytest.raises(CommandError, match="This looks like production"):
            call_command("generate", *options)
    assert generated_cites() == []


def test_another_plan_asks_to_clear_first(generated: list[Cite]) -> None:
    for options in (["--cites=3"], ["--cites=2", "--seed=6"], ["--cites=2", "--seed=5", "--languages=it,fr"]):
        with pytest.raises(CommandError, match="generated with other --cites, --languages or --seed"):
            generate("--languages=fr,it", *options)
    assert len(generated_cites()) == 2


def test_missing_vocabularies_are_named(terms: World) -> None:
    Audience.objects.all().delete()
    with pytest.raises(CommandError, match="The vocabularies of pôles and audiences are missing"):
        generate("--cites=1", "--initiatives=1", "--languages=fr")


def test_a_missing_hub_is_named(terms: World) -> None:
    Network.objects.all().delete()
    with pytest.raises(CommandError, match="There is no hub yet"):
        generate("--cites=1", "--initiatives=1", "--languages=fr")


def test_a_short_name_that_is_taken_is_refused(terms: World) -> None:
    plan = Plan(cites=1, languages=("fr",), seed=5)
    Cite.objects.create(slug=plan_cites(plan)[0].slug, name="Une autre", short_name="Autre", country="FR")
    with pytest.raises(CommandError, match="slug"):
        generate("--cites=1", "--initiatives=1", "--languages=fr", "--seed=5")
    assert Initiative.objects.count() == 0
