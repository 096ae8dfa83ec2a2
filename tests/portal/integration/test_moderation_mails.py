"""Mails of moderation and comments speak the reader's language; workflow and step aren't called as their rows are."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Comment, PageSubscription, Task, Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail.users.models import UserProfile

from portal.accounts.models import User
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole
from portal.tenancy.models.network import STEP, WORKFLOW
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def reader(*roles: Any) -> User:
    user = person(*roles)
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


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
    assert '"Approval"' in texts[1]
    # The rows are as provisioning made them.
    assert list(Workflow.objects.values_list("name", flat=True)) == [WORKFLOW] == ["Relecture"]
    assert list(Task.objects.values_list("name", flat=True)) == [STEP] == ["Relecture par la Cité"]


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
    comment = {"contentpath": "title", "text": "Bom título", "position": "", "replies": inline_formset([])}
    sign_in(client_of(), moderator).post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        nested_form_data(
            {
                "title": page.title,
                "slug": page.slug,
                "body": streamfield([]),
                "comments": inline_formset([comment]),
                "comment_notifications": "",
            }
        ),
    )
    assert Comment.objects.get().text == "Bom título"
    (message,) = mail.outbox
    with translation.override("pt-pt"):
        said = gettext('%(editor)s has updated comments on "%(title)s"')
    assert said != '%(editor)s has updated comments on "%(title)s"'
    assert message.to == [writer.email]
    assert message.subject == said % {"editor": moderator.get_full_name(), "title": "Notícia"}
