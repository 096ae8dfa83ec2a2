"""The dashboard: each person's own Cité, nothing of the others, at the same cost with 3 Cités as with 300."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from wagtail.admin.menu import admin_menu
from wagtail.models import Page, Workflow
from wagtail.users.models import UserProfile

from cities.models import NewsPage, Proposal, ReviewEntry
from cities.services.proposals import propose
from cities.services.review import decide
from label.enums import EventKind
from portal.accounts.models import User
from portal.dashboard.current import current_cite
from portal.dashboard.selectors import LanguageState, missing_legal, quiet_cites, translation_state, without_manager
from portal.models import ArticlePage, SiteSettings
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite, CiteGroup
from portal.translating.selectors import waiting_translations
from tests.factories.cities import make_news
from tests.factories.initiatives import make_initiative
from tests.factories.label import add_event
from tests.factories.many import many_cites
from tests.factories.portal import UserFactory, home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]


def panels(client: Client) -> dict[str, Any]:
    """The panels of the dashboard by name."""
    response = client.get("/admin/")
    assert response.status_code == 200
    return {getattr(panel, "name", type(panel).__name__): panel for panel in response.context["panels"]}


def titles(panel: Any) -> list[str]:
    return [line.title for line in panel.lines]


def shortcuts(client: Client) -> list[str]:
    """Addresses of the shortcuts."""
    panel = panels(client)["cite"]
    return [shortcut.url for shortcut in panel.get_context_data({})["shortcuts"]]


def draft(cite: Cite, language: str, title: str, user: User, **values: Any) -> Any:
    page = make_page(ArticlePage, parent=home_of(cite, language), title=title, live=False, owner=user, **values)
    page.save_revision(user=user)
    return page


def test_an_editor_sees_own_drafts_of_the_own_cite_only(world: World, client_of: ClientOf) -> None:
    editor = person((world.porto, CiteRole.EDITOR))
    colleague = person((world.porto, CiteRole.EDITOR))
    draft(world.porto, "pt", "Meu rascunho", editor)
    draft(world.porto, "pt", "Rascunho alheio", colleague)
    draft(world.genova, "it", "Bozza segreta", editor)
    make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Publicado", owner=editor)
    UserProfile.objects.create(user=editor, preferred_language="en")
    client = sign_in(client_of(), editor)
    drafts = panels(client)["drafts"]
    assert [(line.title, line.note) for line in drafts.lines] == [("Meu rascunho", "just now")]
    html = client.get("/admin/").content.decode()
    assert "Bozza segreta" not in html
    assert "Genova" not in html


def test_work_for_a_cite_one_has_left_is_shown_no_more(world: World, client_of: ClientOf) -> None:
    editor = person((world.porto, CiteRole.EDITOR), (world.genova, CiteRole.EDITOR))
    page = draft(world.genova, "it", "Bozza segreta", editor)
    page.get_workflow().start(page, editor)
    locked = draft(world.genova, "it", "Pagina bloccata", editor)
    Page.objects.filter(pk=locked.pk).update(locked=True, locked_by=editor, locked_at=timezone.now())
    client = sign_in(client_of(), editor)
    client.post(f"/admin/cite/{world.genova.pk}/")
    html = client.get("/admin/").content.decode()
    assert "Bozza segreta" in html
    assert "Pagina bloccata" in html
    editor.groups.remove(CiteGroup.objects.get(cite=world.genova, role=CiteRole.EDITOR).group)
    html = client.get("/admin/").content.decode()
    assert "Bozza segreta" not in html
    assert "Pagina bloccata" not in html
    assert "Genova" not in html


def test_what_awaits_a_moderator_is_that_of_the_cite_chosen(world: World, client_of: ClientOf) -> None:
    writer = person((world.porto, CiteRole.EDITOR), (world.genova, CiteRole.EDITOR))
    assert Workflow.objects.count() == 1
    for cite, language, title in ((world.porto, "pt", "Para ler"), (world.genova, "it", "Da leggere")):
        page = draft(cite, language, title, writer)
        page.get_workflow().start(page, writer)
    moderator = person((world.porto, CiteRole.MODERATOR), (world.genova, CiteRole.MODERATOR))
    client = sign_in(client_of(), moderator)
    for cite, shown, hidden in ((world.porto, "Para ler", "Da leggere"), (world.genova, "Da leggere", "Para ler")):
        client.post(f"/admin/cite/{cite.pk}/")
        html = client.get("/admin/").content.decode()
        assert (shown in html, hidden in html) == (True, False)
    assert (
        "Para ler"
        not in sign_in(client_of(), person((world.paris, CiteRole.MODERATOR))).get("/admin/").content.decode()
    )


def test_recent_changes_are_those_of_the_cite(world: World, client_of: ClientOf) -> None:
    colleague = person((world.porto, CiteRole.EDITOR), first_name="Rui", last_name="Sousa")
    for cite, language, title in ((world.porto, "pt", "Página nova"), (world.genova, "it", "Pagina nuova")):
        page = make_page(ArticlePage, parent=home_of(cite, language), title=title)
        page.save_revision(user=colleague, log_action=True)
    client = sign_in(client_of(), person((world.porto, CiteRole.TRANSLATOR)))
    found = panels(client)["changes"]
    assert "Página nova" in titles(found)
    assert "Pagina nuova" not in titles(found)
    assert any("Rui Sousa" in line.note for line in found.lines)


def test_a_page_saved_often_stands_once_with_its_last_change(world: World, client_of: ClientOf) -> None:
    first, last = (person((world.porto, CiteRole.EDITOR), last_name=name) for name in ("Sousa", "Lima"))
    quiet, busy = (
        make_page(ArticlePage, parent=home_of(world.porto, "pt"), title=title) for title in ("Calma", "Viva")
    )
    quiet.save_revision(user=first, log_action=True)
    for _turn in range(9):
        busy.save_revision(user=first, log_action=True)
    busy.save_revision(user=last, log_action=True)
    found = panels(sign_in(client_of(), person((world.porto, CiteRole.MANAGER))))["changes"]
    assert titles(found)[:2] == ["Viva", "Calma"]
    assert "Lima" in found.lines[0].note
    assert len(set(titles(found))) == len(found.lines)


def test_the_five_commonest_tasks_lead_where_they_say(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    found = shortcuts(client)
    assert len(found) == 6, "hours are two: a closure, and the week"
    assert [client.get(url).status_code for url in found] == [200] * 6


def test_shortcuts_one_can_not_use_are_not_offered(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.TRANSLATOR)))
    found = shortcuts(client)
    assert [client.get(url).status_code for url in found] == [200] * len(found)
    assert not any("/add/" in url for url in found)


def test_several_cites_and_the_way_between_them(world: World, client_of: ClientOf) -> None:
    user = person((world.porto, CiteRole.EDITOR), (world.genova, CiteRole.MANAGER))
    client = sign_in(client_of(), user)
    first = panels(client)["cite"].cite
    other = world.genova if first == world.porto else world.porto
    assert f"/admin/cite/{other.pk}/" in client.get("/admin/").content.decode()
    assert client.post(f"/admin/cite/{other.pk}/").headers["Location"] == "/admin/"
    assert panels(client)["cite"].cite == other
    assert client.get(f"/admin/cite/{first.pk}/").status_code == 405
    assert client.post(f"/admin/cite/{world.paris.pk}/").status_code in (403, 404)
    assert client.post("/admin/cite/999999/").status_code == 404
    assert panels(client)["cite"].cite == other
    user.groups.remove(*user.groups.filter(cite_role__cite=other))
    assert panels(client)["cite"].cite == first


def test_the_choice_is_kept_in_the_session_only(world: World, client_of: ClientOf) -> None:
    user = person((world.porto, CiteRole.EDITOR), (world.genova, CiteRole.MANAGER))
    here, there = sign_in(client_of(), user), sign_in(client_of(), user)
    here.post(f"/admin/cite/{world.porto.pk}/")
    there.post(f"/admin/cite/{world.genova.pk}/")
    assert [panels(client)["cite"].cite for client in (here, there)] == [world.porto, world.genova]


def test_nobody_signed_in_works_for_a_cite(world: World) -> None:
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]
    assert current_cite(request) is None


def test_translations_are_counted_against_the_default_language(world: World, client_of: ClientOf) -> None:
    before = translation_state(cite=world.porto, languages=["pt", "en"])[0]
    make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Só em português")
    make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Rascunho", live=False)
    make_page(ArticlePage, parent=home_of(world.porto, "en"), title="English only")
    after = translation_state(cite=world.porto, languages=["pt", "en"])
    assert after == [LanguageState("pt", 0, 1), LanguageState("en", before.done, before.total + 1)]
    assert world.porto.container is not None
    waiting = waiting_translations(path=world.porto.container.path, languages=["pt", "en"])
    assert sum(state.total - state.done for state in after) == len(waiting), "as the translators' list counts"
    assert translation_state(cite=world.genova, languages=["it"]) == []
    assert "translations" in panels(sign_in(client_of(), person((world.porto, CiteRole.EDITOR))))
    assert "translations" not in panels(sign_in(client_of(), person((world.genova, CiteRole.EDITOR))))


def test_what_the_legal_notice_lacks_is_the_managers_to_know(world: World, client_of: ClientOf) -> None:
    with translation.override("fr"):
        count = len(missing_legal(cite=world.porto))
    assert count == len(SiteSettings.LEGAL_FIELDS)
    manager = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    panel = panels(manager)["legal"]
    assert len(panel.lines) == count
    assert manager.get(panel.more[1]).status_code == 200
    assert "legal" not in panels(sign_in(client_of(), person((world.porto, CiteRole.EDITOR))))
    SiteSettings.objects.update_or_create(
        site=world.porto.site, defaults=dict.fromkeys(SiteSettings.LEGAL_FIELDS, "dito")
    )
    assert "legal" not in panels(manager)


def test_the_label_is_told(world: World, client_of: ClientOf) -> None:
    assert len(panels(sign_in(client_of(), person((world.porto, CiteRole.EDITOR))))["label"].lines) == 1


def test_the_label_team_sees_what_waits_everywhere(world: World, client_of: ClientOf) -> None:
    writer = person((world.porto, CiteRole.EDITOR))
    page = draft(world.porto, "pt", "Para ler", writer)
    page.get_workflow().start(page, writer)
    found = panels(sign_in(client_of(), person(NetworkRole.LABEL_TEAM)))
    assert titles(found["waiting"]) == ["Para ler"]
    assert {"due", "sites", "quiet"} <= set(found)
    assert set(titles(found["sites"])) == {"Porto", "Genova", "Paris"}
    editor = panels(sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR)))
    assert {"due", "sites", "quiet"} & set(editor) == set()


def in_english(user: User) -> User:
    """Whose admin speaks English."""
    UserProfile.objects.create(user=user, preferred_language="en")
    return user


def test_initiatives_proposed_wait_for_who_decides_the_longest_first(
    world: World, client_of: ClientOf, queries: Any
) -> None:
    author = person((world.porto, CiteRole.MODERATOR))
    second = make_initiative(world.porto, title="A carrinha").row
    first = make_initiative(world.porto, title="A feira").row
    make_initiative(world.porto, title="Nunca proposta")
    for days, row in ((3, first), (1, second)):
        decide(uid=row.uid, verb="propose", user=author)
        ReviewEntry.objects.filter(initiative=row).update(at=timezone.now() - datetime.timedelta(days=days, hours=1))
    for role in (NetworkRole.NETWORK_EDITOR, NetworkRole.LABEL_TEAM):
        client = sign_in(client_of(), in_english(person(role)))
        panel = panels(client)["proposed_initiatives"]
        assert panel.intro == "2 initiatives wait."
        assert [(line.title, line.url, line.lang) for line in panel.lines] == [
            ("A feira", f"/admin/initiatives/{first.uid}/", "pt"),
            ("A carrinha", f"/admin/initiatives/{second.uid}/", "pt"),
        ]
        assert [line.note for line in panel.lines] == ["Porto, proposed 3\xa0days ago", "Porto, proposed 1\xa0day ago"]
        assert [client.get(line.url).status_code for line in panel.lines] == [200, 200]
        assert client.get(panel.more[1]).status_code == 200
    assert "proposed_initiatives" not in panels(sign_in(client_of(), person(NetworkRole.EVENT_TEAM)))
    assert "proposed_initiatives" not in panels(sign_in(client_of(), author))
    with queries() as few:
        client.get("/admin/")
    for number in range(3):
        row = make_initiative(world.porto, title=f"Mais {number}").row
        decide(uid=row.uid, verb="propose", user=author)
    client.get("/admin/")
    with queries() as many:
        client.get("/admin/")
    assert len(many) == len(few)
    decide(uid=first.uid, verb="accept", user=person(NetworkRole.NETWORK_EDITOR))
    assert "A feira" not in titles(panels(client)["proposed_initiatives"])


def test_the_label_team_reads_the_proposals_it_does_not_decide(world: World, client_of: ClientOf) -> None:
    author = person((world.porto, CiteRole.EDITOR), first_name="Rui", last_name="Sousa")
    for days, title in ((1, "Segunda"), (2, "Primeira")):
        proposal = propose(page=make_news(world.porto, "pt", title), user=author)
        moment = timezone.now() - datetime.timedelta(days=days, hours=1)
        Proposal.objects.filter(pk=proposal.pk).update(proposed_at=moment)
    team = panels(sign_in(client_of(), in_english(person(NetworkRole.LABEL_TEAM))))["proposals"]
    assert [(line.title, line.note) for line in team.lines] == [
        ("Primeira", "Porto, proposed by Rui Sousa, 2\xa0days ago"),
        ("Segunda", "Porto, proposed by Rui Sousa, 1\xa0day ago"),
    ]
    assert [client_of("porto").get(line.url).status_code for line in team.lines] == [200, 200]
    assert team.more is None
    editor = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    decided = panels(editor)["proposals"]
    assert titles(decided) == ["Primeira", "Segunda"]
    assert [editor.get(line.url).status_code for line in decided.lines] == [200, 200]
    assert "proposals" not in panels(sign_in(client_of(), author))


def test_what_is_due_leads_to_the_cite_and_to_recording_the_decision(world: World, client_of: ClientOf) -> None:
    add_event(world.genova, EventKind.OPERATION_GRANTED, "2015-03-01")
    client = sign_in(client_of(), person(NetworkRole.LABEL_TEAM))
    (line,) = panels(client)["due"].lines
    assert line.url == f"/admin/register/site/{world.genova.pk}/"
    assert client.get(line.url).status_code == 200
    html = client.get("/admin/").content.decode()
    assert f'href="{line.act[1]}"' in html
    form = client.get(line.act[1]).context["form"]
    assert form["cite"].value() == world.genova.pk
    for wrong in ("", "x", "999999", "9" * 40, "-1"):
        response = client.get(f"/admin/label_events/new/?cite={wrong}")
        assert (response.status_code, response.context["form"]["cite"].value()) == (200, None)


def test_cites_on_whose_pages_nobody_works(world: World) -> None:
    user = person((world.porto, CiteRole.EDITOR))
    draft(world.porto, "pt", "Hoje", user)
    old = draft(world.genova, "it", "Tempo fa", user)
    long_ago = timezone.now() - datetime.timedelta(days=91)
    Page.objects.filter(pk=old.pk).update(latest_revision_created_at=long_ago)
    assert [(entry.cite.slug, entry.since) for entry in quiet_cites()] == [("paris", None), ("genova", long_ago)]


def test_a_manager_whose_account_is_closed_manages_nothing(world: World) -> None:
    person((world.porto, CiteRole.MANAGER))
    person((world.genova, CiteRole.MANAGER), is_active=False)
    assert {cite.slug for cite in without_manager()} == {"genova", "paris"}


def menu_urls(request: Any) -> list[str]:
    """Every address the menu shows, submenus included."""
    found: list[str] = []

    def collect(items: Any) -> None:
        for item in items:
            if hasattr(item, "menu"):
                collect(item.menu.menu_items_for_request(request))
            elif item.url and item.url.startswith("/"):
                found.append(item.url)

    collect(admin_menu.menu_items_for_request(request))
    return found


ROLES: list[Any] = [*CiteRole, NetworkRole.LABEL_TEAM, NetworkRole.NETWORK_EDITOR, NetworkRole.EVENT_TEAM]


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_every_menu_item_leads_somewhere(world: World, client_of: ClientOf, role: Any) -> None:
    user = person(role if isinstance(role, NetworkRole) else (world.porto, role))
    client = sign_in(client_of(), user)
    request = client.get("/admin/").wsgi_request
    request.user = user
    urls = menu_urls(request)
    assert "/admin/pages/" in urls
    assert {url: client.get(url, follow=True).status_code for url in urls} == dict.fromkeys(urls, 200)
    refused = {url for url in urls if client.get(url).headers.get("Location") == "/admin/"}
    assert refused == set()


def counted(client: Client, queries: Any) -> int:
    client.get("/admin/")
    with queries() as seen:
        assert client.get("/admin/").status_code == 200
    return len(seen)


def test_the_dashboard_costs_the_same_at_three_and_at_three_hundred_cites(
    world: World, client_of: ClientOf, queries: Any
) -> None:
    people = [
        person((world.porto, CiteRole.EDITOR)),
        person((world.porto, CiteRole.MANAGER)),
        person(NetworkRole.LABEL_TEAM),
        person(NetworkRole.NETWORK_EDITOR),
        UserFactory(is_superuser=True),
    ]
    clients = [sign_in(client_of(), user) for user in people]
    before = [counted(client, queries) for client in clients]
    many = many_cites(297)
    assert Cite.objects.filter(container__isnull=False).count() == 300
    for cite in many[:20]:
        UserFactory().groups.add(CiteGroup.objects.get(cite=cite, role=CiteRole.MANAGER).group)
    after = [counted(client, queries) for client in clients]
    assert after == before
    assert max(before) <= 60


def test_the_dashboard_costs_the_same_however_much_work_there_is(
    world: World, client_of: ClientOf, queries: Any
) -> None:
    editor = person((world.porto, CiteRole.EDITOR))
    index = Page.objects.get(
        content_type__model="newsindexpage", locale__language_code="pt", path__startswith=world.porto.container.path
    )
    client = sign_in(client_of(), editor)
    costs = []
    for turn in range(2):
        for number in range(3):
            page = make_page(NewsPage, parent=index, title=f"Notícia {turn} {number}", live=False, owner=editor)
            page.save_revision(user=editor, log_action=True)
        costs.append(counted(client, queries))
    assert costs[0] == costs[1]
