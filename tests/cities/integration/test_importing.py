"""Imports: what is written is what the editor would have left, once; people's work is never overwritten."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db.models import Model
from django.test import Client
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from cities.models import ImportLine, Initiative, InitiativePage
from cities.services.importing.problems import ImportRefusedError
from cities.services.importing.run import import_file
from cities.services.review import decide
from portal.audit.receivers import CITE
from portal.tenancy.enums import CiteRole
from search.models import SearchDocument
from tests.factories.imports import FULL, bring, csv_bytes, draft_of, line, make_job, outcomes, snapshot, table
from tests.factories.initiatives import index_of, make_initiative
from tests.factories.portal import person, sign_in
from tests.factories.world import World
from tests.isolation.submitting import submissions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
Drain = Callable[[], int]
# What is another's by nature: keys, places in the tree, moments.
OWN = {
    "id", "pk", "path", "url_path", "slug", "translation_key", "uid", "latest_revision", "latest_revision_created_at",
    "page_ptr", "page", "original", "initiative", "initiativepage", "timestamp", "created_at", "object_id", "content",
}  # fmt: skip


def columns(row: Model) -> dict[str, Any]:
    return {field.name: field.value_from_object(row) for field in row._meta.concrete_fields if field.name not in OWN}


def all_columns(rows: Any) -> list[dict[str, Any]]:
    return sorted((columns(row) for row in rows), key=repr)


# -- What is written ---------------------------------------------------------------------------------------------


def test_rows_are_those_that_adding_a_page_leaves(world: World) -> None:
    """The same page once by import and once as the editor makes it."""
    user = person((world.porto, CiteRole.EDITOR))
    imported = draft_of(bring(world.porto, [FULL], user=user))
    twin = imported.get_latest_revision_as_object()
    by_hand = InitiativePage(
        title="Oficina",
        slug="outra",
        locale=imported.locale,
        live=False,
        owner=user,
        **{field: getattr(twin, field) for field in (*InitiativePage.fact_fields, "lead", "need", "figures", "links")},
    )
    for name in ("poles", "audiences"):
        getattr(by_hand, name).set(getattr(twin, name).all())
    for name in ("partners", "partner_cites"):
        getattr(by_hand, name).set(_copies(getattr(twin, name).all()))
    index_of(world.porto, "pt").add_child(instance=by_hand)
    by_hand.save_revision(user=user, clean=False)
    by_hand = InitiativePage.objects.get(pk=by_hand.pk)

    assert columns(imported) == columns(by_hand)
    rows = [Initiative.objects.get(uid=page.translation_key) for page in (imported, by_hand)]
    assert columns(rows[0]) == columns(rows[1])
    assert [row.original_id for row in rows] == [imported.pk, by_hand.pk]
    for name in ("partners", "partner_cites"):
        assert all_columns(getattr(imported, name).all()) == all_columns(getattr(by_hand, name).all())
    for name in ("poles", "audiences"):
        assert set(getattr(imported, name).all()) == set(getattr(by_hand, name).all())
    revisions = [page.latest_revision for page in (imported, by_hand)]
    assert columns(revisions[0]) == columns(revisions[1])
    contents = [json.loads(json.dumps(revision.content)) for revision in revisions]
    assert list(contents[0]) == list(contents[1])
    logged = [PageLogEntry.objects.filter(page=page.pk, action="wagtail.create").get() for page in (imported, by_hand)]
    assert columns(logged[0]) == columns(logged[1]) | {"label": "Oficina"}
    assert logged[0].data == {CITE: world.porto.pk}
    assert not any(Page.find_problems())


def _copies(children: Any) -> list[Any]:
    return [
        type(child)(
            **{
                field.attname: getattr(child, field.attname)
                for field in child._meta.concrete_fields
                if field.name not in ("id", "page")
            }
        )
        for child in children
    ]


def test_a_revision_holds_what_its_page_shows(world: World) -> None:
    page = draft_of(bring(world.porto, [FULL]))
    shown = json.loads(json.dumps(page.serializable_data(), default=str))
    kept = page.latest_revision.content
    # A revision is written before the page knows of it.
    for name in ("latest_revision", "latest_revision_created_at", "has_unpublished_changes"):
        shown.pop(name), kept.pop(name)
    for name in ("figures", "links"):
        shown[name], kept[name] = json.loads(shown[name]), json.loads(kept[name])
    assert kept == shown


def test_drafts_are_drafts_of_the_cite_named_and_of_nobody_else(world: World, client_of: ClientOf) -> None:
    job = bring(world.porto, [line(1), line(2, language="en")])
    pages = list(InitiativePage.objects.order_by("pk"))
    assert [page.live for page in pages] == [False, False]
    assert all(page.path.startswith(world.porto.container.path) for page in pages)
    assert [page.locale.language_code for page in pages] == ["pt", "en"]
    assert {page.get_parent().pk for page in pages} == {index_of(world.porto, code).pk for code in ("pt", "en")}
    assert set(Initiative.objects.values_list("cite", "review", "facts_at")) == {(world.porto.pk, "none", None)}
    assert not SearchDocument.objects.exists()
    assert client_of("porto").get(pages[0].url_path.removeprefix("/porto")).status_code == 404
    assert outcomes(job) == {"A1": "new", "A2": "new"}


def test_titles_that_are_alike_get_addresses_that_differ(world: World) -> None:
    make_initiative(world.porto, title="Oficina", live=False)
    bring(world.porto, [line(number, title=title) for number, title in enumerate(["Oficina", "Oficina", "!?", "!?"])])
    slugs = list(InitiativePage.objects.values_list("slug", flat=True))
    assert len(set(slugs)) == len(slugs) == 5
    assert not any(Page.find_problems())
    # The tree goes on growing by hand.
    make_initiative(world.porto, title="Depois")
    assert not any(Page.find_problems())


def test_a_draft_can_be_published_and_proposed_as_any_other(world: World, drain: Drain) -> None:
    page = draft_of(bring(world.porto, [FULL]))
    user = person((world.porto, CiteRole.MANAGER))
    page.latest_revision.publish(user=user)
    row = Initiative.objects.get(uid=page.translation_key)
    assert (row.stage, row.start_year, row.place_name, row.title) == ("running", 2020, "Porto", "Oficina")
    assert [each.name for each in row.partners.all()] == ["Mairie", "Universidade"]
    assert [each.cite for each in row.partner_cites.all()] == [world.paris]
    decide(uid=row.uid, verb="propose", user=user)
    drain()
    row.refresh_from_db()
    assert row.review == "proposed"
    assert SearchDocument.objects.get(uid=row.uid).visible


def test_what_a_draft_refers_to_is_in_the_index_once_the_worker_was_there(world: World, drain: Drain) -> None:
    page = draft_of(bring(world.porto, [FULL, line(2)]))
    drain()
    found = ReferenceIndex.objects.filter(object_id=str(page.pk)).values_list("model_path", flat=True)
    assert list(found) == ["partner_cites.item.cite"]


def test_the_editor_opens_and_saves_it_and_a_later_file_still_brings_its_changes(
    world: World, client_of: ClientOf
) -> None:
    """Saving what nobody has changed is no change, whatever the editor makes of its HTML."""
    page = draft_of(bring(world.porto, [line(1, need="Um\n\n- a\n- b", links="Ver = https://example.org/")]))
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    address = f"/admin/pages/{page.pk}/edit/"
    opened = client.get(address)
    assert opened.status_code == 200
    data = _as_browser(submissions(opened, address)[0].data, opened)
    assert client.post(address, data).status_code == 302
    page.refresh_from_db()
    first = Revision.objects.filter(object_id=str(page.pk)).order_by("pk").first()
    assert page.latest_revision != first
    again = bring(world.porto, [line(1, need="Um\n\n- a\n- c", links="Ver = https://example.org/")])
    assert outcomes(again) == {"A1": "changed"}
    assert "<li>c</li>" in draft_of(again).get_latest_revision_as_object().need


def _as_browser(data: dict[str, Any], opened: Any) -> dict[str, Any]:
    """What the editor's scripts fill in: rich text in their format, streams as they are."""
    form = next(layer["form"] for context in opened.context for layer in context.dicts if "form" in layer)
    soup = BeautifulSoup(opened.content, "html.parser")
    filled = dict(data)
    for name in ("need", "description", "results", "difficulties", "transferability", "resources"):
        control = soup.select_one(f"[name={name}]")
        filled[name] = control.get("value") or control.text or "null"
    for name in ("figures", "links", "more"):
        stream = form[name].value()
        filled[f"{name}-count"] = str(len(stream))
        for place, block in enumerate(stream):
            filled |= {
                f"{name}-{place}-deleted": "",
                f"{name}-{place}-order": str(place),
                f"{name}-{place}-type": block.block_type,
                f"{name}-{place}-id": block.id,
                **{f"{name}-{place}-value-{key}": value for key, value in block.value.items()},
            }
    return filled


