"""Beyond a limit of allauth, and what development says of a path out of the uploads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account import app_settings as account
from allauth.core.internal.ratelimit import parse_rates
from allauth.mfa import app_settings as mfa
from django.conf.urls.static import static
from django.http import HttpResponse
from django.test import Client
from django.urls import clear_url_caches

from portal import urls
from portal.views import LONGEST_LIMIT
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
PATH = "/accounts/password/reset/?language=en"


def beyond(client: Client) -> HttpResponse:
    for _number in range(5):
        assert client.post(PATH, {"email": "ana@example.org"}).status_code != 429
    answer: HttpResponse = client.post(PATH, {"email": "ana@example.org"})
    return answer


def test_it_is_said_why_and_for_how_long(world: World, client_of: ClientOf) -> None:
    answer = beyond(client_of())
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "300")
    text = answer.content.decode()
    assert "Too many attempts" in text
    assert "Wait 5 minutes, then try again." in text
    assert '<html lang="en">' in text
    assert "no-store" in answer.headers["Cache-Control"]


def test_no_limit_lasts_longer_than_is_said() -> None:
    rates = [*account.RATE_LIMITS.values(), *mfa.RATE_LIMITS.values()]
    assert max(rate.duration for each in rates for rate in parse_rates(each)) == LONGEST_LIMIT


def test_development_finds_nothing_outside_of_the_uploads(
    world: World, client_of: ClientOf, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEBUG = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "portal.worded.WordedNotFound"]
    monkeypatch.setattr(urls, "urlpatterns", [*static("/media/", document_root=settings.MEDIA_ROOT), *urls.urlpatterns])
    clear_url_caches()
    for path in ("/media/..%2fportal.sqlite3", "/media/%2e%2e/%2e%2e/etc/passwd", "/media/none.png"):
        answer = client_of().get(path)
        assert (answer.status_code, answer.templates[0].name) == (404, "404.html")
    clear_url_caches()
