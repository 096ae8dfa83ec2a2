"""The projection follows every event that changes what the public may see, in the transaction of the change."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from wagtail.models import Locale, Page, PageViewRestriction

from cities.enums import Review, Stage
from cities.models import Initiative, InitiativePage, InitiativePartnerCite
from cities.services.initiatives import InitiativeWords
from cities.signals import initiative_changed
from portal.selectors.versions import content_version
from portal.services.versions import raise_content_version
from portal.tenancy.models import Cite, SiteLanguage
from search.engines import database_engine
from search.engines.contract import Near, SearchRequest
from search.models import SearchDocument
from search.services.projection import project
from tests.factories.portal import home_of
from tests.factories.search import GONDOMAR, make_initiative, make_terms
from tests.factories.world import World

EMPTY = {"cards": {}, "texts": {}, "languages": [], "pages": {}, "poles": [], "country": "", "start_year": None}


@pytest.fixture
def porto(world: World) -> Cite:
    return world.porto


@pytest.fixture
def row(porto: Cite) -> Initiative:
    make_terms()
    return make_initiative(
        porto,
        "casa",
        language="pt",
        title="Em sua casa",
        words={"teaser": "A cidade sai à rua.", "need": "<p>Longe das <b>cidades</b>.</p>"},
        translations={"en": InitiativeWords(title="At your place", description="<p>Going out.</p>")},
        start_year=2017,
        end_year=2019,
        audiences=["jeunes"],
    )


def document(row: Initiative) -> SearchDocument:
    return SearchDocument.objects.get(uid=row.uid)


def page(row: Initiative, language: str = "pt") -> InitiativePage:
    return InitiativePage.objects.get(translation_key=row.uid, locale__language_code=language)


def shown(row: Initiative) -> bool:
    return document(row).visible


def assert_tombstone(row: Initiative) -> None:
    found = document(row)
    assert found.visible is False
    assert {name: getattr(found, name) for name in EMPTY} == EMPTY


def test_what_a_document_holds(row: Initiative, porto: Cite) -> None:
    found = document(row)
    assert (found.visible, found.accepted, found.in_network, found.cite) == (True, True, True, porto)
    assert found.facet_values() == {
        "cite": ["porto"],
        "country": ["PT"],
        "pole": ["orientation"],
        "audience": ["jeunes"],
        "mode": ["on_site"],
        "stage": ["running"],
        "year": ["2017", "2018", "2019"],
        "language": ["pt", "en"],
    }
    assert found.pages == {"pt": page(row).pk, "en": page(row, "en").pk}
    assert found.original_page_id == page(row).pk
    assert (found.latitude, found.longitude) == (porto.latitude, porto.longitude)
    assert found.cards == {
        "pt": {"title": "Em sua casa", "teaser": "A cidade sai à rua.", "demonstration": False},
        "en": {"title": "At your place", "teaser": "", "demonstration": False},
    }
    assert found.texts["pt"]["body"] == "Longe das cidades."
    assert found.texts["en"]["labels"].split("\n") == [
        "Porto",
        "Portugal",
        "Choisir mon orientation",
        "Jeunes",
    ]


def test_contacts_never_enter(porto: Cite) -> None:
    row = make_initiative(
        porto, "contact", language="pt", contact_name="Zzsecret", contact_email="zz@example.org", contact_phone="+99"
    )
    kept = str(SearchDocument.objects.filter(uid=row.uid).values().get())
    assert page(row).contact_name == "Zzsecret"
    assert not any(word in kept for word in ("Zzsecret", "zz@example.org", "+99"))


def test_missing_values_are_stored_as_such(porto: Cite) -> None:
    row = make_initiative(porto, "bare", language="pt", stage="", start_year=None, poles=[], modes=[])
    values = document(row).facet_values()
    assert {name for name, found in values.items() if found == ["none"]} == {
        "pole",
        "audience",
        "mode",
        "stage",
        "year",
    }


def test_a_rebuild_projects_first(porto: Cite) -> None:
    row = make_initiative(porto, "x", language="pt", title="X", place_name="Gondomar")
    SearchDocument.objects.filter(uid=row.uid).update(latitude=porto.latitude, longitude=porto.longitude)
    said = StringIO()
    call_command("search", "rebuild", "--engine", "database", stdout=said)
    assert said.getvalue().splitlines()[0] == "Documents unlike their pages, put right: 1"
    assert (document(row).latitude, document(row).longitude) == GONDOMAR
    near = SearchRequest(near=Near(*GONDOMAR, radius_km=1))
    assert [hit.id for hit in database_engine().search(near).hits] == [document(row).pk]


def test_it_is_written_once_for_a_state(row: Initiative) -> None:
    before, version = document(row).seq, content_version()
    assert project(row.uid) is None
    assert (document(row).seq, content_version()) == (before, version)


def test_versions_grow_and_the_public_version_with_them(row: Initiative, porto: Cite) -> None:
    first, version = document(row).seq, content_version()
    make_initiative(porto, "other", language="pt")
    page(row).unpublish()
    assert document(row).seq > first
    assert SearchDocument.objects.values("seq").distinct().count() == 2
    assert content_version() > version


def unpublish(row: Initiative) -> None:
    page(row).unpublish()


def unpublish_in_bulk(row: Initiative) -> None:
    base = Page.objects.get(pk=page(row).pk)
    base.live = False
    base.save()


def unpublish_queryset(row: Initiative) -> None:
    InitiativePage.objects.filter(pk=page(row).pk).unpublish()


def restrict(row: Initiative) -> None:
    PageViewRestriction.objects.create(page=page(row), restriction_type="groups").groups.add(Group.objects.first())


def restrict_parent(row: Initiative) -> None:
    PageViewRestriction.objects.create(page=page(row).get_parent(), restriction_type="groups")


def refuse_original_language(row: Initiative) -> None:
    SiteLanguage.objects.get(site=row.cite.site, locale__language_code="pt").delete()


def suspend(row: Initiative) -> None:
    cite = Cite.objects.get(pk=row.cite_id)
    cite.suspended = True
    cite.save()


def delete_all(row: Initiative) -> None:
    for code in ("pt", "en"):
        page(row, code).delete()


def delete_parents(row: Initiative) -> None:
    for code in ("en", "pt"):
        page(row, code).get_parent().delete()


@pytest.mark.parametrize(
    "event",
    [
        unpublish,
        unpublish_in_bulk,
        unpublish_queryset,
        restrict,
        restrict_parent,
        refuse_original_language,
        suspend,
        delete_all,
        delete_parents,
    ],
)
def test_what_takes_it_from_the_public_leaves_a_tombstone(row: Initiative, event: Callable[[Any], None]) -> None:
    assert shown(row)
    event(row)
    assert_tombstone(row)


def test_what_gives_it_back(row: Initiative) -> None:
    restrict(row)
    assert not shown(row)
    PageViewRestriction.objects.get().delete()
    assert shown(row)
    suspend(row)
    assert not shown(row)
    cite = Cite.objects.get(pk=row.cite_id)
    cite.suspended = False
    cite.save()
    assert shown(row)
    unpublish(row)
    assert not shown(row)
    page(row).get_latest_revision().publish()
    assert shown(row)


def test_a_translation_comes_and_goes_alone(row: Initiative) -> None:
    page(row, "en").unpublish()
    assert document(row).languages == ["pt"]
    page(row, "en").get_latest_revision().publish()
    assert document(row).languages == ["pt", "en"]
    PageViewRestriction.objects.create(page=page(row, "en"), restriction_type="groups")
    assert document(row).languages == ["pt"]


def test_nothing_is_public_while_the_original_is_not(row: Initiative) -> None:
    page(row).unpublish()
    assert not page(row, "en").live
    assert_tombstone(row)
    page(row, "en").save_revision().publish()
    assert_tombstone(row)


def test_another_language_takes_over(row: Initiative) -> None:
    page(row).delete()
    found = document(row)
    assert (found.visible, found.languages, found.original_page_id) == (True, ["en"], page(row, "en").pk)
    assert found.start_year == 2017


def test_the_networks_decision(row: Initiative) -> None:
    Initiative.objects.filter(pk=row.pk).update(review=Review.PROPOSED)
    initiative_changed.send(sender=Initiative, uid=row.uid)
    assert (document(row).visible, document(row).in_network) == (True, False)


def test_a_partner_is_a_word_only_once_it_accepted(world: World) -> None:
    row = make_initiative(world.porto, "partners", language="pt", partner_cites=[(world.genova, False)])
    assert "Genova" not in document(row).texts["pt"]["labels"]
    partner = InitiativePartnerCite.objects.get(owner=row)
    partner.accepted_at = row.facts_at
    partner.save()
    initiative_changed.send(sender=Initiative, uid=row.uid)
    assert "Genova" in document(row).texts["pt"]["labels"]


def test_drafts_stay_out(row: Initiative) -> None:
    before = document(row).seq
    original = page(row)
    original.title, original.need = "Rascunho", "<p>zzsecret</p>"
    original.stage = Stage.ENDED
    original.save_revision()
    page(row, "en").save_revision()
    found = document(row)
    assert (found.seq, found.stage, found.cards["pt"]["title"]) == (before, "running", "Em sua casa")


def test_what_is_published_while_its_site_is_suspended_is_found_when_it_is_taken_up_again(porto: Cite) -> None:
    make_terms()
    porto.suspended = True
    porto.save()
    made = make_initiative(porto, "entretanto", language="pt", title="Entretanto")
    assert not SearchDocument.objects.filter(uid=made.uid).exists()
    porto.suspended = False
    porto.save()
    assert document(made).visible


def test_an_alias_and_a_copy(row: Initiative, world: World) -> None:
    original = page(row)
    original.create_alias(update_slug="alias", parent=original.get_parent())
    assert document(row).pages == {"pt": original.pk, "en": page(row, "en").pk}
    copy = original.copy(update_attrs={"slug": "copia", "title": "Cópia"}, keep_live=True)
    copied = SearchDocument.objects.get(uid=copy.translation_key)
    assert (copied.visible, copied.accepted) == (True, False)
    assert copied.published_at == InitiativePage.objects.get(pk=copy.pk).first_published_at


def test_a_move_to_another_cite_takes_the_row_along(row: Initiative, world: World) -> None:
    page(row, "en").delete()
    target = home_of(world.genova, "it").get_children().type(page(row).get_parent().specific_class).get()
    Page.objects.get(pk=page(row).pk).move(target, pos="last-child")
    row.refresh_from_db()
    assert row.cite == world.genova
    assert_tombstone(row)  # Genova's site has no Portuguese


def test_no_initiative_under_the_hub(world: World) -> None:
    index = home_of(world.network, "fr").get_children().get(slug="initiatives").specific
    assert InitiativePage.can_create_at(index) is False
    own = home_of(world.paris, "fr").get_children().get(slug="initiatives").specific
    assert InitiativePage.can_create_at(own) is True


def test_a_rollback_takes_the_projection_back(row: Initiative) -> None:
    before = document(row).seq
    with suppress(ZeroDivisionError), transaction.atomic():
        page(row).unpublish()
        assert_tombstone(row)
        raise ZeroDivisionError
    assert (document(row).visible, document(row).seq) == (True, before)


def test_a_failing_projection_takes_the_publication_back(row: Initiative, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("search.services.projection.next_numbers", fail)
    with suppress(ZeroDivisionError):
        page(row).unpublish()
    assert page(row).live is True


def test_an_unknown_identifier_is_nothing(world: World) -> None:
    assert project(uuid.uuid4()) is None


def test_publishing_again_writes_nothing(row: Initiative, porto: Cite) -> None:
    before, revisions = document(row).seq, page(row).revisions.count()
    make_terms()
    again = make_initiative(
        porto,
        "casa",
        language="pt",
        title="Em sua casa",
        words={"teaser": "A cidade sai à rua.", "need": "<p>Longe das <b>cidades</b>.</p>"},
        translations={"en": InitiativeWords(title="At your place", description="<p>Going out.</p>")},
        start_year=2017,
        end_year=2019,
        audiences=["jeunes"],
    )
    assert again.pk == row.pk
    assert (document(row).seq, page(row).revisions.count()) == (before, revisions)
    make_initiative(porto, "casa", language="pt", title="Outra casa", start_year=2017)
    assert document(row).cards["pt"]["title"] == "Outra casa"
    assert document(row).audiences == []


def test_the_cost_of_a_projection(row: Initiative, queries: Callable[[], Any]) -> None:
    Initiative.objects.filter(pk=row.pk).update(stage=Stage.ENDED)
    with queries() as seen:
        project(row.uid)
    assert len(seen) <= 18, seen
    assert Locale.objects.count() >= 4
    raise_content_version()
