"""Initiatives, published as a Cité's data would be."""

from __future__ import annotations

from typing import Any

from cities.enums import Mode, Review, Stage
from cities.models import Audience, Initiative, Pole
from cities.services.initiatives import Figures, InitiativeData, InitiativeWords, publish_initiative
from portal.tenancy.models import Cite
from tests.factories.world import World

# A town of the gazetteer, beside Porto.
GONDOMAR = (41.14454, -8.53223)


def make_terms() -> None:
    """Two audiences beside the world's pôles."""
    for order, (slug, name) in enumerate({"jeunes": "Jeunes", "seniors": "Seniors"}.items()):
        Audience.objects.get_or_create(slug=slug, defaults={"name_fr": name, "sort_order": order})


def make_initiative(
    cite: Cite,
    key: str,
    *,
    language: str,
    title: str = "",
    review: Review = Review.ACCEPTED,
    translations: dict[str, InitiativeWords] | None = None,
    words: dict[str, Any] | None = None,
    **facts: Any,
) -> Initiative:
    """A live initiative of a Cité, accepted by the network unless told otherwise."""
    facts = {"stage": Stage.RUNNING, "start_year": 2017, "poles": ["orientation"], "modes": [Mode.ON_SITE], **facts}
    missing = set(facts["poles"]) - set(Pole.objects.values_list("slug", flat=True))
    for slug in missing:
        Pole.objects.create(slug=slug, name_fr=slug)
    return publish_initiative(
        cite=cite,
        key=key,
        language=language,
        words=InitiativeWords(title=title or key, **(words or {})),
        data=InitiativeData(**facts),
        translations=translations,
        review=review,
    )


def make_van(
    world: World, *, words: dict[str, Any] | None = None, english: dict[str, Any] | None = None, **facts: Any
) -> Initiative:
    """A full initiative of Porto in Portuguese and English, with what is said otherwise."""
    make_terms()
    return make_initiative(
        world.porto,
        "van",
        language="pt",
        title="A carrinha",
        words={
            "teaser": "A cidade sai à rua.",
            "need": "<p>Longe das <b>cidades</b>.</p>",
            "figures": Figures([("1 200", "pessoas")], as_of="2017", source="exemplo.org"),
            "links": [("O relatório", "https://example.org/r")],
            **(words or {}),
        },
        translations={
            "en": InitiativeWords(
                **{"title": "The van", "description": "<p>It stops at markets.</p>", **(english or {})}
            )
        },
        **{
            "poles": ["orientation", "emploi"],
            "modes": [Mode.ITINERANT],
            "audiences": ["jeunes"],
            "start_year": 2017,
            "end_year": 2019,
            "partners": [("Biblioteca", "https://example.org/b"), ("Clube", "")],
            "partner_cites": [(world.genova, True), (world.paris, False)],
            "place_name": "Bolhão",
            "contact_name": "Zzperson",
            "contact_email": "zz@example.org",
            "source": "exemplo.org, 2017",
            **facts,
        },
    )