# -- All or nothing ----------------------------------------------------------------------------------------------


def test_nothing_is_written_unless_all_is_right(world: World) -> None:
    before = snapshot()
    content = csv_bytes(table([line(number) for number in range(600)] + [line(999, stage="?")]))
    job = make_job(world.porto, content)
    report = import_file(job, io.BytesIO(content), tell=lambda done, total: None)
    assert (report.written, snapshot()) == (False, before)
    assert not job.lines.exists()
    job.skip_invalid = True
    report = import_file(job, io.BytesIO(content), tell=lambda done, total: None)
    assert (report.written, report.counts) == (True, {"new": 600, "invalid": 1})
    assert job.lines.get(outcome="invalid").number == 602


def test_nothing_stays_of_an_import_that_breaks_in_the_middle(world: World) -> None:
    before = snapshot()
    content = csv_bytes(table(line(number) for number in range(600)))
    job = make_job(world.porto, content)

    def tell(done: int, total: int | None) -> None:
        if total and done > 300:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(job, io.BytesIO(content), tell=tell)
    assert snapshot() == before
    assert not ImportLine.objects.exists()
    job.refresh_from_db()
    assert (job.state, job.written_at) == ("importing", None)
    assert not any(Page.find_problems())
    # Begun again, it is whole.
    assert import_file(job, io.BytesIO(content), tell=lambda done, total: None).counts == {"new": 600}


