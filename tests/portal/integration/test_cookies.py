"""No public answer sets a cookie or varies on one, whatever a visitor brings; forms stay protected."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole
from tests.factories.portal import PASSWORD, home_of, make_page, person
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
BROUGHT = [
    "csrftoken=bad",
    "csrftoken=",
    "csrftoken=" + "é" * 32,
    "csrftoken=" + "x" * 5000,
    "csrftoken=" + "a" * 32,
    "csrftoken=" + "a" * 64,
    "messages=bad",
    "sessionid=bad; csrftoken=bad",
]
PUBLIC = ["/", "/fr/", "/fr/none/", "/robots.txt", "/sitemap.xml", "/accents.css", "/api/v3/pages/", "/api/v3/none/"]


@pytest.mark.parametrize("host", ["", "paris"])
@pytest.mark.parametrize("brought", BROUGHT)
def test_public_answers(world: World, client_of: ClientOf, host: str, brought: str) -> None:
    make_page(ArticlePage, parent=home_of(world.paris, "fr"), title="La ville")
    visitor = client_of(host, HTTP_COOKIE=brought)
    paths = [*PUBLIC, "/fr/la-ville/"] if host else PUBLIC
    seen = {}
    for path in paths:
        answer = visitor.get(path)
        seen[path] = (answer.cookies.output(), "cookie" in answer.headers.get("Vary", "").lower())
        visitor.cookies.clear()
    assert set(seen.values()) == {("", False)}, seen


@pytest.mark.parametrize("brought", ["bad", "", "é" * 32])
def test_a_form_is_refused_without_a_good_cookie_and_taken_with_the_one_its_page_sets(
    world: World, client_of: ClientOf, brought: str
) -> None:
    user: User = person((world.porto, CiteRole.EDITOR))
    forged = client_of(enforce_csrf_checks=True)
    forged.cookies["csrftoken"] = brought
    sent = {"login": user.email, "password": PASSWORD}
    for token in (brought, "a" * 32, "a" * 64):
        assert forged.post("/accounts/login/", {**sent, "csrfmiddlewaretoken": token}).status_code == 403
    shown = client_of(enforce_csrf_checks=True)
    shown.cookies["csrftoken"] = brought
    page = shown.get("/accounts/login/")
    assert len(page.cookies["csrftoken"].value) == 32
    answer = shown.post("/accounts/login/", {**sent, "csrfmiddlewaretoken": str(page.context["csrf_token"])})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
