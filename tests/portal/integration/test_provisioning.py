"""Provisioning: what is made, what is repaired, what is refused before anything is written."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.utils import translation
from wagtail.models import Collection, GroupPagePermission, Page, Site, Workflow

from portal.models import StatementPage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite, CiteGroup, HostAlias, NetworkGroup, SiteLanguage, provisioning
from portal.tenancy.services.provision import ProvisionError, provision_cite, provision_network
from tests.factories.portal import home_of, person
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    """How many rows of each kind there are."""
    models = (Cite, Page, Site, SiteLanguage, Collection, Group, GroupPagePermission, Workflow)
    return {model.__name__: model.objects.count() for model in models}


def new_cite(**values: Any) -> Cite:
    return Cite(
        **{"slug": "namur", "name": "Cité des métiers de Namur", "short_name": "Namur", "country": "BE", **values}
    )


def test_a_new_cite_gets_its_whole_place(world: World) -> None:
    cite = new_cite()
    report = provision_cite(cite=cite, languages=["fr", "nl"])
    assert report.made
    assert not report.repaired
    assert cite.site.hostname == "namur.localhost"
    assert [row.locale.language_code for row in cite.site.site_languages.all()] == ["fr", "nl"]
    homes = Page.objects.child_of(cite.container)
    assert [(home.slug, home.live) for home in homes] == [("fr", True), ("nl", True)]
    assert len({home.translation_key for home in homes}) == 1
    assert cite.container.live is False
    assert {entry.role for entry in cite.role_groups.all()} == set(CiteRole)
    assert cite.emblem == ""


def test_starter_pages_are_translations_of_one_another(world: World) -> None:
    english = {page.translation_key for page in home_of(world.porto, "en").get_children()}
    portuguese = {page.translation_key for page in home_of(world.porto, "pt").get_children()}
    assert english == portuguese


def test_running_again_changes_nothing(world: World) -> None:
    before = counts()
    report = provision_cite(cite=Cite.objects.get(slug="porto"))
    assert report.changed is False
    assert counts() == before


def test_running_the_network_again_changes_nothing(world: World) -> None:
    before = counts()
    assert provision_network().changed is False
    assert counts() == before


def test_what_drifted_is_repaired_and_told(world: World) -> None:
    cite = world.porto
    editor = CiteGroup.objects.get(cite=cite, role=CiteRole.EDITOR).group
    editor.permissions.add(Permission.objects.get(codename="add_site"))
    editor.page_permissions.all().delete()
    GroupPagePermission.objects.create(
        group=editor,
        page=world.genova.container,
        permission=Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page"),
    )
    Site.objects.filter(pk=cite.site_id).update(port=1234, site_name="?")
    Page.objects.filter(pk=cite.container_id).update(live=True)
    with provisioning():
        home = home_of(cite, "en")
        home.unpublish()

    report = provision_cite(cite=Cite.objects.get(slug="porto"))

    assert report.made == []
    assert len(report.repaired) == 4
    assert set(editor.page_permissions.values_list("page_id", flat=True)) == {cite.container_id}
    assert not editor.permissions.filter(codename="add_site").exists()
    assert Site.objects.get(pk=cite.site_id).port == 8000
    assert Page.objects.get(pk=cite.container_id).live is False
    assert Page.objects.get(pk=home.pk).live is True


def test_a_renamed_group_of_a_role_gets_its_name_back(world: World) -> None:
    group, other = (
        CiteGroup.objects.get(cite=world.porto, role=role).group for role in (CiteRole.EDITOR, CiteRole.MANAGER)
    )
    name, other_name = group.name, other.name
    # Each has the other's, as far as unique names let them.
    Group.objects.filter(pk=other.pk).update(name="À côté")
    Group.objects.filter(pk=group.pk).update(name=other_name)
    Group.objects.filter(pk=other.pk).update(name=name)
    with translation.override("en"):
        report = provision_cite(cite=world.porto)
        assert sorted(report.lines()) == ["Role: name of the group of Editor.", "Role: name of the group of Manager."]
    group.refresh_from_db()
    other.refresh_from_db()
    assert (group.name, other.name) == (name, other_name)
    assert not provision_cite(cite=world.porto).changed
    hub = NetworkGroup.objects.get(role=NetworkRole.EVENT_TEAM).group
    Group.objects.filter(pk=hub.pk).update(name="Équipe")
    assert provision_network().repaired
    hub.refresh_from_db()
    assert hub.name == "network: event-team"


def test_statements_are_put_back_and_other_starters_are_not(world: World) -> None:
    home = home_of(world.genova, "it")
    before = list(home.get_children().values_list("title", flat=True))
    for page in home.get_children().specific():
        page.delete()
    provision_cite(cite=Cite.objects.get(slug="genova"))
    home = home_of(world.genova, "it")
    assert {page.specific_class for page in home.get_children()} == {StatementPage}
    assert len(before) > home.get_children().count() == 3


def test_a_language_left_out_is_withdrawn_with_its_pages(world: World, client_of: Any) -> None:
    provision_cite(cite=Cite.objects.get(slug="porto"), languages=["pt"])
    assert client_of("porto").get("/en/").status_code == 404
    branch = Page.objects.descendant_of(world.porto.container).filter(locale__language_code="en")
    assert branch.exists()
    assert not branch.filter(live=True).exists()
    assert "/en/" not in client_of("porto").get("/sitemap.xml").content.decode()


def test_the_first_language_is_the_default(world: World, client_of: Any) -> None:
    provision_cite(cite=Cite.objects.get(slug="porto"), languages=["en", "pt"])
    assert client_of("porto").get("/").headers["Location"] == "/en/"


@pytest.mark.parametrize(
    ("values", "languages", "words"),
    [
        ({}, ["xx"], "“xx”"),
        ({}, [], "language"),
        ({"country": "QQ"}, ["fr"], "“QQ”"),
        ({"slug": "Namur!"}, ["fr"], "slug"),
        ({"slug": "admin"}, ["fr"], "slug"),
        ({"slug": "fr"}, ["fr"], "slug"),
        ({"slug": "porto"}, ["fr"], "slug"),
        ({"slug": "hub"}, ["fr"], "“hub”"),
        ({"timezone": "Mars/Olympus"}, ["fr"], "Mars"),
    ],
)
def test_what_is_wrong_is_refused_before_anything_is_written(
    world: World, values: dict[str, Any], languages: list[str], words: str
) -> None:
    before = counts()
    with pytest.raises(ProvisionError, match=words):
        provision_cite(cite=new_cite(**values), languages=languages)
    assert counts() == before


def test_a_host_that_is_taken_is_refused(world: World) -> None:
    HostAlias.objects.create(hostname="namur.localhost", site=world.porto.site)
    before = counts()
    with pytest.raises(ProvisionError, match=re.escape("namur.localhost")):
        provision_cite(cite=new_cite(), languages=["fr"])
    assert counts() == before


def test_the_command_makes_repairs_and_refuses_in_one_line(world: World) -> None:
    out = StringIO()
    options = {"name": "Cité des métiers de Namur", "short_name": "Namur", "country": "BE", "languages": "fr"}
    call_command("provision_cite", "namur", stdout=out, **options)
    assert "namur.localhost" in out.getvalue()
    again = StringIO()
    call_command("provision_cite", "namur", stdout=again)
    assert again.getvalue() == "Nothing had drifted.\n"
    with pytest.raises(CommandError, match="taken"):
        call_command("provision_cite", "namur", name="Une autre")
    with pytest.raises(CommandError, match="“Porto_X” can’t begin an address"):
        call_command("provision_cite", "Porto_X")
    with pytest.raises(CommandError, match="--name, --short-name, --country, --languages"):
        call_command("provision_cite", "liege")


def test_members_follow_the_roles(world: World) -> None:
    members = NetworkGroup.objects.get(role=NetworkRole.MEMBERS).group
    user = person((world.porto, CiteRole.EDITOR))
    assert user.groups.filter(pk=members.pk).exists()
    user.groups.remove(CiteGroup.objects.get(cite=world.porto, role=CiteRole.EDITOR).group)
    assert not user.groups.filter(pk=members.pk).exists()
    team = NetworkGroup.objects.get(role=NetworkRole.LABEL_TEAM).group
    team.user_set.add(user)
    assert user.groups.filter(pk=members.pk).exists()
    user.groups.clear()
    assert not user.groups.exists()


def test_a_new_database_has_nothing_of_wagtails_own(world: World) -> None:
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()
    assert list(Page.objects.filter(depth=1).values_list("live", flat=True)) == [False]
    assert not Site.objects.filter(is_default_site=True).exists()
    assert [workflow.name for workflow in Workflow.objects.all()] == ["Relecture"]
