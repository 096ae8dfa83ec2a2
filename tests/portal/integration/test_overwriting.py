"""Two people save the same page: the second is asked before the first one's draft is replaced. And saves by the
script that come too late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole
from portal.work.overwriting import refuse_late_save
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World
from tests.isolation.submitting import Submission, submissions

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def opened(client: Client, url: str) -> Submission:
    return next(form for form in submissions(client.get(url), url) if "title" in form.names)


@pytest.fixture
def article(world: World) -> ArticlePage:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade", live=False)
    page.save_revision()
    return page


def title_of(page: Any) -> str:
    return str(ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object().title)


def test_who_saves_after_somebody_else_is_asked_first(world: World, client_of: ClientOf, article: ArticlePage) -> None:
    url = f"/admin/pages/{article.pk}/edit/"
    ana = person((world.porto, CiteRole.EDITOR), first_name="Ana", last_name="Primeira")
    first, second = sign_in(client_of(), ana), sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    form, late = opened(first, url), opened(second, url)
    assert first.post(url, form.filled(title="Da Ana")).status_code == 302

    asked = second.post(url, late.filled(title="Do Rui"))
    assert (asked.status_code, title_of(article)) == (409, "Da Ana")
    assert "Ana Primeira" in asked.content.decode()
    again = next(form for form in submissions(asked, url) if "title" in form.names)
    assert second.post(url, again.filled()).status_code == 302
    assert title_of(article) == "Do Rui"


def test_ones_own_second_window_asks_nothing(world: World, client_of: ClientOf, article: ArticlePage) -> None:
    url = f"/admin/pages/{article.pk}/edit/"
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    one, other = opened(client, url), opened(client, url)
    answers = [client.post(url, form.filled(title="Outra")).status_code for form in (one, other)]
    assert answers == [302, 302]


@pytest.mark.parametrize("number", ["", "abc", "²", "9" * 30, "-1"])
def test_a_form_that_says_nothing_sound_is_saved_as_upstream_does(
    world: World, client_of: ClientOf, article: ArticlePage, number: str
) -> None:
    url = f"/admin/pages/{article.pk}/edit/"
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    form = opened(client, url)
    assert client.post(url, form.filled(title="x", loaded_revision_id=number)).status_code == 302


def autosaved(client: Client, url: str, data: dict[str, Any]) -> Any:
    return client.post(url, data, headers={"accept": "application/json"})


class TestSavesByTheScript:
    """The editor's script saves by itself half a second after each change, also while a button is at work."""

    def test_one_after_approval_changes_nothing(self, world: World, client_of: ClientOf, article: ArticlePage) -> None:
        """It is sent with the number of the draft that approving has published."""
        url = f"/admin/pages/{article.pk}/edit/"
        writer = person((world.porto, CiteRole.EDITOR))
        article.get_latest_revision_as_object().get_workflow().start(article, writer)
        client = sign_in(client_of(), person((world.porto, CiteRole.MODERATOR)))
        form = opened(client, url)
        saved = autosaved(client, url, form.filled(title="Nova")).json()
        late = form.filled(title="Nova", overwrite_revision_id=saved["revision_id"])
        approve = {"action-workflow-action": "true", "workflow-action-name": "approve"}
        assert client.post(url, opened(client, url).filled() | approve).status_code == 302

        answer = autosaved(client, url, late)
        assert (answer.status_code, answer.json()["error_code"]) == (400, "invalid_revision")
        page = ArticlePage.objects.get(pk=article.pk)
        assert (page.live, page.title, page.has_unpublished_changes) == (True, "Nova", False)

    def test_one_of_a_draft_is_written_into_it(self, world: World, client_of: ClientOf, article: ArticlePage) -> None:
        url = f"/admin/pages/{article.pk}/edit/"
        client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
        form = opened(client, url)
        saved = autosaved(client, url, form.filled(title="Um")).json()
        again = autosaved(client, url, form.filled(title="Dois", overwrite_revision_id=saved["revision_id"])).json()
        assert (again["revision_id"], title_of(article)) == (saved["revision_id"], "Dois")

    def test_one_that_began_before_a_newer_draft_is_refused(
        self, rf: Any, world: World, django_assert_num_queries: Any, article: ArticlePage
    ) -> None:
        """The page is read, the other save ends, and only then has this one the row."""
        request = rf.post("/", headers={"accept": "application/json"})
        read = ArticlePage.objects.get(pk=article.pk)
        assert refuse_late_save(request, read) is None
        article.save_revision()
        with django_assert_num_queries(1):
            refused = refuse_late_save(request, read)
        assert refused is not None
        assert refused.status_code == 400
