"""The network that most tests stand on: the hub in two languages and three Cités."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, Locale, Page

from cities.models import Pole
from portal.tenancy.models import Cite, Network
from portal.tenancy.selectors import hosts
from portal.tenancy.services.provision import provision_cite, provision_network

POLES = {
    "orientation": "Choisir mon orientation",
    "formation": "Trouver une formation",
    "emploi": "Trouver un emploi",
}


@dataclass(frozen=True)
class World:
    """The base network. Each Cité has another language, so that a mix-up shows."""

    network: Network
    porto: Cite
    genova: Cite
    paris: Cite


def rebuild_roots() -> None:
    """Put back what migrations made and a flush took: permissions, root page, root collection, locale."""
    for model, codename in (
        ("wagtailadmin.Admin", "access_admin"),
        ("wagtail_localize.Translation", "submit_translation"),
    ):
        content_type = ContentType.objects.get_for_model(apps.get_model(model))
        Permission.objects.get_or_create(content_type=content_type, codename=codename, defaults={"name": codename})
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(instance=Page(title="Root", slug="root", live=False))
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")


def build_world() -> World:
    """Make the base network, or read it where it is there already."""
    hosts.changed()
    if not Network.objects.exists():
        rebuild_roots()
        for order, (slug, name) in enumerate(POLES.items()):
            Pole.objects.get_or_create(slug=slug, defaults={"name_fr": name, "sort_order": order})
        provision_network(languages=["fr", "en"])
        make_cite(
            "porto",
            name="Cidade das Profissões do Porto",
            country="PT",
            languages=["pt", "en"],
            at=(41.15, -8.61),
        )
        make_cite("genova", name="Città dei Mestieri di Genova", country="IT", languages=["it"], at=(44.41, 8.93))
        make_cite(
            "paris",
            name="Cité des métiers de Paris la Villette",
            country="FR",
            languages=["fr"],
            at=(48.86, 2.35),
        )
    cites = Cite.objects.in_bulk(["porto", "genova", "paris"], field_name="slug")
    return World(Network.objects.get(), cites["porto"], cites["genova"], cites["paris"])


def make_cite(
    slug: str,
    *,
    name: str = "",
    country: str = "FR",
    languages: list[str] | None = None,
    at: tuple[float, float] = (45.0, 3.0),
) -> Cite:
    """A provisioned Cité."""
    codes = languages or ["fr"]
    cite = Cite(
        slug=slug,
        name=name or f"Cité des métiers de {slug.capitalize()}",
        name_language=codes[0],
        short_name=slug.capitalize(),
        city=slug.capitalize(),
        country=country,
        timezone={"PT": "Europe/Lisbon", "IT": "Europe/Rome"}.get(country, "Europe/Paris"),
        latitude=at[0],
        longitude=at[1],
    )
    provision_cite(cite=cite, languages=codes)
    cite.refresh_from_db()
    return cite
