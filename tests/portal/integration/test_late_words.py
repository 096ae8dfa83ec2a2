"""Wagtail's own words are said in the reader's language, whichever was spoken as its modules were imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.contrib.redirects.filters import RedirectsReportFilterSet
from wagtail.contrib.redirects.views import IndexView
from wagtail.forms import TaskStateCommentForm
from wagtail.images.forms import ImageInsertionForm, URLGeneratorForm
from wagtail.models import Page
from wagtail.users.models import UserProfile

from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole
from tests.factories.accounts import LOGIN, PASSWORD
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

ClientOf = Callable[..., Client]


def said() -> list[str]:
    kinds: Any = RedirectsReportFilterSet.base_filters["is_permanent"]
    forms = (TaskStateCommentForm(), ImageInsertionForm(), URLGeneratorForm())
    words = [field.label for form in forms for field in form.fields.values()]
    words += [label for _, label in URLGeneratorForm().fields["filter_method"].choices]
    words += [kinds.label, kinds.extra["empty_label"], *(label for _, label in kinds.extra["choices"])]
    words += [ChooserViewSet.choose_one_text, ChooserViewSet.choose_another_text, ChooserViewSet.edit_item_text]
    words += [ChooserViewSet.search_tab_label, ChooserViewSet.create_action_label]
    words += IndexView.export_headings.values()
    return [str(word) for word in words]


@pytest.mark.parametrize("language", ["it", "pt", "nl"])
def test_forms_and_choosers_speak_the_language_of_the_reader(language: str) -> None:
    with translation.override("en"):
        english = said()
    with translation.override(language):
        assert said() == [gettext(word) for word in english] != english


@pytest.mark.django_db
@pytest.mark.parametrize("chooser", ["wagtailimages_chooser:choose", "wagtaildocs_chooser:choose"])
def test_the_tab_of_a_chooser_is_said_in_it(world: World, client_of: ClientOf, chooser: str) -> None:
    editor = person((world.porto, CiteRole.EDITOR))
    UserProfile.objects.create(user=editor, preferred_language="pt")
    html = sign_in(client_of(), editor).get(reverse(chooser)).json()["html"]
    tabs = [" ".join(tab.text.split()) for tab in BeautifulSoup(html, "html.parser").select("[role=tab]")]
    assert tabs[0].startswith("Pesquisar")
    assert "Rechercher" not in html


@pytest.mark.django_db
def test_what_nobody_published_is_not_published_by_none(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Arquivo")
    Page.objects.filter(pk=page.pk).update(last_published_at=timezone.now())
    moderator = person((world.porto, CiteRole.MODERATOR))
    UserProfile.objects.create(user=moderator, preferred_language="pt")
    address = reverse("wagtailadmin_reports:aging_pages")
    soup = BeautifulSoup(sign_in(client_of(), moderator).get(address).content, "html.parser")
    row = next(row for row in soup.select("tbody tr") if "Arquivo" in row.text)
    assert row.select("td")[3].text.strip() == "sistema"


@pytest.mark.django_db
def test_whoever_signs_in_is_not_told_so_in_the_language_of_the_form(world: World, client_of: ClientOf) -> None:
    editor = person((world.porto, CiteRole.EDITOR))
    UserProfile.objects.create(user=editor, preferred_language="pt")
    answer = client_of().post(LOGIN, {"login": editor.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert [str(message) for message in get_messages(answer.wsgi_request)] == []
