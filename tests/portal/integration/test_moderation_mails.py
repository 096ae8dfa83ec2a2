"""Mails of moderation and comments speak the reader's language and reach who still works on the page; workflow and
step aren't called as their rows are."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Comment, PageSubscription, Task, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail.users.models import UserProfile

from portal.accounts.models import User
from portal.accounts.services.members import remove_member
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import CiteGroup
from portal.tenancy.models.network import STEP, WORKFLOW
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def reader(*roles: Any) -> User:
    user = person(*roles)
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


def comment_on(page: ArticlePage, *, by: User, client: Any, **more: Any) -> None:
    """Save a page's form with one comment more."""
    comment = {"contentpath": "title", "text": "Bom título", "position": "", "replies": inline_formset([])}
    form = {
        "title": page.title,
        "slug": page.slug,
        "body": streamfield([]),
        "comments": inline_formset([comment]),
        "comment_notifications": "",
        **more,
    }
    sign_in(client, by).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), nested_form_data(form))


@pytest.mark.parametrize("verb", ["approve", "reject"])
def test_names_of_rows_are_said_in_words(world: World, django_capture_on_commit_callbacks: Any, verb: str) -> None:
    writer, moderator = reader((world.porto, CiteRole.EDITOR)), reader((world.porto, CiteRole.MODERATOR))
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Notícia", live=False)
    page.save_revision(user=writer)
    with django_capture_on_commit_callbacks(execute=True):
        state = page.get_workflow().start(page, writer)
    with django_capture_on_commit_callbacks(execute=True):
        getattr(state.current_task_state.specific, verb)(user=moderator)
    assert [message.to for message in mail.outbox] == [[moderator.email], [writer.email]]
    texts = [f"{message.subject}\n{message.body}" for message in mail.outbox]
    assert not [text for text in texts if "Relecture" in text]
    assert "Approval by the Cité" in texts[0]
    assert ('"Approval"' in texts[1]) == (verb == "approve")
    # The rows are as provisioning made them.
    assert list(Workflow.objects.values_list("name", flat=True)) == [WORKFLOW] == ["Relecture"]
    assert list(Task.objects.values_list("name", flat=True)) == [STEP] == ["Relecture par la Cité"]


@pytest.mark.parametrize("verb", ["approve", "reject"])
@pytest.mark.parametrize("language", ["en", "fr", "it", "pt-pt", "es", "ca", "nl"])
def test_the_author_reads_what_was_said_and_no_rejection(
    world: World, django_capture_on_commit_callbacks: Any, verb: str, language: str
) -> None:
    writer, moderator = reader((world.porto, CiteRole.EDITOR)), person((world.porto, CiteRole.MODERATOR))
    UserProfile.objects.filter(user=writer).update(preferred_language=language)
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="L’« eau »", live=False)
    page.save_revision(user=writer)
    state = page.get_workflow().start(page, writer)
    with django_capture_on_commit_callbacks(execute=True):
        getattr(state.current_task_state.specific, verb)(user=moderator, comment="Os 3 números, d'onde vêm?")
    (message,) = (message for message in mail.outbox if message.to == [writer.email])
    assert "\nOs 3 números, d'onde vêm?\n" in message.body
    assert "L’« eau »" in message.subject
    with translation.override(language):
        assert gettext("The comment:") in message.body
        asked = gettext("Changes are asked to the page “%(title)s”.") % {"title": "L’« eau »"}
    assert (message.subject == asked) == (verb == "reject")
    if verb == "reject":
        assert f"/admin/pages/{page.pk}/edit/" in message.body
        assert moderator.get_full_name() in message.body
        assert not re.search("reje|rejet|rechaz|rebutj|rifiut|afgew", message.subject + message.body, re.IGNORECASE)


def test_the_admin_says_them_in_words_too_and_a_form_keeps_the_rows(world: World, client_of: ClientOf) -> None:
    writer = reader((world.porto, CiteRole.EDITOR))
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Notícia", live=False)
    page.save_revision(user=writer)
    editor = sign_in(client_of(), writer)
    assert "Submit to Approval" in editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    page.get_workflow().start(page, writer)
    assert "Relecture" not in editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    history = editor.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "Relecture" not in history
    assert "&#x27;Approval&#x27; started. Next step &#x27;Approval by the Cité&#x27;" in history
    workflow = Workflow.objects.get()
    assert (str(workflow.name), f"{workflow.name}", workflow.name == WORKFLOW) == ("Approval", "Approval", True)
    workflow.name = str(workflow.name)
    workflow.save()
    assert list(Workflow.objects.values_list("name", flat=True)) == [WORKFLOW]
    workflow.name = "Petit comité"
    workflow.save()
    assert str(Workflow.objects.get().name) == "Petit comité"


