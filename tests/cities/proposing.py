"""What proposals to the network are made of in tests, and where they are read."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.test import Client

from cities.models import NewsIndexPage
from events.models import EventIndexPage, EventPage
from portal.tenancy.models import Cite, Network
from tests.factories.cities import below_home
from tests.factories.portal import make_page

ClientOf = Callable[..., Client]


def make_event(cite: Cite, language: str, title: str) -> EventPage:
    day = datetime.date.today() + datetime.timedelta(days=3)  # noqa: DTZ011  # a date of the place
    return make_page(EventPage, parent=below_home(cite, language, EventIndexPage), title=title, start_date=day)


def news_path(place: Any, language: str) -> str:
    return f"/{language}/{below_home(place, language, NewsIndexPage).slug}/"


def read_news(client_of: ClientOf, place: Any, language: str, slug: str = "") -> str:
    response = client_of(slug).get(news_path(place, language))
    assert response.status_code == 200
    return response.content.decode()


def hub_news(client_of: ClientOf) -> str:
    return read_news(client_of, Network.objects.get(), "fr")


def genova_news(client_of: ClientOf) -> str:
    return read_news(client_of, Cite.objects.get(slug="genova"), "it", "genova")
