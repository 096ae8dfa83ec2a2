"""Dates and times of the admin: day first or ISO, never another day than was typed, in the Cité's own zone."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.admin.checks import datetime_format_check

from cities.models import Closure, UrgentNotice
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite
from portal.upstream.date_fields import DAY_REFUSED, MOMENT_REFUSED
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
YEAR = datetime.date.today().year + 1  # noqa: DTZ011  # any year to come will do
LANGUAGES = ("fr", "en", "it", "pt", "es", "ca", "nl")


def desk(client_of: ClientOf, *roles: object) -> Client:
    return sign_in(client_of(), person(*roles))  # type: ignore[arg-type]  # as the factory takes them


def form_of(client: Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def in_lisbon(cite: Cite) -> Cite:
    Cite.objects.filter(pk=cite.pk).update(timezone="Europe/Lisbon")
    cite.refresh_from_db()
    return cite


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("typed", ["11/12/{year}", "{year}-12-11", "11-12-{year}", "11.12.{year}"])
def test_day_first_and_iso_are_read_in_every_language(code: str, typed: str) -> None:
    with translation.override(code):
        assert forms.DateField().clean(typed.format(year=YEAR)) == datetime.date(YEAR, 12, 11)
        moment = forms.DateTimeField().clean(f"{typed.format(year=YEAR)} 16:30")
    assert timezone.localtime(moment).replace(tzinfo=None) == datetime.datetime(YEAR, 12, 11, 16, 30)  # noqa: DTZ001


def test_what_wagtail_shows_can_be_sent_back(settings: object) -> None:
    settings.USE_L10N = True  # type: ignore[attr-defined]  # the check looks at Django 4's setting
    assert datetime_format_check(None) == []


@pytest.mark.parametrize("typed", ["31/02/{year}", "{year}-02-31", "tomorrow", "12/31/{year}"])
def test_no_date_is_refused_in_words(world: World, client_of: ClientOf, typed: str) -> None:
    client = desk(client_of, (world.porto, CiteRole.MANAGER))
    data = {"starts": typed.format(year=YEAR), "ends": f"30/11/{YEAR}", "reason": "works"}
    answer = client.post(reverse("closure:add"), data)
    assert answer.context["form"].errors == {"starts": [str(DAY_REFUSED)]}
    assert not Closure.objects.exists()
    # What was typed stands there still.
    assert BeautifulSoup(answer.content, "html.parser").select_one("[name=starts]")["value"] == data["starts"]  # type: ignore[index]


def test_a_moment_that_is_none_is_refused_in_words(world: World, client_of: ClientOf) -> None:
    client = desk(client_of, (world.porto, CiteRole.MANAGER))
    data = {"language": "pt", "text": "Strike", "starts_at": "now", "ends_at": f"30/11/{YEAR} 20:00"}
    answer = client.post(reverse("urgentnotice:add"), data)
    assert answer.context["form"].errors == {"starts_at": [str(MOMENT_REFUSED)]}


@pytest.mark.parametrize(("address", "names"), [("closure", ["starts", "ends"]), ("urgentnotice", ["starts_at"])])
def test_the_picker_leaves_what_was_typed(world: World, client_of: ClientOf, address: str, names: list[str]) -> None:
    page = form_of(desk(client_of, (world.porto, CiteRole.MANAGER)), reverse(f"{address}:add"))
    for name in names:
        field = page.select_one(f"[name={name}]")
        assert field is not None
        assert field["placeholder"]
        script = next(one.text for one in page.select("script") if f'"{field["id"]}"' in one.text)
        found = re.search(r"\{.*\}", script)
        assert found is not None
        config = json.loads(found.group())
        assert config["validateOnBlur"] is False
        assert config["format"] == ("d/m/Y" if address == "closure" else "d/m/Y H:i")


def test_times_are_those_of_the_cite(world: World, client_of: ClientOf) -> None:
    porto = in_lisbon(world.porto)
    client = desk(client_of, (porto, CiteRole.MANAGER))
    page = form_of(client, reverse("urgentnotice:add"))
    assert f"{porto.short_name} (Europe/Lisbon)" in page.text
    data = {"language": "pt", "text": "Strike", "starts_at": f"30/11/{YEAR} 16:00", "ends_at": f"30/11/{YEAR} 20:00"}
    assert client.post(reverse("urgentnotice:add"), data).status_code == 302
    notice = UrgentNotice.objects.get()
    assert notice.starts_at == datetime.datetime(YEAR, 11, 30, 16, tzinfo=datetime.UTC)
    edit = reverse("urgentnotice:edit", args=[notice.pk])
    assert form_of(client, edit).select_one("[name=starts_at]")["value"] == data["starts_at"]  # type: ignore[index]
    assert "16:00" in client.get(reverse("urgentnotice:index")).content.decode()
    # The same moment as the network reads it.
    team = desk(client_of, NetworkRole.LABEL_TEAM)
    shown = form_of(team, edit)
    assert shown.select_one("[name=starts_at]")["value"] == f"30/11/{YEAR} 17:00"  # type: ignore[index]
    assert "Europe/Paris" in shown.text


def test_who_works_for_two_has_the_time_of_the_one_chosen(world: World, client_of: ClientOf) -> None:
    porto = in_lisbon(world.porto)
    client = desk(client_of, (porto, CiteRole.MANAGER), (world.paris, CiteRole.MANAGER))
    for cite, zone in ((porto, "Europe/Lisbon"), (world.paris, "Europe/Paris")):
        session = client.session
        session["cite"] = cite.pk
        session.save()
        assert f"{cite.short_name} ({zone})" in form_of(client, reverse("urgentnotice:add")).text


def test_the_zone_ends_with_the_request(world: World, client_of: ClientOf) -> None:
    desk(client_of, (in_lisbon(world.porto), CiteRole.MANAGER)).get(reverse("urgentnotice:add"))
    assert timezone.get_current_timezone_name() == "Europe/Paris"