def test_a_refusal_in_the_middle_of_a_file_leaves_nothing(world: World) -> None:
    before = snapshot()
    content = csv_bytes(table(line(number) for number in range(300))) + b'"never closed'
    job = make_job(world.porto, csv_bytes(table([line(1)])))
    with pytest.raises(ImportRefusedError, match="quotation marks"):
        import_file(job, io.BytesIO(content), tell=lambda done, total: None)
    assert snapshot() == before


def test_a_cite_without_a_site_has_nowhere_to_import_to(world: World) -> None:
    content = csv_bytes(table([line(1)]))
    job = make_job(world.porto, content)
    job.cite = type(world.porto).objects.create(
        slug="lyon", name="Lyon", short_name="Lyon", country="FR", name_language="fr"
    )
    with pytest.raises(ImportRefusedError, match="no site of its own"):
        import_file(job, io.BytesIO(content), tell=lambda done, total: None)


def test_progress_counts_lines_first_read_then_written(world: World) -> None:
    content = csv_bytes(table(line(number) for number in range(600)))
    told: list[tuple[int, int | None]] = []
    import_file(
        make_job(world.porto, content), io.BytesIO(content), tell=lambda done, total: told.append((done, total))
    )
    assert told == [(250, None), (500, None), (250, 600), (500, 600), (600, 600)]


def test_queries_grow_with_hundreds_of_lines_not_with_lines(world: World, queries: Callable[[], Any]) -> None:
    def cost(number: int) -> int:
        content = csv_bytes(table(line(n, id=f"{number}-{n}") for n in range(number)))
        job = make_job(world.porto, content)
        with queries() as seen:
            import_file(job, io.BytesIO(content), tell=lambda done, total: None)
        return len(seen)

    cost(1)
    assert cost(20) == cost(200)
