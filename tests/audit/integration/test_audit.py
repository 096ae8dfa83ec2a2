"""The log: every act has its entry, every entry its Cité, and each reader their part."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.users.models import UserProfile

from cities.models import Closure
from cities.services.proposals import decide_proposal, hide, propose, show
from label.enums import EventKind
from portal.accounts.models import User
from portal.accounts.services.invitations import invite, revoke_invitation
from portal.accounts.services.people import close_account, reopen_account
from portal.audit.receivers import CITE
from portal.models import ArticlePage, SiteSettings
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import CiteGroup
from portal.tenancy.services.suspension import suspend_site
from tests.factories.cities import make_news
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
REPORT = "/admin/reports/audit/"


@pytest.fixture
def manager(world: World) -> User:
    return person((world.porto, CiteRole.MANAGER), first_name="Marta", last_name="Melo")


def entries(client: Client, query: str = "") -> list[Any]:
    response = client.get(REPORT + query)
    assert response.status_code == 200
    return list(response.context["object_list"])


def owner_of(entry: Any) -> int | None:
    found: int | None = entry.data.get(CITE)
    return found


def last(model: Any, action: str) -> Any:
    return model.objects.filter(action=action).latest("pk")


def test_publication_and_deletion_are_marked_with_the_cite(world: World, manager: User) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Página")
    page.save_revision(user=manager, log_action=True).publish(user=manager)
    assert owner_of(last(PageLogEntry, "wagtail.publish")) == world.porto.pk
    hub = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="Actualité")
    hub.save_revision(user=manager, log_action=True)
    assert owner_of(last(PageLogEntry, "wagtail.edit")) is None


def test_every_kind_of_act_the_order_names(world: World, client_of: ClientOf, manager: User) -> None:
    team = person(NetworkRole.LABEL_TEAM)
    editor = person((world.porto, CiteRole.EDITOR))
    desk, office = sign_in(client_of(), manager), sign_in(client_of(), team)
    ModelLogEntry.objects.all().delete()
    PageLogEntry.objects.all().delete()

    invite(sender=manager, cite=world.porto, email="nova@example.org", roles=["editor"], language="fr")
    desk.post(f"/admin/members/cite/{world.porto.pk}/people/{editor.pk}/", {"roles": ["moderator"]})
    close_account(by=team, user=editor)
    suspend_site(cite=world.porto, user=team)
    url = f"/admin/settings/portal/sitesettings/{world.porto.site_id}/"
    assert desk.post(url, {"publisher": "Câmara", "accent": ""}).status_code == 302
    label = {"cite": world.porto.pk, "kind": EventKind.DECLARED, "date": "2024-05-01", "date_precision": "day"}
    answer = office.post("/admin/label_events/new/", {**label, "source": "Lettre"})
    assert answer.status_code == 302, answer.context["form"].errors
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Página")
    desk.post(f"/admin/pages/{page.pk}/unpublish/")
    desk.post(f"/admin/pages/{page.pk}/delete/")

    found = {entry.action: (entry.user, owner_of(entry)) for entry in entries(desk)}
    own = world.porto.pk
    assert found["accounts.invite"] == (manager, own)
    assert found["accounts.role_given"] == (manager, own)
    assert found["accounts.role_taken"] == (manager, own)
    assert found["accounts.close"] == (team, own)
    assert found["tenancy.suspend"] == (team, own)
    assert found["wagtail.edit"] == (manager, own), "the settings"
    recorded = ModelLogEntry.objects.get(content_type__model="labelevent")
    assert (recorded.user, owner_of(recorded)) == (team, own)
    assert found["wagtail.unpublish"] == (manager, own)
    assert found["wagtail.delete"] == (manager, own), "although the page is gone"


def test_entries_name_what_they_are_about(world: World, client_of: ClientOf, manager: User) -> None:
    invitation = invite(sender=manager, cite=world.porto, email="nova@example.org", roles=["editor"], language="fr")
    revoke_invitation(user=manager, invitation=invitation)
    team = person(NetworkRole.LABEL_TEAM)
    invite(sender=team, cite=world.genova, email="altra@example.org", roles=["editor"], language="fr")
    piece = make_news(world.genova, "it", "Fiera dei mestieri")
    editor = person(NetworkRole.NETWORK_EDITOR)
    proposal = propose(page=piece, user=person((world.genova, CiteRole.EDITOR)))
    showing = show(
        proposal=decide_proposal(proposal=proposal, verb="accept", user=editor), cite=world.porto, user=manager
    )
    hide(showing=showing, user=manager)

    def said(user: User) -> set[str]:
        return {str(entry.message) for entry in entries(sign_in(client_of(), in_english(user)))}

    own = {
        "Invitation sent (nova@example.org): Editor",
        "Invitation withdrawn (nova@example.org): Editor",
        "“Fiera dei mestieri” of Genova is shown",
        "“Fiera dei mestieri” of Genova is hidden",
    }
    assert own <= said(manager)
    assert "altra@example.org" not in str(said(manager))
    assert own | {"Invitation sent (altra@example.org): Editor"} <= said(team)
    others = str(said(editor))
    assert "Invitation withdrawn (no. " in others, "who manages nobody isn't told whom others invite"
    assert "example.org" not in others
    assert not ModelLogEntry.objects.filter(data__icontains="example.org").exists(), "the log keeps no address"


def in_english(user: User) -> User:
    UserProfile.objects.get_or_create(user=user, defaults={"preferred_language": "en"})
    return user


def test_each_cite_of_a_person_reads_that_the_account_is_closed(
    world: World, client_of: ClientOf, manager: User
) -> None:
    of_two = person(
        (world.porto, CiteRole.EDITOR), (world.genova, CiteRole.EDITOR), first_name="Rui", last_name="Sousa"
    )
    team = person(NetworkRole.LABEL_TEAM)
    close_account(by=team, user=of_two)
    reopen_account(by=team, user=of_two)
    of_one = person((world.porto, CiteRole.EDITOR), first_name="Eva", last_name="Lima")
    close_account(by=team, user=of_one)
    client = sign_in(client_of(), in_english(manager))
    about = [entry for entry in entries(client) if entry.action in ("accounts.close", "accounts.reopen")]
    assert [(str(entry.message), entry.label, entry.user, owner_of(entry)) for entry in about] == [
        ("Account closed", "Eva Lima", team, world.porto.pk),
        ("Account of Rui Sousa opened again", world.porto.name, team, world.porto.pk),
        ("Account of Rui Sousa closed", world.porto.name, team, world.porto.pk),
    ]
    assert "Genova" not in client.get(REPORT).content.decode()


def test_a_manager_reads_the_own_cites_part_and_nothing_else(world: World, client_of: ClientOf, manager: User) -> None:
    other = person((world.genova, CiteRole.MANAGER), first_name="Gino", last_name="Segreto")
    for cite, language, title in ((world.porto, "pt", "Página"), (world.genova, "it", "Pagina segreta")):
        page = make_page(ArticlePage, parent=home_of(cite, language), title=title)
        page.save_revision(user=other, log_action=True)
    Closure.objects.create(cite=world.genova, starts=timezone.localdate(), ends=timezone.localdate())
    suspend_site(cite=world.genova, user=other)
    team = person(NetworkRole.LABEL_TEAM)
    client = sign_in(client_of(), manager)
    assert {owner_of(entry) for entry in entries(client)} == {world.porto.pk}
    for query in (
        "",
        f"?cite={world.genova.pk}",
        "?label=segreta",
        f"?user={other.pk}",
        f"?user={team.pk}",
        "?export=csv",
        f"?export=csv&cite={world.genova.pk}",
        "?timestamp_from=2000-01-01",
    ):
        response = client.get(REPORT + query)
        body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        text = body.decode()
        assert "Pagina segreta" not in text, query
        assert "Genova" not in text, query


def test_several_cites_are_told_apart(world: World, client_of: ClientOf) -> None:
    user = person((world.porto, CiteRole.MANAGER), (world.genova, CiteRole.MANAGER))
    client = sign_in(client_of(), user)
    assert {owner_of(entry) for entry in entries(client)} == {world.porto.pk, world.genova.pk}
    assert {owner_of(entry) for entry in entries(client, f"?cite={world.genova.pk}")} == {world.genova.pk}


@pytest.mark.parametrize("role", [CiteRole.EDITOR, CiteRole.MODERATOR, CiteRole.TRANSLATOR, NetworkRole.EVENT_TEAM])
def test_who_manages_nothing_reads_nothing(world: World, client_of: ClientOf, role: Any) -> None:
    client = sign_in(client_of(), person(role if isinstance(role, NetworkRole) else (world.porto, role)))
    for path in (REPORT, f"{REPORT}results/", f"{REPORT}?export=csv"):
        assert client.get(path).status_code in (302, 403)
    assert REPORT not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("role", [NetworkRole.LABEL_TEAM, NetworkRole.NETWORK_EDITOR])
def test_the_networks_roles_read_all_of_it(world: World, client_of: ClientOf, role: NetworkRole) -> None:
    user = person(role)
    for cite in (world.porto, world.genova, world.paris):
        suspend_site(cite=cite, user=user)
    found = {owner_of(entry) for entry in entries(sign_in(client_of(), user))}
    assert {world.porto.pk, world.genova.pk, world.paris.pk, None} <= found


def test_filters_narrow(world: World, client_of: ClientOf, manager: User) -> None:
    client = sign_in(client_of(), manager)
    editor = person((world.porto, CiteRole.EDITOR))
    client.post(f"/admin/members/cite/{world.porto.pk}/people/{editor.pk}/remove/")
    assert {entry.action for entry in entries(client, "?action=accounts.role_taken")} == {"accounts.role_taken"}
    assert {entry.user for entry in entries(client, f"?user={manager.pk}")} == {manager}
    assert entries(client, "?timestamp_to=2000-01-01") == []
    assert entries(client, "?timestamp_from=2000-01-01") != []
    for wrong in ("?action=nope", "?user=x", "?cite=x", "?timestamp_from=yesterday", "?p=x"):
        assert client.get(REPORT + wrong).status_code == 200


def test_the_spreadsheet_holds_the_same_and_no_formula(world: World, client_of: ClientOf, manager: User) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="=HYPERLINK(1)", slug="x")
    page.save_revision(user=manager, log_action=True)
    client = sign_in(client_of(), manager)
    response = client.get(f"{REPORT}?export=csv")
    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert (body[:3], response.headers["Content-Type"]) == (codecs.BOM_UTF8, "text/csv; charset=utf-8")
    rows = list(csv.reader(body.decode("utf-8-sig").splitlines()))
    assert len(rows) == 1 + len(entries(client))
    assert {row[3] for row in rows if "HYPERLINK" in row[3]} == {"'=HYPERLINK(1)"}
    assert {row[4] for row in rows[1:]} == {"Porto"}


def test_no_other_spreadsheet_holds_a_formula_either(world: World, client_of: ClientOf, manager: User) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="=HYPERLINK(1)", slug="x")
    page.locked, page.locked_by = True, manager
    page.save()
    client = sign_in(client_of(), manager)
    for name in ("locked", "aging-pages"):
        body = b"".join(client.get(f"/admin/reports/{name}/?export=csv").streaming_content).decode()  # type: ignore[attr-defined]
        cells = [cell for row in csv.reader(body.splitlines()) for cell in row if "HYPERLINK" in cell]
        assert cells == ["'=HYPERLINK(1)"], name


def test_the_report_costs_the_same_however_long_the_log_is(
    world: World, client_of: ClientOf, manager: User, queries: Any
) -> None:
    client = sign_in(client_of(), manager)
    parent = home_of(world.porto, "pt")
    costs = []
    for turn in range(2):
        for number in range(4):
            page = make_page(ArticlePage, parent=parent, title=f"Página {turn} {number}")
            page.save_revision(user=manager, log_action=True)
        client.get(REPORT)
        with queries() as seen:
            client.get(REPORT)
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_an_entry_stays_whose_it_was(world: World, manager: User) -> None:
    user = person((world.porto, CiteRole.EDITOR))
    group = CiteGroup.objects.get(cite=world.porto, role=CiteRole.EDITOR).group
    user.groups.remove(group)
    taken = last(ModelLogEntry, "accounts.role_taken")
    taken.save()
    assert owner_of(taken) == world.porto.pk
    SiteSettings.objects.all().delete()
