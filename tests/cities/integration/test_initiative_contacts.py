"""The contact of an initiative is a person's data: found, shown and erased, of one's own Cité alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Revision

from cities.models import Initiative, InitiativePage
from portal.personal.models import PurgeRun
from portal.personal.registry import PERSONAL
from portal.personal.services.purge import purge
from portal.tenancy.enums import CiteRole
from search.models import SearchDocument
from tests.factories.initiatives import make_initiative
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LEA = {"contact_name": "Léa", "contact_email": "lea@example.org", "contact_phone": "+33 1"}
TOM = {"contact_name": "Tom", "contact_email": "tom@example.org", "contact_phone": "+33 2"}
NOBODY = dict.fromkeys(LEA, "")


def contact_of(holder: Any) -> dict[str, str]:
    said = holder.content if isinstance(holder, Revision) else vars(holder)
    return {name: said[name] for name in LEA}


def change(page: InitiativePage, contact: dict[str, str], *, publish: bool) -> None:
    """Another contact, as a draft or in public."""
    fresh = InitiativePage.objects.get(pk=page.pk)
    for name, value in contact.items():
        setattr(fresh, name, value)
    revision = fresh.save_revision()
    if publish:
        revision.publish()


def versions_of(page: InitiativePage) -> list[dict[str, str]]:
    """The contacts in its versions, each once."""
    found: list[dict[str, str]] = []
    for version in page.revisions.order_by("pk"):
        if contact_of(version) not in found:
            found.append(contact_of(version))
    return found


def says_contact(page: InitiativePage) -> bool:
    """Whether the search says that there is one."""
    return bool(SearchDocument.objects.get(uid=page.translation_key).facts["has_contact"])


def row_of(page: InitiativePage) -> Initiative:
    return Initiative.objects.get(uid=page.translation_key)


def post(client: Client, verb: str = "") -> Any:
    return client.post("/admin/personal/", {"email": "Lea@Example.org", "verb": verb})


def manager_of(cite: Any, client_of: Callable[..., Client]) -> Client:
    return sign_in(client_of(), person((cite, CiteRole.MANAGER)))


def test_a_published_contact_is_found_shown_and_erased(world: World, client_of: Callable[..., Client]) -> None:
    page = make_initiative(world.porto, title="Oficina", **LEA)
    change(page, LEA, publish=True)
    other = make_initiative(world.porto, title="Outra", **TOM)
    foreign = make_initiative(world.genova, title="Bottega", **LEA)
    change(foreign, LEA, publish=True)
    client = manager_of(world.porto, client_of)
    found = dict(post(client).context["found"])
    assert {label: number for label, number in found.items() if number} == {"Contacts of initiatives": 1}
    exported = post(client, "export").json()
    assert exported["initiative"] == [{"cite": "Porto", "title": "Oficina", **LEA}]
    assert set(exported["labels"]["initiative"]) == {"title", *LEA}
    assert says_contact(page)
    post(client, "erase")
    page.refresh_from_db()
    assert (contact_of(page), contact_of(row_of(page)), versions_of(page)) == (NOBODY, NOBODY, [NOBODY])
    assert (page.live, row_of(page).title) == (True, "Oficina")
    assert not says_contact(page)
    assert contact_of(row_of(other)) == TOM
    foreign.refresh_from_db()
    assert (contact_of(foreign), contact_of(row_of(foreign)), versions_of(foreign)) == (LEA, LEA, [LEA])
    assert not any(number for _label, number in post(client).context["found"])


def test_drafts_and_earlier_versions_hold_a_contact_too(world: World, client_of: Callable[..., Client]) -> None:
    draft = make_initiative(world.porto, title="Rascunho", live=False)
    change(draft, LEA, publish=False)
    former = make_initiative(world.porto, title="Antiga")
    change(former, LEA, publish=True)
    change(former, TOM, publish=True)
    foreign = make_initiative(world.genova, title="Bottega", live=False)
    change(foreign, LEA, publish=False)
    client = manager_of(world.porto, client_of)
    assert {row["title"] for row in post(client, "export").json()["initiative"]} == {"Rascunho", "Antiga"}
    post(client, "erase")
    assert (versions_of(draft), versions_of(former)) == ([NOBODY], [NOBODY, TOM])
    former.refresh_from_db()
    assert (contact_of(former), contact_of(row_of(former))) == (TOM, TOM)
    assert versions_of(foreign) == [NOBODY, LEA]
    assert not post(client).context["any_found"]


def test_each_name_that_stands_with_the_address_is_shown(world: World, client_of: Callable[..., Client]) -> None:
    page = make_initiative(world.porto, title="Oficina", **LEA)
    change(page, LEA, publish=True)
    change(page, LEA | {"contact_phone": "+33 9"}, publish=False)
    rows = post(manager_of(world.porto, client_of), "export").json()["initiative"]
    assert [row["contact_phone"] for row in rows] == ["+33 1", "+33 9"]


def test_a_contact_does_not_go_by_itself(world: World) -> None:
    page = make_initiative(world.porto, **LEA)
    purge()
    assert contact_of(row_of(page)) == LEA
    assert "initiative" in PERSONAL
    assert not PurgeRun.objects.filter(kind="initiative").exists()
