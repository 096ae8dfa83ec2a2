"""What keeps Cités apart doesn't keep people from their work: the first tasks of each role, as a browser does them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page, TaskState
from wagtail_localize.models import StringTranslation, Translation

from cities.models import CiteHomePage, Closure
from portal.media.models import MediaTag, PortalDocument, PortalImage
from portal.models import ArticlePage, SiteSettings
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.translating.services import submit_for_translation
from tests.factories.portal import home_of, make_document, make_image, make_page, person, sign_in
from tests.factories.world import World
from tests.isolation.submitting import Submission, submissions

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def form_at(client: Client, url: str, *, having: str) -> Submission:
    """The form of a page that has a field of this name."""
    response = client.get(url)
    assert response.status_code == 200, url
    return next(form for form in submissions(response, url) if having in form.names)


def role_client(client_of: ClientOf, world: World, role: CiteRole) -> Client:
    return sign_in(client_of(), person((world.porto, role)))


def test_an_editor_drafts_a_page_with_an_own_picture_and_submits_it(world: World, client_of: ClientOf) -> None:
    client = role_client(client_of, world, CiteRole.EDITOR)
    image = make_image(collection=world.porto.collection, title="Ponte")
    parent = home_of(world.porto, "pt")
    url = f"/admin/pages/add/portal/articlepage/{parent.pk}/"
    form = form_at(client, url, having="social_image")

    response = client.post(
        url,
        form.filled(
            **{"title": "A ponte", "slug": "a-ponte", "social_image": image.pk, "action-submit": "1"},
        ),
    )

    page = ArticlePage.objects.get(slug="a-ponte")
    assert response.status_code == 302
    assert (page.live, page.get_latest_revision_as_object().social_image_id) == (False, image.pk)
    assert page.workflow_in_progress is True


def test_a_moderator_approves_and_it_is_live(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A ponte", live=False)
    editor = person((world.porto, CiteRole.EDITOR))
    page.get_workflow().start(page, editor)
    state = TaskState.objects.get(workflow_state__object_id=str(page.pk))
    client = role_client(client_of, world, CiteRole.MODERATOR)
    assert "A ponte" in client.get("/admin/").content.decode()
    client.post(f"/admin/pages/workflow/action/{page.pk}/approve/{state.pk}/")
    page.refresh_from_db()
    assert page.live is True


def test_a_manager_edits_the_settings_of_the_own_site(world: World, client_of: ClientOf) -> None:
    client = role_client(client_of, world, CiteRole.MANAGER)
    own = f"/admin/settings/portal/sitesettings/{world.porto.site_id}/"
    assert client.get("/admin/settings/portal/sitesettings/").url == own
    form = form_at(client, own, having="publisher")
    logo = make_image(collection=world.porto.collection, title="Logo")
    response = client.post(own, form.filled(publisher="Município do Porto", logo=logo.pk))
    settings = SiteSettings.objects.get(site=world.porto.site)
    assert (response.status_code, settings.publisher, settings.logo_id) == (302, "Município do Porto", logo.pk)


def test_a_manager_of_another_cite_is_led_to_the_own_settings(world: World, client_of: ClientOf) -> None:
    client = role_client(client_of, world, CiteRole.MANAGER)
    foreign = f"/admin/settings/portal/sitesettings/{world.genova.site_id}/"
    assert client.get(foreign).status_code == 404
    assert client.post(foreign, {"publisher": "Porto"}).status_code == 404


def test_a_translator_submits_a_page_and_translates_its_words(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade")
    client = role_client(client_of, world, CiteRole.TRANSLATOR)
    english = Locale.objects.get(language_code="en")
    url = f"/admin/localize/submit/page/{page.pk}/"
    form = form_at(client, url, having="locales")
    client.post(url, form.filled(locales=[english.pk]))
    translation = Translation.objects.get(source__object_id=page.translation_key)
    segment = translation.source.stringsegment_set.get(context__path="title")
    response = client.put(
        f"/admin/localize/translate/{translation.pk}/strings/{segment.pk}/edit/",
        data="value=The+city",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code in (200, 201)
    assert StringTranslation.objects.get().data == "The city"


def test_an_editor_uploads_pictures_and_documents_to_the_own_collection(world: World, client_of: ClientOf) -> None:
    client = role_client(client_of, world, CiteRole.EDITOR)
    image_form = form_at(client, "/admin/images/add/", having="title")
    picture = SimpleUploadedFile("rio.png", get_test_image_file().file.getvalue())
    client.post("/admin/images/add/", {**image_form.filled(title="Rio", tags="ribeira"), "file": picture})
    document_form = form_at(client, "/admin/documents/add/", having="title")
    file = SimpleUploadedFile("plano.txt", b"plano")
    client.post("/admin/documents/add/", {**document_form.filled(title="Plano"), "file": file})
    assert PortalImage.objects.get(title="Rio").collection == world.porto.collection
    assert PortalDocument.objects.get(title="Plano").collection == world.porto.collection
    assert list(MediaTag.objects.values_list("name", "cite__slug")) == [("ribeira", "porto")]


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_choosers_offer_own_and_shared_files(world: World, client_of: ClientOf, kind: str) -> None:
    make = make_image if kind == "images" else make_document
    for place, title in ((world.porto, "Nosso"), (world.network, "De todos"), (world.genova, "Altrui")):
        make(collection=place.collection, title=title)
    client = role_client(client_of, world, CiteRole.EDITOR)
    found = client.get(f"/admin/{kind}/chooser/").content.decode()
    assert [title in found for title in ("Nosso", "De todos", "Altrui")] == [True, True, False]


def test_the_page_chooser_leads_to_own_pages_and_to_what_the_hub_has_published(
    world: World, client_of: ClientOf
) -> None:
    make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Rascunho nosso", live=False)
    make_page(ArticlePage, parent=home_of(world.network, "fr"), title="La charte")
    make_page(ArticlePage, parent=home_of(world.network, "fr"), title="La charte de demain", live=False)
    make_page(ArticlePage, parent=home_of(world.genova, "it"), title="La bozza", live=False)
    make_page(ArticlePage, parent=home_of(world.genova, "it"), title="La pagina")
    client = role_client(client_of, world, CiteRole.EDITOR)
    places = (home_of(world.porto, "pt"), home_of(world.network, "fr"))
    shown = "".join(client.get(f"/admin/choose-page/{page.pk}/").content.decode() for page in places)
    assert [title in shown for title in ("Rascunho nosso", "La charte", "La charte de demain")] == [True, True, False]
    assert client.get("/admin/choose-page/").status_code == 200
    assert client.get(f"/admin/choose-page/{world.network.container_id}/").status_code == 200
    assert client.get(f"/admin/choose-page/{home_of(world.genova, 'it').pk}/").status_code == 404


def test_a_moderator_closes_the_own_place_and_nobody_elses(world: World) -> None:
    """The row's Cité is the form's to choose: among one's own."""
    moderator = person((world.porto, CiteRole.MODERATOR))
    assert moderator.has_perm("cities.add_closure")
    assert Closure.objects.count() == 0


