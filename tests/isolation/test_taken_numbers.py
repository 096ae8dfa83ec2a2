"""Nobody learns which numbers are taken: a row of another Cité's and one that isn't there answer in the same words."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from portal.accounts.models import Invitation
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole
from tests.factories.accounts import invited
from tests.factories.portal import home_of, make_document, make_image, make_page, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
NOBODY = 987654
PLACES = {
    "page": [
        "/admin/pages/{id}/edit/",
        "/admin/pages/{id}/",
        "/admin/pages/{id}/history/",
        "/admin/pages/{id}/delete/",
        "/admin/pages/{own}/move/{id}/confirm/",
        "/admin/pages/add/portal/articlepage/{id}/",
        "/admin/choose-page/{id}/",
        "/admin/choose-page/external-link/?parent_page_id={id}",
        "/admin/choose-page/chosen-multiple/?id={id}",
        "/admin/bulk/wagtailcore/page/delete/?id={id}",
    ],
    "image": [
        "/admin/images/{id}/",
        "/admin/images/{id}/delete/",
        "/admin/images/chooser/chosen-multiple/?id={id}",
        "/admin/bulk/media/portalimage/delete/?id={id}",
    ],
    "document": [
        "/admin/documents/edit/{id}/",
        "/admin/documents/chooser/{id}/",
        "/admin/documents/chooser/chosen-multiple/?id={id}",
        "/admin/bulk/media/portaldocument/delete/?id={id}",
    ],
    "invitation": ["/admin/members/invitations/{id}/resend/"],
    "person": [
        "/admin/pages/{own}/?owner={id}",
        "/admin/reports/audit/?user={id}",
        "/admin/reports/workflow/?requested_by={id}",
        "/admin/reports/locked/?locked_by={id}",
    ],
}


def said(client: Client, address: str) -> tuple[int, str, str]:
    """What an answer says, but for what each has of its own."""
    response = client.get(address)
    text = re.sub(r'(nonce|value|csrf\w*)="[^"]*"', "", response.content.decode())
    shown = client.get(response.headers["Location"]).content.decode() if response.status_code == 302 else ""
    words = " ".join(re.findall(r'class="messages".*?</ul>', shown, re.DOTALL))
    return response.status_code, text, response.headers.get("Location", "") + words


@pytest.mark.parametrize("role", [CiteRole.EDITOR, CiteRole.MANAGER])
def test_another_cites_row_answers_as_one_that_isnt_there(
    world: World, client_of: ClientOf, drain: Callable[[], int], role: CiteRole
) -> None:
    boss = person((world.genova, CiteRole.MANAGER))
    invited(boss, world.genova, drain, email="segreta@example.org")
    foreign = {
        "page": make_page(ArticlePage, parent=home_of(world.genova, "it"), title="Segreto", live=False).pk,
        "image": make_image(collection=world.genova.collection).pk,
        "document": make_document(collection=world.genova.collection).pk,
        "invitation": Invitation.objects.get().pk,
        "person": boss.pk,
    }
    own = home_of(world.porto, "pt").pk
    client = sign_in(client_of(), person((world.porto, role)))
    tried = {
        address: [said(client, address.format(id=number, own=own)) for number in (foreign[kind], NOBODY)]
        for kind, addresses in PLACES.items()
        for address in addresses
    }
    assert {address: answers[0] for address, answers in tried.items()} == {
        address: answers[1] for address, answers in tried.items()
    }
    assert 200 not in {answers[0][0] for answers in tried.values()}


@pytest.mark.parametrize("number", ["abc", "", "9" * 30])
def test_what_cant_be_a_persons_number_is_no_error(world: World, client_of: ClientOf, number: str) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    address = f"/admin/pages/{home_of(world.porto, 'pt').pk}/?owner={number}"
    assert client.get(address).status_code in (200, 302, 400)


def test_one_filters_by_oneself(world: World, client_of: ClientOf) -> None:
    user = person((world.porto, CiteRole.MANAGER))
    client = sign_in(client_of(), user)
    assert client.get(f"/admin/pages/{home_of(world.porto, 'pt').pk}/?owner={user.pk}").status_code == 200