def test_a_name_that_somebody_gave_is_kept(world: World, django_capture_on_commit_callbacks: Any) -> None:
    Task.objects.update(name="Petit comité")
    writer, moderator = reader((world.porto, CiteRole.EDITOR)), reader((world.porto, CiteRole.MODERATOR))
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Notícia", live=False)
    page.save_revision(user=writer)
    with django_capture_on_commit_callbacks(execute=True):
        page.get_workflow().start(page, writer)
    (message,) = mail.outbox
    assert message.to == [moderator.email]
    assert "Petit comité" in message.body


def test_mails_of_comments_are_not_in_the_language_of_who_comments(world: World, client_of: Any) -> None:
    writer, moderator = person((world.porto, CiteRole.EDITOR)), person((world.porto, CiteRole.MODERATOR))
    UserProfile.objects.create(user=moderator, preferred_language="en")
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Notícia", live=False)
    PageSubscription.objects.create(page=page, user=writer, comment_notifications=True)
    comment_on(page, by=moderator, client=client_of())
    assert Comment.objects.get().text == "Bom título"
    (message,) = mail.outbox
    with translation.override("pt-pt"):
        said = gettext('%(editor)s has updated comments on "%(title)s"')
    assert said != '%(editor)s has updated comments on "%(title)s"'
    assert message.to == [writer.email]
    assert message.subject == said % {"editor": moderator.get_full_name(), "title": "Notícia"}


def test_who_was_removed_from_a_cite_hears_no_more_of_its_pages(
    world: World, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """Neither comments nor the reason of a rejection, whatever role they hold elsewhere; who stays is told."""
    manager, moderator = person((world.porto, CiteRole.MANAGER)), person((world.porto, CiteRole.MODERATOR))
    gone, operator = person((world.porto, CiteRole.EDITOR), (world.genova, CiteRole.EDITOR)), person(is_superuser=True)
    stays, translator = person((world.porto, CiteRole.EDITOR)), person((world.porto, CiteRole.TRANSLATOR))
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Notícia", live=False)
    page.save_revision(user=gone)
    with django_capture_on_commit_callbacks(execute=True):
        page.get_workflow().start(page, gone)
    for subscriber in (gone, stays, operator, translator):
        PageSubscription.objects.create(page=page, user=subscriber, comment_notifications=True)
    remove_member(by=manager, user=gone, cite=world.porto)
    mail.outbox.clear()
    comment_on(page, by=moderator, client=client_of())
    told = sorted(message.to[0] for message in mail.outbox)
    assert told == sorted([stays.email, operator.email, translator.email])
    mail.outbox.clear()
    state = ArticlePage.objects.get(pk=page.pk).current_workflow_state.current_task_state
    with django_capture_on_commit_callbacks(execute=True):
        state.specific.reject(user=moderator, comment="Fica entre nós")
    assert mail.outbox == []


def test_who_was_removed_hears_no_answer_in_a_thread_they_began(world: World, client_of: Any) -> None:
    gone, moderator = person((world.porto, CiteRole.EDITOR)), person((world.porto, CiteRole.MODERATOR))
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Notícia", live=False)
    begun = Comment.objects.create(page=page, user=gone, text="Porquê?", contentpath="title")
    form = {"id": begun.pk, "contentpath": "title", "text": begun.text, "position": ""}
    told = []
    for _time in range(2):
        mail.outbox.clear()
        reply = {"text": "Porque sim", "id": ""}
        comments = inline_formset([{**form, "replies": inline_formset([reply])}], initial=1)
        comment_on(page, by=moderator, client=client_of(), comments=comments)
        told.append([message.to for message in mail.outbox])
        gone.groups.clear()
    assert begun.replies.count() == 2
    assert told == [[[gone.email]], []]


def test_who_left_the_event_team_hears_no_more_of_the_hub(
    world: World, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    team, editor = person(NetworkRole.EVENT_TEAM), person(NetworkRole.NETWORK_EDITOR)
    page = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="École", live=False)
    PageSubscription.objects.create(page=page, user=team, comment_notifications=True)
    told = []
    for _time in range(2):
        mail.outbox.clear()
        comment_on(page, by=editor, client=client_of())
        told.append([message.to for message in mail.outbox])
        team.groups.clear()
        team.groups.add(CiteGroup.objects.get(cite=world.porto, role=CiteRole.MANAGER).group)
    assert told == [[[team.email]], []]