def test_the_network_editor_works_everywhere(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    page = make_page(ArticlePage, parent=home_of(world.genova, "it"), title="La bozza", live=False)
    url = f"/admin/pages/{page.pk}/edit/"
    form = form_at(client, url, having="title")
    response = client.post(url, form.filled(title="La bozza riletta"))
    assert response.status_code == 302
    assert Page.objects.get(pk=page.pk).get_latest_revision_as_object().title == "La bozza riletta"


def test_the_event_team_works_on_the_hub_alone(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person(NetworkRole.EVENT_TEAM))
    own = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="L’école", live=False)
    foreign = make_page(ArticlePage, parent=home_of(world.genova, "it"), title="La bozza", live=False)
    form = form_at(client, f"/admin/pages/{own.pk}/edit/", having="title")
    assert client.post(f"/admin/pages/{own.pk}/edit/", form.filled(title="L’école de printemps")).status_code == 302
    for address in ("edit/", "history/", "view_draft/", "usage/"):
        assert client.get(f"/admin/pages/{foreign.pk}/{address}").status_code == 404


def test_a_manager_of_two_cites_works_in_both(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER), (world.genova, CiteRole.MANAGER)))
    for cite, language in ((world.porto, "pt"), (world.genova, "it")):
        home = home_of(cite, language)
        assert client.get(f"/admin/pages/{home.pk}/").status_code == 200
        form = form_at(client, f"/admin/pages/{home.pk}/edit/", having="greeting")
        values: dict[str, Any] = form.filled(greeting="Olá, ciao", **{"action-publish": "1"})
        assert client.post(f"/admin/pages/{home.pk}/edit/", values).status_code == 302
        assert CiteHomePage.objects.get(pk=home.pk).greeting == "Olá, ciao"


def test_nothing_a_role_has_no_use_for_stands_in_its_menu(world: World, client_of: ClientOf) -> None:
    client = role_client(client_of, world, CiteRole.MANAGER)
    page = client.get("/admin/").content.decode()
    for address in ("/admin/reports/site-history/", "/admin/reports/page-types-usage/", "/admin/sites/"):
        assert address not in page
    assert "/admin/reports/locked/" in page


def test_submitting_shared_pages_for_translation_stays_the_networks(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="La charte")
    client = role_client(client_of, world, CiteRole.TRANSLATOR)
    english = Locale.objects.get(language_code="en")
    assert client.post(f"/admin/localize/submit/page/{page.pk}/", {"locales": [english.pk]}).status_code == 404
    submit_for_translation(page=page, locales=[english], user=person(NetworkRole.NETWORK_EDITOR))
    assert Page.objects.filter(translation_key=page.translation_key).count() == 2
