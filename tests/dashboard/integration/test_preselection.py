"""Forms begin with the Cité one works for; lists of several Cités name them."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.users.models import UserProfile

from cities.models import UrgentNotice
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.services.provision import provision_network
from tests.factories.portal import home_of, make_image, make_page, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def test_a_closure_is_of_the_cite_chosen_unless_one_says_otherwise(
    world: World, client_of: Callable[..., Client]
) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER), (world.genova, CiteRole.MANAGER)))
    for cite in (world.genova, world.porto):
        client.post(f"/admin/cite/{cite.pk}/")
        form = client.get("/admin/closure/new/").context["form"]
        assert getattr(form["cite"].value(), "pk", form["cite"].value()) == cite.pk


def test_a_notice_is_of_the_cite_whose_time_the_form_names(world: World, client_of: Callable[..., Client]) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER), (world.genova, CiteRole.MANAGER)))
    for cite, other, zone in ((world.genova, world.porto, "Europe/Rome"), (world.porto, world.genova, "Europe/Lisbon")):
        client.post(f"/admin/cite/{cite.pk}/")
        response = client.get("/admin/urgentnotice/new/")
        assert list(response.context["form"].fields["cite"].queryset) == [cite]
        assert f"({zone})" in response.content.decode()
        values = {"cite": other.pk, "language": "pt", "text": "x", "starts_at": "", "ends_at": ""}
        assert "cite" in client.post("/admin/urgentnotice/new/", values).context["form"].errors


def test_a_notice_of_another_of_ones_cites_is_changed_in_its_time(
    world: World, client_of: Callable[..., Client]
) -> None:
    at = datetime.datetime(2026, 12, 1, 12, 0, tzinfo=datetime.UTC)
    notice = UrgentNotice.objects.create(
        cite=world.genova, language="it", text="Chiuso", starts_at=at, ends_at=at + datetime.timedelta(hours=2)
    )
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER), (world.genova, CiteRole.MANAGER)))
    client.post(f"/admin/cite/{world.porto.pk}/")
    url = f"/admin/urgentnotice/edit/{notice.pk}/"
    html = client.get(url).content.decode()
    assert "Genova (Europe/Rome)" in html
    assert "Europe/Lisbon" not in html
    assert 'value="01/12/2026 13:00"' in html
    values = {"language": "it", "text": "Chiuso", "starts_at": "01/12/2026 13:30", "ends_at": "01/12/2026 15:00"}
    assert client.post(url, {"cite": world.genova.pk, **values}).status_code == 302
    notice.refresh_from_db()
    assert notice.starts_at == at + datetime.timedelta(minutes=30)


def test_a_notice_of_the_one_cite_that_may_have_one_is_in_its_time(
    world: World, client_of: Callable[..., Client]
) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR), (world.genova, CiteRole.MANAGER)))
    client.post(f"/admin/cite/{world.porto.pk}/")
    response = client.get("/admin/urgentnotice/new/")
    assert response.context["form"].instance.cite == world.genova
    html = response.content.decode()
    assert "Genova (Europe/Rome)" in html
    assert "Europe/Lisbon" not in html


def test_the_network_chooses_among_all(world: World, client_of: Callable[..., Client]) -> None:
    client = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    assert client.get("/admin/closure/new/").context["form"].fields["cite"].queryset.count() == 3


def test_who_works_for_several_cites_finds_them_by_name(world: World, client_of: Callable[..., Client]) -> None:
    provision_network()
    user = person((world.porto, CiteRole.MANAGER), (world.genova, CiteRole.MANAGER))
    UserProfile.objects.create(user=user, preferred_language="en")
    make_image(collection=world.porto.collection, title="Ponte")
    client = sign_in(client_of(), user)
    response = client.get("/admin/pages/")
    html = BeautifulSoup(response.content, "html.parser")
    shown = html.select_one("main").get_text(" ", strip=True)
    assert [page.title for page in response.context["pages"]] != []
    assert {page.title for page in response.context["pages"]} == {world.porto.name, world.genova.name}
    for words in ("root", "draft", "accessible at any url"):
        assert words not in shown.lower()
    assert "Cités des métiers" in shown
    chooser = client.get("/admin/choose-page/").json()["html"]
    assert "draft" not in BeautifulSoup(chooser, "html.parser").get_text().lower()
    # A page of a Cité still says what it is.
    draft = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Rascunho", live=False)
    found = client.get(f"/admin/pages/{draft.get_parent().pk}/").content.decode()
    assert "draft" in BeautifulSoup(found, "html.parser").select_one("main table").get_text().lower()
    assert "w-summary" not in client.get("/admin/").content.decode(), "no counts of several Cités at once"
