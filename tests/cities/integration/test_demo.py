"""`manage.py demo`, loaded once for the module: facts alone, then everything, then everything again.

The base world's three Cités are there before; loading repairs them like any other. The module is long because every
test of it looks at the same load, which takes most of its time.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count
from django.test import override_settings
from django.utils.html import escape
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.users.models import UserProfile

from cities.demo.people import load_people
from cities.demo.register import cite_entries, entries
from cities.demo.showcases import load_showcases
from cities.enums import DatePrecision, PlaceKind, ProposalState, Review
from cities.models import (
    Audience,
    CiteHomePage,
    Closure,
    Criterion,
    Initiative,
    InitiativePage,
    NewsPage,
    OpeningHours,
    PartnersPage,
    Place,
    Pole,
    PracticalPage,
    Proposal,
    ServicePage,
    TeamMember,
    TeamPage,
    UrgentNotice,
)
from cities.models.terms import LANGUAGES
from events.enums import EventStatus, Frequency
from events.models import EventPage, LocalEvent
from portal.accounts.models import User
from portal.demo import SHOWCASES, DemoContext, data_version, demo_steps, read_data
from portal.models import BasePage, ContentVersion, SiteSettings
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite, Network, SiteLanguage
from portal.tenancy.selectors import hosts
from tests.factories.portal import home_of

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]
ACCOUNTS = {
    "operator",
    "label-team",
    "event-team",
    "network-editor",
    "editor.porto",
    "moderator.porto",
    "manager.porto",
    "translator.porto",
    "manager.paris",
    "manager.genova",
    "manager.barcelona",
    "manager.mayotte",
}


@dataclass(frozen=True)
class Loaded:
    """What three runs printed and left."""

    facts: dict[str, int]
    facts_marked: list[str]
    facts_people: int
    facts_output: str
    output: str
    again: str
    before: dict[str, int]
    after: dict[str, int]
    tasks: int


def rows() -> dict[str, int]:
    """How many rows each table has, and the newest revision."""
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    found = {model._meta.label: model._default_manager.count() for model in models}
    return found | {"newest revision": Revision.objects.order_by("-pk").values_list("pk", flat=True)[0]}


def marked() -> list[str]:
    """Titles of all pages that hold demonstration text."""
    models = [model for model in apps.get_models() if issubclass(model, BasePage)]
    return [page.title for model in models for page in model.objects.filter(demonstration=True)]


def run(*args: str) -> str:
    out = StringIO()
    call_command("demo", *args, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        waiting = DBTaskResult.objects.count()
        facts_output = run("--facts-only")
        facts, facts_marked, people = rows(), marked(), TeamMember.objects.count() + User.objects.count()
        with override_settings(DEBUG=True):
            output = run()
            before = rows()
            again = run()
        tasks = DBTaskResult.objects.count() - waiting
        yield Loaded(facts, facts_marked, people, facts_output, output, again, before, rows(), tasks)
        transaction.set_rollback(True)
    cache.clear()
    hosts._memo.table = None


def cite(slug: str) -> Cite:
    return Cite.objects.select_related("container", "site", "collection").get(slug=slug)


def pages_of(model: Any, slug: str, language: str) -> Any:
    """Live pages of a class on a Cité's site in one language, in the order of the tree."""
    return (
        model.objects.descendant_of(cite(slug).container).filter(locale__language_code=language).live().order_by("path")
    )


def branches() -> list[tuple[str, str]]:
    """Each language of each showcase."""
    data = {slug: read_data(f"cities/data/showcases/{slug}.json") for slug in SHOWCASES}
    return [(slug, language) for slug in SHOWCASES for language in data[slug]["languages"]]


def test_all_41_entries_are_accounted_for(loaded: Loaded) -> None:
    assert set(Cite.objects.values_list("slug", flat=True)) == {entry["slug"] for entry in cite_entries()}
    assert Place.objects.count() == len(entries()) == 41
    kinds = list(Place.objects.values_list("kind", flat=True))
    assert {kind: kinds.count(kind) for kind in kinds} == {
        PlaceKind.MAIN: 35,
        PlaceKind.SECONDARY: 1,
        PlaceKind.ASSOCIATED: 5,
    }


