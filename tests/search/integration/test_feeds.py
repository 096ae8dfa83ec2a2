"""A search as a feed: exactly its answers, nothing that isn’t public, and nothing anew to a reader that has it."""

from __future__ import annotations

import datetime
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone, translation
from wagtail.models import PageViewRestriction

from cities.enums import Review
from cities.models import InitiativePage
from cities.services.initiatives import InitiativeWords
from cities.services.review import decide
from portal.tenancy.enums import NetworkRole
from search.engines import forget
from search.models import InitiativeIndexPage, SearchDocument
from tests.factories.portal import make_page, person
from tests.factories.search import make_initiative, make_terms
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    forget()
    with translation.override("en"):
        yield
    forget()


@pytest.fixture
def wall(world: World) -> World:
    """Two accepted ones, a proposed one, a draft, a restricted one."""
    make_terms()
    make_initiative(
        world.porto,
        "van",
        language="pt",
        title="A carrinha <b>& companhia</b>",
        words={"teaser": "Sai à rua & volta.", "demonstration": True},
        translations={"en": InitiativeWords(title="The van")},
        poles=["emploi"],
    )
    make_initiative(world.genova, "piazza", language="it", title="In piazza", poles=["orientation"])
    make_initiative(world.porto, "proposed", language="pt", title="Zzproposta", review=Review.PROPOSED)
    draft = make_initiative(world.porto, "draft", language="pt", title="Zzrascunho")
    InitiativePage.objects.get(translation_key=draft.uid).unpublish()
    hidden = make_initiative(world.porto, "hidden", language="pt", title="Zzescondida")
    page = InitiativePage.objects.get(translation_key=hidden.uid)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.get(network_role__role=NetworkRole.MEMBERS))
    return world


def since(title: str, *, network: datetime.datetime, site: datetime.datetime | None = None) -> None:
    """Set when an initiative came into sight."""
    found = next(row for row in SearchDocument.objects.all() if str(row) == title)
    SearchDocument.objects.filter(pk=found.pk).update(network_since=network, site_since=site or network)
    forget()


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return [entry.findtext(f"{ATOM}title", "") for entry in ET.fromstring(answer.content).iter(f"{ATOM}entry")]  # noqa: S314


def test_atom_says_what_a_reader_needs(wall: World, client_of: ClientOf) -> None:
    answer = client_of().get("/en/initiatives/feed.atom?pole=emploi&sort=title&page=3")
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer.headers["Content-Language"] == "en"
    feed = ET.fromstring(answer.content)  # noqa: S314
    assert feed.get(f"{XML}lang") == "en"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "http://localhost:8000/en/initiatives/?pole=emploi",
        "self": "http://localhost:8000/en/initiatives/feed.atom?pole=emploi",
    }
    assert feed.findtext(f"{ATOM}id") == links["self"]
    (entry,) = feed.findall(f"{ATOM}entry")
    document = SearchDocument.objects.get(cards__en__title="The van")
    assert entry.findtext(f"{ATOM}id") == document.uid.urn
    assert entry.find(f"{ATOM}link").get("href") == "http://porto.localhost:8000/en/initiatives/the-van/"  # type: ignore[union-attr]
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == wall.porto.name
    assert [found.get("term") for found in entry.findall(f"{ATOM}category")] == ["Trouver un emploi"]
    published = datetime.datetime.fromisoformat(entry.findtext(f"{ATOM}published", ""))
    assert published == document.network_since


def test_entries_in_another_language_say_so_and_nothing_of_them_is_markup(wall: World, client_of: ClientOf) -> None:
    answer = client_of().get("/fr/initiatives/feed.atom?pole=emploi")
    (entry,) = ET.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314
    assert entry.get(f"{XML}lang") == "pt"
    assert "A carrinha <b>& companhia</b>" in entry.findtext(f"{ATOM}title", "")
    assert entry.findtext(f"{ATOM}title", "") != "A carrinha <b>& companhia</b>", "it says that it is a demonstration"
    assert entry.findtext(f"{ATOM}summary") == "Sai à rua &amp; volta."


