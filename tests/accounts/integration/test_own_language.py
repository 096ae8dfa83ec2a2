"""What the admin refuses is refused in the language one's admin speaks, whoever answers: guard, handler or message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from wagtail.users.models import UserProfile

from portal.accounts.models import User
from portal.tenancy.enums import CiteRole
from tests.factories.portal import home_of, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
REFUSED = "Sorry, you do not have permission to access this area."


@pytest.fixture
def editor(world: World) -> User:
    """Somebody of Porto who has chosen Portuguese."""
    user = person((world.porto, CiteRole.EDITOR))
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": "pt"})
    return user


def language_of(answer: Any) -> tuple[str, str]:
    """Of the page and of its header."""
    return BeautifulSoup(answer.content, "html.parser").html["lang"], answer.headers["Content-Language"]


@pytest.mark.parametrize("query", ["", "?language=it"])
def test_pages_of_refusal_are_in_the_language_of_the_admin(
    world: World, client_of: ClientOf, editor: User, query: str
) -> None:
    client = sign_in(client_of(), editor)
    for path, status in (
        (f"/admin/pages/{home_of(world.genova, 'it').pk}/edit/", 404),
        ("/admin/groups/", 403),
        ("/admin/nothing/here/", 404),
    ):
        answer = client.get(path + query)
        assert (answer.status_code, *language_of(answer)) == (status, "pt", "pt"), path


def test_a_message_of_refusal_is_too(world: World, client_of: ClientOf, editor: User) -> None:
    answer = sign_in(client_of(), editor).get("/admin/proposals/")
    assert answer.status_code == 302
    with translation.override("pt"):
        said = gettext(REFUSED)
    assert said not in (REFUSED, translation.gettext(REFUSED))
    assert [str(message).strip() for message in get_messages(answer.wsgi_request)] == [said]


def test_who_lost_the_last_role_reads_it_in_their_language(world: World, client_of: ClientOf, editor: User) -> None:
    client = sign_in(client_of(), editor)
    editor.groups.clear()
    answer = client.get("/admin/")
    assert answer.status_code == 403
    assert BeautifulSoup(answer.content, "html.parser").html["lang"] == "pt"


def test_who_has_chosen_none_reads_the_network_s(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    answer = client.get(f"/admin/pages/{home_of(world.genova, 'it').pk}/edit/")
    assert (answer.status_code, *language_of(answer)) == (404, "fr", "fr")


def test_the_language_costs_the_admin_no_query(world: World, client_of: ClientOf, editor: User, queries: Any) -> None:
    client = sign_in(client_of(), editor)
    client.get("/admin/")
    with queries() as seen:
        assert client.get("/admin/").status_code == 200
    assert len([sql for sql in map(str, seen) if "userprofile" in sql]) == 1


def test_a_form_that_is_too_old_is_refused_in_words(world: World) -> None:
    user = person((world.porto, CiteRole.EDITOR))
    UserProfile.objects.create(user=user, preferred_language="pt")
    client = sign_in(Client(HTTP_HOST="localhost:8000", enforce_csrf_checks=True), user)
    answer = client.post(f"/admin/pages/{home_of(world.porto, 'pt').pk}/unpublish/", {"csrfmiddlewaretoken": "x" * 64})
    assert (answer.status_code, answer.templates[0].name) == (403, "403_csrf.html")
    assert '<html lang="pt">' in answer.content.decode()
    assert "CSRF" not in answer.content.decode()


def test_who_comes_from_a_cites_host_is_asked_in_its_language_to_sign_in(world: World, client_of: ClientOf) -> None:
    onward = client_of("porto").get("/admin/").headers["Location"]
    assert onward == "http://localhost:8000/admin/?language=pt"
    sign_in_page = client_of().get("/admin/?language=pt").headers["Location"]
    assert sign_in_page == "/accounts/login/?next=/admin/%3Flanguage%3Dpt&language=pt"
    assert client_of().get(sign_in_page).headers["Content-Language"] == "pt"
    assert client_of().get("/admin/?language=xx").headers["Location"] == "/accounts/login/?next=/admin/%3Flanguage%3Dxx"
