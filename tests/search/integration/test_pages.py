"""The result page, an initiative's page and the wall of a home, as visitors get them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import translation
from wagtail.models import Page, PageViewRestriction

from cities.enums import Review
from cities.models import Initiative, InitiativePage, InitiativePartnerCite
from cities.services.adoptions import adopt, evaluate
from cities.signals import initiative_changed
from portal.contacts.models import ContactPage
from portal.tenancy.enums import CiteRole, NetworkRole
from search.models import SearchDocument
from tests.factories.portal import home_of, person, sign_in
from tests.factories.search import make_initiative, make_van
from tests.factories.world import World
from tests.search.reading import html, titles

ClientOf = Callable[..., Client]


@pytest.fixture
def wall(world: World) -> World:
    make_van(world, words={"need": "<p>Longe das cidades.</p>"})
    make_initiative(world.genova, "piazza", language="it", title="In piazza", poles=["emploi"])
    make_initiative(world.porto, "draft", language="pt", title="Zzpropostas", review=Review.PROPOSED)
    return world


def page(key: str, language: str = "pt") -> InitiativePage:
    return InitiativePage.objects.get(title=key, locale__language_code=language)


def test_the_hub_lists_what_the_network_accepted(wall: World, client_of: ClientOf) -> None:
    text = html(client_of(), "/fr/initiatives/")
    assert sorted(titles(text)) == ["A carrinha", "In piazza"]
    assert 'href="http://porto.localhost:8000/pt/initiatives/a-carrinha/"' in text
    assert 'lang="pt"><a' in text
    assert "Zzpropostas" not in text
    assert sorted(titles(html(client_of(), "/en/initiatives/"))) == ["In piazza", "The van"]


def test_a_cite_lists_its_own(wall: World, client_of: ClientOf) -> None:
    text = html(client_of("porto"), "/pt/initiatives/")
    assert sorted(titles(text)) == ["A carrinha", "Zzpropostas"]
    assert 'href="/pt/initiatives/a-carrinha/"' in text
    assert 'name="cite"' not in text
    assert titles(html(client_of("genova"), "/it/initiatives/")) == ["In piazza"]


def test_empty_walls_are_worded(world: World, client_of: ClientOf) -> None:
    assert titles(html(client_of(), "/fr/initiatives/")) == []
    with translation.override("fr"):
        text = html(client_of("paris"), "/fr/initiatives/")
    assert 'class="none"' in text
    assert 'href="http://localhost:8000/fr/initiatives/"' in text


def test_words_filters_and_chips_work_by_plain_addresses(wall: World, client_of: ClientOf) -> None:
    text = html(client_of(), "/fr/initiatives/?q=carrinhas&pole=emploi&country=PT")
    assert titles(text) == ["A carrinha"]
    assert "<mark>carrinha</mark>" in text
    assert 'href="?q=carrinhas&amp;country=PT"' in text
    assert 'href="?q=carrinhas&amp;pole=emploi"' in text
    assert re.search(r'name="pole" value="emploi" checked', text)
    assert re.search(r'name="pole" value="formation" disabled', text)
    assert text.count('class="chip"') == 2


def test_a_chip_says_what_it_filters(wall: World, client_of: ClientOf) -> None:
    text = html(client_of(), "/en/initiatives/?stage=none&mode=none&pole=emploi&year_from=2018&near=Porto&radius=25")
    chips = [chip.get_text(" ", strip=True) for chip in BeautifulSoup(text, "html.parser").select("a.chip")]
    assert [chip.partition(" (take")[0] for chip in chips] == [
        "The person’s question: Trouver un emploi",
        "Mode: not stated",
        "Stage: not stated",
        "Place: 25 km around Porto",
        "Years: 2018–…",
    ]


def test_an_unknown_value_is_said_and_left_out(wall: World, client_of: ClientOf) -> None:
    text = html(client_of(), "/fr/initiatives/?cite=<b>nowhere&pole=emploi&near=Nullepart&radius=25")
    assert titles(text) == titles(html(client_of(), "/fr/initiatives/?pole=emploi"))
    assert titles(text)
    assert text.count("note--error") == 2
    assert "&lt;b&gt;nowhere" in text
    assert "<b>nowhere" not in text
    assert '<link rel="canonical" href="http://localhost:8000/fr/initiatives/?pole=emploi">' in text
    assert "nowhere" not in "".join(re.findall(r'href="([^"]*)"', text))
    assert "Nullepart" not in "".join(re.findall(r'href="([^"]*)"', text))
    assert re.search(r'name="near" value="Nullepart"[^>]*aria-invalid="true"', text)
    assert 'name="robots" content="noindex' in text


def test_crossed_years_are_said_and_neither_is_applied(wall: World, client_of: ClientOf) -> None:
    text = html(client_of(), "/en/initiatives/?year_from=2020&year_to=2000")
    assert titles(text) == titles(html(client_of(), "/en/initiatives/"))
    assert text.count("note--error") == 1
    assert 'name="year_from" inputmode="numeric" maxlength="4" value="2020" aria-invalid="true"' in text
    assert 'name="year_to" inputmode="numeric" maxlength="4" value="2000" aria-invalid="true"' in text
    assert '<link rel="canonical" href="http://localhost:8000/en/initiatives/">' in text


def test_results_in_another_language_only_are_said_to_be(wall: World, client_of: ClientOf) -> None:
    with translation.override("en"):
        other = html(client_of(), "/en/initiatives/?q=piazza")
        own = html(client_of(), "/en/initiatives/?q=van")
        everything = html(client_of(), "/en/initiatives/")
    said = "No sheet in the language of this page holds these words."
    assert said in other
    assert "Italiano" in other.split(said)[1][:80]
    assert said not in own
    assert said not in everything


def test_a_correction_is_said_and_can_be_refused(wall: World, client_of: ClientOf) -> None:
    assert titles(html(client_of(), "/en/initiatives/?q=wxyzwxyz+markest")) == []
    text = html(client_of(), "/en/initiatives/?q=markest")
    assert titles(text) == ["The van"]
    assert "<mark>markets</mark>" in text
    assert 'href="?q=markest&amp;exact=1"' in text
    assert titles(html(client_of(), "/en/initiatives/?q=markest&exact=1")) == []


@pytest.mark.parametrize(
    ("query", "robots", "canonical"),
    [
        ("", False, ""),
        ("?pole=emploi&sort=year&page=1", False, "?pole=emploi"),
        ("?page=2", True, "?page=2"),  # beyond the end
        ("?sort=title&page=x", False, ""),
        ("?q=van", True, "?q=van"),
        ("?pole=emploi&pole=orientation", True, "?pole=emploi&amp;pole=orientation"),
    ],
)
def test_what_robots_are_told(wall: World, client_of: ClientOf, query: str, robots: bool, canonical: str) -> None:
    text = html(client_of(), f"/en/initiatives/{query}")
    assert ('<meta name="robots" content="noindex, follow">' in text) is robots
    assert f'<link rel="canonical" href="http://localhost:8000/en/initiatives/{canonical}">' in text
    assert f'hreflang="fr" href="http://localhost:8000/fr/initiatives/{canonical}"' in text


@pytest.mark.parametrize(
    "query",
    [
        "?page=99",
        "?page=abc&sort=zz&radius=1",
        "?year_from=abc",
        "?year_from=2020&year_to=2000",
        "?near=Nulle+part",
        "?near=<script>",
        "?q=%00",
        "?q=" + "%F0%9F%98%80" * 300,
        "?q=*&q=%22&pole=%27%3B--",
        "?" + "&".join(f"cite={number}" for number in range(300)),
        "?year=²&language=xx&stage=zz&mode=zz&country=zz",
    ],
)
def test_bad_input_is_answered(wall: World, client_of: ClientOf, query: str) -> None:
    text = html(client_of(), f"/fr/initiatives/{query}")
    assert "<script>" not in text
    if "year_from" in query or "near" in query:
        assert 'class="note note--error"' in text


def test_near_a_town(wall: World, client_of: ClientOf) -> None:
    assert titles(html(client_of(), "/fr/initiatives/?near=Matosinhos&radius=25")) == ["A carrinha"]
    assert titles(html(client_of(), "/fr/initiatives/?near=44.4,8.9&radius=25")) == ["In piazza"]


def test_how_many_use_it_is_public_and_what_they_say_is_not(wall: World, client_of: ClientOf) -> None:
    van = Initiative.objects.get(original__title="A carrinha")
    assert "uses this" not in html(client_of("porto"), "/en/initiatives/the-van/")
    for place, note in ((wall.genova, "Segredo um"), (wall.paris, "Segredo dois")):
        user = person((place, CiteRole.MANAGER))
        adopt(initiative=van, cite=place, user=user, year=2022, note=note)
        if place == wall.genova:
            evaluate(initiative=van, cite=place, user=user, scores={}, text="Segredo três")
    text = html(client_of("porto"), "/en/initiatives/the-van/")
    assert ("2 Cités use this" in text, "1 evaluation<" in text, "Segredo" in text) == (True, True, False)


def test_the_page_of_an_initiative(wall: World, client_of: ClientOf) -> None:
    text = html(client_of("porto"), "/en/initiatives/the-van/")
    for shown in (
        "<h1>The van</h1>",
        "It stops at markets.",
        "2017–2019",
        "Bolhão",
        "Biblioteca",
        "https://example.org/b",
        "Città dei Mestieri di Genova",
        "exemplo.org, 2017",
        'href="/en/initiatives/?pole=orientation"',
        'href="/en/initiatives/?mode=itinerant"',
        'href="/pt/initiatives/a-carrinha/" lang="pt"',
    ):
        assert shown in text
    assert "Paris la Villette" not in text  # named as partner, hasn't accepted
    original = html(client_of("porto"), "/pt/initiatives/a-carrinha/")
    for shown in ("1 200", "pessoas", "Longe das cidades.", "O relatório", "https://example.org/r"):
        assert shown in original


def test_a_translation_leads_to_what_it_was_written_in(wall: World, client_of: ClientOf) -> None:
    note = BeautifulSoup(html(client_of("porto"), "/en/initiatives/the-van/"), "html.parser").select_one("main .note")
    said = "This sheet is a translation; it was written in Portuguese. Read the original"
    assert " ".join(note.get_text().split()) == said
    assert (note.a["href"], note.a["hreflang"]) == ("/pt/initiatives/a-carrinha/", "pt")


def test_contacts_are_for_members_alone(wall: World, client_of: ClientOf) -> None:
    path = f"/members/page/{page('A carrinha').pk}/"
    stranger = client_of()
    for client, address in ((client_of("porto"), "/pt/initiatives/a-carrinha/"), (stranger, path)):
        text = html(client, address)
        assert "Zzperson" not in text
        assert "zz@example.org" not in text
        assert "/accounts/login/?next=%2Fmembers%2Fpage%2F" in text
    outsider = sign_in(client_of(), person())
    assert "Zzperson" not in html(outsider, path)
    member = sign_in(client_of(), person((wall.genova, CiteRole.EDITOR)))
    assert "Zzperson" in html(member, path)
    assert "zz@example.org" in html(member, path)
    network = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    assert "Zzperson" in html(network, path)


@pytest.mark.parametrize(
    ("path", "language"), [("/pt/initiatives/a-carrinha/", "pt"), ("/en/initiatives/the-van/", "en")]
)
def test_whoever_reads_a_page_is_asked_in_its_language_to_sign_in(
    wall: World, client_of: ClientOf, path: str, language: str
) -> None:
    soup = BeautifulSoup(html(client_of("porto"), path), "html.parser")
    link = soup.select_one(".facts a[href*='/accounts/login/']")["href"]
    shown = client_of().get(link.removeprefix("http://localhost:8000"))
    assert BeautifulSoup(shown.content, "html.parser").html["lang"] == language


def test_without_a_person_one_writes_to_the_cite(wall: World, client_of: ClientOf) -> None:
    text = html(client_of("genova"), "/it/initiatives/in-piazza/")
    assert "/accounts/login/" not in text
    contact = ContactPage.objects.get(url_path__startswith="/genova/it/")
    path = contact.url_path.removeprefix("/genova")
    assert f'<dd><a href="{path}">' in re.sub(r"\s*(<dd>|<a )\s*", r"\1", text)
    contact.delete()
    facts = (
        html(client_of("genova"), "/it/initiatives/in-piazza/").partition('class="facts"')[2].partition("</aside>")[0]
    )
    assert path not in facts


def test_inspiration_is_shown_both_ways(wall: World, client_of: ClientOf) -> None:
    van = Initiative.objects.get(title="A carrinha")
    make_initiative(wall.genova, "furgone", language="it", title="Il furgone", inspired_by=van, poles=["formation"])
    child = html(client_of("genova"), "/it/initiatives/il-furgone/")
    assert 'id="by"' in child
    assert "A carrinha" in titles(child)
    parent = html(client_of("porto"), "/pt/initiatives/a-carrinha/")
    assert 'id="ins"' in parent
    assert "Il furgone" in titles(parent)
    Initiative.objects.filter(title="Il furgone").update(review=Review.ARCHIVED)
    initiative_changed.send(sender=Initiative, uid=Initiative.objects.get(title="Il furgone").uid)
    assert "Il furgone" not in html(client_of("porto"), "/pt/initiatives/a-carrinha/")


def test_similar_ones_follow_what_is_public(wall: World, client_of: ClientOf) -> None:
    assert "In piazza" in titles(html(client_of("porto"), "/pt/initiatives/a-carrinha/"))
    page("In piazza", "it").unpublish()
    assert "In piazza" not in html(client_of("porto"), "/pt/initiatives/a-carrinha/")


def test_a_partner_appears_when_it_accepts(wall: World, client_of: ClientOf) -> None:
    partner = InitiativePartnerCite.objects.get(cite=wall.paris)
    partner.accepted_at = Initiative.objects.get(title="A carrinha").facts_at
    partner.save()
    initiative_changed.send(sender=Initiative, uid=partner.owner.uid)
    assert "Paris la Villette" in html(client_of("porto"), "/pt/initiatives/a-carrinha/")


def test_a_preview_shows_the_facts_of_the_draft(wall: World) -> None:
    draft = page("A carrinha")
    draft.place_name, draft.start_year = "Rascunho do lugar", 2011
    draft.save_revision()
    draft = draft.get_latest_revision_as_object()
    text = draft.make_preview_request(preview_mode="").render().content.decode()
    assert "Rascunho do lugar" in text
    assert "2011" in text
    assert "Rascunho do lugar" not in str(SearchDocument.objects.values_list("facts", flat=True))


def test_a_restricted_initiative_is_read_by_members_only(wall: World, client_of: ClientOf) -> None:
    restricted = page("In piazza", "it")
    members = Group.objects.get(network_role__role=NetworkRole.MEMBERS)
    PageViewRestriction.objects.create(page=restricted, restriction_type="groups").groups.add(members)
    assert titles(html(client_of(), "/fr/initiatives/")) == ["A carrinha"]
    assert client_of("genova").get("/it/initiatives/in-piazza/").status_code == 302
    member = sign_in(client_of(), person((wall.porto, CiteRole.EDITOR)))
    assert "<h1>In piazza</h1>" in html(member, f"/members/page/{restricted.pk}/")


def test_the_walls_of_the_homes(wall: World, client_of: ClientOf) -> None:
    hub = html(client_of(), "/fr/")
    assert {"A carrinha", "In piazza"} <= set(titles(hub))
    assert "Zzpropostas" not in hub


def test_an_initiative_elsewhere_than_on_its_site_is_not_found(wall: World, client_of: ClientOf) -> None:
    assert client_of("genova").get("/it/initiatives/a-carrinha/").status_code == 404
    assert client_of().get("/fr/initiatives/a-carrinha/").status_code == 404


@pytest.mark.parametrize(
    ("host", "path", "budget"),
    [
        ("", "/fr/initiatives/", 6),
        ("", "/fr/initiatives/?q=carrinha&pole=emploi&country=PT&near=Porto", 6),
        ("", "/en/initiatives/?q=van&sort=year", 6),
        ("porto", "/pt/initiatives/", 6),
        ("porto", "/pt/initiatives/a-carrinha/", 6),
        ("genova", "/it/initiatives/in-piazza/", 6),
    ],
)
def test_queries(
    wall: World, client_of: ClientOf, queries: Callable[[], Any], host: str, path: str, budget: int
) -> None:
    client = client_of(host)
    client.get(path)
    with queries() as seen:
        assert client.get(path).status_code == 200
    assert len(seen) <= budget, seen


def test_queries_do_not_grow_with_results(wall: World, client_of: ClientOf, queries: Callable[[], Any]) -> None:
    client = client_of()
    client.get("/fr/initiatives/")
    with queries() as few:
        client.get("/fr/initiatives/")
    for number in range(30):
        make_initiative(wall.paris, f"n{number}", language="fr", title=f"Atelier {number}")
    client.get("/fr/initiatives/")
    with queries() as many:
        client.get("/fr/initiatives/")
    assert len(many) == len(few)


def test_the_starter_page_stands_in_the_menu(world: World) -> None:
    for place, code in ((world.network, "fr"), (world.porto, "pt"), (world.porto, "en")):
        index = home_of(place, code).get_children().get(slug="initiatives")
        assert (index.show_in_menus, index.live) == (True, True)
    keys = Page.objects.filter(slug="initiatives", path__startswith=world.porto.container.path)
    assert keys.values("translation_key").distinct().count() == 1
