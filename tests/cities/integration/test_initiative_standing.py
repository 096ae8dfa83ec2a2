"""Where an initiative stands on its Cité's site and in the network, and with what it goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from cities.enums import Review
from cities.models import Initiative, InitiativePage
from cities.selectors.standing import standing_of
from cities.services.review import decide
from portal.tenancy.enums import CiteRole, NetworkRole
from tests.cities.following import speaking
from tests.factories.initiatives import accepted, index_of, make_initiative, translate_initiative
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db


class TestStanding:
    """What the side panel says, from the first word to the network's answer."""

    def test_it_goes_with_its_translations_and_comes_alone(
        self, world: World, client_of: Callable[..., Client]
    ) -> None:
        """What would be public in another language without its facts isn't, and what was accepted stays so."""
        row = accepted(world)
        page = row.original
        english = translate_initiative(page, world.porto, "en", "Fair")
        assert client_of("porto").get("/en/initiatives/fair/").status_code == 200
        moderator = speaking("en", (world.porto, CiteRole.MODERATOR))
        client, address = sign_in(client_of(), moderator), f"/admin/pages/{page.pk}/unpublish/"
        assert "This will also unpublish one translation of the page." in client.get(address).content.decode()
        assert client.post(address).status_code == 302
        english.refresh_from_db()
        assert not english.live
        assert client_of("porto").get("/en/initiatives/fair/").status_code == 404
        with translation.override("en"):
            standing = standing_of(InitiativePage.objects.get(pk=page.pk))
            assert (standing.site, standing.network) == ("Draft, seen by its Cité only", "Accepted")
            assert standing.next_step.startswith("The network has accepted it: once it is on its Cité’s site again")
            english.save_revision().publish()
            standing = standing_of(InitiativePage.objects.get(pk=page.pk))
            assert standing.site == "Draft, but public in: English"

    def test_a_translation_goes_alone(self, world: World) -> None:
        page = make_initiative(world.porto, title="Feira")
        translate_initiative(page, world.porto, "en", "Fair").unpublish()
        page.refresh_from_db()
        assert page.live

    def test_from_draft_to_accepted(self, world: World) -> None:
        parent = index_of(world.porto, "pt")
        page = InitiativePage(title="Nova", slug="nova", locale=parent.locale, stage="running", start_year=2020)
        seen = []
        with translation.override("en"):
            seen.append(standing_of(page))
            page = make_initiative(world.porto, title="Nova", live=False)
            seen.append(standing_of(page))
            editor = person((world.porto, CiteRole.EDITOR))
            page.get_workflow().start(page, editor)
            seen.append(standing_of(InitiativePage.objects.get(pk=page.pk)))
            moderator = person((world.porto, CiteRole.MODERATOR))
            state = InitiativePage.objects.get(pk=page.pk).current_workflow_state
            state.current_task_state.reject(user=moderator)
            seen.append(standing_of(InitiativePage.objects.get(pk=page.pk)))
            state.refresh_from_db()
            state.resume(user=editor)
            state.refresh_from_db()
            state.current_task_state.approve(user=moderator)
            page = InitiativePage.objects.get(pk=page.pk)
            seen.append(standing_of(page))
            decide(uid=page.row.uid, verb="propose", user=moderator)
            seen.append(standing_of(InitiativePage.objects.get(pk=page.pk)))
            decide(uid=page.row.uid, verb="ask", user=person(NetworkRole.NETWORK_EDITOR), comment="Quantos?")
            seen.append(standing_of(InitiativePage.objects.get(pk=page.pk)))
            decide(uid=page.row.uid, verb="accept", user=person(NetworkRole.NETWORK_EDITOR))
            seen.append(standing_of(InitiativePage.objects.get(pk=page.pk)))
        assert [(standing.site, standing.network) for standing in seen] == [
            ("Not saved yet", "Not yet"),
            ("Draft, seen by its Cité only", "Not yet"),
            ("Awaits the Cité’s moderators", "Not yet"),
            ("The Cité’s moderators ask for changes", "Not yet"),
            ("Published on its Cité’s site", "Not yet"),
            ("Published on its Cité’s site", "Proposed to the network"),
            ("Published on its Cité’s site", "Changes asked"),
            ("Published on its Cité’s site", "Accepted"),
        ]
        assert len({standing.next_step for standing in seen}) == len(seen)
        assert Initiative.objects.get(uid=page.translation_key).review == Review.ACCEPTED

    def test_a_translation_says_how_far_its_original_is(self, world: World) -> None:
        page = make_initiative(world.porto, title="Nova")
        english = page.copy_for_translation(locale=index_of(world.porto, "en").locale, copy_parents=True)
        assert standing_of(english.specific) == standing_of(page)
