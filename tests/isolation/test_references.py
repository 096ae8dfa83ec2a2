"""An object of a Cité refers to its own and to shared objects: in forms, drafts, scripts, the API and when it moves."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import APIToken, Revision

from cities.models import Partner, PartnersPage
from portal.media.models import PortalImage
from portal.models import ArticlePage, SiteSettings
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.selectors.references import ForeignReferenceError, foreign_references
from tests.factories.portal import home_of, make_document, make_image, make_page, person, sign_in
from tests.factories.world import World
from tests.isolation.submitting import Submission, submissions

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def link_to(page: Any) -> str:
    return f'<p><a linktype="page" id="{page.pk}">x</a></p>'


def foreign_things(world: World) -> dict[str, Any]:
    """What belongs to Genova, with titles that must not be printed."""
    return {
        "image": make_image(collection=world.genova.collection, title="Segreto immagine"),
        "document": make_document(collection=world.genova.collection, title="Segreto documento"),
        "page": make_page(ArticlePage, parent=home_of(world.genova, "it"), title="Segreto pagina", live=False),
    }


def article_of(world: World) -> ArticlePage:
    return make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade", live=False)


def edit_form(client: Client, page: Any) -> Submission:
    url = f"/admin/pages/{page.pk}/edit/"
    return next(form for form in submissions(client.get(url), url) if "title" in form.names)


def stream(name: str, value: dict[str, Any]) -> dict[str, Any]:
    """One block of the body as the editor's script sends it."""
    base = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": name, "body-0-id": ""}
    return base | {f"body-0-value{key}": entry for key, entry in value.items()}


def rich(page_id: int) -> str:
    """A link to a page as Draftail sends it."""
    block = {
        "key": "a",
        "text": "x",
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": 1, "key": 0}],
    }
    entity = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"id": page_id, "url": "/", "parentId": 1}}}
    return json.dumps({"blocks": [block], "entityMap": entity})


@pytest.mark.parametrize("way", ["choice", "stream", "link"])
@pytest.mark.parametrize("valid", [True, False])
def test_a_forged_id_is_refused_and_its_title_not_printed(
    world: World, client_of: ClientOf, way: str, valid: bool
) -> None:
    """An invalid form would show its values again, with the titles of what they name."""
    things = foreign_things(world)
    page = article_of(world)
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    forged: dict[str, Any] = {
        "choice": {"social_image": things["image"].pk},
        "stream": stream("picture", {"-image": things["image"].pk, "-alt_text": "x", "-caption": ""}),
        "link": stream("text", {"": rich(things["page"].pk)}),
    }[way]
    before = Revision.objects.count()
    title = "A cidade" if valid else ""
    response = client.post(f"/admin/pages/{page.pk}/edit/", edit_form(client, page).filled(title=title) | forged)
    assert (response.status_code, Revision.objects.count()) == (302, before)
    assert "Segreto" not in client.get("/admin/").content.decode()


def test_an_id_that_nothing_has_yet_is_refused_and_one_that_went_is_kept(world: World, client_of: ClientOf) -> None:
    """Whatever gets the id later, another Cité's draft perhaps, would be shown with its address in the form."""
    page = article_of(world)
    gone = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Antiga")
    last = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Última")
    number = gone.pk
    gone.delete()
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    outcomes = []
    for pk in (last.pk + 1, number, last.pk):
        before = Revision.objects.count()
        client.post(f"/admin/pages/{page.pk}/edit/", edit_form(client, page).filled() | stream("text", {"": rich(pk)}))
        outcomes.append(Revision.objects.count() - before)
    assert outcomes == [0, 1, 1]


def test_the_same_form_takes_what_is_own_or_shared(world: World, client_of: ClientOf) -> None:
    page = article_of(world)
    own = make_image(collection=world.porto.collection, title="Nosso")
    shared = make_image(collection=world.network.collection, title="De todos")
    charter = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="La charte")
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    for image in (own, shared):
        values = edit_form(client, page).filled(social_image=image.pk) | stream("text", {"": rich(charter.pk)})
        client.post(f"/admin/pages/{page.pk}/edit/", values)
        draft = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
        assert (draft.social_image_id, draft.body[0].value.source.count(f'id="{charter.pk}"')) == (image.pk, 1)


def test_a_preview_shows_nothing_of_anothers(world: World, client_of: ClientOf) -> None:
    things = foreign_things(world)
    page = article_of(world)
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    form = edit_form(client, page).filled(social_image=things["image"].pk)
    answers = [client.post(f"/admin/pages/{page.pk}/edit/preview/", form)]
    answers.append(client.get(f"/admin/pages/{page.pk}/edit/preview/"))
    assert all("Segreto" not in answer.content.decode() for answer in answers)


