"""What a Cité shows of others on its own site: whose it is, when, in which order, and until when."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cities.models import NewsPage, Proposal, Showing
from cities.selectors.proposals import offers_to, shown_by
from cities.services.proposals import ProposalError, decide_proposal, hide, propose, show, withdraw
from events.enums import Frequency
from events.models import EventIndexPage, Occurrence
from portal.accounts.models import User
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import NetworkGroup
from portal.tenancy.services.suspension import suspend_site
from tests.cities.proposing import genova_news, hub_news, make_event, news_path
from tests.factories.cities import below_home, make_news
from tests.factories.cities import propose as offered_as
from tests.factories.events import in_days, translate_event
from tests.factories.events import make_event as planned
from tests.factories.portal import home_of, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
Drain = Callable[[], int]


def test_another_cite_shows_it_with_whose_it_is_and_the_original(
    world: World, client_of: ClientOf, offer: Proposal
) -> None:
    moderator = person((world.genova, CiteRole.MODERATOR))
    client = sign_in(client_of(), moderator)
    assert offer.page.title in client.get("/admin/proposals/offers/").content.decode()
    assert offer.page.title not in genova_news(client_of)
    client.post(f"/admin/proposals/offers/{offer.pk}/show/")
    page = genova_news(client_of)
    original = f"http://porto.localhost:8000{news_path(world.porto, 'pt')}{offer.page.slug}/"
    assert f'<a href="{original}" hreflang="pt">{offer.page.title}</a>' in page
    (item,) = BeautifulSoup(page, "html.parser").select("[aria-labelledby=from-others] .newsitem")
    assert item.select_one(".kick b").get_text() == world.porto.short_name
    assert item.select_one("time")["datetime"] == offer.page.specific.date.isoformat()
    assert not item.select(".demo")
    showing = Showing.objects.get()
    assert (showing.cite, showing.shown_by) == (world.genova, moderator)
    client.post(f"/admin/proposals/showings/{showing.pk}/hide/")
    assert offer.page.title not in genova_news(client_of)


def test_shown_news_are_marked_and_dated_the_newest_first(
    world: World, client_of: ClientOf, author: User, decider: User
) -> None:
    manager = person((world.genova, CiteRole.MANAGER))
    for title, day, made_up in (("Nova", 20, True), ("Antiga", 3, False), ("Média", 9, False)):
        date = datetime.date(2026, 3, day)
        page = make_news(world.porto, "pt", title, date=date, demonstration=made_up)
        offer = decide_proposal(proposal=propose(page=page, user=author), verb="accept", user=decider)
        show(proposal=offer, cite=world.genova, user=manager)
    items = BeautifulSoup(genova_news(client_of), "html.parser").select("[aria-labelledby=from-others] .newsitem")
    assert [(item.h3.get_text(), item.time["datetime"], bool(item.select(".demo"))) for item in items] == [
        ("Nova", "2026-03-20", True),
        ("Média", "2026-03-09", False),
        ("Antiga", "2026-03-03", False),
    ]


def test_shown_events_have_their_next_date_in_order_and_go_when_over(
    world: World, client_of: ClientOf, queries: Any
) -> None:
    manager = person((world.genova, CiteRole.MANAGER))
    made = {
        "Depois": planned(world.porto, "pt", "Depois", start_date=in_days(9)),
        "Cedo": planned(world.porto, "pt", "Cedo", start_date=in_days(2), demonstration=True),
        "Semanal": planned(world.porto, "pt", "Semanal", start_date=in_days(-10), frequency=Frequency.WEEKLY),
    }
    for page in made.values():
        show(proposal=offered_as(page, world.porto), cite=world.genova, user=manager)
    path = f"/it/{below_home(world.genova, 'it', EventIndexPage).slug}/"

    def lines() -> list[Any]:
        soup = BeautifulSoup(client_of("genova").get(path).content, "html.parser")
        return soup.select("[aria-labelledby=from-others] .event")

    assert [(line.h3.get_text(), line.select_one("time")["datetime"]) for line in lines()] == [
        ("Cedo", in_days(2).isoformat()),
        ("Semanal", in_days(4).isoformat()),
        ("Depois", in_days(9).isoformat()),
    ]
    first = lines()[0]
    assert first.a["href"] == f"http://porto.localhost:8000/pt/{made['Cedo'].get_parent().slug}/cedo/"
    assert first.select_one(".kick b").get_text() == world.porto.short_name
    # Two o'clock there, whatever the clock says here.
    moment = datetime.datetime.combine(in_days(2), datetime.time(14), zoneinfo.ZoneInfo("Europe/Lisbon"))
    assert first.select_one(".num time")["datetime"] == moment.isoformat()
    assert [bool(line.select(".demo")) for line in lines()] == [True, False, False]
    with queries() as seen:
        lines()
    assert len(seen) <= 6

    Occurrence.objects.filter(event__uid=made["Cedo"].translation_key).update(over_at=timezone.now())
    assert [line.h3.get_text() for line in lines()] == ["Semanal", "Depois"]
    assert {offer.page.title for offer in offers_to(cite=world.genova)} == {"Semanal", "Depois"}
    text = sign_in(client_of(), manager).get("/admin/proposals/offers/").content.decode()
    assert ("Cedo" in text, "Semanal" in text) == (False, True)


def test_an_event_in_two_languages_is_shown_once(world: World, client_of: ClientOf) -> None:
    page = planned(world.porto, "pt", "Feira")
    manager = person((world.genova, CiteRole.MANAGER))
    for version in (page, translate_event(page, world.porto, "en", "Fair")):
        show(proposal=offered_as(version, world.porto), cite=world.genova, user=manager)
    body = client_of("genova").get(f"/it/{below_home(world.genova, 'it', EventIndexPage).slug}/").content.decode()
    assert ("Feira" in body, "Fair" in body.replace("Fairs", "")) == (True, False)


def test_an_event_is_shown_in_the_agenda(world: World, client_of: ClientOf, author: User, decider: User) -> None:
    event = make_event(world.porto, "pt", "Encontro de outono")
    accepted = decide_proposal(proposal=propose(page=event, user=author), verb="feature", user=decider)
    show(proposal=accepted, cite=world.genova, user=person((world.genova, CiteRole.MANAGER)))
    agenda = Page.objects.child_of(home_of(world.genova, "it")).type(EventIndexPage).get()
    assert "Encontro de outono" in client_of("genova").get(f"/it/{agenda.slug}/").content.decode()
    assert "Encontro de outono" not in genova_news(client_of)


@pytest.mark.parametrize("end", ["declined", "withdrawn", "unpublished", "restricted", "suspended", "deleted"])
def test_what_is_no_longer_offered_or_public_is_shown_nowhere(
    world: World, client_of: ClientOf, offer: Proposal, decider: User, author: User, end: str
) -> None:
    show(proposal=offer, cite=world.genova, user=person((world.genova, CiteRole.MANAGER)))
    page = NewsPage.objects.get(pk=offer.page_id)
    title = page.title
    assert title in genova_news(client_of)
    if end == "declined":
        decide_proposal(proposal=offer, verb="decline", user=decider, reason="Over.")
    elif end == "withdrawn":
        withdraw(proposal=offer, user=person((world.porto, CiteRole.MODERATOR)))
    elif end == "unpublished":
        page.unpublish()
    elif end == "restricted":
        restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
        restriction.groups.add(NetworkGroup.objects.get(role=NetworkRole.MEMBERS).group)
    elif end == "suspended":
        suspend_site(cite=world.porto, user=decider)
    else:
        page.delete()
    assert title not in genova_news(client_of)
    assert not shown_by(cite_id=world.genova.pk).exists()
    assert not offers_to(cite=world.genova).exists()
    assert title not in hub_news(client_of)


def test_what_is_not_offered_can_not_be_shown(
    world: World, client_of: ClientOf, piece: NewsPage, author: User, offer: Proposal
) -> None:
    waiting = propose(page=make_news(world.porto, "pt", "À espera"), user=author)
    manager = person((world.genova, CiteRole.MANAGER))
    client = sign_in(client_of(), manager)
    assert "À espera" not in client.get("/admin/proposals/offers/").content.decode()
    assert client.post(f"/admin/proposals/offers/{waiting.pk}/show/").status_code == 404
    with pytest.raises(ProposalError):
        show(proposal=waiting, cite=world.genova, user=manager)
    with pytest.raises(ProposalError):
        show(proposal=offer, cite=world.porto, user=person((world.porto, CiteRole.MANAGER)))
    assert not Showing.objects.exists()


def test_who_publishes_for_a_cite_decides_what_it_shows(world: World, client_of: ClientOf, offer: Proposal) -> None:
    for user, cite in (
        (person((world.genova, CiteRole.EDITOR)), world.genova),
        (person((world.genova, CiteRole.TRANSLATOR)), world.genova),
        (person((world.genova, CiteRole.MANAGER)), world.paris),
    ):
        with pytest.raises(PermissionDenied):
            show(proposal=offer, cite=cite, user=user)
    editor = sign_in(client_of(), person((world.genova, CiteRole.EDITOR)))
    assert "/show/" not in editor.get("/admin/proposals/offers/").content.decode()
    editor.post(f"/admin/proposals/offers/{offer.pk}/show/")
    assert not Showing.objects.exists()
    showing = show(proposal=offer, cite=world.genova, user=person((world.genova, CiteRole.MODERATOR)))
    other = person((world.paris, CiteRole.MANAGER))
    assert sign_in(client_of(), other).post(f"/admin/proposals/showings/{showing.pk}/hide/").status_code == 404
    with pytest.raises(PermissionDenied):
        hide(showing=showing, user=other)
    assert Showing.objects.get() == showing