def test_every_entry_keeps_its_facts_and_sources(loaded: Loaded) -> None:
    for entry in cite_entries():
        found = cite(entry["slug"])
        assert found.name == entry["name"]
        assert found.sources == entry["sources"]
        assert found.status_note == entry["status_note"]
        assert found.country == entry["country"]
        assert found.timezone == entry["timezone"]
        assert (found.latitude, found.longitude) == (entry["latitude"], entry["longitude"])
        place = Place.objects.get(owner__cite=found, kind=PlaceKind.MAIN)
        assert place.sources == entry["sources"]
        assert place.city == (entry["city"] or "")
    assert cite("torino").website == "https://www.cittadeimestieritorino.org"
    assert cite("paris").website == ""


def test_each_site_speaks_the_languages_of_its_sources(loaded: Loaded) -> None:
    for entry in cite_entries():
        spoken = SiteLanguage.objects.filter(site=cite(entry["slug"]).site).order_by("sort_order")
        codes = [row.locale.language_code for row in spoken]
        assert codes == [*entry["languages"], *entry.get("demonstration_languages", [])]
    assert home_of(cite("irun"), "eu").live
    hub = Network.objects.get()
    assert [home_of(hub, code).live for code in ("fr", "en")] == [True, True]


def test_associated_centres_lie_in_their_own_country(loaded: Loaded) -> None:
    centres = Place.objects.filter(owner__cite__slug="geneve", kind=PlaceKind.ASSOCIATED)
    assert {place.city: place.country for place in centres} == {
        "Meyrin": "CH",
        "Onex": "CH",
        "Annemasse": "FR",
        "Bonneville": "FR",
        "Bellegarde-sur-Valserine": "FR",
    }
    assert all(
        place.sources == ["La Cité des métiers a organisé des portes ouvertes, 10/2019 — tdg.ch"] for place in centres
    )
    rural = Place.objects.get(owner__cite__slug="beauvais", kind=PlaceKind.SECONDARY)
    assert rural.name == "Cité des métiers de la Picardie verte (Grandvilliers)"


def test_addresses_are_those_of_the_sources(loaded: Loaded) -> None:
    rouen = Place.objects.get(owner__cite__slug="rouen")
    assert rouen.address_lines == ["115 boulevard de l’Europe", "76100 Rouen"]
    assert Place.objects.get(owner__cite__slug="porto").address_lines == ["Porto"]
    assert cite("grand-roissy").practical.itinerant is True
    assert list(Place.objects.exclude(owner__cite__slug__in=SHOWCASES).exclude(step_free=None)) == []
    assert set(OpeningHours.objects.values_list("owner__cite__slug", flat=True)) == set(SHOWCASES)


def test_emblems_are_drawn_when_all_neighbours_are_known(loaded: Loaded) -> None:
    assert not Cite.objects.filter(emblem="").exists()


def test_terms_have_all_their_names(loaded: Loaded) -> None:
    assert list(Pole.objects.values_list("slug", flat=True)) == [
        "orientation",
        "formation",
        "emploi",
        "evolution",
        "creation",
    ]
    assert list(Criterion.objects.values_list("use").annotate(Count("pk")).order_by("use")) == [
        ("grid", 2),
        ("writing", 3),
    ]
    for model in (Pole, Audience, Criterion):
        for term in model.objects.all():
            assert all(getattr(term, f"name_{code}") for code in LANGUAGES)


@pytest.mark.parametrize(
    ("slug", "language", "titles"),
    [
        (
            "la-reunion",
            "fr",
            [
                "Orientation",
                "Emploi",
                "Parcours et formation",
                "Changer de vie professionnelle et VAE",
                "Créer son activité",
                "Illettrisme",
                "Mobilité",
            ],
        ),
        ("torino", "it", ["Cercare lavoro", "Orientarsi nelle scelte", "Fare impresa"]),
        (
            "bruxelles",
            "fr",
            ["Choisir son orientation", "Trouver une formation ou un emploi", "Oser la mobilité", "Créer son activité"],
        ),
    ],
)
def test_services_are_worded_as_the_sources_word_them(
    loaded: Loaded, slug: str, language: str, titles: list[str]
) -> None:
    pages = list(pages_of(ServicePage, slug, language))
    assert [page.title for page in pages] == titles
    assert not any(page.demonstration or page.lead for page in pages)
    source = read_data("cities/data/services.json")["cites"][slug]["sources"][language][0]
    assert all(source in str(page.body[0].value) for page in pages)


