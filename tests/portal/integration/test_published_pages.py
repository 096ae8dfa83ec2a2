"""Pages added as published: the same state that saving and publishing them leaves, at a third of the cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models.signals import post_save
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.signals import page_published

from portal.models import ArticlePage
from portal.services.indexing import indexed_at_the_end
from portal.tenancy.services.pages import add_published
from tests.factories.portal import home_of, make_image, make_page
from tests.factories.world import World

pytestmark = pytest.mark.django_db
# What differs from page to page, and times.
OWN = {"id", "page_ptr", "path", "slug", "url_path", "translation_key", "latest_revision", "live_revision"}
TIMES = {"first_published_at", "last_published_at", "latest_revision_created_at"}


def article(title: str, world: World, **values: Any) -> ArticlePage:
    return ArticlePage(title=title, slug=title.lower(), locale=home_of(world.paris, "fr").locale, **values)


def test_it_leaves_what_publishing_leaves(world: World) -> None:
    home = home_of(world.paris, "fr")
    usual = make_page(ArticlePage, parent=home, title="Un", lead="Bonjour.")
    quick = add_published(parent=home, page=article("Deux", world, lead="Bonjour."))
    quick = ArticlePage.objects.get(pk=quick.pk)
    for field in ArticlePage._meta.concrete_fields:
        if field.name in TIMES:
            assert getattr(quick, field.name) is not None
        elif field.name not in OWN | {"title", "draft_title"}:
            assert getattr(quick, field.name) == getattr(usual, field.name), field.name
    assert quick.live_revision == quick.latest_revision == Revision.objects.for_instance(quick).get()
    assert quick.latest_revision_created_at == quick.latest_revision.created_at
    assert quick.draft_title == "Deux"
    assert quick.url_path == f"{home.url_path}deux/"
    shown = quick.live_revision.as_object()
    assert (shown.title, shown.lead, shown.live) == ("Deux", "Bonjour.", True)


def test_it_can_be_edited_and_published_afterwards(world: World) -> None:
    page = add_published(parent=home_of(world.paris, "fr"), page=article("Deux", world))
    page.title = "Trois"
    page.save_revision().publish()
    again = ArticlePage.objects.get(pk=page.pk)
    assert (again.title, again.has_unpublished_changes) == ("Trois", False)
    assert again.first_published_at == page.first_published_at
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_signal_of_a_publication_is_sent_once(world: World) -> None:
    seen: list[tuple[str, int]] = []

    def note(sender: type[Page], instance: Page, revision: Revision, **kwargs: Any) -> None:
        seen.append((instance.title, revision.pk))

    page_published.connect(note)
    try:
        page = add_published(parent=home_of(world.paris, "fr"), page=article("Deux", world))
    finally:
        page_published.disconnect(note)
    assert seen == [("Deux", page.live_revision_id)]


def test_it_is_saved_once(world: World) -> None:
    saves: list[str] = []

    def note(sender: type, instance: Any, **kwargs: Any) -> None:
        saves.append(sender.__name__)

    post_save.connect(note, sender=ArticlePage)
    try:
        add_published(parent=home_of(world.paris, "fr"), page=article("Deux", world))
    finally:
        post_save.disconnect(note, sender=ArticlePage)
    assert saves == ["ArticlePage"]


def test_siblings_added_with_an_old_parent_in_hand_keep_the_tree_whole(world: World) -> None:
    home = home_of(world.paris, "fr")
    stale = home_of(world.paris, "fr")
    add_published(parent=home, page=article("Deux", world))
    add_published(parent=stale, page=article("Trois", world))
    assert Page.find_problems() == ([], [], [], [], [])
    assert [page.slug for page in home.get_children()][-2:] == ["deux", "trois"]


def test_an_invalid_page_writes_nothing(world: World) -> None:
    before = (Page.objects.count(), Revision.objects.count())
    with pytest.raises(ValidationError):
        add_published(parent=home_of(world.paris, "fr"), page=article("", world))
    assert (Page.objects.count(), Revision.objects.count()) == before
    assert Page.find_problems() == ([], [], [], [], [])


def test_indexing_waits_for_the_end_of_a_load(world: World) -> None:
    image = make_image(collection=world.paris.collection)
    before = DBTaskResult.objects.count()
    with indexed_at_the_end():
        page = add_published(parent=home_of(world.paris, "fr"), page=article("Zinguerie", world, social_image=image))
        assert not ReferenceIndex.get_references_to(image).exists()
    assert DBTaskResult.objects.count() == before
    assert ReferenceIndex.get_references_to(image).get().object_id == str(page.pk)
    assert [found.pk for found in ArticlePage.objects.search("zinguerie")] == [page.pk]


def test_saves_are_indexed_one_by_one_again_afterwards(world: World) -> None:
    with indexed_at_the_end():
        pass
    before = DBTaskResult.objects.count()
    add_published(parent=home_of(world.paris, "fr"), page=article("Deux", world))
    assert DBTaskResult.objects.count() == before + 2


def test_a_load_that_fails_indexes_nothing_and_puts_the_handlers_back(world: World) -> None:
    with pytest.raises(RuntimeError), indexed_at_the_end():
        raise RuntimeError
    before = DBTaskResult.objects.count()
    add_published(parent=home_of(world.paris, "fr"), page=article("Deux", world))
    assert DBTaskResult.objects.count() == before + 2
