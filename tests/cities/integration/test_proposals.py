"""News and events offered to the network: who proposes, who decides, who is told, who shows what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry

from cities.enums import ProposalState
from cities.models import NewsPage, Proposal
from cities.selectors.proposals import author_told, proposals
from cities.services.proposals import ProposalError, decide_proposal, propose, show, withdraw
from events.enums import Frequency
from events.models import Occurrence
from portal.accounts.models import User
from portal.accounts.services.members import remove_member
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import CiteGroup
from tests.cities.proposing import hub_news, make_event, news_path
from tests.factories.cities import make_news
from tests.factories.cities import propose as offered_as
from tests.factories.events import in_days
from tests.factories.events import make_event as planned
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
Drain = Callable[[], int]


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
