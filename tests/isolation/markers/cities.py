"""Initiatives: a draft nobody else may know of, and one that is live and that the network has accepted."""

from __future__ import annotations

from cities.enums import Review, Stage
from cities.models import Initiative, InitiativePage
from tests.factories.portal import make_page
from tests.isolation.markers.owners import Owner
from tests.isolation.markers.registry import NotOwnableError, marker_for, parent_for


@marker_for(Initiative)
def make_initiatives(owner: Owner) -> list[Initiative]:
    if owner.cite is None:
        raise NotOwnableError
    draft: InitiativePage = owner.get(InitiativePage)
    parent = parent_for(owner, InitiativePage)
    page = make_page(
        InitiativePage,
        parent=parent,
        title="Public initiative",
        slug=f"public-{owner.name}",
        stage=Stage.RUNNING,
        start_year=2020,
    )
    Initiative.objects.filter(uid=page.translation_key).update(review=Review.ACCEPTED)
    InitiativePage.objects.get(pk=page.pk).save()  # writes what searches read
    return [Initiative.objects.get(uid=page.translation_key) for page in (draft, page)]
