"""The part of the directory that one reader asked to see; no query to the database."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cities.selectors import map_marks
from cities.selectors.directory import DirectoryEntry, DirectoryPlace, NetworkDirectory, Service
from portal.alphabet import alphabetical, fold
from portal.countries import country_name


@dataclass(frozen=True, slots=True)
class DirectoryQuery:
    """What a reader asks for; empty strings ask for nothing."""

    words: str = ""
    country: str = ""
    language: str = ""
    pole: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether everything is to be shown."""
        return not (self.words.strip() or self.country or self.language or self.pole)


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter with the number of Cités it would leave, the other filters kept."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    """One line of the list: a Cité, or another place of one. Addresses are empty where there is no site."""

    key: str
    entry: DirectoryEntry
    place: DirectoryPlace | None
    url: str
    service: Service | None = None
    service_url: str = ""


@dataclass(frozen=True, slots=True)
class CountryGroup:
    """The rows of one country."""

    code: str
    name: str
    rows: tuple[DirectoryRow, ...]

    @property
    def cites(self) -> int:
        """How many of the rows are Cités."""
        return sum(row.place is None for row in self.rows)

    @property
    def places(self) -> int:
        """How many are other places."""
        return len(self.rows) - self.cites


@dataclass(frozen=True, slots=True)
class DirectoryAnswer:
    """What is shown to a reader. `total` counts Cités, not their other places."""

    groups: tuple[CountryGroup, ...]
    marks: tuple[map_marks.PanelMarks, ...]
    countries: tuple[Option, ...]
    languages: tuple[Option, ...]
    total: int


# The address of a Cité's home or, with a path, of a page of its site.
Address = Callable[[int, str], str]


def directory_answer(
    directory: NetworkDirectory,
    query: DirectoryQuery,
    *,
    language: str,
    language_names: dict[str, str],
    address: Address,
) -> DirectoryAnswer:
    """The rows and markers that answer a query, with what each filter would leave."""
    everything = list(_rows(directory, query, language, address))
    rows = [row for row in everything if _matches(row, query)]
    shown = {row.key for row in rows}
    groups = _groups(rows)
    return DirectoryAnswer(
        groups=groups,
        marks=map_marks.only(directory.marks, shown),
        countries=_options(_countries(everything, query), query.country, country_name),
        languages=_options(_languages(everything, query), query.language, lambda code: language_names.get(code, code)),
        total=sum(group.cites for group in groups),
    )


def _rows(
    directory: NetworkDirectory, query: DirectoryQuery, language: str, address: Address
) -> Iterable[DirectoryRow]:
    for entry in directory.entries:
        url = address(entry.face.id, "")
        offered = entry.services.get(query.pole, ())
        service = next((page for page in offered if page.language == language), offered[0] if offered else None)
        service_url = address(entry.face.id, service.path) if service else ""
        yield DirectoryRow(entry.face.slug, entry, None, url, service, service_url)
        for place in entry.others:
            yield DirectoryRow(place.key, entry, place, url)


def _matches(row: DirectoryRow, query: DirectoryQuery, *, but: str = "") -> bool:
    """Whether a row answers the query, the filter `but` left aside."""
    entry, place = row.entry, row.place
    if but != "country" and query.country and query.country != (place.country if place else entry.face.country):
        return False
    if but != "language" and query.language and query.language not in entry.languages:
        return False
    if query.pole and query.pole not in entry.services:
        return False
    text = _text(entry, place)
    return all(word in text for word in fold(query.words).split())


def _text(entry: DirectoryEntry, place: DirectoryPlace | None) -> str:
    names = [entry.face.name, entry.face.short_name]
    if place is None:
        names += [entry.city, country_name(entry.face.country)]
        names += [line for known in entry.places for line in (known.name, known.postcode, known.city)]
    else:
        names += [place.name, place.postcode, place.city, country_name(place.country)]
    return fold(" ".join(names))


def _groups(rows: Iterable[DirectoryRow]) -> tuple[CountryGroup, ...]:
    by_country: defaultdict[str, list[DirectoryRow]] = defaultdict(list)
    for row in rows:
        by_country[row.place.country if row.place else row.entry.face.country].append(row)
    groups = [
        CountryGroup(code, country_name(code), tuple(sorted(found, key=_place_in_list)))
        for code, found in by_country.items()
    ]
    return tuple(sorted(groups, key=lambda group: (-group.cites, alphabetical(group.name))))


def _place_in_list(row: DirectoryRow) -> tuple[tuple[str, ...], bool, str]:
    """By town: an associated centre stands under its own, not under its Cité's."""
    name = row.place.city or row.place.name if row.place else row.entry.face.short_name
    return alphabetical(name), row.place is not None, row.key


def _countries(rows: Iterable[DirectoryRow], query: DirectoryQuery) -> Counter[str]:
    return Counter(row.entry.face.country for row in rows if row.place is None and _matches(row, query, but="country"))


def _languages(rows: Iterable[DirectoryRow], query: DirectoryQuery) -> Counter[str]:
    return Counter(
        code
        for row in rows
        if row.place is None and _matches(row, query, but="language")
        for code in row.entry.languages
    )


def _options(counts: Counter[str], selected: str, name: Callable[[str], str]) -> tuple[Option, ...]:
    """The values of a filter, most frequent first; a chosen one stays though nothing is left of it."""
    found = [Option(code, name(code), count, code == selected) for code, count in counts.items()]
    if selected and selected not in counts:
        found.append(Option(selected, name(selected), 0, selected=True))
    return tuple(sorted(found, key=lambda option: (-option.count, alphabetical(option.label))))