def test_showcases_keep_the_sourced_words_and_add_their_own(loaded: Loaded) -> None:
    paris = list(pages_of(ServicePage, "paris", "fr"))
    assert [page.title for page in paris] == [
        "Choisir son orientation",
        "Trouver une formation",
        "Trouver un emploi",
        "Changer sa vie professionnelle, évoluer, valider ses acquis",
        "Créer son activité",
        "Venir en groupe",
    ]
    assert all(page.demonstration and page.lead for page in paris)
    assert "enviedesavoir.org" in str(paris[0].body[-1].value)
    genova = list(pages_of(ServicePage, "genova", "it"))
    assert [page.title for page in genova[:3]] == ["Formazione", "Lavoro", "Orientamento"]


def test_services_of_a_showcase_come_in_its_own_order(loaded: Loaded) -> None:
    pages = list(pages_of(ServicePage, "barcelona", "ca"))
    assert [page.pole.slug if page.pole else "" for page in pages] == [
        "emploi",
        "orientation",
        "formation",
        "evolution",
        "creation",
        "",
    ]
    spanish = list(pages_of(ServicePage, "barcelona", "es"))
    assert [page.translation_key for page in spanish] == [page.translation_key for page in pages]


@pytest.mark.parametrize(("slug", "language"), branches())
def test_a_showcase_is_full_and_marked(loaded: Loaded, slug: str, language: str) -> None:
    data = read_data(f"cities/data/showcases/{slug}.json")
    home = pages_of(CiteHomePage, slug, language).get()
    assert home.greeting == data["home"][language]["greeting"]
    assert home.social_image.description
    news = pages_of(NewsPage, slug, language)
    assert news.count() == 6
    team = pages_of(TeamPage, slug, language).get()
    assert [member.function for member in team.members.all()] == [item[language] for item in data["team"]["members"]]
    practical = pages_of(PracticalPage, slug, language).get()
    assert practical.how_to_come
    assert practical.accessibility
    initiatives = pages_of(InitiativePage, slug, language).filter(demonstration=True)
    assert initiatives.count() == 6
    invented = [home, team, practical, *news, *initiatives, *pages_of(ServicePage, slug, language)]
    assert all(page.demonstration for page in invented)


def test_languages_of_a_showcase_are_translations_of_one_another(loaded: Loaded) -> None:
    for model in (NewsPage, ServicePage, InitiativePage, TeamPage, PracticalPage):
        for slug, one, other in (("porto", "pt", "en"), ("barcelona", "ca", "es")):
            keys = [set(pages_of(model, slug, code).values_list("translation_key", flat=True)) for code in (one, other)]
            assert keys[0] == keys[1]
    members = TeamMember.objects.filter(page__in=TeamPage.objects.descendant_of(cite("porto").container))
    assert len(set(members.values_list("translation_key", flat=True))) * 2 == members.count() == 12


def test_news_are_dated_in_the_cites_own_days(loaded: Loaded) -> None:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    for slug, language in branches():
        dates = list(pages_of(NewsPage, slug, language).values_list("date", flat=True))
        assert all(today - datetime.timedelta(days=75) < date <= today + datetime.timedelta(days=1) for date in dates)


def test_hours_closures_and_notices_are_facts_of_the_cite(loaded: Loaded) -> None:
    for slug in SHOWCASES:
        open_days = set(OpeningHours.objects.filter(owner__cite__slug=slug).values_list("weekday", flat=True))
        closure = Closure.objects.get(cite__slug=slug)
        assert closure.starts.isoweekday() in open_days
    notices = UrgentNotice.objects.order_by("cite__slug", "language")
    assert [(notice.cite.slug, notice.language) for notice in notices] == [
        ("mayotte", "fr"),
        ("porto", "en"),
        ("porto", "pt"),
    ]
    assert all("émonstration" in notice.text or "emonstra" in notice.text for notice in notices)


