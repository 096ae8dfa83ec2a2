"""The register page on many dates, with filters, bad questions and a fixed number of queries."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from label.enums import EventKind as K
from label.enums import LabelStatus, StatusGroup
from label.enums import MembershipKind as M
from label.selectors.register import histories_of_network, register_on, standing_of_cite
from portal.tenancy.enums import CiteKind
from portal.tenancy.models import Cite
from tests.factories.label import add_event, add_membership, new_event, register_page
from tests.factories.world import World, make_cite

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], Any]
D = datetime.date


@pytest.fixture
def histories(world: World) -> World:
    """Porto labelled, Genova suspended and still a member, Paris merely named; a candidate nobody may see."""
    add_event(world.porto, K.PROJECT_GRANTED, "2004")
    add_event(world.porto, K.OPENED, "2006")
    add_event(world.porto, K.OPERATION_GRANTED, "2006-03-01", session="Commission de Paris")
    add_event(world.genova, K.OPENED, "2002-01", source_url="https://genova.example/storia")
    add_event(world.genova, K.SUSPENDED, "2016-05", note="Service arrêté.", note_en="Service stopped.")
    add_membership(world.genova, M.ATTESTED, "2016-05")
    add_event(world.paris, K.ATTESTED, "2024-01")
    candidate = Cite.objects.create(
        slug="secret", name="Cité secrète", short_name="Secrète", country="FR", kind=CiteKind.CANDIDATE
    )
    add_event(candidate, K.DECLARED, "2020", source="Lettre confidentielle")
    add_membership(candidate, M.JOINED, "2021", source="Lettre confidentielle")
    return world


def path_of(language: str = "en") -> str:
    path: str = register_page(language).url_path.replace("/hub/", "/", 1)
    return path


def read(client: Client, query: str = "", language: str = "en") -> BeautifulSoup:
    response = client.get(path_of(language) + query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def rows(soup: BeautifulSoup) -> dict[str, list[str]]:
    """By Cité, what the column of the status says."""
    found = {}
    for row in soup.select("table.tbl--reg tbody tr"):
        found[row["data-cite"]] = [" ".join(part.get_text().split()) for part in row.select("td")[0].find_all("span")]
    return found


def counts(soup: BeautifulSoup) -> dict[str, str]:
    return {item.dt.get_text(): item.dd.get_text() for item in soup.select(".regcounts > div")}


def test_the_register_of_today(histories: World, client_of: ClientOf) -> None:
    soup = read(client_of())
    assert rows(soup) == {
        "paris": ["Listed, status not verified"],
        "genova": ["Use of the mark suspended", "Named as a member of the association"],
        "porto": ["Label granted", "Labelled since: 1 March 2006", "Open since: 2006"],
    }
    assert counts(soup) == {"Labelled": "1", "Listed, status not verified": "1", "Use of the mark suspended": "1"}


def test_a_candidate_is_nowhere(histories: World, client_of: ClientOf) -> None:
    for query in ("", "?date=2020-12-31", "?country=FR", "?status=declared"):
        text = client_of().get(path_of() + query).content.decode()
        assert "Secrète" not in text
        assert "confidentielle" not in text
    assert {history.cite.slug for history in histories_of_network()} == {"porto", "genova", "paris"}


@pytest.mark.parametrize(
    ("day", "expected", "counted"),
    [
        ("1993-01-01", {}, {}),
        ("2002-01-31", {"genova": "Listed, status not verified"}, {"Listed, status not verified": "1"}),
        (
            "2004-12-31",
            {"genova": "Listed, status not verified", "porto": "Label in project"},
            {"Label in project": "1", "Listed, status not verified": "1"},
        ),
        (
            "2016-05-01",
            {"genova": "Listed, status not verified", "porto": "Label granted"},
            {"Labelled": "1", "Listed, status not verified": "1"},
        ),
        (
            "2016-05-31",
            {"genova": "Use of the mark suspended", "porto": "Label granted"},
            {"Labelled": "1", "Use of the mark suspended": "1"},
        ),
    ],
)
def test_the_register_of_another_day(
    histories: World, client_of: ClientOf, day: str, expected: dict[str, str], counted: dict[str, str]
) -> None:
    soup = read(client_of(), f"?date={day}")
    assert {slug: words[0] for slug, words in rows(soup).items()} == expected
    assert counts(soup) == counted
    assert soup.select_one("input[name=date]")["value"] == day
    assert D.fromisoformat(day).strftime("%Y") in soup.select_one("#register-counts").get_text()


def test_what_may_have_happened_already_is_said(histories: World, client_of: ClientOf) -> None:
    assert rows(read(client_of(), "?date=2016-05-01"))["genova"][-1] == (
        "Use of the mark suspended in May 2016: perhaps already, the day isn’t known"
    )


def test_a_cite_of_which_only_something_unsure_is_known_is_shown(histories: World, client_of: ClientOf) -> None:
    soup = read(client_of(), "?date=2024-01-15")
    assert rows(soup)["paris"] == [
        "Nothing recorded",
        "Named as a Cité by a source in January 2024: perhaps already, the day isn’t known",
    ]
    assert "Listed, status not verified" not in counts(soup)


def test_each_history_is_drawn_and_listed_with_its_sources(histories: World, client_of: ClientOf) -> None:
    row = read(client_of()).select_one("#cite-genova")
    assert [" ".join(item.get_text().split()) for item in row.select(".life__l li")] == [
        "January 2002 Opened to the public",
        "May 2016 Use of the mark suspended",
    ]
    assert len(row.select("svg .ev")) == 2
    assert row.select_one(".life > svg")["aria-hidden"] == "true"
    sources = row.select(".srcs li")
    assert [" ".join(item.get_text().split()) for item in sources] == [
        "January 2002 Opened to the public. Communiqué",
        "May 2016 Use of the mark suspended. Communiqué. Service stopped.",
        "May 2016 Named as a member by a source. Communiqué",
    ]
    assert sources[0].a["href"] == "https://genova.example/storia"
    session = read(client_of()).select_one("#cite-porto .srcs").get_text()
    assert "(Commission de Paris)" in session


def test_a_note_that_has_no_english_says_that_it_is_french(world: World, client_of: ClientOf) -> None:
    add_event(world.porto, K.OPENED, "2006", note="Au bord du fleuve.")
    note = read(client_of()).select_one("#cite-porto .srcs .soft")
    assert (note.get_text(), note["lang"]) == ("Au bord du fleuve.", "fr")
    assert "lang" not in read(client_of(), language="fr").select_one("#cite-porto .srcs .soft").attrs


def test_what_came_later_is_marked(histories: World, client_of: ClientOf) -> None:
    items = read(client_of(), "?date=2010-01-01").select("#cite-genova .life__l li")
    assert ["(later)" in item.get_text() for item in items] == [False, True]
    assert read(client_of(), "?date=2010-01-01").select_one("#cite-genova .life .at") is not None
    assert read(client_of()).select_one("#cite-genova .life .at") is None


def test_filters_by_country_and_status(histories: World, client_of: ClientOf) -> None:
    assert list(rows(read(client_of(), "?country=IT"))) == ["genova"]
    assert list(rows(read(client_of(), "?status=labelled"))) == ["porto"]
    assert list(rows(read(client_of(), "?status=suspended&country=IT"))) == ["genova"]
    narrowed = read(client_of(), "?status=suspended&country=PT")
    assert rows(narrowed) == {}
    assert counts(narrowed) == {"Labelled": "1"}
    assert "No Cité matches on this date." in narrowed.get_text()
    assert [option["value"] for option in narrowed.select("#register-country option")] == ["", "FR", "IT", "PT"]


@pytest.mark.parametrize(
    ("query", "words", "field"),
    [
        ("?date=2016-13-01", "“2016-13-01” is no date", "date"),
        ("?date=first%20of%20May", "“first of May” is no date", "date"),
        ("?date=<script>", "“<script>” is no date", "date"),
        ("?date=3000-01-01", "doesn't know the future", "date"),
        ("?date=99999999999999", "is no date", "date"),
        ("?country=Atlantis", "“Atlantis” is none of the choices", "country"),
        ("?status=famous", "“famous” is none of the choices", "status"),
        ("?date=%00", "is no date", "date"),
    ],
)
def test_a_bad_question_is_a_sentence_and_loses_nothing(
    histories: World, client_of: ClientOf, query: str, words: str, field: str
) -> None:
    soup = read(client_of(), query)
    bad = soup.select_one(".field--bad")
    assert words in bad.select_one(".err").get_text()
    control = bad.select_one("input, select")
    assert control["name"] == field
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == bad.select_one(".err")["id"]
    assert soup.title.get_text().startswith("Error:")
    assert len(rows(soup)) == 3


def test_what_was_right_in_a_bad_question_still_counts(histories: World, client_of: ClientOf) -> None:
    soup = read(client_of(), "?date=nonsense&country=IT&status=suspended")
    assert list(rows(soup)) == ["genova"]
    assert soup.select_one("#register-country option[selected]")["value"] == "IT"


def test_a_first_of_the_month_reads_as_french(histories: World, client_of: ClientOf) -> None:
    assert "1er janvier 2020" in read(client_of(), "?date=2020-01-01", "fr").select_one("#register-counts").get_text()


def test_others_are_counted_beside_some_only(histories: World, client_of: ClientOf) -> None:
    make_cite("lille")
    assert "For 1 more Cité" in read(client_of()).get_text()
    assert "more Cité" not in read(client_of(), "?date=1990-01-01").get_text()


def test_the_same_question_in_the_other_language(histories: World, client_of: ClientOf) -> None:
    soup = read(client_of(), "?date=2010-01-01&country=IT&utm=spam")
    href = soup.select_one(".lang a[hreflang=fr]")["href"]
    assert href == path_of("fr") + "?date=2010-01-01&country=IT"


def test_an_empty_register_says_so(world: World, client_of: ClientOf) -> None:
    soup = read(client_of())
    assert "Nothing is recorded up to this date." in soup.get_text()
    assert "more Cités" not in soup.get_text()


def test_a_history_that_got_around_the_rules_does_not_fail_the_register(world: World, client_of: ClientOf) -> None:
    add_event(world.porto, K.OPERATION_GRANTED, "2010")
    new_event(world.porto, K.REINSTATED, "2015").save()
    soup = read(client_of())
    assert rows(soup)["porto"][0] == "Label granted"
    assert "(not consistent with the rest)" in soup.select_one("#cite-porto").get_text()


def test_a_cite_links_to_its_site_in_its_own_name(histories: World, client_of: ClientOf) -> None:
    link = read(client_of()).select_one("#cite-porto th a")
    assert (link["href"], link["lang"], link.get_text()) == ("http://porto.localhost:8000/en/", "pt", "Porto")


@pytest.mark.parametrize("more", [0, 27])
def test_the_register_costs_the_same_whatever_its_size(
    histories: World, client_of: ClientOf, queries: Queries, more: int
) -> None:
    for number in range(more):
        cite = make_cite(f"cite-{number}")
        for kind, when in ((K.OPENED, "2010"), (K.OPERATION_GRANTED, "2011"), (K.CONFIRMED, "2012")):
            add_event(cite, kind, when)
        add_membership(cite, M.JOINED, "2010")
    client, path = client_of(), path_of()
    for query in ("", "?date=2016-05-01&country=FR&status=listed", "?date=nonsense"):
        client.get(path + query)
        with queries() as seen:
            client.get(path + query)
        # path rows, the page's own row, restrictions, translations, label, membership
        assert len(seen) == 6, (query, seen)


def test_the_whole_register_takes_two_queries(histories: World, queries: Queries) -> None:
    with queries() as seen:
        register_on(D(2016, 5, 1), histories_of_network(), country="IT")
    assert len(seen) == 2


def test_one_cite_takes_one_query(histories: World, queries: Queries) -> None:
    with queries() as seen:
        found = standing_of_cite(cite=histories.porto, day=D(2016, 5, 1))
    assert (found.status, len(seen)) == (LabelStatus.OPERATION, 1)


def test_counts_cover_the_country_and_not_the_status(histories: World) -> None:
    read_again = histories_of_network()
    everything = register_on(D(2024, 2, 1), read_again)
    assert everything.counts == {StatusGroup.LABELLED: 1, StatusGroup.LISTED: 1, StatusGroup.SUSPENDED: 1}
    assert register_on(D(2024, 2, 1), read_again, status=StatusGroup.LISTED).counts == everything.counts
    assert register_on(D(2024, 2, 1), read_again, country="PT").counts == {StatusGroup.LABELLED: 1}


def test_the_register_is_the_hubs(world: World, client_of: ClientOf) -> None:
    assert client_of("porto").get("/en" + path_of("en").removeprefix("/en")).status_code == 404
