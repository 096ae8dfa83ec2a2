"""The register in the admin: entries, sites, drift, hosts, suspension; by the label team and nobody else."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission, ModelLogEntry, Page, Site

from portal.accounts.models import User
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite, CiteGroup, HostAlias
from portal.tenancy.services.domains import add_domain, remove_domain, set_canonical_host
from portal.tenancy.services.drift import find_drift, last_looks
from portal.tenancy.services.provision import ProvisionError
from portal.tenancy.services.register import make_site, repair_site, save_entry
from portal.tenancy.services.suspension import resume_site, suspend_site
from portal.tenancy.tasks import look_for_drift
from tests.factories.portal import home_of, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
ENTRY = {
    "kind": "cite",
    "name": "Cité des Métiers de Namur",
    "name_language": "fr",
    "short_name": "Namur",
    "slug": "namur",
    "country": "BE",
    "timezone": "Europe/Brussels",
    "sources": "https://example.org/a\n\nhttps://example.org/b ",
}


@pytest.fixture
def team(world: World) -> User:
    return person(NetworkRole.LABEL_TEAM)


@pytest.fixture
def desk(client_of: ClientOf, team: User) -> Client:
    """The label team at work."""
    return sign_in(client_of(), team)


def entry(**values: Any) -> Cite:
    return Cite.objects.create(
        **{"slug": "namur", "name": "Cité des Métiers de Namur", "short_name": "Namur", "country": "BE", **values}
    )


def verb(cite: Cite, name: str, host: HostAlias | None = None) -> str:
    return f"/admin/register/site/{cite.pk}/" + (f"domains/{host.pk}/" if host else "") + f"{name}/"


def log_of(cite: Cite) -> list[tuple[str, User | None]]:
    found = ModelLogEntry.objects.for_instance(cite).filter(action__startswith="tenancy.").order_by("pk")
    return [(row.action, row.user) for row in found]


def fingerprint() -> list[Any]:
    """What a look at drift must leave as it is."""
    return [
        list(Page.objects.order_by("pk").values_list("pk", "path", "live", "slug", "title", "numchild")),
        list(Site.objects.order_by("pk").values_list()),
        list(GroupPagePermission.objects.order_by("pk").values_list()),
        list(ModelLogEntry.objects.values_list("pk")),
    ]


def disturb(cite: Cite) -> None:
    """Take from an editor what the role holds, and rename the site."""
    CiteGroup.objects.get(cite=cite, role=CiteRole.EDITOR).group.page_permissions.all().delete()
    Site.objects.filter(pk=cite.site_id).update(site_name="?")


def test_an_entry_is_added_then_gets_its_site(desk: Client, team: User, client_of: ClientOf) -> None:
    answer = desk.post("/admin/register/new/", ENTRY)
    cite = Cite.objects.get(slug="namur")
    assert answer.headers["Location"] == f"/admin/register/site/{cite.pk}/"
    assert (cite.sources, cite.site) == (["https://example.org/a", "https://example.org/b"], None)
    assert "namur.localhost" in desk.get(f"/admin/register/site/{cite.pk}/").content.decode()
    desk.post(verb(cite, "make"), {"languages-default": "nl", "languages-others": ["fr", "nl"]})
    cite.refresh_from_db()
    assert [row.locale.language_code for row in cite.site.site_languages.all()] == ["nl", "fr"]
    assert client_of("namur").get("/").headers["Location"] == "/nl/"
    assert log_of(cite) == [("tenancy.add", team), ("tenancy.make_site", team)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "porto"},
        {"slug": "admin"},
        {"slug": "fr"},
        {"slug": "Namur!"},
        {"country": "QQ"},
        {"country": "be"},
        {"timezone": "Mars/Olympus"},
        {"latitude": "91"},
        {"latitude": "x"},
        {"name": ""},
        {"name_language": "xx"},
        {"website": "nope"},
    ],
)
def test_what_is_wrong_with_an_entry_is_said_in_the_form(desk: Client, wrong: dict[str, str]) -> None:
    before = Cite.objects.count()
    answer = desk.post("/admin/register/new/", {**ENTRY, **wrong})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Cite.objects.count() == before


def test_a_changed_name_changes_the_site_and_the_address_stays(world: World, desk: Client) -> None:
    cite = world.genova
    form = {**ENTRY, "name": "Città dei Mestieri", "short_name": "Zena", "slug": "zena", "country": "IT"}
    assert desk.post(f"/admin/register/edit/{cite.pk}/", form).status_code == 302
    cite.refresh_from_db()
    assert (cite.slug, cite.container.title, cite.site.site_name) == ("genova", "Città dei Mestieri", "Zena")
    assert cite.site.hostname == "genova.localhost"


def test_the_list_tells_the_state_of_every_site(world: World, desk: Client, team: User) -> None:
    entry()
    suspend_site(cite=world.paris, user=team)
    disturb(world.porto)
    for cite in (world.porto, world.genova):
        desk.post(verb(cite, "check"))
    page = desk.get("/admin/register/")
    states = {
        row.slug: str(page.context["table"].columns["state"].get_value(row)) for row in page.context["table"].data
    }
    assert len(set(states.values())) == 4
    only = desk.get("/admin/register/?state=suspended").context["object_list"]
    assert [cite.slug for cite in only] == ["paris"]
    assert [cite.slug for cite in desk.get("/admin/register/?state=none").context["object_list"]] == ["namur"]


def test_the_list_costs_the_same_however_many_entries_there_are(desk: Client, queries: Any) -> None:
    desk.get("/admin/register/")
    counts = []
    for turn in range(2):
        with queries() as seen:
            desk.get("/admin/register/")
        counts.append(len(seen))
        for number in range(10):
            entry(slug=f"namur-{turn}-{number}")
    assert counts[0] == counts[1]


def test_looking_for_drift_changes_nothing_and_says_what_a_repair_would_do(
    world: World, desk: Client, client_of: ClientOf
) -> None:
    disturb(world.porto)
    before = fingerprint()
    desk.post(verb(world.porto, "check"))
    assert fingerprint() == before
    found = last_looks([world.porto.pk])[world.porto.pk].lines
    assert len(found) == 2
    page = desk.get(f"/admin/register/site/{world.porto.pk}/").content.decode()
    assert all(line in page for line in found)
    assert client_of("porto").get("/pt/").status_code == 200


def test_a_repair_does_just_that(world: World, desk: Client, team: User) -> None:
    disturb(world.porto)
    wanted = find_drift(cite=world.porto).lines
    report = repair_site(cite=Cite.objects.get(slug="porto"), user=team)
    assert tuple(report.lines()) == wanted
    assert last_looks([world.porto.pk]) == {}, "the old look says nothing any more"
    assert find_drift(cite=world.porto).lines == ()
    desk.post(verb(world.porto, "repair"))
    assert log_of(world.porto) == [("tenancy.repair", team)] * 2


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("repair", {}),
        ("languages", {"languages-default": "pt"}),
        ("host", {"host-hostname": "profissoes.localhost"}),
    ],
)
def test_what_puts_a_site_right_says_what_is_now(world: World, desk: Client, name: str, form: dict[str, str]) -> None:
    disturb(world.porto)
    find_drift(cite=world.porto)
    assert desk.post(verb(world.porto, name), form).status_code == 302
    page = desk.get(f"/admin/register/site/{world.porto.pk}/")
    looked = last_looks([world.porto.pk])[world.porto.pk]
    assert page.context["drift"] == looked
    assert looked.found_at > timezone.now() - datetime.timedelta(minutes=1)
    assert (looked.lines == ()) == (name != "host"), "a new host repairs nothing"


def test_every_site_is_looked_at_at_night(world: World) -> None:
    entry()
    disturb(world.genova)
    assert look_for_drift.func("") == {"sites": 3, "drifted": 1}
    assert {pk: bool(drift.lines) for pk, drift in last_looks(Cite.objects.values_list("pk", flat=True)).items()} == {
        world.porto.pk: False,
        world.genova.pk: True,
        world.paris.pk: False,
    }


def test_languages_are_set_withdrawn_and_given_back(world: World, desk: Client, client_of: ClientOf) -> None:
    desk.post(verb(world.porto, "languages"), {"languages-default": "pt"})
    assert client_of("porto").get("/en/").status_code == 404
    desk.post(verb(world.porto, "languages"), {"languages-default": "en", "languages-others": ["pt"]})
    assert client_of("porto").get("/").headers["Location"] == "/en/"
    assert client_of("porto").get("/pt/").status_code == 200
    before = fingerprint()
    for wrong in ({}, {"languages-default": "xx"}, {"languages-default": "pt", "languages-others": ["zz"]}):
        answer = desk.post(verb(world.porto, "languages"), wrong)
        assert answer.status_code == 200
        assert answer.context["languages_form"].errors
    assert fingerprint() == before


def test_a_domain_of_its_own_redirects_then_becomes_the_address(
    world: World, desk: Client, client_of: ClientOf, team: User
) -> None:
    desk.post(verb(world.porto, "add-domain"), {"domain-hostname": " WWW.Cidade-Profissoes.example. "})
    alias = HostAlias.objects.get()
    assert alias.hostname == "www.cidade-profissoes.example"
    visitor = Client(HTTP_HOST="www.cidade-profissoes.example:8000")
    moved = visitor.get("/pt/?x=1")
    assert (moved.status_code, moved.headers["Location"]) == (301, "http://porto.localhost:8000/pt/?x=1")

    desk.post(verb(world.porto, "canonical", alias))
    assert visitor.get("/pt/").status_code == 200
    back = client_of("porto").get("/pt/")
    assert (back.status_code, back.headers["Location"]) == (301, "http://www.cidade-profissoes.example:8000/pt/")
    assert 'rel="canonical" href="http://www.cidade-profissoes.example' in visitor.get("/pt/").content.decode()
    assert find_drift(cite=world.porto).lines == ()

    old = HostAlias.objects.get()
    desk.post(verb(world.porto, "remove-domain", old))
    assert client_of("porto").get("/pt/").status_code == 404
    assert log_of(world.porto) == [
        ("tenancy.add_domain", team),
        ("tenancy.host", team),
        ("tenancy.remove_domain", team),
    ]


def test_a_host_is_changed_in_one_step_and_the_old_one_redirects(world: World, desk: Client) -> None:
    desk.post(verb(world.genova, "host"), {"host-hostname": "mestieri.localhost"})
    world.genova.site.refresh_from_db()
    assert world.genova.site.hostname == "mestieri.localhost"
    assert [alias.hostname for alias in HostAlias.objects.all()] == ["genova.localhost"]
    desk.post(verb(world.genova, "host"), {"host-hostname": "genova.localhost"})
    assert [alias.hostname for alias in HostAlias.objects.all()] == ["mestieri.localhost"]


@pytest.mark.parametrize(
    "name",
    [
        "porto.localhost",
        "localhost",
        "namur.localhost",
        "admin.localhost",
        "fr.localhost",
        "a.b.localhost",
        "https://example.org",
        "example.org:8000",
        "example.org/x",
        "exa mple.org",
        "-x.example.org",
        "intranet",
        "taken.example.org",
        "",
        "é.example.org",
        "x" * 300,
    ],
)
def test_a_host_that_can_not_be_is_said_at_its_form(world: World, desk: Client, team: User, name: str) -> None:
    entry()
    add_domain(cite=world.porto, hostname="taken.example.org", user=team)
    before = (list(Site.objects.values()), list(HostAlias.objects.values()))
    for path, field in (("host", "host"), ("add-domain", "domain")):
        answer = desk.post(verb(world.genova, path), {f"{field}-hostname": name})
        assert answer.status_code == 200
        assert answer.context[f"{field}_form"].errors
    assert (list(Site.objects.values()), list(HostAlias.objects.values())) == before


def test_another_sites_name_is_neither_removed_nor_taken(world: World, desk: Client, team: User) -> None:
    alias = add_domain(cite=world.porto, hostname="www.example.org", user=team)
    for name in ("remove-domain", "canonical"):
        assert desk.post(verb(world.genova, name, alias)).status_code == 404
    with pytest.raises(ProvisionError):
        remove_domain(cite=world.genova, alias=alias, user=team)
    with pytest.raises(ProvisionError):
        set_canonical_host(cite=world.genova, hostname="www.example.org", user=team)
    assert HostAlias.objects.get() == alias


def test_a_suspended_site_shows_a_notice_and_its_team_goes_on(
    world: World, desk: Client, client_of: ClientOf, team: User
) -> None:
    editor = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    desk.post(verb(world.porto, "suspend"))
    assert client_of("porto").get("/pt/").status_code == 503
    assert editor.get(f"/admin/pages/{home_of(world.porto, 'pt').pk}/edit/").status_code == 200
    assert desk.post(verb(world.porto, "suspend")).status_code == 302
    desk.post(verb(world.porto, "resume"))
    assert client_of("porto").get("/pt/").status_code == 200
    assert log_of(world.porto) == [("tenancy.suspend", team), ("tenancy.resume", team)]
    with pytest.raises(ProvisionError):
        resume_site(cite=world.porto, user=team)


def test_cached_lists_of_sites_follow(world: World, desk: Client, client_of: ClientOf) -> None:
    def hosts_and_tag(tag: str = "") -> tuple[int, str]:
        answer = client_of().get("/api/v3/sites/public/", HTTP_IF_NONE_MATCH=tag)
        return answer.status_code, answer.headers["ETag"]

    _status, tag = hosts_and_tag()
    assert hosts_and_tag(tag)[0] == 304
    desk.post(verb(world.porto, "suspend"))
    status, tag = hosts_and_tag(tag)
    assert status == 200
    desk.post(verb(world.genova, "host"), {"host-hostname": "mestieri.example"})
    assert hosts_and_tag(tag)[0] == 200


def test_a_site_can_not_be_asked_of_an_entry_that_has_none(world: World, desk: Client, team: User) -> None:
    cite = entry()
    for name in ("suspend", "resume", "add-domain", "host"):
        assert desk.post(
            verb(cite, name), {"domain-hostname": "a.example", "host-hostname": "a.example"}
        ).status_code in (
            200,
            302,
        )
    assert not HostAlias.objects.exists()
    assert log_of(cite) == []


@pytest.mark.parametrize(
    "role",
    [CiteRole.MANAGER, CiteRole.EDITOR, NetworkRole.NETWORK_EDITOR, NetworkRole.EVENT_TEAM],
)
def test_nobody_else_keeps_the_register(world: World, client_of: ClientOf, role: Any, team: User) -> None:
    alias = add_domain(cite=world.porto, hostname="www.example.org", user=team)
    client = sign_in(client_of(), person(role if isinstance(role, NetworkRole) else (world.porto, role)))
    cache.clear()
    before = (fingerprint(), list(Cite.objects.values()), list(HostAlias.objects.values()))
    paths = ["/admin/register/", "/admin/register/new/", f"/admin/register/edit/{world.porto.pk}/"]
    paths += [f"/admin/register/site/{world.porto.pk}/"]
    paths += [
        verb(world.porto, name)
        for name in ("make", "check", "repair", "languages", "add-domain", "host", "suspend", "resume")
    ]
    paths += [verb(world.porto, name, alias) for name in ("remove-domain", "canonical")]
    form = {**ENTRY, "languages-default": "pt", "domain-hostname": "e.example", "host-hostname": "e.example"}
    for path in paths:
        assert client.get(path).status_code in (302, 403, 404, 405), path
        assert client.post(path, form).status_code in (302, 403, 404), path
    assert (fingerprint(), list(Cite.objects.values()), list(HostAlias.objects.values())) == before
    assert "/admin/register/" not in client.get("/admin/").content.decode()


def test_an_entry_is_never_deleted_or_copied_here(world: World, desk: Client) -> None:
    for path in ("delete", "copy"):
        assert desk.post(f"/admin/register/{path}/{world.porto.pk}/").status_code == 404
    assert Cite.objects.filter(slug="porto").exists()


def test_services_refuse_what_is_not_valid(world: World, team: User) -> None:
    with pytest.raises(ProvisionError):
        save_entry(cite=Cite(slug="x", name="X", short_name="X", country="FR"), user=team)
    with pytest.raises(ProvisionError):
        make_site(cite=entry(), languages=["xx"], user=team)
    assert not ModelLogEntry.objects.filter(action__startswith="tenancy.").exists()


def test_countries_and_languages_have_names(english: None, desk: Client, world: World) -> None:
    entry()
    listed = desk.get("/admin/register/")
    assert "Belgium" in listed.content.decode()
    assert ">BE<" not in listed.content.decode()
    choices = list(listed.context["filters"].form.fields["country"].choices)
    assert choices[1:] == [("BE", "Belgium"), ("FR", "France"), ("IT", "Italy"), ("PT", "Portugal")]
    narrowed = desk.get("/admin/register/?country=BE")
    assert [cite.slug for cite in narrowed.context["object_list"]] == ["namur"]
    site = desk.get(f"/admin/register/site/{world.porto.pk}/")
    assert [str(name) for name in site.context["languages"]] == ["Portugais", "Anglais"]