def test_settings_hold_accents_and_leave_open_what_nobody_knows(loaded: Loaded) -> None:
    found = {row.site.hostname.partition(".")[0]: row for row in SiteSettings.objects.exclude(accent="")}
    assert set(found) == set(SHOWCASES)
    assert len({row.accent for row in found.values()}) == 5
    assert found["barcelona"].publisher == "Barcelona Activa"
    assert all(len(row.missing_legal) == 4 for row in found.values())


def test_partners_are_those_the_sources_name(loaded: Loaded) -> None:
    paris = pages_of(PartnersPage, "paris", "fr").get()
    assert [partner.name for partner in paris.partners.all()][:4] == [
        "Cité des sciences et de l’industrie",
        "Afpa",
        "ANPE",
        "Boutique de gestion",
    ]
    assert not paris.demonstration
    assert "mai 2003" in paris.lead
    assert "genre-scientifique.fr" in str(paris.body[0].value)
    bruxelles = pages_of(PartnersPage, "bruxelles", "nl").get()
    assert bruxelles.partners.count() == 5


def test_eight_events_lie_around_today_on_days_the_place_is_open(loaded: Loaded) -> None:
    for slug in SHOWCASES:
        today = datetime.datetime.now(tz=ZoneInfo(cite(slug).timezone)).date()
        events = LocalEvent.objects.filter(original__path__startswith=cite(slug).container.path)
        days = [event.start_date for event in events]
        assert len(days) == 8
        assert sum(day < today for day in days) == 2
        assert all(abs((day - today).days) < 45 for day in days)
        open_days = set(OpeningHours.objects.filter(owner__cite__slug=slug).values_list("weekday", flat=True))
        assert {day.isoweekday() for day in days} <= open_days
        assert {event.timezone for event in events} == {cite(slug).timezone}
        assert sum(event.status == EventStatus.CANCELLED for event in events) == 1
        assert sum(event.frequency != Frequency.ONCE for event in events) == 1
        assert sum(event.online for event in events) == 1


@pytest.mark.parametrize(("slug", "language"), branches())
def test_events_are_told_in_each_language_and_marked(loaded: Loaded, slug: str, language: str) -> None:
    events = pages_of(EventPage, slug, language)
    assert events.count() == 8
    assert all(event.demonstration and event.lead for event in events)


def test_the_newest_on_the_wall_are_the_true_ones() -> None:
    """In a load of everything; here the facts were loaded alone before."""
    names = [step.name for step in demo_steps(facts_only=False)]
    assert names.index("initiatives of the showcases") < names.index("initiatives")


def test_news_of_the_network_are_facts_with_sources(loaded: Loaded) -> None:
    for language in ("fr", "en"):
        news = NewsPage.objects.descendant_of(Network.objects.get().container).filter(locale__language_code=language)
        assert news.count() == 10
        assert not news.filter(source="").exists()
        assert not news.filter(demonstration=True).exists()
    liege = NewsPage.objects.get(title__contains="Val Benoît", locale__language_code="fr")
    assert (liege.date, liege.date_precision) == (datetime.date(2023, 9, 1), DatePrecision.MONTH)


def test_initiatives_of_the_sources_are_accepted_and_sourced(loaded: Loaded) -> None:
    facts = InitiativePage.objects.filter(demonstration=False)
    assert facts.count() == 10
    assert not facts.filter(source="").exists()
    assert {page.locale.language_code for page in facts} == {"fr", "it"}
    chez_vous = Initiative.objects.get(title="La Cité s’installe chez vous")
    assert chez_vous.cite.slug == "la-reunion"
    assert (chez_vous.start_year, chez_vous.itinerant, chez_vous.stage) == (2017, True, "")
    assert [pole.slug for pole in chez_vous.poles.all()] == ["orientation"]
    assert [figure["figure"] for figure in chez_vous.original.figures[0].value["figures"]] == [
        "plus de 1\u00a0200",
        "9",
        "96,5\u00a0%",
    ]