def test_settings_take_no_logo_of_another_cite(world: World, client_of: ClientOf) -> None:
    image = foreign_things(world)["image"]
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    url = f"/admin/settings/portal/sitesettings/{world.porto.site_id}/"
    form = next(form for form in submissions(client.get(url), url) if "logo" in form.names)
    client.post(url, form.filled(logo=image.pk))
    assert list(SiteSettings.objects.filter(logo=image)) == []


def test_who_belongs_to_both_may_not_mix_them(world: World, client_of: ClientOf) -> None:
    """The rule is the object's, not the person's."""
    image = foreign_things(world)["image"]
    page = article_of(world)
    both = person((world.porto, CiteRole.EDITOR), (world.genova, CiteRole.EDITOR))
    client = sign_in(client_of(), both)
    before = Revision.objects.count()
    client.post(f"/admin/pages/{page.pk}/edit/", edit_form(client, page).filled(social_image=image.pk))
    assert Revision.objects.count() == before


@pytest.mark.parametrize("kind", ["image", "page"])
def test_a_draft_saved_in_code_is_refused(world: World, kind: str) -> None:
    things = foreign_things(world)
    page = article_of(world)
    if kind == "image":
        page.social_image = things["image"]
    else:
        page.body = [("text", link_to(things["page"]))]
    assert [row.pk for row in foreign_references(page, cite_id=world.porto.pk)] == [things[kind].pk]
    with pytest.raises(ForeignReferenceError), transaction.atomic():
        page.save_revision()
    with pytest.raises(ForeignReferenceError), transaction.atomic():
        page.save()


def test_a_revision_written_by_hand_is_read_as_what_it_would_become(world: World) -> None:
    image = foreign_things(world)["image"]
    page = article_of(world)
    revision = page.latest_revision
    revision.content["social_image"] = image.pk
    with pytest.raises(ForeignReferenceError), transaction.atomic():
        revision.save()


def test_children_and_rows_are_held_too(world: World) -> None:
    things = foreign_things(world)
    page = PartnersPage.objects.descendant_of(world.porto.container)[0]
    page.partners.add(Partner(name="CNAM", logo=things["image"], locale=page.locale))
    with pytest.raises(ForeignReferenceError), transaction.atomic():
        page.save_revision()
    with pytest.raises(ForeignReferenceError), transaction.atomic():
        SiteSettings.objects.create(site=world.porto.site, logo=things["image"])
    with pytest.raises(ForeignReferenceError), transaction.atomic():
        Redirect.objects.create(site=world.porto.site, old_path="/x", redirect_page=things["page"])


def test_moves_copies_and_aliases_bring_nothing_along(world: World) -> None:
    own = make_image(collection=world.genova.collection, title="Nostro")
    with_image = make_page(ArticlePage, parent=home_of(world.genova, "it"), title="La città", social_image=own)
    plain = make_page(ArticlePage, parent=home_of(world.genova, "it"), title="Altra")
    target = home_of(world.porto, "pt")
    with pytest.raises(ForeignReferenceError), transaction.atomic():
        with_image.move(target, pos="last-child")
    with pytest.raises(ForeignReferenceError), transaction.atomic():
        with_image.copy(to=target)
    with pytest.raises(ForeignReferenceError), transaction.atomic():
        plain.create_alias(parent=target)
    plain.move(target, pos="last-child")
    assert ArticlePage.objects.get(pk=plain.pk).is_descendant_of(target)


def test_the_api_refuses_what_the_network_mixes(world: World, client_of: ClientOf) -> None:
    image = foreign_things(world)["image"]
    page = article_of(world)
    _token, key = APIToken.create_token(user=person(NetworkRole.NETWORK_EDITOR), name="test")
    client_of().patch(
        f"/api/v3/pages/{page.pk}/",
        data=json.dumps({"meta": {"type": "portal.ArticlePage"}, "social_image": image.pk}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    assert ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object().social_image_id is None


def test_the_hub_may_show_what_a_cite_has(world: World) -> None:
    """Nothing reaches the hub unasked; that is the network editor's to hold, and the hub's pages are no Cité's."""
    image = foreign_things(world)["image"]
    page = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="Le réseau", social_image=image)
    assert PortalImage.objects.get(pk=page.social_image_id) == image
