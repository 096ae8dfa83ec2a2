"""Proposing an initiative by the form of a Cité's site."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from cities.forms_contributions import new_stamp
from portal.tenancy.models import Cite

ClientOf = Callable[..., Client]
Drain = Callable[[], int]
FORM = "/pt/initiatives/propose/initiative/"
WRITTEN: dict[str, Any] = {
    "title": "Oficina de robôs",
    "teaser": "Jovens montam um robô em três tardes.",
    "need": "Poucos conhecem a robótica.",
    "description": "Três tardes.\n\nUm <b>robô</b> por grupo.",
    "results": "40 jovens.",
    "poles": ["emploi", "formation"],
    "start_year": "2023",
    "end_year": "2024",
    "place_name": "Bolhão",
    "links": "example.org/relatorio\nhttps://example.org/filme",
    "name": "Rui Exemplo",
    "organisation": "Clube de Robótica",
    "email": "Rui@Example.org",
}


def stamp(seconds_ago: int = 60, *, slug: str = "porto") -> str:
    return new_stamp(Cite.objects.get(slug=slug).pk, seconds_ago)


def send(client: Client, path: str = FORM, **values: Any) -> Any:
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    form = soup.select_one("form.form")
    assert form is not None
    slug = str(client.defaults["HTTP_HOST"]).partition(".")[0]
    return client.post(str(form["action"]).removesuffix("#errors"), {**WRITTEN, "stamp": stamp(slug=slug), **values})
