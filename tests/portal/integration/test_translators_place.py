"""Translators translate: originals are their editors' to change, and who publishes decides, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import Locale, Page, PageLogEntry, WorkflowState
from wagtail_localize.models import StringTranslation, Translation

from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole
from portal.translating.originals import ALIAS
from portal.translating.services import submit_for_translation, submit_translation_for_approval
from tests.factories.cities import practical_page
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
Commits = Callable[..., Any]


@pytest.fixture
def submitted(world: World, django_capture_on_commit_callbacks: Commits) -> Any:
    """An English draft its translator has submitted; with the translator."""
    translator = person((world.porto, CiteRole.TRANSLATOR), email="translator@porto.example")
    english = Locale.objects.get(language_code="en")
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade")
    submit_for_translation(page=page, locales=[english], user=translator)
    found = Translation.objects.get(source__object_id=page.translation_key)
    name(found, "The city")
    with django_capture_on_commit_callbacks(execute=True):
        submit_translation_for_approval(translation=found, user=translator)
    mail.outbox.clear()
    return page.get_translation(english).specific, found, translator


def name(found: Translation, title: str) -> None:
    segment = found.source.stringsegment_set.get(context__path="title")
    StringTranslation.objects.update_or_create(
        translation_of=segment.string, context=segment.context, locale=found.target_locale, defaults={"data": title}
    )


def last_of(page: Page, action: str) -> PageLogEntry:
    return PageLogEntry.objects.filter(page=page.pk, action=action).latest("timestamp")


@pytest.mark.parametrize("way", ["decision", "publish"])
def test_who_approves_publishes_in_their_name_and_the_translator_is_told(
    world: World, client_of: ClientOf, submitted: Any, django_capture_on_commit_callbacks: Commits, way: str
) -> None:
    page, found, translator = submitted
    moderator = person((world.porto, CiteRole.MODERATOR))
    client = sign_in(client_of(), moderator)
    edit = f"/admin/pages/{page.pk}/edit/"
    address = f"/admin/localize/decision/{page.pk}/"
    assert address in client.get(edit).content.decode()
    name(found, "The city, corrected")
    with django_capture_on_commit_callbacks(execute=True):
        if way == "decision":
            answer = client.post(address, {"decision": "approve", "comment": "Thanks"})
        else:
            answer = client.post(edit, {"action": "publish"})
    assert answer.status_code == 302
    page = Page.objects.get(pk=page.pk).specific
    assert (page.live, page.title) == (True, "The city, corrected")
    assert page.workflow_states.get().status == WorkflowState.STATUS_APPROVED
    assert last_of(page, "wagtail.publish").user == moderator
    assert [message.to for message in mail.outbox] == [[translator.email]]


def test_who_asks_for_changes_says_which_and_the_translator_submits_again(
    world: World, client_of: ClientOf, submitted: Any, django_capture_on_commit_callbacks: Commits
) -> None:
    page, found, translator = submitted
    client = sign_in(client_of(), person((world.porto, CiteRole.MODERATOR)))
    address = f"/admin/localize/decision/{page.pk}/"
    assert client.post(address, {"decision": "reject", "comment": " "}).status_code == 302
    assert page.workflow_states.get().status == WorkflowState.STATUS_IN_PROGRESS
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"decision": "reject", "comment": "Say “town”."})
    state = page.workflow_states.get()
    assert (state.status, state.current_task_state.comment) == (WorkflowState.STATUS_NEEDS_CHANGES, "Say “town”.")
    assert [message.to for message in mail.outbox] == [[translator.email]]
    name(found, "The town")
    sign_in(client_of(), translator).post(f"/admin/localize/approval/{page.pk}/")
    assert page.workflow_states.get().status == WorkflowState.STATUS_IN_PROGRESS
    client.post(address, {"decision": "approve"})
    assert Page.objects.get(pk=page.pk).title == "The town"


@pytest.mark.parametrize("role", [CiteRole.TRANSLATOR, CiteRole.EDITOR])
def test_who_may_not_publish_decides_nothing(world: World, client_of: ClientOf, submitted: Any, role: CiteRole) -> None:
    page, _found, _translator = submitted
    client = sign_in(client_of(), person((world.porto, role)))
    address = f"/admin/localize/decision/{page.pk}/"
    assert address not in client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    for sent in ({"decision": "approve"}, {"decision": "reject", "comment": "x"}, {"decision": "cancel"}, {}):
        client.post(address, sent)
    client.post(f"/admin/pages/{page.pk}/edit/", {"action": "publish"})
    page.refresh_from_db()
    assert (page.live, page.workflow_in_progress) == (False, True)


def test_a_translation_that_was_not_submitted_is_published_by_name(world: World, client_of: ClientOf) -> None:
    english = Locale.objects.get(language_code="en")
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade")
    moderator = person((world.porto, CiteRole.MODERATOR))
    submit_for_translation(page=page, locales=[english], user=moderator)
    target = page.get_translation(english)
    sign_in(client_of(), moderator).post(f"/admin/pages/{target.pk}/edit/", {"action": "publish"})
    target.refresh_from_db()
    assert target.live
    assert last_of(target, "wagtail.publish").user == moderator


def test_an_original_is_not_its_translators_to_write(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade")
    edit, before = f"/admin/pages/{page.pk}/edit/", page.latest_revision_id
    client = sign_in(client_of(), person((world.porto, CiteRole.TRANSLATOR)))
    led = client.get(edit)
    assert (led.status_code, led.headers["Location"]) == (
        302,
        f"/admin/localize/submit/page/{page.pk}/?select_locale=en",
    )
    for sent in ({"title": "Outra"}, {"title": "Outra", "action-submit": "1"}, {"localize-convert-to-alias": "1"}):
        refused = client.post(edit, sent)
        assert refused.status_code == 403
        assert "role" in refused.content.decode()
    page.refresh_from_db()
    assert (page.title, page.latest_revision_id) == ("A cidade", before)
    hours = practical_page(world.porto, "pt")
    assert f"/admin/pages/{hours.pk}/edit/" not in client.get("/admin/").content.decode()


def test_translators_keep_what_is_theirs(world: World, client_of: ClientOf) -> None:
    """A draft of their own, and the words of pages that stand in every language from the start."""
    translator = person((world.porto, CiteRole.TRANSLATOR))
    own = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Rascunho", live=False, owner=translator)
    client = sign_in(client_of(), translator)
    for page in (own, practical_page(world.porto, "en")):
        assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    both = sign_in(client_of(), person((world.porto, CiteRole.TRANSLATOR), (world.porto, CiteRole.EDITOR)))
    assert both.get(f"/admin/pages/{practical_page(world.porto, 'pt').pk}/edit/").status_code == 200


@pytest.mark.parametrize(("role", "offered"), [(CiteRole.TRANSLATOR, False), (CiteRole.MODERATOR, True)])
def test_an_alias_is_no_translators_main_button(
    world: World, client_of: ClientOf, role: CiteRole, offered: bool
) -> None:
    """The button stands where a page was translated once and is written by hand since."""
    english = Locale.objects.get(language_code="en")
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade")
    submit_for_translation(page=page, locales=[english], user=person((world.porto, CiteRole.TRANSLATOR)))
    Translation.objects.update(enabled=False)
    target = page.get_translation(english)
    client = sign_in(client_of(), person((world.porto, role)))
    menu = client.get(f"/admin/pages/{target.pk}/edit/").context["action_menu"]
    assert not menu.default_item.name.startswith("localize-")
    assert (ALIAS in [item.name for item in menu.menu_items]) is offered
    made = client.post(f"/admin/localize/page/{target.pk}/convert_to_alias/")
    target.refresh_from_db()
    assert (target.alias_of_id is not None) is offered, made.status_code
