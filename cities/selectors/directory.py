"""The directory of Cités: what the hub's frame keeps of them, in no language yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cities.enums import PlaceKind
from cities.models import Place, Pole, ServicePage
from cities.models.terms import LANGUAGES
from cities.selectors import around, map_marks
from portal.tenancy.enums import CiteKind
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.hosts import SiteRow


@dataclass(frozen=True, slots=True)
class DirectoryPlace:
    """A place of a Cité as published. `key` is the id of its row in the list."""

    key: str
    kind: str
    name: str
    street: str
    postcode: str
    city: str
    country: str
    latitude: float | None
    longitude: float | None

    @property
    def lines(self) -> tuple[str, ...]:
        """Street and town, what is known of them."""
        return tuple(line for line in (self.street, f"{self.postcode} {self.city}".strip()) if line)

    @property
    def kind_label(self) -> str:
        """What the place is to its Cité."""
        return str(PlaceKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Service:
    """A service page of a Cité that answers to a pôle of the network."""

    language: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One Cité. `services` maps a pôle's slug to its pages, one per language."""

    face: around.CiteFace
    city: str
    website: str
    languages: tuple[str, ...]
    places: tuple[DirectoryPlace, ...]
    services: dict[str, tuple[Service, ...]]

    @property
    def main(self) -> DirectoryPlace | None:
        """The main site."""
        return next((place for place in self.places if place.kind == PlaceKind.MAIN), None)

    @property
    def others(self) -> tuple[DirectoryPlace, ...]:
        """Secondary sites and associated centres."""
        return tuple(place for place in self.places if place.kind != PlaceKind.MAIN)


@dataclass(frozen=True, slots=True)
class PoleWords:
    """A pôle of the network with its names by language."""

    slug: str
    names: dict[str, str]

    def name(self, language: str) -> str:
        """The name in a language, French where there is none."""
        return self.names.get(language) or self.names["fr"]


@dataclass(frozen=True, slots=True)
class NetworkDirectory:
    """Everything the directory shows, in no language yet."""

    entries: tuple[DirectoryEntry, ...]
    marks: tuple[map_marks.PanelMarks, ...]
    poles: tuple[PoleWords, ...]

    @property
    def country_codes(self) -> tuple[str, ...]:
        """The countries where there is a Cité, the one with most of them first."""
        return tuple(code for code, _count in Counter(entry.face.country for entry in self.entries).most_common())

    @property
    def countries(self) -> int:
        """In how many countries there is a Cité."""
        return len(self.country_codes)


def directory_of_network(row: SiteRow, cite: Cite | None) -> NetworkDirectory | None:
    """The directory, for the hub's frame; four queries whenever the frame is built."""
    if cite is not None:
        return None
    places: defaultdict[int, list[DirectoryPlace]] = defaultdict(list)
    for place in Place.objects.select_related("owner__cite").order_by("owner", "sort_order", "pk"):
        places[place.owner.cite_id].append(_place(place))
    sites = {site.cite_id: site for site in hosts.table().sites.values() if site.cite_id and not site.suspended}
    services = _services(sites.values())
    entries = tuple(
        DirectoryEntry(
            face=around.face_of(found),
            city=found.city,
            website=found.website,
            languages=sites[found.pk].languages if found.pk in sites else (found.name_language,),
            places=tuple(places[found.pk]),
            services=services[found.pk],
        )
        for found in Cite.objects.filter(kind=CiteKind.CITE).order_by("short_name", "pk")
    )
    poles = tuple(
        PoleWords(pole.slug, {code: getattr(pole, f"name_{code}") for code in LANGUAGES}) for pole in Pole.objects.all()
    )
    return NetworkDirectory(entries, map_marks.marks_of(_spots(entries)), poles)


def _place(place: Place) -> DirectoryPlace:
    return DirectoryPlace(
        key=f"place-{place.uid.hex[:12]}",
        kind=place.kind,
        name=place.name,
        street=place.street,
        postcode=place.postcode,
        city=place.city,
        country=place.country or place.owner.cite.country,
        latitude=place.latitude,
        longitude=place.longitude,
    )


def _services(sites: Iterable[SiteRow]) -> defaultdict[int, dict[str, tuple[Service, ...]]]:
    """Live public service pages of pôles, by Cité and pôle; one query for all Cités."""
    by_root = {site.container["path"]: site for site in sites}
    steps = {len(path) for path in by_root}
    found: defaultdict[int, dict[str, tuple[Service, ...]]] = defaultdict(dict)
    pages = (
        ServicePage.objects.live().public().filter(pole__isnull=False).select_related("locale", "pole").order_by("path")
    )
    for page in pages:
        site = next((by_root[page.path[:step]] for step in steps if page.path[:step] in by_root), None)
        if site is None or site.cite_id is None or page.pole is None:
            continue
        path = page.url_path[len(site.container["url_path"]) - 1 :]
        service = Service(page.locale.language_code, page.title, path)
        kept = found[site.cite_id]
        kept[page.pole.slug] = (*kept.get(page.pole.slug, ()), service)
    return found


# Nearer than this, in degrees, a second pin would lie on the first.
SAME_SPOT = 0.5


def _spots(entries: Iterable[DirectoryEntry]) -> Iterable[map_marks.Spot]:
    """The Cités, and those of their other places that don't lie beside them."""
    for entry in entries:
        here = (entry.face.latitude, entry.face.longitude)
        if here[0] is None or here[1] is None:
            continue
        yield map_marks.Spot(entry.face.slug, entry.face.short_name, here[0], here[1])
        for place in entry.others:
            if place.latitude is None or place.longitude is None:
                continue
            near = abs(place.latitude - here[0]) < SAME_SPOT and abs(place.longitude - here[1]) < SAME_SPOT
            if not near or place.kind == PlaceKind.SECONDARY:
                yield map_marks.Spot(place.key, place.city or place.name, place.latitude, place.longitude)
