"""The same external ids again: what has changed comes, what people wrote meanwhile stays."""

from __future__ import annotations

import pytest
from wagtail.models import Page, Revision

from cities.models import Initiative, InitiativeImport, InitiativePage
from cities.services.importing.problems import Problem
from portal.tenancy.enums import CiteRole
from tests.factories.imports import FULL, bring, draft_of, line, outcomes, said_of, saved, snapshot
from tests.factories.initiatives import index_of
from tests.factories.portal import person
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_a_second_import_of_the_same_file_changes_nothing_and_says_so(world: World) -> None:
    lines = [FULL, line(2), line(3, language="en")]
    bring(world.porto, lines)
    before = snapshot()
    job = bring(world.porto, lines)
    assert snapshot() == before
    assert job.counts == {"same": 3}
    assert outcomes(job) == {"A1": "same", "A2": "same", "A3": "same"}


def test_what_is_new_is_added_and_what_has_changed_becomes_a_new_draft(world: World) -> None:
    first = bring(world.porto, [line(1), line(2), line(3)])
    page = draft_of(first)
    job = bring(world.porto, [line(1, title="Mudou", need="Novo"), line(2), line(4)])
    assert outcomes(job) == {"A1": "changed", "A2": "same", "A4": "new"}
    assert InitiativePage.objects.filter(live=False).count() == 4  # what the file lacks stays
    changed = draft_of(job)
    assert (changed.pk, changed.title, changed.draft_title, changed.need) == (page.pk, "Mudou", "Mudou", "<p>Novo</p>")
    assert changed.slug == page.slug
    assert changed.get_latest_revision_as_object().need == "<p>Novo</p>"
    assert Initiative.objects.get(uid=page.translation_key).title == "Mudou"
    assert Revision.objects.filter(object_id=str(page.pk)).count() == 2
    assert bring(world.porto, [line(1, title="Mudou", need="Novo"), line(4)]).counts == {"same": 2}


def test_every_field_of_a_draft_follows_the_file(world: World) -> None:
    bring(world.porto, [FULL])
    other = {
        **FULL,
        "stage": "ended",
        "first year": "2011",
        "pôles": "formation",
        "modes": "online",
        "partners": "Porto",
        "figures": "7 = escolas",
        "links": "",
        "place": "Gaia",
        "latitude": "",
        "longitude": "",
        "partner Cités": "genova|paris",
    }
    job = bring(world.porto, [other])
    page = draft_of(job)
    for shown in (page, page.get_latest_revision_as_object()):
        assert (shown.stage, shown.start_year, shown.place_name) == ("ended", 2011, "Gaia")
        assert (shown.on_site, shown.online, shown.latitude) == (False, True, None)
        assert [each.slug for each in shown.poles.all()] == ["formation"]
        assert [each.name for each in shown.partners.all()] == ["Porto"]
        assert [each.cite for each in shown.partner_cites.all()] == [world.genova, world.paris]
        assert list(shown.links) == []
        assert [each["label"] for each in shown.figures[0].value["figures"]] == ["escolas"]
    page.full_clean()
    assert bring(world.porto, [other]).counts == {"same": 1}
    # Saved and published as it is, children included.
    page.latest_revision.publish()
    assert [each.name for each in Initiative.objects.get(uid=page.translation_key).partners.all()] == ["Porto"]


def test_columns_a_file_lacks_are_left_as_they_are(world: World) -> None:
    bring(world.porto, [FULL])
    job = bring(world.porto, [{"id": "A1", "title": "Só o título"}], language="pt")
    draft = draft_of(job).get_latest_revision_as_object()
    assert outcomes(job) == {"A1": "changed"}
    assert (draft.title, draft.place_name, draft.stage) == ("Só o título", "Porto", "running")
    assert [each.name for each in draft.partners.all()] == ["Mairie", "Universidade"]