def test_rss_holds_the_same(wall: World, client_of: ClientOf) -> None:
    answer = client_of().get("/en/initiatives/feed.rss")
    assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    channel = ET.fromstring(answer.content).find("channel")  # noqa: S314
    assert channel is not None
    assert channel.findtext("language") == "en"
    assert channel.findtext("link") == "http://localhost:8000/en/initiatives/"
    assert sorted(item.findtext("link", "") for item in channel.findall("item")) == [
        "http://genova.localhost:8000/it/initiatives/in-piazza/",
        "http://porto.localhost:8000/en/initiatives/the-van/",
    ]
    assert {item.find("guid").get("isPermaLink") for item in channel.findall("item")} == {"false"}  # type: ignore[union-attr]


def test_only_what_is_public_where_it_is_read(wall: World, client_of: ClientOf) -> None:
    for kind in ("atom", "rss"):
        text = client_of().get(f"/fr/initiatives/feed.{kind}").content.decode()
        assert ("In piazza" in text, "Zz" in text) == (True, False)
        own = client_of("porto").get(f"/pt/initiatives/feed.{kind}").content.decode()
        assert ("Zzproposta" in own, "In piazza" in own) == (True, False)
        assert "Zzrascunho" not in own
        assert "Zzescondida" not in own


def test_what_came_into_sight_last_comes_first(wall: World, client_of: ClientOf) -> None:
    """Accepted by the network is not the moment its Cité published it."""
    now = timezone.now()
    old, young = now - datetime.timedelta(days=30), now - datetime.timedelta(days=2)
    since("In piazza", network=young, site=old)
    since("A carrinha <b>& companhia</b>", network=old, site=young)
    assert titles(client_of().get("/en/initiatives/feed.atom"))[0] == "In piazza"
    row = InitiativePage.objects.get(title="Zzproposta").row
    decide(uid=row.uid, verb="accept", user=person(NetworkRole.NETWORK_EDITOR))
    assert titles(client_of().get("/en/initiatives/feed.atom"))[0] == "Zzproposta"
    assert SearchDocument.objects.get(uid=row.uid).site_since < now  # type: ignore[operator]


def test_exactly_what_was_asked_and_nothing_corrected(wall: World, client_of: ClientOf) -> None:
    assert len(titles(client_of().get("/en/initiatives/feed.atom?q=carrinhas"))) == 1
    assert titles(client_of().get("/en/initiatives/feed.atom?q=carrihna")) == []
    page = client_of().get("/fr/initiatives/?q=carrihna").content.decode()
    links = BeautifulSoup(page, "html.parser").select(".followed a[type='application/atom+xml']")
    assert [link["href"] for link in links] == ["/fr/initiatives/feed.atom?q=carrinha"], "as the page corrected it"


REFUSED = {
    "quelle=1": "quelle",
    "q=a&utm_source=x": "utm_source",
    "year_from=abc": "1900",
    "year_from=²": "1900",
    "year_from=2020&year_to=2010": ".",
    "pole=nowhere": "nowhere",
    "stage=%3Cscript%3E": "<script>",
    "cite=atlantis": "atlantis",
    "country=ZZ": "ZZ",
    "language=xx": "xx",
    "year=20x": "20x",
    "near=Zzzzz": "Zzzzz",
    "near=Lyon&radius=7": "10",
    "near=99,999": "99",
}
ODD = ("q=%00%01%08a", "q=%ff%fe", f"q={'é' * 300}", "q=%22%26%3C%3E", "pole=none", "near=45.75,4.85&radius=100")


