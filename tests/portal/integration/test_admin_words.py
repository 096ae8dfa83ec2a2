"""The admin says what it means: why a second factor, what was made, whose initiatives, since when."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.search import index
from wagtail_localize.models import StringTranslation

from cities.enums import Review
from cities.models import Initiative
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite
from tests.factories.accounts import enter
from tests.factories.initiatives import make_initiative
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]


def soup_of(client: Client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def test_whoever_is_sent_to_the_second_factor_reads_why(world: World, client_of: ClientOf, settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = True  # type: ignore[attr-defined]
    address = reverse("mfa_index")
    team = enter(client_of(), person(NetworkRole.LABEL_TEAM))
    assert team.get("/admin/").headers["Location"] == address
    assert len(soup_of(team, address).select("p.note")) == 1
    # Who needs none, and who has one, came of their own accord.
    editor = enter(client_of(), person((world.porto, CiteRole.EDITOR)))
    assert soup_of(editor, address).select("p.note") == []
    enrolled = sign_in(client_of(), person(NetworkRole.LABEL_TEAM))
    assert soup_of(enrolled, address).select("p.note") == []


def test_what_making_a_site_did_is_a_list_with_languages_by_name(world: World, client_of: ClientOf) -> None:
    namur = Cite.objects.create(slug="namur", name="Cité des Métiers de Namur", short_name="Namur", country="BE")
    desk = sign_in(client_of(), person(NetworkRole.LABEL_TEAM))
    data = {"languages-default": "fr", "languages-others": ["nl"]}
    answer = desk.post(reverse("register:make", args=[namur.pk]), data)
    assert answer.status_code == 302, answer.context["languages_form"].errors
    said = BeautifulSoup(str(list(get_messages(answer.wsgi_request))[-1]), "html.parser")
    lines = [line.text for line in said.select("ul > li")]
    assert len([line for line in lines if line.startswith("Language: ")]) == 2
    assert len(lines) > 1
    assert not any(line.endswith((" fr.", " nl.")) for line in lines)


def test_own_initiatives_come_first_with_a_way_to_add_one(world: World, client_of: ClientOf) -> None:
    make_initiative(world.genova, title="Aaa")
    make_initiative(world.porto, title="Zzz")
    Initiative.objects.update(review=Review.ACCEPTED)
    for cite, first in ((world.porto, "Porto"), (world.genova, "Genova")):
        client = sign_in(client_of(), person((cite, CiteRole.MANAGER)))
        answer = client.get(reverse("initiatives:index"))
        assert answer.context["object_list"][0].cite == cite, first
        assert [button.url for button in answer.context["header_buttons"]] != []
    network = sign_in(client_of(), person(NetworkRole.LABEL_TEAM))
    assert network.get(reverse("initiatives:index")).context["header_buttons"] == []


@pytest.mark.parametrize(("code", "day"), [("fr", "27 novembre 2026"), ("en", "27 November 2026")])
def test_when_a_string_was_translated_is_said_in_the_reader_s_language(code: str, day: str) -> None:
    string = StringTranslation(
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        updated_at=datetime.datetime(2026, 11, 27, 12, tzinfo=datetime.UTC),
    )
    with translation.override(code):
        assert day in string.get_comment()


def test_the_report_s_filters_have_names(world: World, client_of: ClientOf) -> None:
    desk = sign_in(client_of(), person(NetworkRole.LABEL_TEAM))
    form = desk.get("/admin/localize/reports/translations/").context["filters"].form
    assert form["source_locale"].label == "From language"
    assert form["target_locale"].label == "Into language"


def test_every_screen_has_what_wagtail_s_sheets_and_scripts_lack(world: World, client_of: ClientOf) -> None:
    screen = soup_of(sign_in(client_of(), person((world.porto, CiteRole.EDITOR))), "/admin/")
    assert any("portal/css/admin" in str(link.get("href")) for link in screen.select("link[rel=stylesheet]"))
    assert any("portal/js/admin-names" in str(script.get("src")) for script in screen.select("script"))


def test_who_may_read_a_page_is_chosen_by_roles_in_words(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Página")
    desk = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    dialog = desk.get(f"/admin/pages/{page.pk}/privacy/").json()["html"]
    offered = [label.get_text(strip=True) for label in BeautifulSoup(dialog, "html.parser").select("#id_groups label")]
    roles = [str(CiteRole(role).label) for role in CiteRole.values]
    assert sorted(offered) == sorted([*(f"Porto: {role}" for role in roles), "The network: Members"])


def test_a_search_of_pages_says_what_it_counts(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A ponte")
    index.insert_or_update_object(page)
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    text = BeautifulSoup(client.get("/admin/pages/search/?q=ponte").content, "html.parser").get_text(" ", strip=True)
    assert "1-1 sur 1 page" in " ".join(text.split())
    assert "None" not in text
