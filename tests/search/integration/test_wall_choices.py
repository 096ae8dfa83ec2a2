"""Choosing what the wall shows: a Cité's, or an event's."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import PageViewRestriction

from cities.enums import ProposalState
from cities.models import Proposal
from portal.tenancy.enums import NetworkRole
from portal.tenancy.services.suspension import suspend_site
from tests.factories.events import in_days, make_edition, make_event, make_slot
from tests.factories.portal import home_of, make_page, person
from tests.factories.search import make_initiative
from tests.factories.world import World
from tests.search.walling import Link, choices, html, page_of, titles

ClientOf = Callable[..., Client]


def test_by_cite(cards: World, client_of: ClientOf) -> None:
    text = html(client_of(), "/fr/initiatives/wall/?cite=genova")
    assert titles(text) == ["In piazza"]
    assert choices(text, "cite") == ["Genova", "Porto"]
    assert '<option value="genova" selected>' in text
    assert '<span lang="it">Genova</span>' in text
    assert choices(text, "event") == []
    empty = html(client_of(), "/fr/initiatives/wall/?cite=paris")
    assert titles(empty) == []
    assert 'href="/fr/initiatives/wall/"' in empty
    assert titles(html(client_of("porto"), "/pt/initiatives/wall/?cite=porto")) == ["A carrinha", "Zzproposta"]


def test_by_an_event_whose_page_links_an_initiative(cards: World, client_of: ClientOf, link: Link) -> None:
    event = make_event(cards.network, "fr", "La journée du mur")
    make_event(cards.network, "fr", "Zzsans")
    link(event, page_of("A carrinha"))
    text = html(client_of(), "/fr/initiatives/wall/")
    assert choices(text, "event") == ["La journée du mur"]
    assert titles(text) == ["A carrinha", "In piazza"]
    text = html(client_of(), f"/fr/initiatives/wall/?event={event.translation_key}")
    assert titles(text) == ["A carrinha"]
    assert choices(text, "cite") == ["Porto"]
    assert titles(html(client_of(), f"/fr/initiatives/wall/?event={event.translation_key}&cite=genova")) == []
    assert titles(html(client_of("porto"), f"/pt/initiatives/wall/?event={event.translation_key}")) == ["A carrinha"]


def test_by_an_event_that_an_initiative_links(cards: World, client_of: ClientOf, link: Link) -> None:
    event = make_event(cards.network, "fr", "La journée du mur")
    link(page_of("In piazza"), event)
    assert titles(html(client_of(), f"/en/initiatives/wall/?event={event.translation_key}")) == ["In piazza"]
    assert f'<option value="{event.translation_key}" lang="fr" selected>' in html(
        client_of(), f"/en/initiatives/wall/?event={event.translation_key}"
    )


def test_by_an_event_to_come_that_a_cite_holds(cards: World, client_of: ClientOf, link: Link) -> None:
    """Only what the network accepted, of Cités that show something."""
    festa = make_event(cards.genova, "it", "La festa")
    other = make_event(cards.genova, "it", "Zznonproposta")
    past = make_event(cards.genova, "it", "Zzpassata", start_date=in_days(-30))
    empty = make_event(cards.paris, "fr", "Zzvide")
    linked = make_event(cards.porto, "pt", "A feira")
    link(linked, page_of("A carrinha"))
    make_initiative(cards.porto, "more", language="pt", title="Outra")
    for event, cite in ((festa, cards.genova), (past, cards.genova), (empty, cards.paris), (linked, cards.porto)):
        Proposal.objects.create(page=event, cite=cite, state=ProposalState.ACCEPTED)
    text = html(client_of(), "/fr/initiatives/wall/")
    assert choices(text, "event") == ["A feira", "La festa"]
    text = html(client_of(), f"/fr/initiatives/wall/?event={festa.translation_key}")
    assert titles(text) == ["In piazza"]
    assert '<span lang="it">La festa</span>' in text
    assert titles(html(client_of(), f"/fr/initiatives/wall/?event={festa.translation_key}&cite=porto")) == []
    # What a page links comes before what its Cité has.
    assert titles(html(client_of(), f"/fr/initiatives/wall/?event={linked.translation_key}")) == ["A carrinha"]
    for event in (other, past):
        html(client_of(), f"/fr/initiatives/wall/?event={event.translation_key}", status=404)
    assert choices(html(client_of("genova"), "/it/initiatives/wall/"), "event") == []


def test_by_no_event_of_a_suspended_site(cards: World, client_of: ClientOf, link: Link) -> None:
    feira = make_event(cards.porto, "pt", "A feira")
    make_initiative(cards.porto, "more", language="pt", title="Outra")
    Proposal.objects.create(page=feira, cite=cards.porto, state=ProposalState.ACCEPTED)
    assert choices(html(client_of(), "/fr/initiatives/wall/"), "event") == ["A feira"]
    suspend_site(cite=cards.porto, user=person(is_superuser=True))
    assert choices(html(client_of(), "/fr/initiatives/wall/"), "event") == []
    html(client_of(), f"/fr/initiatives/wall/?event={feira.translation_key}", status=404)


def test_the_choice_needs_no_script_and_stands_in_sight(cards: World, client_of: ClientOf) -> None:
    text = html(client_of(), "/fr/initiatives/wall/")
    (form,) = re.findall(r'<form class="screen__choice".*?</form>', text, re.DOTALL)
    assert 'method="get" action="/fr/initiatives/wall/"' in form
    assert "hidden" not in form
    assert "<details" not in text
    assert 'type="submit"' in form
    for name in re.findall(r'<select id="(\w+)"', form):
        assert f'<label for="{name}">' in form


def test_what_a_session_names_belongs_to_its_edition(cards: World, client_of: ClientOf, link: Link) -> None:
    from events.models import EditionPage, SessionPage  # noqa: PLC0415

    edition = make_edition(name="École de printemps", acronym="ecole")
    home = home_of(cards.network, "fr")
    page = make_page(EditionPage, parent=home, title="École de printemps", edition=edition)
    session = make_page(SessionPage, parent=page, title="Le mur", slot=make_slot(edition, "mur", "09:30"))
    link(page_of("A carrinha"), session)
    link(page_of("In piazza"), page)
    text = html(client_of(), f"/fr/initiatives/wall/?event={edition.uid}")
    assert choices(text, "event") == ["École de printemps"]
    assert titles(text) == ["A carrinha", "In piazza"]
    page.unpublish()
    assert choices(html(client_of(), "/fr/initiatives/wall/"), "event") == []
    assert "École" not in html(client_of(), f"/fr/initiatives/wall/?event={edition.uid}", status=404)


def test_events_nobody_may_see_are_not_named(
    cards: World, client_of: ClientOf, link: Link, drain: Callable[[], int]
) -> None:
    """A draft, a restricted one, and one that the network didn't accept; nor links of drafts."""
    draft = make_event(cards.network, "fr", "Zzdraft", live=False)
    restricted = make_event(cards.network, "fr", "Zzrestricted")
    own = make_event(cards.genova, "it", "La festa")
    announced = make_event(cards.network, "fr", "Annoncé")
    for event in (restricted, own):
        link(event, page_of("In piazza"))
    draft.body = [("text", f'<p><a linktype="page" id="{page_of("In piazza").pk}">Voir</a></p>')]
    draft.save()
    members = Group.objects.get(network_role__role=NetworkRole.MEMBERS)
    PageViewRestriction.objects.create(page=restricted, restriction_type="groups").groups.add(members)
    said = page_of("In piazza")
    said.need = f'<p><a linktype="page" id="{announced.pk}">Zzlink</a></p>'
    said.save_revision()
    drain()
    text = html(client_of(), "/fr/initiatives/wall/")
    assert choices(text, "event") == []
    assert choices(html(client_of("genova"), "/it/initiatives/wall/"), "event") == ["La festa"]
    for event in (draft, restricted, own, announced):
        html(client_of(), f"/fr/initiatives/wall/?event={event.translation_key}", status=404)
    Proposal.objects.create(page=own, cite=cards.genova, state=ProposalState.ACCEPTED)
    assert choices(html(client_of(), "/fr/initiatives/wall/"), "event") == ["La festa"]


def test_initiatives_nobody_may_see_make_no_choice(
    cards: World, client_of: ClientOf, link: Link, drain: Callable[[], int]
) -> None:
    event = make_event(cards.network, "fr", "La journée du mur")
    link(page_of("Zzproposta"), event)
    hidden = page_of("Zzvia")
    hidden.need = f'<p><a linktype="page" id="{event.pk}">Zzlink</a></p>'
    hidden.save()
    drain()
    assert choices(html(client_of(), "/fr/initiatives/wall/"), "event") == []
    own = html(client_of("porto"), f"/pt/initiatives/wall/?event={event.translation_key}")
    assert titles(own) == ["Zzproposta"]
    html(client_of("genova"), f"/it/initiatives/wall/?event={event.translation_key}", status=404)