def test_what_cannot_be_followed_is_refused_in_words(wall: World, client_of: ClientOf) -> None:
    client = client_of()
    for query, word in REFUSED.items():
        plain = client.get(f"/en/initiatives/feed.atom?{query}")
        assert (query, plain.status_code) == (query, 400)
        assert plain.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert plain.headers["Cache-Control"] == "no-store"
        assert word in plain.content.decode()
        assert client.get(f"/en/initiatives/feed.rss?{query}").content == plain.content
        page = client.get(f"/en/initiatives/follow/mail/?{query}")
        assert (query, page.status_code) == (query, 400)
        soup = BeautifulSoup(page.content, "html.parser")
        assert [line.text for line in soup.select(".errlist li")] == plain.content.decode().strip().split("\n")
        assert soup.select("form.form") == []


def test_odd_words_make_well_formed_feeds(wall: World, client_of: ClientOf) -> None:
    for query in ODD:
        for kind in ("atom", "rss"):
            answer = client_of().get(f"/fr/initiatives/feed.{kind}?{query}")
            assert (query, answer.status_code) == (query, 200)
            ET.fromstring(answer.content)  # noqa: S314


def test_a_reader_that_has_it_gets_nothing(wall: World, client_of: ClientOf, queries: Any) -> None:
    path = "/en/initiatives/feed.atom?pole=emploi"
    client = client_of()
    first = client.get(path)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert client.get(path).content == first.content
    with queries() as seen:
        again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == etag
    assert len(seen) == 4, "the page, its restrictions, and the version of what is public"
    assert client.get(path, headers={"If-Modified-Since": modified}).status_code == 304
    InitiativePage.objects.get(title="The van").unpublish()
    assert titles(client.get(path, headers={"If-None-Match": etag})) != []
    InitiativePage.objects.get(title__startswith="A carrinha").unpublish()
    assert titles(client.get(path, headers={"If-None-Match": etag})) == []


def test_an_empty_feed_stays_the_same(world: World, client_of: ClientOf) -> None:
    for kind in ("atom", "rss"):
        path = f"/it/initiatives/feed.{kind}"
        first, second = (client_of("genova").get(path) for _time in range(2))
        assert first.content == second.content
        assert first.headers["Last-Modified"] == second.headers["Last-Modified"]


def test_it_costs_the_same_however_many_answer(wall: World, client_of: ClientOf, queries: Any) -> None:
    costs = []
    for turn in range(2):
        for number in range(4):
            make_initiative(wall.porto, f"more-{turn}-{number}", language="pt", title=f"Robôs {turn} {number}")
        client_of().get("/fr/initiatives/feed.atom?q=robôs")
        with queries() as seen:
            assert len(titles(client_of().get("/fr/initiatives/feed.atom?q=robôs"))) == 4 * (turn + 1)
        costs.append(len(seen))
    assert costs[0] == costs[1]
    assert costs[0] == 7
    with queries() as seen:
        client_of().get("/fr/initiatives/feed.atom?pole=orientation")
    assert len(seen) == 6, "without words"


def test_head_and_get_only_and_no_cookie(wall: World, client_of: ClientOf) -> None:
    path = "/fr/initiatives/feed.atom"
    head = client_of().head(path)
    assert (head.status_code, head.content) == (200, b"")
    answer = client_of().get(path)
    assert dict(answer.cookies) == {}
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert client_of().post(path).status_code == 405


def test_a_page_of_the_same_name_does_not_hide_it(wall: World, client_of: ClientOf) -> None:
    make_initiative(wall.porto, "feed", language="pt", title="Feed")
    make_initiative(wall.porto, "follow", language="pt", title="Follow")
    for path in ("feed/", "feed.atom", "follow/", "follow/mail/"):
        assert client_of("porto").get(f"/pt/initiatives/{path}").status_code == 200