def test_initiatives_exist_once_whatever_their_languages(loaded: Loaded) -> None:
    assert Initiative.objects.count() == 10 + 6 * len(SHOWCASES)
    assert not Initiative.objects.exclude(review=Review.ACCEPTED).exists()
    van = Initiative.objects.get(title="A carrinha das perguntas")
    assert van.original.locale.language_code == "pt"
    assert van.itinerant
    english = InitiativePage.objects.get(translation_key=van.uid, locale__language_code="en")
    assert english.title == "The question van"
    assert english.facts.start_year == 2022
    assert english.start_year is None


def test_what_showcases_propose_to_the_network_is_decided_or_waits(loaded: Loaded) -> None:
    news = Proposal.objects.filter(page__in=NewsPage.objects.all()).order_by("cite__slug")
    assert {(row.cite.slug, row.state) for row in news} == {
        ("genova", ProposalState.PROPOSED),
        ("mayotte", ProposalState.ACCEPTED),
        ("paris", ProposalState.ACCEPTED),
        ("porto", ProposalState.FEATURED),
    }
    events = Proposal.objects.filter(page__in=EventPage.objects.all())
    states = list(events.values_list("state", flat=True))
    assert {state: states.count(state) for state in states} == {
        ProposalState.PROPOSED: 1,
        ProposalState.ACCEPTED: 5,
        ProposalState.FEATURED: 1,
    }


def test_accounts_are_made_with_passwords_printed_once(loaded: Loaded) -> None:
    lines = [line.split() for line in loaded.output.splitlines() if "@example.org" in line]
    passwords = {address.partition("@")[0]: password for address, password in lines}
    assert set(passwords) == ACCOUNTS
    assert len(set(passwords.values())) == len(ACCOUNTS)
    for local, password in passwords.items():
        user = User.objects.get(email=f"{local}@example.org")
        assert user.check_password(password)
        assert EmailAddress.objects.filter(user=user, verified=True, primary=True).count() == 1
        assert "(démonstration)" in user.last_name
    assert "@example.org" not in loaded.again
    assert "@example.org" not in loaded.facts_output


def test_accounts_hold_the_roles_they_are_named_after(loaded: Loaded) -> None:
    operator = User.objects.get(email="operator@example.org")
    assert operator.is_superuser
    assert User.objects.filter(is_superuser=True, email__endswith="@example.org").count() == 1
    editor = User.objects.get(email="network-editor@example.org")
    assert set(editor.groups.values_list("network_role__role", flat=True)) == {
        NetworkRole.NETWORK_EDITOR,
        NetworkRole.MEMBERS,
    }
    translator = User.objects.get(email="translator.porto@example.org")
    held = translator.groups.filter(cite_role__isnull=False)
    assert [(group.cite_role.cite.slug, group.cite_role.role) for group in held] == [("porto", CiteRole.TRANSLATOR)]


def test_accounts_speak_the_language_of_their_cite(loaded: Loaded) -> None:
    spoken = dict(UserProfile.objects.values_list("user__email", "preferred_language"))
    expected = {
        "operator": "fr",
        "label-team": "fr",
        "manager.porto": "pt",
        "translator.porto": "pt",
        "manager.paris": "fr",
        "manager.genova": "it",
        "manager.barcelona": "ca",
    }
    assert {name: spoken[f"{name}@example.org"] for name in expected} == expected


def test_production_gets_no_accounts(loaded: Loaded) -> None:
    User.objects.filter(email__endswith="@example.org").delete()
    said: list[str] = []
    load_people(DemoContext(facts_only=False, say=said.append))
    assert not User.objects.filter(email__endswith="@example.org").exists()
    assert said == ["  Accounts: none, for this is production."]


