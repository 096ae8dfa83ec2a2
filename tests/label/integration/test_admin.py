"""The label team's screens: who sees them, what they refuse, what they log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from label.enums import EventKind as K
from label.enums import MembershipKind as M
from label.models import LabelEvent, MembershipEvent
from portal.accounts.models import User
from portal.tenancy.enums import CiteKind, CiteRole, NetworkRole
from portal.tenancy.models import Cite
from tests.factories.label import add_event, add_membership
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
NAMES = ("label_events", "membership_events")


@pytest.fixture
def team(world: World, client_of: ClientOf) -> Client:
    return sign_in(client_of(), person(NetworkRole.LABEL_TEAM))


def form(for_cite: Cite, event: str, day: str, **values: Any) -> dict[str, Any]:
    return {
        "cite": for_cite.pk,
        "kind": event,
        "date": day,
        "date_precision": "day",
        "source": "Communiqué",
        "source_url": "",
        "note": "",
        "note_en": "",
        "session": "",
        "renewal_year": "",
        "dashboard_received": "",
        **values,
    }


def errors(response: Any) -> str:
    soup = BeautifulSoup(response.content, "html.parser")
    return " ".join(" ".join(item.get_text().split()) for item in soup.select(".error-message, .messages .error"))


def addresses(event: LabelEvent, member: MembershipEvent) -> list[str]:
    found = []
    for name, row in zip(NAMES, (event, member), strict=True):
        found += [reverse(f"{name}:{action}") for action in ("index", "index_results", "add")]
        found += [
            reverse(f"{name}:{action}", args=[row.pk])
            for action in ("edit", "delete", "inspect", "history", "history_results", "usage")
        ]
    return found


def role(world: World, name: str) -> User:
    makers: dict[str, Callable[[], User]] = {
        "manager": lambda: person((world.porto, CiteRole.MANAGER)),
        "moderator": lambda: person((world.porto, CiteRole.MODERATOR)),
        "editor": lambda: person((world.porto, CiteRole.EDITOR)),
        "translator": lambda: person((world.porto, CiteRole.TRANSLATOR)),
        "network editor": lambda: person(NetworkRole.NETWORK_EDITOR),
        "event team": lambda: person(NetworkRole.EVENT_TEAM),
    }
    return makers[name]()


@pytest.mark.parametrize("name", ["manager", "moderator", "editor", "translator", "network editor", "event team"])
def test_other_roles_see_nothing_and_change_nothing(world: World, client_of: ClientOf, name: str) -> None:
    event = add_event(world.porto, K.OPENED, "2006", source="Fonte reservada")
    member = add_membership(world.porto, M.JOINED, "2007", source="Fonte reservada")
    client = sign_in(client_of(), role(world, name))
    home = client.get("/admin/")
    assert home.status_code == 200
    assert "/admin/label_events/" not in home.content.decode()
    assert "/admin/membership_events/" not in home.content.decode()
    for url in addresses(event, member):
        answers = [client.get(url), client.post(url, form(world.porto, K.ENDED, "2020-01-01"))]
        for answer in answers:
            assert answer.status_code in (302, 403, 404, 405), url
            assert "Fonte reservada" not in answer.content.decode()
            if answer.status_code == 302:
                assert answer.headers["Location"] == "/admin/"
    assert list(LabelEvent.objects.values_list("kind", flat=True)) == [K.OPENED]
    assert list(MembershipEvent.objects.values_list("kind", flat=True)) == [M.JOINED]


def test_a_visitor_is_sent_to_sign_in(world: World, client_of: ClientOf) -> None:
    event = add_event(world.porto, K.OPENED, "2006")
    member = add_membership(world.porto, M.JOINED, "2007")
    for url in addresses(event, member):
        answer = client_of().get(url)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer.headers["Location"]


@pytest.mark.parametrize("superuser", [False, True])
def test_the_label_team_and_a_superuser_reach_every_screen(world: World, client_of: ClientOf, superuser: bool) -> None:
    event = add_event(world.porto, K.OPENED, "2006")
    member = add_membership(world.porto, M.JOINED, "2007")
    user = person(is_superuser=True) if superuser else person(NetworkRole.LABEL_TEAM)
    client = sign_in(client_of(), user)
    assert "/admin/label_events/" in client.get("/admin/").content.decode()
    assert {url: client.get(url).status_code for url in addresses(event, member)} == dict.fromkeys(
        addresses(event, member), 200
    )


def test_an_event_is_added_changed_and_deleted_and_all_is_logged(world: World, team: Client) -> None:
    add = reverse("label_events:add")
    answer = team.post(add, form(world.porto, K.OPENED, "2006-07-14", date_precision="year"))
    event = LabelEvent.objects.get()
    assert (answer.status_code, str(event.date), event.date_precision) == (302, "2006-01-01", "year")
    edit = reverse("label_events:edit", args=[event.pk])
    assert team.post(edit, form(world.porto, K.OPENED, "2006-03-01", date_precision="month")).status_code == 302
    event.refresh_from_db()
    assert (str(event.date), event.date_precision) == ("2006-03-01", "month")
    assert team.post(reverse("label_events:delete", args=[event.pk])).status_code == 302
    assert not LabelEvent.objects.exists()
    entries = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(LabelEvent)).order_by("pk")
    assert list(entries.values_list("action", flat=True)) == ["wagtail.create", "wagtail.edit", "wagtail.delete"]
    assert set(entries.values_list("user__groups__network_role__role", flat=True)) >= {NetworkRole.LABEL_TEAM}


def test_a_refusal_is_read_in_the_form_and_nothing_is_lost(world: World, team: Client) -> None:
    add_event(world.porto, K.PROJECT_GRANTED, "2012-10")
    answer = team.post(
        reverse("label_events:add"), form(world.porto, K.RENEWED, "2014-02-01", renewal_year="2013", note="À relire")
    )
    assert answer.status_code == 200
    assert "the label itself comes first" in errors(answer)
    soup = BeautifulSoup(answer.content, "html.parser")
    assert soup.select_one("input[name=note]")["value"] == "À relire"
    assert soup.select_one("select[name=kind] option[selected]")["value"] == K.RENEWED
    assert LabelEvent.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"date": "32/13/2016"},
        {"date": ""},
        {"kind": "founded"},
        {"cite": "abc"},
        {"cite": "999999"},
        {"source": ""},
        {"source_url": "x"},
        {"date_precision": "century"},
        {"renewal_year": "many"},
        {"dashboard_received": "soon"},
    ],
)
def test_bad_values_are_said_at_their_field(world: World, team: Client, values: dict[str, str]) -> None:
    answer = team.post(reverse("label_events:add"), form(world.porto, K.OPENED, "2006-01-01", **values))
    assert answer.status_code == 200
    assert errors(answer)
    assert not LabelEvent.objects.exists()


def test_an_event_can_not_be_moved_to_another_cite(world: World, team: Client) -> None:
    event = add_event(world.porto, K.OPENED, "2006")
    team.post(reverse("label_events:edit", args=[event.pk]), form(world.genova, K.OPENED, "2007-01-01"))
    event.refresh_from_db()
    assert (event.cite, event.date.year) == (world.porto, 2007)


def test_an_event_on_which_another_rests_is_not_deleted(world: World, team: Client) -> None:
    add_event(world.porto, K.OPENED, "2010")
    suspended = add_event(world.porto, K.SUSPENDED, "2014")
    add_event(world.porto, K.REINSTATED, "2016")
    answer = team.post(reverse("label_events:delete", args=[suspended.pk]), follow=True)
    assert "no suspension or end is recorded before" in answer.content.decode()
    assert LabelEvent.objects.filter(pk=suspended.pk).exists()
    entries = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(LabelEvent))
    assert not entries.filter(action="wagtail.delete").exists()


def test_the_list_is_searched_and_filtered(world: World, team: Client) -> None:
    add_event(world.porto, K.OPENED, "2006", source="O Comércio")
    add_event(world.genova, K.OPENED, "2002-01", source="Il Secolo XIX")
    add_event(world.genova, K.SUSPENDED, "2016-05", source="Job Centre", session="Seduta straordinaria")

    def sources(query: str) -> set[str]:
        text = team.get(reverse("label_events:index_results") + query).content.decode()
        return {name for name in ("O Comércio", "Il Secolo XIX", "Job Centre") if name in text}

    assert sources("") == {"O Comércio", "Il Secolo XIX", "Job Centre"}
    assert sources(f"?cite={world.genova.pk}") == {"Il Secolo XIX", "Job Centre"}
    assert sources(f"?kind={K.OPENED}") == {"O Comércio", "Il Secolo XIX"}
    assert sources("?q=porto") == {"O Comércio"}
    assert sources("?q=straordinaria") == {"Job Centre"}
    assert sources("?date__gte=2010-01-01") == {"Job Centre"}
    assert sources("?cite=abc") == {"O Comércio", "Il Secolo XIX", "Job Centre"}


def test_the_list_costs_the_same_with_many_events(world: World, team: Client, queries: Callable[[], Any]) -> None:
    add_event(world.porto, K.OPENED, "2006")

    def cost() -> int:
        team.get(reverse("label_events:index_results"))
        with queries() as seen:
            team.get(reverse("label_events:index_results"))
        return len(seen)

    before = cost()
    for year in range(2007, 2026):
        add_event(world.genova, K.ATTESTED, str(year))
    assert cost() == before


def test_candidates_are_seen_by_the_label_team(world: World, team: Client) -> None:
    candidate = Cite.objects.create(
        slug="lyon", name="Cité des métiers de Lyon", short_name="Lyon", country="FR", kind=CiteKind.CANDIDATE
    )
    add_event(candidate, K.DECLARED, "2020")
    assert "Cité des métiers de Lyon" in team.get(reverse("label_events:index_results")).content.decode()


def test_a_membership_is_recorded_apart(world: World, team: Client) -> None:
    values = form(world.genova, M.ATTESTED, "2016-05-01", date_precision="month")
    assert team.post(reverse("membership_events:add"), values).status_code == 302
    assert MembershipEvent.objects.get().kind == M.ATTESTED
    answer = team.post(reverse("membership_events:add"), form(world.genova, M.JOINED, "2017-01-01"))
    assert "names it as a member before" in errors(answer)
    assert not LabelEvent.objects.exists()