def test_a_live_page_stays_as_it_is_and_gets_a_draft(world: World) -> None:
    page = draft_of(bring(world.porto, [FULL]))
    page.latest_revision.publish()
    job = bring(world.porto, [{**FULL, "title": "Mudou", "partners": "Outro", "stage": "ended"}])
    assert outcomes(job) == {"A1": "changed"}
    page = draft_of(job)
    assert (page.live, page.title, page.draft_title, page.has_unpublished_changes) == (True, "Oficina", "Mudou", True)
    row = Initiative.objects.get(uid=page.translation_key)
    assert (row.title, row.stage) == ("Oficina", "running")
    assert [each.name for each in page.partners.all()] == ["Mairie", "Universidade"]
    assert page.live_revision_id != page.latest_revision_id
    page.latest_revision.publish()
    row.refresh_from_db()
    assert (row.title, row.stage) == ("Mudou", "ended")
    assert [each.name for each in row.partners.all()] == ["Outro"]


# -- Work of people ----------------------------------------------------------------------------------------------


def test_what_a_person_edited_is_never_overwritten_and_the_report_says_so(world: World) -> None:
    page = draft_of(bring(world.porto, [line(1), line(2)]))
    saved(page, need="<p>À mão</p>")
    before = snapshot()
    job = bring(world.porto, [line(1, need="Do ficheiro", title="Também"), line(2)])
    assert outcomes(job) == {"A1": "kept", "A2": "same"}
    assert snapshot() == before
    assert draft_of(job).get_latest_revision_as_object().need == "<p>À mão</p>"
    problem = Problem.restored(job.lines.get(external_id="A1").problems[-1])
    assert (problem.code, problem.values["fields"]) == ("edited", ["need"])
    assert "differs in the file: The need." in problem.words()[0]
    assert "Nothing was overwritten" in problem.words()[1]
    # It stays so, as often as the file comes.
    assert outcomes(bring(world.porto, [line(1, need="Do ficheiro", title="Também")])) == {"A1": "kept"}


def test_what_a_person_edited_elsewhere_on_the_page_is_kept_beside_the_files_changes(world: World) -> None:
    page = draft_of(bring(world.porto, [line(1)]))
    saved(page, results="<p>À mão</p>", seo_title="Para motores")
    job = bring(world.porto, [line(1, title="Do ficheiro")])
    draft = draft_of(job).get_latest_revision_as_object()
    assert outcomes(job) == {"A1": "changed"}
    assert (draft.title, draft.results, draft.seo_title) == ("Do ficheiro", "<p>À mão</p>", "Para motores")


def test_the_same_change_made_by_hand_is_no_conflict(world: World) -> None:
    page = draft_of(bring(world.porto, [line(1)]))
    saved(page, title="Mudou")
    assert outcomes(bring(world.porto, [line(1, title="Mudou")])) == {"A1": "same"}
    # From now on the file's word is the base.
    assert outcomes(bring(world.porto, [line(1, title="Outra vez")])) == {"A1": "changed"}


def test_what_the_file_doesnt_change_a_person_may(world: World) -> None:
    page = draft_of(bring(world.porto, [line(1)]))
    saved(page, title="À mão")
    assert outcomes(bring(world.porto, [line(1)])) == {"A1": "same"}
    assert draft_of(InitiativeImport.objects.latest("pk")).draft_title == "À mão"


@pytest.mark.parametrize("state", ["deleted", "locked", "in_review", "moved"])
def test_what_people_have_done_with_a_page_keeps_it_from_the_file(world: World, state: str) -> None:
    page = draft_of(bring(world.porto, [line(1)]))
    if state == "deleted":
        page.delete()
    elif state == "locked":
        Page.objects.filter(pk=page.pk).update(locked=True)
    elif state == "in_review":
        page.get_workflow().start(page, person((world.porto, CiteRole.EDITOR)))
    else:
        page.move(index_of(world.genova, "it"), pos="last-child")
    before = snapshot()
    job = bring(world.porto, [line(1, title="Do ficheiro")])
    assert outcomes(job) == {"A1": "kept"}
    assert said_of(job, "A1") == [state]
    assert snapshot() == before


def test_an_initiative_keeps_the_language_it_came_in(world: World) -> None:
    bring(world.porto, [line(1)])
    job = bring(world.porto, [line(1, language="en"), line(2)], skip_invalid=True)
    assert outcomes(job) == {"A1": "invalid", "A2": "new"}
    assert said_of(job, "A1") == ["other_language"]