def test_facts_only_loads_nothing_invented(loaded: Loaded) -> None:
    assert loaded.facts_marked == []
    assert loaded.facts_people == 0
    empty = ("cities.TeamMember", "cities.OpeningHours", "cities.Closure", "cities.UrgentNotice", "cities.Proposal")
    assert {name: loaded.facts[name] for name in empty} == dict.fromkeys(empty, 0)
    assert loaded.facts["cities.Initiative"] == 10
    assert loaded.facts["cities.NewsPage"] == 20
    assert loaded.facts["tenancy.Cite"] == 35
    assert "showcases" not in loaded.facts_output


def test_a_second_run_changes_nothing(loaded: Loaded) -> None:
    assert loaded.after == loaded.before


def test_what_a_person_wrote_stays(loaded: Loaded) -> None:
    home = pages_of(CiteHomePage, "paris", "fr").get()
    home.greeting, home.demonstration = "Bonjour.", False
    home.save_revision().publish()
    team = pages_of(TeamPage, "paris", "fr").get()
    team.members.all().delete()
    news = pages_of(NewsPage, "paris", "fr").first()
    gone = news.title
    news.delete()
    load_showcases(DemoContext(facts_only=False, say=str))
    assert pages_of(CiteHomePage, "paris", "fr").get().greeting == "Bonjour."
    assert pages_of(TeamPage, "paris", "fr").get().members.count() == 0
    assert pages_of(NewsPage, "paris", "fr").filter(title=gone).count() == 1


def test_the_tree_and_the_indexes_are_whole(loaded: Loaded) -> None:
    assert Page.find_problems() == ([], [], [], [], [])
    assert loaded.tasks == 0
    home = pages_of(CiteHomePage, "porto", "pt").get()
    assert ReferenceIndex.get_references_to(home.social_image).exists()


def test_progress_is_told(loaded: Loaded) -> None:
    lines = loaded.output.splitlines()
    assert "  Cités: 35/35 cascais" in lines
    assert "  Places: 41/41" in lines
    assert lines[-1].startswith("Demonstration network loaded in ")


def test_a_load_is_not_done_twice_where_that_is_asked(loaded: Loaded) -> None:
    assert run("--if-needed") == "Demonstration network: loaded already.\n"
    ContentVersion.objects.filter(name="demo").update(number=data_version() * 2 + 1)
    assert run("--if-needed", "--facts-only") == "Demonstration network: loaded already.\n"


def branch_pages(slug: str, language: str) -> list[Page]:
    home = Page.objects.child_of(Cite.objects.get(slug=slug).container).get(locale__language_code=language)
    return list(home.get_descendants(inclusive=True).live())


@pytest.mark.parametrize(("slug", "language"), branches())
def test_every_page_of_a_showcase_answers(loaded: Loaded, slug: str, language: str, client_of: Any) -> None:
    client, pages = client_of(slug), branch_pages(slug, language)
    answers = {page.url: client.get(page.url).status_code for page in pages}
    assert answers == dict.fromkeys(answers, 200)
    assert len(answers) == len(pages) > 20


@pytest.mark.parametrize(("slug", "language"), branches())
def test_key_numbers_of_a_showcase_are_shown(loaded: Loaded, slug: str, language: str, client_of: Any) -> None:
    texts = [client_of(slug).get(page.url).content.decode() for page in branch_pages(slug, language)
             if isinstance(page.specific, NewsPage)]  # fmt: skip
    entries = [news[language] for news in read_data(f"cities/data/showcases/{slug}.json")["news"] if language in news]
    numbers = [
        figure["label"] for entry in entries for block in entry["body"] if isinstance(block, dict)
        for figure in block.get("figures", {}).get("figures", [])
    ]  # fmt: skip
    assert numbers
    assert [label for label in numbers if not any(f"<dt>{escape(label)}</dt>" in text for text in texts)] == []


@pytest.mark.parametrize(("slug", "language"), branches())
def test_the_pages_can_be_read(loaded: Loaded, slug: str, language: str, client_of: Any) -> None:
    client = client_of(slug)
    answer = client.get(f"/{language}/")
    assert answer.status_code == 200
    assert read_data(f"cities/data/showcases/{slug}.json")["home"][language]["greeting"] in answer.content.decode()