def test_a_restricted_wall_has_no_public_feed(wall: World, client_of: ClientOf) -> None:
    page = InitiativeIndexPage.objects.get(path__startswith=wall.porto.container.path, locale__language_code="pt")  # type: ignore[union-attr]
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.get(network_role__role=NetworkRole.MEMBERS))
    for path in ("feed.atom", "feed.rss", "follow/mail/"):
        answer = client_of("porto").get(f"/pt/initiatives/{path}")
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.headers["Location"] or "/members/" in answer.headers["Location"]
    page.unpublish()
    assert client_of("porto").get("/pt/initiatives/feed.atom").status_code == 404


def test_the_page_of_results_offers_its_feeds(wall: World, client_of: ClientOf, queries: Any) -> None:
    path = "/en/initiatives/?q=van&pole=emploi&sort=title"
    soup = BeautifulSoup(client_of().get(path).content, "html.parser")
    heads = {link["type"]: link["href"] for link in soup.select("head link[rel=alternate][type]")}
    assert heads == {
        "application/atom+xml": "/en/initiatives/feed.atom?q=van&pole=emploi",
        "application/rss+xml": "/en/initiatives/feed.rss?q=van&pole=emploi",
    }
    offered = [link["href"] for link in soup.select(".followed a")]
    assert offered == ["/en/initiatives/follow/mail/?q=van&pole=emploi", *heads.values()]
    assert soup.select(".followed a[href*=sort]") == []
    unknown = BeautifulSoup(client_of().get("/en/initiatives/?pole=nowhere").content, "html.parser")
    assert unknown.select(".followed") == []
    with queries() as seen:
        client_of().get(path)
    assert len(seen) <= 6


def test_a_title_with_control_characters_breaks_nothing(wall: World, client_of: ClientOf) -> None:
    page = InitiativePage.objects.get(title="In piazza")
    page.title = "In \x0b piazza"
    page.save_revision(clean=False).publish()
    answer = client_of().get("/fr/initiatives/feed.atom")
    assert ET.fromstring(answer.content).tag == f"{ATOM}feed"  # noqa: S314


def test_what_was_seen_long_enough_is_not_new_when_it_comes_back(wall: World) -> None:
    page = InitiativePage.objects.get(title="In piazza")
    row = SearchDocument.objects.get(uid=page.translation_key)
    long_ago = timezone.now() - datetime.timedelta(days=9)
    SearchDocument.objects.filter(pk=row.pk).update(site_since=long_ago, network_since=long_ago)
    page.unpublish()
    page.save_revision().publish()
    row.refresh_from_db()
    assert (row.site_since, row.network_since) == (long_ago, long_ago)
    yesterday = timezone.now() - datetime.timedelta(days=1)
    SearchDocument.objects.filter(pk=row.pk).update(site_since=yesterday, network_since=yesterday)
    page = InitiativePage.objects.get(pk=page.pk)
    page.unpublish()
    row.refresh_from_db()
    assert (row.site_since, row.network_since) == (None, None)
    before = timezone.now()
    page.save_revision().publish()
    row.refresh_from_db()
    assert before <= row.site_since  # type: ignore[operator]
    assert row.site_since == row.network_since


def test_a_document_made_anew_is_not_new(wall: World) -> None:
    page = InitiativePage.objects.get(title="In piazza")
    long_ago = timezone.now() - datetime.timedelta(days=400)
    InitiativePage.objects.filter(pk=page.pk).update(first_published_at=long_ago)
    SearchDocument.objects.filter(uid=page.translation_key).delete()
    InitiativePage.objects.get(pk=page.pk).save()
    assert SearchDocument.objects.get(uid=page.translation_key).network_since == long_ago


def test_pages_made_below_are_still_found_first(wall: World, client_of: ClientOf) -> None:
    parent = InitiativeIndexPage.objects.get(path__startswith=wall.porto.container.path, locale__language_code="pt")  # type: ignore[union-attr]
    make_page(InitiativePage, parent=parent, title="Atelier", stage="running", start_year=2020)
    assert "Atelier" in client_of("porto").get("/pt/initiatives/atelier/").content.decode()
