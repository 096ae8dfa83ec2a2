"""In which language mails speak: a Cité is its site's first language, whatever its name's."""

from __future__ import annotations

import pytest

from portal.tenancy.enums import CiteRole
from portal.tenancy.models import Cite
from portal.tenancy.selectors.speech import language_for, spoken_by
from portal.tenancy.services.provision import provision_cite
from tests.factories.portal import person
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def test_a_team_reads_the_first_language_of_its_site(world: World) -> None:
    Cite.objects.filter(pk=world.porto.pk).update(name_language="fr")
    porto = Cite.objects.get(pk=world.porto.pk)
    assert spoken_by(porto) == "pt"
    assert language_for(person((porto, CiteRole.EDITOR)), cite=porto) == "pt"


@pytest.mark.parametrize(("languages", "spoken"), [(["ca", "es"], "ca"), (["eu", "es"], "es")])
def test_what_the_interface_does_not_speak_is_said_in_what_it_falls_back_to(
    world: World, languages: list[str], spoken: str
) -> None:
    cite = Cite(slug="lleida", name="Cité des métiers", short_name="Lleida", country="ES", name_language="fr")
    assert spoken_by(cite) == "fr"  # has no site yet
    provision_cite(cite=cite, languages=languages)
    assert spoken_by(cite) == spoken
