"""Agendas: what is listed where, in which order and time; and above all what isn't."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cities.enums import ProposalState
from cities.models import Pole, Proposal
from events.enums import ExceptionKind, Frequency
from events.models import EventPage, LocalEvent, Occurrence
from events.selectors import agenda
from events.tasks import extend_occurrences
from portal.selectors.versions import content_version
from portal.tenancy.enums import NetworkRole
from portal.tenancy.models import Cite, NetworkGroup
from portal.tenancy.services.provision import provision_cite
from portal.tenancy.services.suspension import resume_site, suspend_site
from tests.factories.events import agenda_of, in_days, make_event, translate_event
from tests.factories.portal import home_of, person
from tests.factories.world import World, make_cite

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], Any]


def titles(client: Client, path: str) -> list[str]:
    """Titles of the list, in order."""
    response = client.get(path)
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    return [link.get_text() for link in soup.select(".agenda .event h3 a, .agenda .event h2 a")]


def propose(page: Page, cite: Cite, state: ProposalState) -> None:
    Proposal.objects.create(page=page.page_ptr, cite=cite, state=state)


def restrict(page: Page) -> None:
    members = NetworkGroup.objects.get(role=NetworkRole.MEMBERS).group
    PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(members)


def test_a_site_lists_its_own_coming_events_in_order(world: World, client_of: ClientOf) -> None:
    make_event(world.porto, "pt", "Mais tarde", start_date=in_days(9))
    make_event(world.porto, "pt", "Em breve", start_date=in_days(2))
    make_event(world.porto, "pt", "Passado", start_date=in_days(-2))
    make_event(world.porto, "pt", "Rascunho", live=False)
    make_event(world.porto, "en", "In English")
    make_event(world.genova, "it", "Altrove")
    make_event(world.network, "fr", "Du réseau")

    assert titles(client_of("porto"), "/pt/agenda/") == ["Em breve", "Mais tarde"]
    assert titles(client_of("porto"), "/pt/agenda/?past=1") == ["Passado"]
    assert titles(client_of("porto"), "/en/agenda/") == ["In English"]


def test_the_hub_lists_its_own_and_what_it_accepted_and_nothing_else(world: World, client_of: ClientOf) -> None:
    make_event(world.network, "fr", "Du réseau", start_date=in_days(1))
    for days, state in enumerate(ProposalState, start=2):
        page = make_event(world.porto, "pt", f"Proposto {state.value}", start_date=in_days(days))
        propose(page, world.porto, state)
    make_event(world.porto, "pt", "Não proposto")
    accepted_draft = make_event(world.genova, "it", "Bozza", live=False)
    propose(accepted_draft, world.genova, ProposalState.ACCEPTED)
    withdrawn = make_event(world.genova, "it", "Ritirato")
    propose(withdrawn, world.genova, ProposalState.FEATURED)
    withdrawn.unpublish()

    expected = ["Du réseau", "Proposto accepted", "Proposto featured"]
    assert titles(client_of(), "/fr/agenda/") == expected
    body = client_of().get("/fr/agenda/").content.decode()
    assert "http://porto.localhost:8000/pt/agenda/proposto-accepted/" in body
    for secret in ("Proposto proposed", "Proposto declined", "Não proposto", "Bozza", "Ritirato"):
        assert secret not in body + client_of().get("/fr/").content.decode()
        assert secret not in client_of().get("/fr/calendar/agenda.ics").content.decode()


def test_only_an_accepted_language_reaches_the_hub_and_the_readers_own_is_preferred(
    world: World, client_of: ClientOf
) -> None:
    page = make_event(world.porto, "pt", "Feira")
    english = translate_event(page, world.porto, "en", "Fair")
    propose(page, world.porto, ProposalState.ACCEPTED)
    assert titles(client_of(), "/en/agenda/") == ["Feira"]
    propose(english, world.porto, ProposalState.ACCEPTED)
    assert titles(client_of(), "/en/agenda/") == ["Fair"]
    assert titles(client_of(), "/fr/agenda/") == ["Feira"]


@pytest.mark.parametrize("where", ["page", "index", "home"])
def test_what_is_for_members_is_on_no_public_list(world: World, client_of: ClientOf, where: str) -> None:
    page = make_event(world.porto, "pt", "Reservado")
    propose(page, world.porto, ProposalState.ACCEPTED)
    make_event(world.genova, "it", "Aperto")
    assert titles(client_of(), "/fr/agenda/") == ["Reservado"]
    restrict({"page": page, "index": page.get_parent(), "home": home_of(world.porto, "pt")}[where])

    site, language = hosts_row(world.porto), "pt"
    assert list(agenda.dates_of_site(site_id=site, language=language)) == []
    assert titles(client_of(), "/fr/agenda/") == []
    assert "Reservado" not in client_of("porto").get("/pt/calendar/agenda.ics").content.decode()
    assert client_of("porto").get(f"/pt/calendar/event/{page.translation_key}.ics").status_code == 404
    assert titles(client_of("genova"), "/it/agenda/") == ["Aperto"]


def test_a_suspended_site_is_on_no_list_of_the_network_until_it_is_open_again(
    world: World, client_of: ClientOf
) -> None:
    operator = person(is_superuser=True)
    make_event(world.network, "fr", "Du réseau", start_date=in_days(1))
    page = make_event(world.porto, "pt", "Feira", start_date=in_days(2))
    propose(page, world.porto, ProposalState.FEATURED)
    ics = f"/fr/calendar/event/{page.translation_key}.ics"

    def shown() -> list[bool]:
        texts = [client_of().get(path).content.decode() for path in ("/fr/", "/fr/calendar/agenda.ics", "/fr/agenda/")]
        return ["Feira" in text for text in texts] + [client_of().get(ics).status_code == 200]

    assert shown() == [True] * 4
    versions = [content_version()]
    suspend_site(cite=world.porto, user=operator)
    assert client_of("porto").get(page.get_url_parts()[2]).status_code == 503
    assert shown() == [False] * 4
    assert titles(client_of(), "/fr/agenda/") == ["Du réseau"]
    versions.append(content_version())
    resume_site(cite=world.porto, user=operator)
    assert shown() == [True] * 4
    assert versions[0] < versions[1] < content_version()


def hosts_row(cite: Cite) -> int:
    assert cite.site_id is not None
    return cite.site_id


def test_nothing_is_listed_while_the_original_is_not_public(world: World, client_of: ClientOf) -> None:
    page = make_event(world.porto, "pt", "Feira")
    translate_event(page, world.porto, "en", "Fair")
    assert titles(client_of("porto"), "/en/agenda/") == ["Fair"]
    page.unpublish()
    assert titles(client_of("porto"), "/en/agenda/") == []


def test_facts_of_a_draft_are_not_public(world: World, client_of: ClientOf) -> None:
    page = make_event(world.porto, "pt", "Feira", start_date=in_days(3), room="Sala 1")
    page.room, page.start_date = "Sala secreta", in_days(-3)
    page.save_revision()
    assert titles(client_of("porto"), "/pt/agenda/") == ["Feira"]
    assert LocalEvent.objects.get().room == "Sala 1"
    assert "Sala secreta" not in client_of("porto").get("/pt/agenda/feira/").content.decode()


def test_times_are_those_of_the_place_and_the_zone_is_said(world: World, client_of: ClientOf) -> None:
    page = make_event(
        world.porto,
        "pt",
        "Oficina",
        start_date=datetime.date(2030, 1, 9),
        start_time=datetime.time(14),
        end_time=datetime.time(16),
    )
    assert page.timezone == "Europe/Lisbon"
    assert Occurrence.objects.get().starts_at == datetime.datetime(2030, 1, 9, 14, tzinfo=datetime.UTC)
    body = client_of("porto").get("/pt/agenda/oficina/").content.decode()
    assert '<time datetime="2030-01-09T14:00:00+00:00">14h00</time>' in body
    assert "Lisbon" in body
    assert "Europe/Lisbon" in client_of("porto").get("/pt/agenda/").content.decode()


def test_an_event_leaves_the_list_when_it_is_over_there(world: World) -> None:
    make_event(world.porto, "pt", "Noite", start_date=datetime.date(2030, 1, 9), start_time=datetime.time(22))
    dates = agenda.dates_of_site(site_id=hosts_row(world.porto), language="pt")
    before_midnight = datetime.datetime(2030, 1, 9, 23, 59, tzinfo=datetime.UTC)
    after = before_midnight + datetime.timedelta(minutes=2)
    assert [row.card["title"] for row in agenda.upcoming(dates, now=before_midnight)] == ["Noite"]
    assert list(agenda.upcoming(dates, now=after)) == []
    assert [row.card["title"] for row in agenda.past(dates, now=after)] == ["Noite"]


def test_an_event_that_repeats_takes_one_line_until_a_month_is_chosen(world: World, client_of: ClientOf) -> None:
    make_event(
        world.porto,
        "pt",
        "Clube",
        start_date=datetime.date(2020, 1, 7),
        frequency=Frequency.WEEKLY,
        repeat_until=in_days(200),
    )
    assert titles(client_of("porto"), "/pt/agenda/") == ["Clube"]
    following = (timezone.localdate().replace(day=28) + datetime.timedelta(days=10)).strftime("%Y-%m")
    assert len(titles(client_of("porto"), f"/pt/agenda/?month={following}")) in (4, 5)


def test_filters_by_subject_in_the_cites_own_words(world: World, client_of: ClientOf) -> None:
    make_event(world.porto, "pt", "CV", pole=Pole.objects.get(slug="emploi"))
    make_event(world.porto, "pt", "Ofícios", pole=Pole.objects.get(slug="orientation"))
    assert titles(client_of("porto"), "/pt/agenda/?pole=emploi") == ["CV"]
    page = home_of(world.porto, "pt").get_descendants().get(slug="emploi").specific
    page.title = "Encontrar trabalho"
    page.save_revision().publish()
    assert "Encontrar trabalho" in client_of("porto").get("/pt/agenda/").content.decode()


@pytest.mark.parametrize(
    "query", ["month=2026-13", "month=x", "pole=nada", "page=0", "page=x", "page=9999999", "past=%00", "month=%ff"]
)
def test_a_wrong_address_is_said_and_shows_what_it_can(world: World, client_of: ClientOf, query: str) -> None:
    make_event(world.porto, "pt", "Feira")
    response = client_of("porto").get(f"/pt/agenda/?{query}")
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    if not query.startswith("past"):
        assert soup.select_one('[role="alert"]') is not None
        assert [link.get_text() for link in soup.select(".agenda .event a")] == ["Feira"]


def test_long_lists_have_pages(world: World, client_of: ClientOf) -> None:
    for number in range(22):
        make_event(world.porto, "pt", f"Evento {number:02}", start_date=in_days(number + 1))
    client = client_of("porto")
    first, second = titles(client, "/pt/agenda/"), titles(client, "/pt/agenda/?page=2")
    assert (len(first), second) == (20, ["Evento 20", "Evento 21"])
    soup = BeautifulSoup(client.get("/pt/agenda/").content, "html.parser")
    assert soup.select_one('.pages a[rel="next"]')["href"] == "?page=2"  # type: ignore[index]


def test_an_empty_agenda_says_so(world: World, client_of: ClientOf) -> None:
    for host, path in (("porto", "/pt/agenda/"), ("", "/fr/agenda/"), ("porto", "/pt/agenda/?past=1")):
        soup = BeautifulSoup(client_of(host).get(path).content, "html.parser")
        assert soup.select_one(".none .lead") is not None


def test_exceptions_cancel_move_and_add_dates(world: World, client_of: ClientOf) -> None:
    first = in_days(7)
    week = datetime.timedelta(days=7)
    make_event(
        world.porto,
        "pt",
        "Clube",
        start_date=first,
        frequency=Frequency.WEEKLY,
        repeat_until=first + 3 * week,
        exceptions=[
            {"kind": ExceptionKind.CANCELLED, "date": first + week},
            {"kind": ExceptionKind.MOVED, "date": first + 2 * week, "new_start": datetime.time(18)},
            {"kind": ExceptionKind.EXTRA, "date": first + datetime.timedelta(days=1)},
        ],
    )
    rows = [(row.date, row.status) for row in Occurrence.objects.order_by("date")]
    assert rows == [
        (first, "scheduled"),
        (first + datetime.timedelta(days=1), "scheduled"),
        (first + week, "cancelled"),
        (first + 2 * week, "rescheduled"),
        (first + 3 * week, "scheduled"),
    ]
    soup = BeautifulSoup(client_of("porto").get("/pt/agenda/clube/").content, "html.parser")
    lines = soup.select(".dates li")
    assert [bool(line.s) for line in lines] == [False, False, True, False, False]
    assert "18h00" in lines[3].get_text()


def test_dates_keep_their_rows_when_the_event_is_published_again(world: World) -> None:
    page = make_event(world.porto, "pt", "Clube", frequency=Frequency.WEEKLY, repeat_until=in_days(30))
    before = list(Occurrence.objects.values_list("pk", flat=True))
    page.room = "Sala 2"
    page.save_revision().publish()
    assert list(Occurrence.objects.values_list("pk", flat=True)) == before
    page.repeat_until = in_days(10)
    page.save_revision().publish()
    assert list(Occurrence.objects.values_list("pk", flat=True)) == before[:2]


def test_sequence_grows_with_times_and_status_alone(world: World) -> None:
    page = make_event(world.porto, "pt", "Clube")
    seen = [LocalEvent.objects.get().sequence]
    for change in ({"room": "Sala 2"}, {"start_time": datetime.time(15)}, {"status": "cancelled"}, {"lead": "Venha."}):
        for name, value in change.items():
            setattr(page, name, value)
        page.save_revision().publish()
        seen.append(LocalEvent.objects.get().sequence)
    assert seen == [0, 0, 1, 2, 2]


def test_time_brings_new_dates_within_reach(world: World) -> None:
    make_event(world.porto, "pt", "Sempre", frequency=Frequency.MONTHLY_WEEKDAY)
    before = Occurrence.objects.count()
    later = timezone.now() + datetime.timedelta(days=365)
    assert extend_occurrences.func(later.isoformat()) == 1
    assert extend_occurrences.func(later.isoformat()) == 1
    assert before + 11 <= Occurrence.objects.count() <= before + 13


@pytest.mark.parametrize("sites", [0, 27])
def test_queries_of_agenda_event_and_home(world: World, client_of: ClientOf, queries: Queries, sites: int) -> None:
    for number in range(sites):
        make_cite(f"cite-{number}")
    for number in range(8):
        page = make_event(world.porto, "pt", f"Evento {number}", start_date=in_days(number + 1))
        propose(page, world.porto, ProposalState.ACCEPTED)
    paths = [("porto", "/pt/agenda/"), ("", "/fr/agenda/"), ("porto", "/pt/agenda/evento-1/"), ("porto", "/pt/")]
    for host, path in [*paths, ("", "/fr/")]:
        client_of(host).get(path)
        with queries() as seen:
            assert client_of(host).get(path).status_code == 200
        assert len(seen) <= 6, (path, seen)


def test_a_deleted_original_leaves_its_event_to_the_other_language(world: World, client_of: ClientOf) -> None:
    page = make_event(world.porto, "pt", "Feira", room="Sala 1")
    translate_event(page, world.porto, "en", "Fair")
    EventPage.objects.get(pk=page.pk).delete()
    assert titles(client_of("porto"), "/en/agenda/") == ["Fair"]
    assert LocalEvent.objects.get().room == "Sala 1"
    EventPage.objects.all().delete()
    assert not LocalEvent.objects.exists()
    assert not Occurrence.objects.exists()


def test_an_unpublished_original_takes_its_translations_with_it_but_not_with_its_language(
    world: World, client_of: ClientOf
) -> None:
    page = make_event(world.porto, "pt", "Feira")
    english = translate_event(page, world.porto, "en", "Fair")
    provision_cite(cite=world.porto, languages=["en"])
    assert client_of("porto").get("/en/agenda/fair/").status_code == 200
    provision_cite(cite=world.porto, languages=["pt", "en"])
    EventPage.objects.get(pk=page.pk).get_latest_revision().publish()
    EventPage.objects.get(pk=page.pk).unpublish()
    english.refresh_from_db()
    assert (english.live, client_of("porto").get("/en/agenda/fair/").status_code) == (False, 404)


def test_every_site_begins_with_an_agenda_in_its_menu(world: World) -> None:
    for place, language in ((world.porto, "pt"), (world.porto, "en"), (world.network, "fr"), (world.genova, "it")):
        page = agenda_of(place, language)
        assert (page.live, page.show_in_menus) == (True, True)
