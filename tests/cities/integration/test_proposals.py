"""News and events offered to the network: who proposes, who decides, who is told, who shows what."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, PageViewRestriction

from cities.enums import ProposalState
from cities.models import NewsIndexPage, NewsPage, Proposal, Showing
from cities.selectors.proposals import author_told, offers_to, proposals, shown_by
from cities.services.proposals import ProposalError, decide_proposal, hide, propose, show, withdraw
from events.enums import Frequency
from events.models import EventIndexPage, EventPage, Occurrence
from portal.accounts.models import User
from portal.accounts.services.members import remove_member
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite, CiteGroup, Network, NetworkGroup
from portal.tenancy.services.suspension import suspend_site
from tests.factories.cities import below_home, make_news
from tests.factories.cities import propose as offered_as
from tests.factories.events import in_days, translate_event
from tests.factories.events import make_event as planned
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
Drain = Callable[[], int]


@pytest.fixture
def author(world: World) -> User:
    return person((world.porto, CiteRole.EDITOR))


@pytest.fixture
def decider(world: World) -> User:
    return person(NetworkRole.NETWORK_EDITOR)


@pytest.fixture
def piece(world: World) -> NewsPage:
    return make_news(world.porto, "pt", "Feira das profissões")


@pytest.fixture
def offer(piece: NewsPage, author: User, decider: User) -> Proposal:
    """An accepted proposal."""
    return decide_proposal(proposal=propose(page=piece, user=author), verb="accept", user=decider)


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


def test_a_piece_reaches_the_hub_when_it_is_proposed_and_accepted(
    world: World, client_of: ClientOf, drain: Drain, piece: NewsPage, author: User, decider: User
) -> None:
    assert piece.title not in hub_news(client_of)
    editor = sign_in(client_of(), author)
    assert f"/admin/proposals/page/{piece.pk}/" in editor.get(f"/admin/pages/{piece.pk}/edit/").content.decode()
    editor.post(f"/admin/proposals/page/{piece.pk}/propose/")
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.cite, proposal.proposed_by) == (ProposalState.PROPOSED, world.porto, author)
    assert piece.title not in hub_news(client_of)

    office = sign_in(client_of(), decider)
    assert piece.title in office.get("/admin/proposals/").content.decode()
    assert f"/admin/proposals/{proposal.pk}/" in office.get("/admin/").content.decode()
    drain()
    office.post(f"/admin/proposals/{proposal.pk}/", {"verb": "accept"})
    drain()
    assert piece.title in hub_news(client_of)
    assert [message.to for message in mail.outbox] == [[author.email]]
    assert f"/admin/proposals/page/{piece.pk}/" in str(mail.outbox[0].body)


def test_an_author_reads_why(
    world: World, client_of: ClientOf, drain: Drain, piece: NewsPage, author: User, decider: User
) -> None:
    proposal = propose(page=piece, user=author)
    office = sign_in(client_of(), decider)
    for form in ({"verb": "decline"}, {"verb": "decline", "reason": "  "}, {"verb": "nope"}, {}):
        assert office.post(f"/admin/proposals/{proposal.pk}/", form).status_code == 200
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PROPOSED
    office.post(f"/admin/proposals/{proposal.pk}/", {"verb": "decline", "reason": "Too local for the network."})
    drain()
    assert "Too local for the network." in str(mail.outbox[-1].body)
    editor = sign_in(client_of(), author)
    assert "Too local for the network." in editor.get(f"/admin/proposals/page/{piece.pk}/").content.decode()
    assert "Too local for the network." in editor.get(f"/admin/pages/{piece.pk}/edit/").content.decode()
    editor.post(f"/admin/proposals/page/{piece.pk}/propose/")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason, proposal.decided_by) == (ProposalState.PROPOSED, "", None)


def test_mail_of_a_decision_is_not_sent_twice_nor_to_who_left(
    world: World, drain: Drain, piece: NewsPage, author: User, decider: User
) -> None:
    proposal = propose(page=piece, user=author)
    for _time in range(2):
        decide_proposal(proposal=proposal, verb="accept", user=decider)
    drain()
    assert len(mail.outbox) == 1
    User.objects.filter(pk=author.pk).update(is_active=False)
    decide_proposal(proposal=proposal, verb="feature", user=decider)
    drain()
    assert len(mail.outbox) == 1


def test_an_author_who_was_removed_from_the_cite_does_not_read_why(
    world: World, drain: Drain, piece: NewsPage, author: User, decider: User
) -> None:
    proposal = propose(page=piece, user=author)
    manager = person((world.porto, CiteRole.MANAGER))
    remove_member(by=manager, user=author, cite=world.porto)
    # Another Cité's role doesn't count.
    author.groups.add(CiteGroup.objects.get(cite=world.genova, role=CiteRole.MANAGER).group)
    decide_proposal(proposal=proposal, verb="decline", user=decider, reason="Too local for the network.")
    assert not author_told(Proposal.objects.get())
    drain()
    assert mail.outbox == []


def test_what_is_taken_back_leaves_the_hub_at_once(
    world: World, client_of: ClientOf, drain: Drain, offer: Proposal, author: User
) -> None:
    assert offer.page.title in hub_news(client_of)
    moderator = person((world.porto, CiteRole.MODERATOR))
    sign_in(client_of(), moderator).post(f"/admin/proposals/page/{offer.page_id}/withdraw/")
    assert offer.page.title not in hub_news(client_of)
    drain()
    assert mail.outbox == []
    actions = list(PageLogEntry.objects.filter(page=offer.page_id).order_by("pk").values_list("action", flat=True))
    assert [action for action in actions if action.startswith("cities.")] == [
        "cities.propose",
        "cities.accept",
        "cities.withdraw",
    ]


def test_only_published_news_and_events_of_a_cite_are_proposed(world: World, author: User, decider: User) -> None:
    draft = make_news(world.porto, "pt", "Rascunho", live=False)
    with pytest.raises(ProposalError):
        propose(page=draft, user=author)
    article = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Artigo")
    hub = make_news(world.network, "fr", "Du réseau")
    for page, user in ((article, author), (hub, decider)):
        with pytest.raises(PermissionDenied):
            propose(page=page, user=user)
    event = make_event(world.porto, "pt", "Encontro")
    assert propose(page=event, user=author).cite == world.porto
    with pytest.raises(ProposalError):
        propose(page=event, user=author)


@pytest.mark.parametrize("state", [ProposalState.ACCEPTED, ProposalState.FEATURED])
def test_what_others_show_is_taken_back_by_who_publishes(
    world: World, client_of: ClientOf, state: ProposalState
) -> None:
    page = make_news(world.porto, "pt", "A notícia")
    offered_as(page, world.porto, state)
    address = f"/admin/proposals/page/{page.pk}/"
    for role in (CiteRole.TRANSLATOR, CiteRole.EDITOR):
        client = sign_in(client_of(), person((world.porto, role)))
        assert f"{address}withdraw/" not in client.get(address).content.decode()
        assert client.post(f"{address}withdraw/").status_code in (302, 403)
        assert Proposal.objects.filter(page=page.pk).exists()
    client = sign_in(client_of(), person((world.porto, CiteRole.MODERATOR)))
    assert f"{address}withdraw/" in client.get(address).content.decode()
    client.post(f"{address}withdraw/")
    assert not Proposal.objects.exists()


def test_who_only_translates_proposes_nothing(world: World, client_of: ClientOf) -> None:
    page = make_news(world.porto, "pt", "A notícia")
    client = sign_in(client_of(), person((world.porto, CiteRole.TRANSLATOR)))
    assert client.post(f"/admin/proposals/page/{page.pk}/propose/").status_code in (302, 403)
    assert not Proposal.objects.exists()


def test_nobody_proposes_or_withdraws_for_another_cite(
    world: World, client_of: ClientOf, piece: NewsPage, offer: Proposal
) -> None:
    stranger = person((world.genova, CiteRole.MANAGER))
    client = sign_in(client_of(), stranger)
    for verb in ("propose", "withdraw"):
        assert client.post(f"/admin/proposals/page/{piece.pk}/{verb}/").status_code in (302, 403, 404)
        assert client.get(f"/admin/proposals/page/{piece.pk}/").status_code in (302, 403, 404)
    with pytest.raises(PermissionDenied):
        withdraw(proposal=offer, user=stranger)
    assert Proposal.objects.get() == offer


@pytest.mark.parametrize("role", [CiteRole.MANAGER, NetworkRole.LABEL_TEAM, NetworkRole.EVENT_TEAM])
def test_only_the_networks_editors_decide(
    world: World, client_of: ClientOf, piece: NewsPage, author: User, role: Any
) -> None:
    proposal = propose(page=piece, user=author)
    user = person(role if isinstance(role, NetworkRole) else (world.porto, role))
    client = sign_in(client_of(), user)
    for path in ("/admin/proposals/", f"/admin/proposals/{proposal.pk}/"):
        assert client.get(path).status_code in (302, 403, 404)
    client.post(f"/admin/proposals/{proposal.pk}/", {"verb": "accept"})
    with pytest.raises(PermissionDenied):
        decide_proposal(proposal=proposal, verb="accept", user=user)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PROPOSED


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


def test_what_is_over_is_neither_proposed_nor_accepted(
    world: World, client_of: ClientOf, author: User, decider: User
) -> None:
    past = planned(world.porto, "pt", "Foi", start_date=in_days(-2))
    with pytest.raises(ProposalError):
        propose(page=past, user=author)
    editor = sign_in(client_of(), author)
    assert "/propose/" not in editor.get(f"/admin/proposals/page/{past.pk}/").content.decode()
    answer = editor.post(f"/admin/proposals/page/{past.pk}/propose/")
    assert [str(message).strip() for message in get_messages(answer.wsgi_request)] == [
        "It is over: the network shows what is still to come."
    ]
    assert not Proposal.objects.exists()

    ended = propose(page=planned(world.porto, "pt", "Acaba"), user=author)
    coming = propose(page=planned(world.porto, "pt", "Semanal", frequency=Frequency.WEEKLY), user=author)
    Occurrence.objects.filter(event__uid=ended.page.specific.translation_key).update(over_at=timezone.now())
    assert {row.pk: bool(row.over) for row in proposals()} == {ended.pk: True, coming.pk: False}
    office = sign_in(client_of(), decider)
    rows = BeautifulSoup(office.get("/admin/proposals/").content, "html.parser").select("tbody tr")
    assert {row.a.get_text(): "over" in row.select("td")[-1].get_text() for row in rows} == {
        "Acaba": True,
        "Semanal": False,
    }
    form = office.get(f"/admin/proposals/{ended.pk}/").context["form"]
    assert [value for value, _label in form.fields["verb"].choices] == ["decline"]
    for verb in ("accept", "feature"):
        assert office.post(f"/admin/proposals/{ended.pk}/", {"verb": verb}).status_code == 200
        with pytest.raises(ProposalError):
            decide_proposal(proposal=ended, verb=verb, user=decider)
    ended.refresh_from_db()
    assert ended.state == ProposalState.PROPOSED
    office.post(f"/admin/proposals/{ended.pk}/", {"verb": "decline", "reason": "It is over."})
    ended.refresh_from_db()
    assert ended.state == ProposalState.DECLINED


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


def test_lists_cost_the_same_at_any_length(
    world: World, client_of: ClientOf, author: User, decider: User, queries: Any
) -> None:
    office = sign_in(client_of(), decider)
    cite = sign_in(client_of(), person((world.genova, CiteRole.MANAGER)))
    manager = person((world.genova, CiteRole.MANAGER))
    costs = []
    for turn in range(2):
        for number in range(3):
            made = propose(page=make_news(world.porto, "pt", f"Notícia {turn} {number}"), user=author)
            show(proposal=decide_proposal(proposal=made, verb="accept", user=decider), cite=world.genova, user=manager)
        row = []
        for client, path in (
            (office, "/admin/proposals/?state=accepted"),
            (cite, "/admin/proposals/offers/"),
            (client_of("genova"), news_path(world.genova, "it")),
        ):
            client.get(path)
            with queries() as seen:
                assert client.get(path).status_code == 200
            row.append(len(seen))
        costs.append(row)
    assert costs[0] == costs[1]
    assert costs[0][2] <= 6


def test_proposals_that_wait_come_first(world: World, author: User, decider: User) -> None:
    made = [propose(page=make_news(world.porto, "pt", f"Notícia {number}"), user=author) for number in range(4)]
    decide_proposal(proposal=made[3], verb="accept", user=decider)
    decide_proposal(proposal=made[2], verb="feature", user=decider)
    decide_proposal(proposal=made[1], verb="decline", user=decider, reason="No.")
    assert [row.pk for row in proposals()] == [made[0].pk, made[2].pk, made[1].pk, made[3].pk]


def test_a_long_list_has_pages_that_keep_the_state(
    world: World, client_of: ClientOf, author: User, decider: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cities.viewsets_proposals.PER_PAGE", 1)
    for title in ("Feira", "Mostra"):
        propose(page=make_news(world.porto, "pt", title), user=author)
    client = sign_in(client_of(), decider)
    text = client.get("/admin/proposals/?state=proposed").content.decode()
    assert "Page 1 of 2" in text
    assert 'href="?state=proposed&amp;p=2"' in text
    assert ("Feira" in text) != ("Mostra" in text)


def test_a_mail_is_announced_only_where_somebody_gets_one(
    world: World, client_of: ClientOf, drain: Drain, piece: NewsPage, author: User, decider: User
) -> None:
    proposal = propose(page=piece, user=author)
    office = sign_in(client_of(), decider)

    def said(verb: str) -> str:
        answer = office.post(f"/admin/proposals/{proposal.pk}/", {"verb": verb})
        return str(list(get_messages(answer.wsgi_request))[-1])

    told, again = said("accept"), said("accept")
    assert told != again  # nothing changed: no second mail
    drain()
    Proposal.objects.update(proposed_by=None)
    assert said("feature") == again
    drain()
    assert [message.to for message in mail.outbox] == [[author.email]]


def test_what_is_cancelled_is_said_to_be_and_not_featured(
    world: World, client_of: ClientOf, author: User, decider: User
) -> None:
    event = make_event(world.porto, "pt", "Feira")
    proposal = propose(page=event, user=author)
    office = sign_in(client_of(), decider)

    def verbs() -> list[str]:
        form = office.get(f"/admin/proposals/{proposal.pk}/").context["form"]
        return [value for value, _label in form.fields["verb"].choices]

    assert verbs() == ["accept", "feature", "decline"]
    assert office.get(f"/admin/proposals/{proposal.pk}/").context["called_off"] is False
    event.status = "cancelled"
    event.save_revision().publish()
    assert verbs() == ["accept", "decline"]
    assert office.get(f"/admin/proposals/{proposal.pk}/").context["called_off"] is True
    assert office.post(f"/admin/proposals/{proposal.pk}/", {"verb": "feature"}).status_code == 200
    with pytest.raises(ProposalError):
        decide_proposal(proposal=proposal, verb="feature", user=decider)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PROPOSED
